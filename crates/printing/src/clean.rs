//! Any text a person typed, as text the paper can show: one visible character for each cell.

use crate::glyph;
use domain::spelling::{is_invisible, spelled};
use unicode_normalization::UnicodeNormalization;

/// Shown for a character that has neither a letter in the font nor a spelling in ASCII.
const UNKNOWN: char = '\u{fffd}';

/// The text in one line: accents composed, white space and control characters made single spaces, invisible characters
/// left out, and what the font lacks spelled out (`東京` becomes `Dong Jing`, an emoji its name between colons).
pub fn printable(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for character in text.nfc() {
        match character {
            c if c.is_whitespace() || c.is_control() => spelled.push(' '),
            c if is_invisible(c) => {}
            '\u{2010}' | '\u{2011}' | '\u{2212}' => spelled.push('-'),
            c if glyph::glyph(c).is_some() => spelled.push(c),
            c => spell(c, &mut spelled),
        }
    }
    let words: Vec<&str> = spelled.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn spell(character: char, into: &mut String) {
    match spelled(character) {
        Some(spelling) => into.push_str(&spelling),
        None => into.push(UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_lost() {
        assert_eq!(printable("Zażółć gęślą jaźń, Łukasz"), "Zażółć gęślą jaźń, Łukasz");
        assert_eq!(printable("Αθήνα · Москва"), "Αθήνα · Москва");
        assert_eq!(printable("e\u{301}te\u{301}"), "été");
        assert_eq!(printable("東京"), "Dong Jing");
        assert_eq!(printable("Party 🎉"), "Party :tada:");
        assert_eq!(printable("12,50\u{a0}€"), "12,50 €");
        assert_eq!(printable("a\r\n\tb\u{200b}c\u{7}"), "a bc");
        assert_eq!(printable("\u{10ffff}"), "\u{fffd}");
    }
}
