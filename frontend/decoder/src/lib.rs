//! Reads QR codes from camera frames where the browser has no detector of its own. Runs in a worker
//! (public/decoder-worker.js), so that the gate's page never stutters.

use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8Source, Reader};
use wasm_bindgen::prelude::wasm_bindgen;

/// The text of a QR code in a frame of RGBA pixels, as a canvas gives them. A frame without one is looked at once more with
/// light and dark exchanged: phones in dark mode show codes that way.
#[wasm_bindgen]
pub fn decode_rgba(pixels: &[u8], width: u32, height: u32) -> Option<String> {
    let count = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
    if count == 0 || pixels.len() != count.checked_mul(4)? {
        return None;
    }
    // Rec. 601 in integers: what the eye, and the printer, call bright.
    let luma = |p: &[u8]| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8;
    let gray: Vec<u8> = pixels.chunks_exact(4).map(luma).collect();
    read(gray.clone(), width, height).or_else(|| read(gray.into_iter().map(|v| 255 - v).collect(), width, height))
}

fn read(gray: Vec<u8>, width: u32, height: u32) -> Option<String> {
    let source = Luma8Source::new(gray, width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let result = QRCodeReader::new().decode_with_hints(&mut bitmap, &hints).ok()?;
    Some(result.getText().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code drawn with `module` pixels per module on white.
    fn picture(text: &str, module: usize, dark: u8, light: u8) -> (Vec<u8>, u32, u32) {
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
        let side = code.width() + 8;
        let mut pixels = Vec::new();
        for y in 0..side * module {
            for x in 0..side * module {
                let at = |v: usize| (v / module).wrapping_sub(4);
                let inside = at(x) < code.width() && at(y) < code.width();
                let is_dark = inside && code[(at(x), at(y))] == qrcode::Color::Dark;
                let value = if is_dark { dark } else { light };
                pixels.extend([value, value, value, 255]);
            }
        }
        ((pixels), (side * module) as u32, (side * module) as u32)
    }

    #[test]
    fn a_ticket_code_is_read_on_white_and_on_black() {
        let code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".repeat(5);
        for (dark, light) in [(0, 255), (255, 0), (60, 180)] {
            let (pixels, width, height) = picture(&code, 6, dark, light);
            assert_eq!(decode_rgba(&pixels, width, height).as_deref(), Some(code.as_str()), "{dark} on {light}");
        }
    }

    #[test]
    fn what_is_no_picture_is_no_code() {
        assert_eq!(decode_rgba(&[], 0, 0), None);
        assert_eq!(decode_rgba(&[1, 2, 3], 640, 480), None);
        assert_eq!(decode_rgba(&[128; 400], 10, 10), None);
        assert_eq!(decode_rgba(&[], u32::MAX, u32::MAX), None);
    }
}
