//! An organizer's colour, made readable: the hue is theirs, the lightness is computed until it meets WCAG AA on our papers.

/// A color as its three sRGB channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

/// What a text needs against its ground (WCAG 2.2, 1.4.3).
const TEXT_CONTRAST: f64 = 4.5;
const LIGHT_GROUND: Color = Color(0xf3, 0xef, 0xe6);
const DARK_GROUND: Color = Color(0x26, 0x2b, 0x36);
const WHITE: Color = Color(0xff, 0xff, 0xff);
const BLACK: Color = Color(0x14, 0x16, 0x1c);

impl Color {
    /// Reads `#b24a28` or `b24a28`; anything else is `None`.
    pub fn from_hex(text: &str) -> Option<Color> {
        let digits = text.trim().trim_start_matches('#');
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Color(channel(0)?, channel(2)?, channel(4)?))
    }

    fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance as WCAG defines it, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// A step of `percent` towards another color.
    fn towards(self, other: Color, percent: u32) -> Color {
        let mix = |a: u8, b: u8| ((u32::from(a) * (100 - percent) + u32::from(b) * percent) / 100) as u8;
        Color(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// This color, no darker or lighter than it must be to be read on `ground`.
    fn readable_on(self, ground: Color) -> Color {
        let goal = if ground.luminance() > 0.18 { BLACK } else { WHITE };
        (0..=100)
            .map(|percent| self.towards(goal, percent))
            .find(|color| contrast(*color, ground) >= TEXT_CONTRAST)
            .unwrap_or(goal)
    }
}

/// The contrast of two colors as WCAG computes it, 1 to 21.
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A style sheet that puts an organizer's colour in the accent's place, in both themes. Serve it as a file: the content
/// security policy refuses inline styles.
pub fn accent_css(brand: Color) -> String {
    let pair = |name: &str, light: Color, dark: Color| format!("--{name}:light-dark({},{});", light.hex(), dark.hex());
    let (light, dark) = (brand.readable_on(LIGHT_GROUND), brand.readable_on(DARK_GROUND));
    let on = |fill: Color| if contrast(fill, WHITE) >= contrast(fill, BLACK) { WHITE } else { BLACK };
    let (press_light, press_dark) = (light.towards(BLACK, 20), dark.towards(WHITE, 20));
    let soft_light = light.towards(Color(0xfc, 0xfa, 0xf5), 94);
    let soft_dark = dark.towards(Color(0x16, 0x19, 0x21), 92);
    let parts = [
        pair("accent", light, dark),
        pair("accent-fill", light, dark),
        pair("accent-press", press_light, press_dark),
        pair("on-accent", on(light), on(dark)),
        pair("accent-soft", soft_light, soft_dark),
    ];
    format!(":root{{{}}}", parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_brand_becomes_readable() {
        for hex in ["#ffff00", "#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#b24a28", "#808080"] {
            let brand = Color::from_hex(hex).unwrap();
            for ground in [LIGHT_GROUND, DARK_GROUND] {
                assert!(contrast(brand.readable_on(ground), ground) >= TEXT_CONTRAST, "{hex} on {ground:?}");
            }
        }
    }

    #[test]
    fn a_brand_that_is_readable_stays_as_it_is() {
        let brand = Color::from_hex("#7a1f1f").unwrap();
        assert_eq!(brand.readable_on(LIGHT_GROUND), brand);
        assert_eq!(Color::from_hex("red"), None);
        assert_eq!(Color::from_hex("#12345é"), None);
    }
}
