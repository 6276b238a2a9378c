//! What people type, as far as anybody can see it.
//!
//! Text can be full of characters and show nothing: zero-width spaces and soft hyphens come along with what is pasted, and a
//! Hangul filler is a letter to every library. A field that shows nothing is empty. Every form and the API's requests are
//! read through these functions, so that none of them takes for a name what no one can read.
//!
//! Within a text such characters stay: they join emoji and keep Persian words apart. Marks that turn the direction of what comes
//! after them don't: they would turn what a page shows beside the text.

/// Whether it leaves nothing on a page by itself: blanks, control characters, and what Unicode calls default ignorable,
/// which has the fillers and marks of direction in it.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_ignorable(c)
}

/// Characters that programs are asked to draw as nothing (Unicode's `Default_Ignorable_Code_Point`), the marks between
/// annotations, and the Braille pattern without a dot.
pub fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether there is nothing to see in it.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without what can't be seen before and after it. What belongs to the last sign of an emoji stays.
pub fn trim(text: &str) -> &str {
    let joined = |c: char| matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}');
    if is_blank(text) {
        return "";
    }
    text.trim_start_matches(is_unseen).trim_end_matches(|c| is_unseen(c) && !joined(c))
}

/// One line of it: control characters, which nobody means to write, count as blanks, and each gap is one blank.
pub fn line(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let text: String = text.chars().filter(|c| !turns(*c)).collect();
    let words: Vec<&str> = text.split(blank).filter(|word| !is_blank(word)).collect();
    trim(&words.join(" ")).to_owned()
}

/// Paragraphs of it: line breaks stay, other control characters go.
pub fn paragraphs(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c == '\n' || !(c.is_control() || turns(*c))).collect();
    trim(&text).to_owned()
}

/// With a capital at the start, as a line or a sentence begins: Italian writes its weekdays and months small.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_can_see_is_empty() {
        for nothing in [
            "",
            " ",
            "\u{200B}",
            "\u{AD}",
            "\u{3164}",
            "\u{FEFF} \u{2060}",
            "\u{115F}\u{1160}",
            "\u{FFA0}",
            "\u{E0041}",
        ] {
            assert!(is_blank(nothing), "{nothing:?}");
            assert_eq!((trim(nothing), line(nothing), paragraphs(nothing)), ("", String::new(), String::new()));
        }
        assert_eq!(line("Anna \u{202E}00,0 diap"), "Anna 00,0 diap");
        assert_eq!(paragraphs("a\n\u{2067}b\u{2069}"), "a\nb");
        for something in ["a", "\u{200B}.", "0", "한", "❤\u{FE0F}", "é", "e\u{301}"] {
            assert!(!is_blank(something), "{something:?}");
        }
    }

    #[test]
    fn what_is_seen_stays_as_it_was_written() {
        assert_eq!(line(" Maria\u{200B} \u{200B} \t Rossi\u{AD}\n"), "Maria\u{200B} Rossi");
        // A family, a heart, and the flag of Scotland are more than their first sign.
        for whole in
            ["👩\u{200D}👧", "❤\u{FE0F}", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", "می\u{200C}خواهم"]
        {
            assert_eq!((line(whole), paragraphs(whole), trim(whole)), (whole.to_owned(), whole.to_owned(), whole));
        }
        assert_eq!(paragraphs("\u{FEFF}One\r\n\r\nTwo\u{3164}"), "One\n\nTwo");
    }

    proptest! {
        #[test]
        fn tidied_once_is_tidied(text in "\\PC{0,30}") {
            prop_assert_eq!(line(&line(&text)), line(&text));
            prop_assert_eq!(trim(trim(&text)), trim(&text));
            prop_assert_eq!(line(&text).is_empty(), is_blank(&text));
        }
    }
}
