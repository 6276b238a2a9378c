//! A paper as a picture, dot for dot as a printer of its width draws it.

use crate::bitmap::{Bitmap, Pen};
use crate::glyph;
use crate::qr::QrModules;
use crate::sheet::{Align, PaperSheet, SheetLine, SheetRow, Size, length};

/// From one line of plain text to the next: 3.75 mm at 203 dpi, the power-on default (`ESC 2`).
pub const LINE_DOTS: usize = 30;

/// White above the first and below the last row: a print head stands behind its cutter, so every real paper has it.
const MARGIN: usize = LINE_DOTS;

/// The whole paper.
pub fn draw(sheet: &PaperSheet) -> Bitmap {
    let mut paper = Bitmap::new(sheet.dots, MARGIN);
    for row in &sheet.rows {
        let strip = draw_row(row, sheet.dots);
        let top = paper.height();
        paper.grow(top + strip.height());
        paper.stamp(0, top, &strip);
    }
    paper.grow(paper.height() + MARGIN);
    paper
}

fn draw_row(row: &SheetRow, dots: usize) -> Bitmap {
    match row {
        SheetRow::Text(line) => draw_line(line, dots),
        SheetRow::Rule { heavy } => rule(*heavy, dots),
        SheetRow::Space => Bitmap::new(dots, LINE_DOTS),
        SheetRow::Picture { bitmap, .. } => bitmap.clone(),
        SheetRow::Qr { code } => draw_qr(code, dots),
    }
}

/// A line across the paper: one thin stroke, or a thick one above a thin one.
pub fn rule(heavy: bool, dots: usize) -> Bitmap {
    let mut strip = Bitmap::new(dots, 20);
    if heavy {
        strip.fill(0, 7, dots, 4, true);
    } else {
        strip.fill(0, 9, dots, 2, true);
    }
    strip
}

/// One line of text in a strip as wide as the paper and as high as a printer feeds for it.
pub fn draw_line(line: &SheetLine, dots: usize) -> Bitmap {
    let Size { width, height } = line.size;
    let mut strip = Bitmap::new(dots, LINE_DOTS.max(glyph::HEIGHT * height));
    let mut x = match line.align {
        Align::Left => 0,
        Align::Center => dots.saturating_sub(line.width() * glyph::WIDTH) / 2,
    };
    for span in &line.spans {
        let pen = Pen { width, height, bold: span.bold, smooth: true };
        strip.write(x, 0, &span.text, pen, true);
        let across = length(&span.text) * glyph::WIDTH * width;
        if span.reverse {
            strip.invert(x, 0, across, glyph::HEIGHT * height);
        }
        x += across;
    }
    strip
}

/// The code in the middle of the paper; an empty strip for a text no code holds, which stands beside it as text.
pub fn draw_qr(code: &str, dots: usize) -> Bitmap {
    let Some(modules) = QrModules::of(code) else { return Bitmap::new(dots, 0) };
    let picture = modules.picture(modules.module_dots(dots));
    let mut strip = Bitmap::new(dots, picture.height());
    strip.stamp(dots.saturating_sub(picture.width()) / 2, 0, &picture);
    strip
}
