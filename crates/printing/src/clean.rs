//! Any text a person typed, as text the paper can show: one visible character for each cell.

use crate::glyph;
use deunicode::deunicode_char;
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
    match deunicode_char(character) {
        Some(name) if is_picture(character) && !name.trim().is_empty() => {
            into.push(':');
            into.push_str(&name.trim().replace(' ', "_"));
            into.push(':');
        }
        Some(spelling) => into.extend(spelling.chars().filter(|c| !c.is_control())),
        None => into.push(UNKNOWN),
    }
}

/// Joiners, direction marks, variation selectors and other characters that take no room.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn is_picture(character: char) -> bool {
    matches!(character, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
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
