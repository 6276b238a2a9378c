//! How a paper says a letter that its font lacks: in ASCII. The receipt and the PDF ticket spell alike.

use deunicode::deunicode_char;

/// A character in ASCII: `東` is `Dong `, an emoji its name between colons. `None` where nobody knows a spelling.
pub fn spelled(character: char) -> Option<String> {
    let spelling = deunicode_char(character)?;
    if is_picture(character) && !spelling.trim().is_empty() {
        return Some(format!(":{}:", spelling.trim().replace(' ', "_")));
    }
    Some(spelling.chars().filter(|c| !c.is_control()).collect())
}

/// Joiners, direction marks, variation selectors and other characters that take no room.
pub fn is_invisible(character: char) -> bool {
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
    fn letters_are_spelled_and_pictures_named() {
        assert_eq!(spelled('東').as_deref(), Some("Dong "));
        assert_eq!(spelled('🎉').as_deref(), Some(":tada:"));
        assert_eq!(spelled('\u{10ffff}'), None);
    }
}
