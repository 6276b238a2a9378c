//! The paper of the virtual printer: what its commands draw, from one cut to the next.

use crate::printer::lexer::PrinterCommand;
use printing::bitmap::{Bitmap, Pen};
use printing::glyph;
use qrcode::{Color, EcLevel, QrCode};

/// Printable dots of an 80 mm printer.
const DOTS: usize = 576;
const LINE_DOTS: usize = 30;
/// White before the first row and after the last: the head stands behind the cutter.
const MARGIN: usize = 30;

/// What was drawn since the last cut.
pub struct Roll {
    paper: Bitmap,
    lines: Vec<String>,
    qr_contents: Vec<String>,
    line: Vec<Cell>,
    modes: Modes,
    qr: Qr,
    inked: bool,
}

/// A paper that was cut off.
pub struct Cut {
    pub picture: Bitmap,
    pub text: String,
    pub qr_contents: Vec<String>,
}

struct Cell {
    character: char,
    pen: Pen,
    reverse: bool,
    underline: u8,
}

#[derive(Clone, Copy)]
struct Modes {
    align: u8,
    pen: Pen,
    reverse: bool,
    underline: u8,
    page: u8,
    spacing: usize,
}

const POWER_ON: Modes = Modes {
    align: 0,
    pen: Pen { width: 1, height: 1, bold: false, smooth: false },
    reverse: false,
    underline: 0,
    page: 0,
    spacing: LINE_DOTS,
};

struct Qr {
    module: usize,
    level: EcLevel,
    stored: Vec<u8>,
}

impl Roll {
    pub fn new() -> Roll {
        Roll {
            paper: Bitmap::new(DOTS, MARGIN),
            lines: Vec::new(),
            qr_contents: Vec::new(),
            line: Vec::new(),
            modes: POWER_ON,
            qr: Qr { module: 3, level: EcLevel::L, stored: Vec::new() },
            inked: false,
        }
    }

    /// Whether nothing has been printed since the last cut.
    pub fn is_blank(&self) -> bool {
        !self.inked && self.line.is_empty()
    }

    /// Does what a command says; gives back how many lines of paper it moved.
    pub fn run(&mut self, command: PrinterCommand) -> u32 {
        match command {
            PrinterCommand::Text(bytes) => return self.text(&bytes),
            PrinterCommand::LineFeed => return self.feed_line(),
            PrinterCommand::Initialize => {
                self.line.clear();
                self.modes = POWER_ON;
            }
            PrinterCommand::Spacing(dots) => self.modes.spacing = dots.map_or(LINE_DOTS, usize::from),
            PrinterCommand::Align(side) => self.modes.align = side,
            PrinterCommand::Bold(on) => self.modes.pen.bold = on,
            PrinterCommand::Underline(dots) => self.modes.underline = dots,
            PrinterCommand::Size { width, height } => self.modes.pen = Pen { width, height, ..self.modes.pen },
            PrinterCommand::Reverse(on) => self.modes.reverse = on,
            PrinterCommand::Smooth(on) => self.modes.pen.smooth = on,
            PrinterCommand::Page(number) => self.modes.page = number,
            PrinterCommand::FeedLines(lines) => return (0..lines).map(|_| self.feed_line()).sum(),
            PrinterCommand::FeedDots(dots) => self.paper.grow(self.paper.height() + usize::from(dots)),
            PrinterCommand::Raster { mode, stride, rows, data } => return self.raster(mode, stride, rows, &data),
            PrinterCommand::QrModule(dots) => self.qr.module = usize::from(dots).clamp(1, 16),
            PrinterCommand::QrLevel(level) => {
                self.qr.level = match level % 4 {
                    1 => EcLevel::M,
                    2 => EcLevel::Q,
                    3 => EcLevel::H,
                    _ => EcLevel::L,
                }
            }
            PrinterCommand::QrStore(data) => self.qr.stored = data,
            PrinterCommand::QrPrint => return self.qr_code(),
            _ => {}
        }
        0
    }

    /// Cuts the paper off. `None` when nothing was on it.
    pub fn cut(&mut self) -> Option<Cut> {
        if !self.line.is_empty() {
            self.feed_line();
        }
        let modes = self.modes;
        let mut cut = std::mem::replace(self, Roll { modes, ..Roll::new() });
        if !cut.inked {
            return None;
        }
        cut.paper.grow(cut.paper.height() + MARGIN);
        let text = cut.lines.join("\n") + "\n";
        Some(Cut { picture: cut.paper, text, qr_contents: cut.qr_contents })
    }

    fn text(&mut self, bytes: &[u8]) -> u32 {
        let mut moved = 0;
        for byte in bytes {
            let cell = Cell {
                character: character(self.modes.page, *byte),
                pen: self.modes.pen,
                reverse: self.modes.reverse,
                underline: self.modes.underline,
            };
            if self.line_width() + cell.width() > DOTS {
                moved += self.feed_line();
            }
            self.line.push(cell);
        }
        moved
    }

    fn line_width(&self) -> usize {
        self.line.iter().map(Cell::width).sum()
    }

    fn feed_line(&mut self) -> u32 {
        let cells = std::mem::take(&mut self.line);
        let width: usize = cells.iter().map(Cell::width).sum();
        let height = cells.iter().map(|cell| cell.pen.height * glyph::HEIGHT).max().unwrap_or(0);
        let top = self.paper.height();
        self.paper.grow(top + height.max(self.modes.spacing));
        let left = self.start(width);
        let mut x = left;
        for cell in &cells {
            let own = cell.pen.height * glyph::HEIGHT;
            let y = top + height - own;
            self.paper.write(x, y, cell.character.encode_utf8(&mut [0; 4]), cell.pen, true);
            if cell.underline > 0 {
                self.paper.fill(x, y + own - 2, cell.width(), usize::from(cell.underline), true);
            }
            if cell.reverse {
                self.paper.invert(x, y, cell.width(), own);
            }
            x += cell.width();
        }
        let text: String = cells.iter().map(|cell| cell.character).collect();
        let text = format!("{}{text}", " ".repeat(left / glyph::WIDTH));
        self.lines.push(text.trim_end().to_owned());
        self.inked |= !cells.is_empty();
        1
    }

    /// Where a strip begins under the alignment that is set.
    fn start(&self, width: usize) -> usize {
        let free = DOTS.saturating_sub(width);
        match self.modes.align {
            1 => free / 2,
            2 => free,
            _ => 0,
        }
    }

    fn raster(&mut self, mode: u8, stride: usize, rows: usize, data: &[u8]) -> u32 {
        let across = if mode & 1 == 1 { 2 } else { 1 };
        let down = if mode & 2 == 2 { 2 } else { 1 };
        let left = self.start(stride * 8 * across);
        let top = self.paper.height();
        self.paper.grow(top + rows * down);
        for (y, row) in data.chunks(stride.max(1)).enumerate() {
            for x in 0..row.len() * 8 {
                if row[x / 8] & (0x80 >> (x % 8)) != 0 {
                    self.paper.fill(left + x * across, top + y * down, across, down, true);
                }
            }
        }
        self.inked = true;
        (rows * down).div_ceil(LINE_DOTS) as u32
    }

    fn qr_code(&mut self) -> u32 {
        let Ok(code) = QrCode::with_error_correction_level(&self.qr.stored, self.qr.level) else { return 0 };
        let module = self.qr.module;
        // No white around it: whoever sends a code feeds for its quiet zone.
        let side = code.width() * module;
        let (left, top) = (self.start(side), self.paper.height());
        self.paper.grow(top + side);
        for y in 0..code.width() {
            for x in 0..code.width() {
                if code[(x, y)] == Color::Dark {
                    self.paper.fill(left + x * module, top + y * module, module, module, true);
                }
            }
        }
        self.qr_contents.push(String::from_utf8_lossy(&self.qr.stored).into_owned());
        self.lines.push(format!("{}[QR]", " ".repeat(((left + side / 2) / glyph::WIDTH).saturating_sub(2))));
        self.inked = true;
        side.div_ceil(LINE_DOTS) as u32
    }
}

impl Cell {
    fn width(&self) -> usize {
        self.pen.width * glyph::WIDTH
    }
}

/// What a byte prints in the code table of this number, as a TM-T20III numbers them.
fn character(page: u8, byte: u8) -> char {
    use oem_cp::code_table::*;
    if byte < 0x80 {
        return char::from(byte);
    }
    let table: &[char; 128] = match page {
        2 => &DECODING_TABLE_CP850,
        17 => &DECODING_TABLE_CP866,
        18 => &DECODING_TABLE_CP852,
        19 => &DECODING_TABLE_CP858,
        16 => return windows_1252(byte),
        _ => &DECODING_TABLE_CP437,
    };
    table[usize::from(byte - 0x80)]
}

/// WPC1252 is Latin-1 but for 80 to 9F (Unicode Consortium, VENDORS/MICSFT/WINDOWS/CP1252.TXT).
fn windows_1252(byte: u8) -> char {
    const LOW: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    LOW.get(usize::from(byte - 0x80)).copied().unwrap_or(char::from(byte))
}
