//! Black and white pictures, a bit for each dot.

use crate::glyph::{self, Glyph};

/// A picture of `width` by `height` dots; everything drawn outside is cut off.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: usize,
    height: usize,
    dots: Vec<bool>,
}

/// How a text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    pub width: usize,
    pub height: usize,
    pub bold: bool,
    /// Round the steps of enlarged letters, as printers with `GS b` do.
    pub smooth: bool,
}

impl Pen {
    pub fn sized(size: usize) -> Pen {
        Pen { width: size, height: size, bold: false, smooth: true }
    }
}

impl Bitmap {
    pub fn new(width: usize, height: usize) -> Bitmap {
        Bitmap { width, height, dots: vec![false; width * height] }
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    /// Whether the dot is black. Outside everything is white.
    pub fn get(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.dots[y * self.width + x]
    }

    pub fn set(&mut self, x: usize, y: usize, black: bool) {
        if x < self.width && y < self.height {
            self.dots[y * self.width + x] = black;
        }
    }

    pub fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, black: bool) {
        for row in y..y + height {
            for column in x..x + width {
                self.set(column, row, black);
            }
        }
    }

    /// A filled tile with round corners.
    pub fn tile(&mut self, x: usize, y: usize, width: usize, height: usize, radius: usize, black: bool) {
        for row in 0..height {
            for column in 0..width {
                let dx = radius.saturating_sub(column.min(width - 1 - column));
                let dy = radius.saturating_sub(row.min(height - 1 - row));
                if dx == 0 || dy == 0 || dx * dx + dy * dy <= radius * radius {
                    self.set(x + column, y + row, black);
                }
            }
        }
    }

    /// A filled circle around the corner that the dots (x-1, y-1) and (x, y) share.
    pub fn disc(&mut self, x: usize, y: usize, radius: usize, black: bool) {
        let square = |dot: usize, center: usize| (2 * dot + 1).abs_diff(2 * center).pow(2);
        for row in y.saturating_sub(radius)..y + radius {
            for column in x.saturating_sub(radius)..x + radius {
                if square(column, x) + square(row, y) <= 4 * radius * radius {
                    self.set(column, row, black);
                }
            }
        }
    }

    /// Lays the black dots of another picture over this one.
    pub fn stamp(&mut self, x: usize, y: usize, other: &Bitmap) {
        for row in 0..other.height {
            for column in 0..other.width {
                if other.get(column, row) {
                    self.set(x + column, y + row, true);
                }
            }
        }
    }

    /// Writes a text from its upper left corner, black on white or white on black.
    pub fn write(&mut self, x: usize, y: usize, text: &str, pen: Pen, black: bool) {
        for (at, character) in text.chars().enumerate() {
            let Some(mut shape) = glyph::glyph(character) else { continue };
            if pen.bold {
                shape = glyph::bold(shape);
            }
            let letter = enlarged(shape, pen);
            let left = x + at * glyph::WIDTH * pen.width;
            for row in 0..letter.height {
                for column in 0..letter.width {
                    if letter.get(column, row) {
                        self.set(left + column, y + row, black);
                    }
                }
            }
        }
    }

    /// Makes the picture at least this high, with white below.
    pub fn grow(&mut self, height: usize) {
        if height > self.height {
            self.dots.resize(self.width * height, false);
            self.height = height;
        }
    }

    /// Turns black and white around in a part of the picture.
    pub fn invert(&mut self, x: usize, y: usize, width: usize, height: usize) {
        for row in y..(y + height).min(self.height) {
            for column in x..(x + width).min(self.width) {
                self.set(column, row, !self.get(column, row));
            }
        }
    }

    /// Bytes in a packed row.
    pub fn stride(&self) -> usize {
        self.width.div_ceil(8)
    }

    /// The rows packed as printers take them: leftmost dot in the highest bit, black is 1, each row whole bytes.
    pub fn packed(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.stride() * self.height];
        for y in 0..self.height {
            for x in 0..self.width {
                if self.get(x, y) {
                    bytes[y * self.stride() + x / 8] |= 0x80 >> (x % 8);
                }
            }
        }
        bytes
    }

    /// The picture as PNG, one bit a dot, on white.
    pub fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        // A PNG has at least one dot in each direction.
        let mut canvas = Bitmap::new(self.width.max(1), self.height.max(1));
        canvas.stamp(0, 0, self);
        let mut file = Vec::new();
        let too_large = |_| png::EncodingError::LimitsExceeded;
        let width = u32::try_from(canvas.width).map_err(too_large)?;
        let height = u32::try_from(canvas.height).map_err(too_large)?;
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        let bytes: Vec<u8> = canvas.packed().into_iter().map(|byte| !byte).collect();
        writer.write_image_data(&bytes)?;
        writer.finish()?;
        Ok(file)
    }
}

/// A glyph at the pen's size. Where both directions grow alike its steps are rounded (the Scale2x and Scale3x rules).
fn enlarged(shape: Glyph, pen: Pen) -> Bitmap {
    let mut letter = Bitmap::new(glyph::WIDTH, glyph::HEIGHT);
    for (y, row) in shape.iter().enumerate() {
        for x in 0..glyph::WIDTH {
            letter.set(x, y, row & (1 << (glyph::WIDTH - 1 - x)) != 0);
        }
    }
    match (pen.width, pen.height) {
        (2, 2) if pen.smooth => scale2(&letter),
        (3, 3) if pen.smooth => scale3(&letter),
        (4, 4) if pen.smooth => scale2(&scale2(&letter)),
        (6, 6) if pen.smooth => scale2(&scale3(&letter)),
        (width, height) => blocks(&letter, width, height),
    }
}

fn blocks(from: &Bitmap, width: usize, height: usize) -> Bitmap {
    let mut to = Bitmap::new(from.width * width, from.height * height);
    for y in 0..to.height {
        for x in 0..to.width {
            to.set(x, y, from.get(x / width, y / height));
        }
    }
    to
}

/// The dots around one, by compass.
struct Around {
    n: bool,
    e: bool,
    s: bool,
    w: bool,
}

fn around(from: &Bitmap, x: usize, y: usize) -> Around {
    Around {
        n: y > 0 && from.get(x, y - 1),
        e: from.get(x + 1, y),
        s: from.get(x, y + 1),
        w: x > 0 && from.get(x - 1, y),
    }
}

fn scale2(from: &Bitmap) -> Bitmap {
    let mut to = Bitmap::new(from.width * 2, from.height * 2);
    for y in 0..from.height {
        for x in 0..from.width {
            let own = from.get(x, y);
            let Around { n, e, s, w } = around(from, x, y);
            let corner = |a: bool, b: bool, c: bool, d: bool| if a == b && a != c && b != d { a } else { own };
            to.set(2 * x, 2 * y, corner(w, n, s, e));
            to.set(2 * x + 1, 2 * y, corner(n, e, w, s));
            to.set(2 * x, 2 * y + 1, corner(w, s, n, e));
            to.set(2 * x + 1, 2 * y + 1, corner(s, e, w, n));
        }
    }
    to
}

fn scale3(from: &Bitmap) -> Bitmap {
    let mut to = blocks(from, 3, 3);
    for y in 0..from.height {
        for x in 0..from.width {
            let own = from.get(x, y);
            let Around { n, e, s, w } = around(from, x, y);
            let corner = |a: bool, b: bool, c: bool, d: bool| if a == b && a != c && b != d { a } else { own };
            to.set(3 * x, 3 * y, corner(w, n, s, e));
            to.set(3 * x + 2, 3 * y, corner(n, e, w, s));
            to.set(3 * x, 3 * y + 2, corner(w, s, n, e));
            to.set(3 * x + 2, 3 * y + 2, corner(s, e, w, n));
        }
    }
    to
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} x {})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_packed_leftmost_dot_first() {
        let mut picture = Bitmap::new(10, 2);
        picture.set(0, 0, true);
        picture.set(9, 1, true);
        assert_eq!(picture.packed(), [0x80, 0, 0, 0x40]);
        picture.set(99, 99, true);
        assert!(!picture.get(99, 99));
    }

    #[test]
    fn an_enlarged_letter_keeps_its_straight_strokes_and_loses_its_steps() {
        let bar = enlarged(glyph::glyph('|').unwrap(), Pen::sized(2));
        let row = |y: usize| (0..bar.width()).filter(|x| bar.get(*x, y)).count();
        assert_eq!((row(20), row(30)), (4, 4), "two dots wide, twice");
        let slash = enlarged(glyph::glyph('/').unwrap(), Pen::sized(2));
        assert_ne!(slash, enlarged(glyph::glyph('/').unwrap(), Pen { smooth: false, ..Pen::sized(2) }));
    }

    #[test]
    fn a_picture_of_nothing_is_still_a_file() {
        assert!(Bitmap::new(0, 0).png().unwrap().starts_with(b"\x89PNG"));
    }
}
