//! The QR code of a ticket, as modules and as SVG.

use crate::PassError;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The white border every reader is entitled to, in modules (ISO/IEC 18004, section 9.1).
pub const QUIET_ZONE: usize = 4;

/// A square of modules, row by row, without the quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrPicture {
    pub width: usize,
    dark: Vec<bool>,
}

impl QrPicture {
    /// Whether the module in this column and row is dark. Everything outside the square is light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.width && self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }

    /// The dark modules of a row as `(first column, length)`, so that a row is drawn with few rectangles and no seams.
    pub fn runs(&self, y: usize) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for x in (0..self.width).filter(|x| self.is_dark(*x, y)) {
            match runs.last_mut() {
                Some((start, length)) if *start + *length == x => *length += 1,
                _ => runs.push((x, 1)),
            }
        }
        runs
    }
}

/// The code in error correction level M (15 % may be lost), in the smallest version that holds it.
///
/// Upper-case base32 is encoded in alphanumeric mode, at 5.5 bits for a character: 165 characters make version 7.
pub fn modules(code: &str) -> Result<QrPicture, PassError> {
    let qr = QrCode::with_error_correction_level(code, EcLevel::M)
        .map_err(|_| PassError::CodeTooLong(code.chars().count()))?;
    let width = qr.width();
    let dark = qr.into_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(QrPicture { width, dark })
}

/// The code as an SVG that scales without blur. It is black on white in every theme, because scanners want it so, and
/// `title` is what a screen reader says instead of it.
pub fn svg(code: &str, title: &str) -> Result<String, PassError> {
    let modules = modules(code)?;
    let side = modules.width + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..modules.width {
        for (x, length) in modules.runs(y) {
            // Writing to a String can't fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
    }
    let title = escape(title);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{title}\" \
         shape-rendering=\"crispEdges\"><title>{title}</title><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Draws the modules as a grey picture, as a camera would see them.
    fn picture(modules: &QrPicture, scale: usize) -> (Vec<u8>, u32) {
        let side = (modules.width + 2 * QUIET_ZONE) * scale;
        let mut luma = vec![255u8; side * side];
        for y in 0..side {
            for x in 0..side {
                let (column, row) = ((x / scale).wrapping_sub(QUIET_ZONE), (y / scale).wrapping_sub(QUIET_ZONE));
                if modules.is_dark(column, row) {
                    luma[y * side + x] = 0;
                }
            }
        }
        (luma, side as u32)
    }

    fn read(code: &str) -> String {
        let (luma, side) = picture(&modules(code).unwrap(), 4);
        rxing::helpers::detect_in_luma(luma, side, side, Some(rxing::BarcodeFormat::QR_CODE))
            .unwrap()
            .getText()
            .to_owned()
    }

    #[test]
    fn a_signed_code_is_alphanumeric_and_small() {
        let code = "MFRGGZDFMZTWQ2LK".repeat(11);
        assert_eq!(modules(&code[..165]).unwrap().width, 45);
        // The same length in lower case needs byte mode, and more modules.
        assert!(modules(&code[..165].to_lowercase()).unwrap().width > 45);
    }

    #[test]
    fn the_picture_names_itself_and_escapes_its_name() {
        let svg = svg("ABC", "Ticket \"A\" <1> & more").unwrap();
        assert!(svg.contains("role=\"img\""));
        assert!(svg.contains("<title>Ticket &quot;A&quot; &lt;1&gt; &amp; more</title>"));
        assert!(svg.contains("viewBox=\"0 0 29 29\""));
    }

    #[test]
    fn a_code_that_does_not_fit_is_refused() {
        assert!(matches!(modules(&"A".repeat(5000)), Err(PassError::CodeTooLong(5000))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_scanner_reads_what_was_signed(code in "[A-Z2-7]{20,200}") {
            prop_assert_eq!(read(&code), code);
        }
    }
}
