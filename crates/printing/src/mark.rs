//! The mark of Tessera on paper: four tiles, one notched like a torn ticket, and the name beside it.

use crate::bitmap::{Bitmap, Pen};
use crate::glyph;

const TILE: usize = 20;
const GAP: usize = 3;
const RADIUS: usize = 4;
const NOTCH: usize = 4;
const NAME: &str = "tessera";

/// The mark alone, 43 dots square.
pub fn mark() -> Bitmap {
    let side = 2 * TILE + GAP;
    let mut picture = Bitmap::new(side, side);
    for (x, y) in [(0, 0), (TILE + GAP, 0), (0, TILE + GAP), (TILE + GAP, TILE + GAP)] {
        picture.tile(x, y, TILE, TILE, RADIUS, true);
    }
    let torn = TILE + GAP;
    picture.disc(torn, torn + TILE / 2, NOTCH, false);
    picture.disc(side, torn + TILE / 2, NOTCH, false);
    picture
}

/// The mark and the name, in the middle of a strip as wide as the paper.
pub fn strip(dots: usize) -> Bitmap {
    let mark = mark();
    let name_width = NAME.len() * glyph::WIDTH * 2;
    let space = 14;
    let mut picture = Bitmap::new(dots, mark.height() + 16);
    let left = dots.saturating_sub(mark.width() + space + name_width) / 2;
    picture.stamp(left, 8, &mark);
    let top = 8 + mark.height().saturating_sub(2 * glyph::HEIGHT) / 2;
    picture.write(left + mark.width() + space, top.saturating_sub(2), NAME, Pen::sized(2), true);
    picture
}
