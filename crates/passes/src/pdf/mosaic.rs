//! The tiles at the edge of a ticket, laid out by its id: each ticket has its own, and always the same.

use crate::PassError;
use crate::pdf::canvas::{Canvas, Rgb, ink, push_shape};
use krilla::geom::PathBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Mostly terracotta; verdigris and ink are the few that make it a picture.
pub const PALETTE: [Rgb; 10] = [
    ink::TERRACOTTA,
    ink::TERRACOTTA,
    ink::TERRACOTTA,
    ink::TERRACOTTA_DEEP,
    ink::TERRACOTTA_PALE,
    ink::TERRACOTTA_PALE,
    ink::SAND,
    ink::SAND,
    ink::VERDIGRIS,
    ink::INK,
];

/// In which direction a mosaic loses its tiles.
#[derive(Clone, Copy)]
pub enum Fade {
    Right,
    Up,
}

/// Where the tiles lie: upper left corner and size of a tile with its gap in millimeters.
#[derive(Clone, Copy)]
pub struct Grid {
    pub x: f32,
    pub y: f32,
    pub pitch: f32,
    pub columns: u32,
    pub rows: u32,
}

/// Lays the tiles; the first row or column is whole, the last nearly bare.
pub fn lay(canvas: &mut Canvas<'_>, grid: Grid, fade: Fade, seed: Uuid) -> Result<(), PassError> {
    let mut dice = Dice::new(seed.as_u128());
    let gap = grid.pitch * 0.13;
    let tile = grid.pitch - gap;
    let mut colors: BTreeMap<Rgb, PathBuilder> = BTreeMap::new();
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            let (step, steps) = match fade {
                Fade::Right => (column, grid.columns),
                Fade::Up => (grid.rows - 1 - row, grid.rows),
            };
            let (keep, pick) = (dice.roll(100), dice.roll(PALETTE.len() as u64) as usize);
            let left = 100 - 88 * u64::from(step) / u64::from(steps.max(2) - 1);
            if keep < left || step == 0 {
                let (x, y) = (grid.x + grid.pitch * column as f32, grid.y + grid.pitch * row as f32);
                let path = colors.entry(PALETTE[pick % PALETTE.len()]).or_default();
                push_shape(path, x, y, tile, tile, tile * 0.11, None);
            }
        }
    }
    // One path for each color makes a smaller file than one for each tile.
    for (color, path) in colors {
        canvas.fill_path(path, color)?;
    }
    Ok(())
}

/// SplitMix64 (Steele, Lea, Flood 2014): enough for ornament, and the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u128) -> Dice {
        Dice(seed as u64 ^ (seed >> 64) as u64)
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}
