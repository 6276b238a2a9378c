//! Reads QR codes from camera frames where the browser has no detector of its own. Runs in a worker
//! (public/decoder-worker.js), so that the gate's page never stutters.
//!
//! It must not know a ticket: it answers with the text of a code, and what that means is asked of the server.
//! To add a kind of code: its reader here; the worker and the page stay as they are.

use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, Reader};
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

/// By the reader that comes from zxing-cpp. The other one of the same crate, from ZXing for Java, never finds some codes,
/// however long they are held to the camera: it takes other modules for the corners.
fn read(gray: Vec<u8>, width: u32, height: u32) -> Option<String> {
    let source = Luma8Source::new(gray, width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    let result = QrReader.decode_with_hints(&mut bitmap, &hints).ok()?;
    Some(result.getText().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

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

    /// A frame of a camera before which a phone with this code is held: turned, tilted, unevenly lit and grainy.
    fn held(text: &str, rng: &mut ChaCha8Rng) -> (Vec<u8>, u32, u32) {
        const WIDTH: u32 = 320;
        const HEIGHT: u32 = 240;
        const MODULE: f64 = 3.0;
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
        let side = code.width() as f64;
        let (sin, cos) = rng.random_range(-0.4..0.4f64).sin_cos();
        let tilt: [f64; 2] = std::array::from_fn(|_| rng.random_range(-0.0006..0.0006));
        let bright_at = |x: f64, y: f64| {
            let (x, y) = (x - f64::from(WIDTH) / 2.0, y - f64::from(HEIGHT) / 2.0);
            let depth = MODULE * (1.0 + x * tilt[0] + y * tilt[1]);
            let (u, v) = ((cos * x - sin * y) / depth + side / 2.0, (sin * x + cos * y) / depth + side / 2.0);
            let inside = |margin: f64| u.min(v) >= -margin && u.max(v) < side + margin;
            match (inside(0.0), inside(4.0)) {
                (true, _) if code[(u as usize, v as usize)] == qrcode::Color::Dark => 20.0,
                (_, true) => 235.0,
                (_, false) => 110.0,
            }
        };
        let mut pixels = Vec::new();
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let (x, y) = (f64::from(x), f64::from(y));
                let parts = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
                let bright: f64 = parts.iter().map(|(a, b)| bright_at(x + a, y + b) / 4.0).sum();
                let lit = bright * (0.7 + 0.3 * x / f64::from(WIDTH)) + rng.random_range(-12.0..12.0);
                let value = lit.clamp(0.0, 255.0) as u8;
                pixels.extend([value, value, value, 255]);
            }
        }
        (pixels, WIDTH, HEIGHT)
    }

    #[test]
    fn every_code_is_read_from_a_hand() {
        let mut rng = ChaCha8Rng::seed_from_u64(20_261_130);
        let unread = (0..100).filter(|_| {
            let code: String =
                (0..162).map(|_| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[rng.random_range(0..32)])).collect();
            let (pixels, width, height) = held(&code, &mut rng);
            decode_rgba(&pixels, width, height).as_deref() != Some(code.as_str())
        });
        assert_eq!(unread.count(), 0, "of 100 codes");
    }

    #[test]
    fn what_is_no_picture_is_no_code() {
        assert_eq!(decode_rgba(&[], 0, 0), None);
        assert_eq!(decode_rgba(&[1, 2, 3], 640, 480), None);
        assert_eq!(decode_rgba(&[128; 400], 10, 10), None);
        assert_eq!(decode_rgba(&[], u32::MAX, u32::MAX), None);
    }
}
