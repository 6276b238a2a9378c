//! The QR code of a signed text: model 2, error correction M, as large as the paper and a gate's camera like it.

use crate::bitmap::Bitmap;
use qrcode::{Color, EcLevel, QrCode};

/// White modules that must stand around a code (ISO/IEC 18004, 4 modules).
const QUIET: usize = 4;
/// Dots of one module: under 3 (0.4 mm) a phone misses it, over 8 nothing gets better.
const MODULE_DOTS: std::ops::RangeInclusive<usize> = 3..=8;

/// Which dots are dark. `None` for a text that no QR code holds.
pub struct QrModules {
    code: QrCode,
}

impl QrModules {
    pub fn of(text: &str) -> Option<QrModules> {
        let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
        Some(QrModules { code })
    }

    /// Modules on a side, without the quiet zone.
    pub fn side(&self) -> usize {
        self.code.width()
    }

    /// The largest module that keeps the code within seven tenths of the paper; 3 if even that doesn't fit.
    pub fn module_dots(&self, paper_dots: usize) -> usize {
        let fitting = paper_dots * 7 / 10 / (self.side() + 2 * QUIET);
        let fitting = if fitting < *MODULE_DOTS.start() { paper_dots / (self.side() + 2 * QUIET) } else { fitting };
        fitting.clamp(*MODULE_DOTS.start(), *MODULE_DOTS.end())
    }

    /// The code with its quiet zone.
    pub fn picture(&self, module_dots: usize) -> Bitmap {
        let side = self.side();
        let mut picture = Bitmap::new((side + 2 * QUIET) * module_dots, (side + 2 * QUIET) * module_dots);
        for y in 0..side {
            for x in 0..side {
                if self.code[(x, y)] == Color::Dark {
                    let at = |n: usize| (n + QUIET) * module_dots;
                    picture.fill(at(x), at(y), module_dots, module_dots, true);
                }
            }
        }
        picture
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_code_fits_every_paper_with_modules_a_camera_reads() {
        let code = QrModules::of(&"TESSERA2".repeat(20)).unwrap();
        assert_eq!(code.side(), 45, "160 upper-case characters at level M are version 7");
        assert_eq!(code.module_dots(576), 7);
        assert_eq!(code.module_dots(384), 5);
        assert!(QrModules::of(&"A".repeat(9000)).is_none());
    }
}
