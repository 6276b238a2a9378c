//! The letters of the paper: one fixed-width bitmap font, 12 dots wide and 24 high, as printers have it.
//!
//! `font/counter.bin` holds, little-endian: how many glyphs (u16), their code points in ascending order (u16 each),
//! then 36 bytes for each: 24 rows of 12 dots, leftmost dot first. Its license is in `font/OFL.txt`.

/// Dots across one character.
pub const WIDTH: usize = 12;
/// Dots down one character.
pub const HEIGHT: usize = 24;

const FONT: &[u8] = include_bytes!("../font/counter.bin");
const BYTES_PER_GLYPH: usize = WIDTH * HEIGHT / 8;

/// One character: its rows from the top, bit 11 the leftmost dot.
pub type Glyph = [u16; HEIGHT];

/// The picture of a character, if the font has it. Latin, Greek, Cyrillic, punctuation, arrows and box lines are there.
pub fn glyph(character: char) -> Option<Glyph> {
    let code = u16::try_from(u32::from(character)).ok()?;
    let count = u16_at(0)? as usize;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = (low + high) / 2;
        match u16_at(2 + 2 * middle)?.cmp(&code) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let start = 2 + 2 * count + middle * BYTES_PER_GLYPH;
                return FONT.get(start..start + BYTES_PER_GLYPH).map(unpack);
            }
        }
    }
    None
}

/// The same character struck twice, one dot apart: bold.
pub fn bold(glyph: Glyph) -> Glyph {
    glyph.map(|row| row | row >> 1)
}

fn u16_at(at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*FONT.get(at)?, *FONT.get(at + 1)?]))
}

fn unpack(bytes: &[u8]) -> Glyph {
    let mut rows = [0; HEIGHT];
    for (pair, three) in rows.chunks_mut(2).zip(bytes.chunks(3)) {
        pair[0] = u16::from(three[0]) << 4 | u16::from(three[1]) >> 4;
        pair[1] = u16::from(three[1] & 0x0f) << 8 | u16::from(three[2]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_a_european_name_needs_are_there() {
        for character in ' '..='~' {
            assert!(glyph(character).is_some(), "{character}");
        }
        for character in "€£ŁłżŻźćßøåÀÈìòùΩλЖяїğşőű–—…„“”’·×→№□\u{fffd}".chars()
        {
            let known = glyph(character).is_some();
            assert_eq!(known, character != '□', "{character}");
        }
        assert!(glyph('🎉').is_none());
    }

    #[test]
    fn a_letter_looks_like_itself() {
        assert_eq!(glyph('█'), Some([0xfff; HEIGHT]));
        assert_eq!(glyph(' '), Some([0; HEIGHT]));
    }
}
