//! Text as people type it into a search: without accents, apostrophes, hyphens, case, or what else two ways of writing one
//! word differ by. What is looked for and what is looked through go through the same [`fold`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// More words than this say nothing more about what is looked for.
pub const WORDS_MAX: usize = 12;
/// A shorter word is a letter away from too many others.
const NEAR_CHARS_MIN: usize = 4;

/// The letters of a text in their plainest form, in lower case: `Łódź` is `lodz`, `ﬁn` is `fin`. Everything else stays.
pub fn letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Alone, an acute accent is somebody's apostrophe.
    let typed = text.chars().map(|c| if c == '´' { '\'' } else { c });
    let parts = typed.nfkd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c));
    for c in parts.flat_map(char::to_lowercase) {
        match c {
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            'ŧ' => plain.push('t'),
            'ŋ' => plain.push('n'),
            'ς' => plain.push('σ'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            // What turns a capital İ into two characters.
            c if is_combining_mark(c) => {}
            c => plain.push(c),
        }
    }
    plain
}

/// The words of a text, one space between them. Apostrophes and hyphens are left out, so that `L'elisir`, `l’elisir` and
/// `lelisir` are one word, in which `elisir` is found.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in letters(text).chars() {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !joins(c) && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Several texts as one that can be looked through.
pub fn fold_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let folded: Vec<String> = texts.into_iter().map(fold).filter(|text| !text.is_empty()).collect();
    folded.join(" ")
}

/// What is looked for, word by word: each has to be found, in whatever order. What an apostrophe or a hyphen joins is several
/// words here: they are found where it was written with one, since a word is found within another, and where it was written
/// apart. So `hip-hop` finds `Hip-Hop`, `Hiphop` and `Hip Hop`.
pub fn words(typed: &str) -> Vec<String> {
    let plain = letters(typed);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(WORDS_MAX).map(str::to_owned).collect()
}

/// How many letters and digits somebody has typed that can be looked for. Counted without the tables of [`letters`], so that
/// no browser has to load them.
pub fn countable(typed: &str) -> usize {
    typed.chars().filter(|c| c.is_alphanumeric() && !is_invisible(*c)).count()
}

/// Whether two folded words are one slip apart: a letter too many, too few, another one, or two in the wrong order.
pub(crate) fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < NEAR_CHARS_MIN || long.len() > short.len() + 1 || short == long {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return *short == long[1..];
    }
    let swapped = short.len() > 1 && short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..];
    swapped || short[1..] == long[1..]
}

/// Apostrophes and hyphens of all kinds, which some write and others don't.
fn joins(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | '′' | '`' | '＇' | '-' | '‐' | '‑' | '‒' | '–' | '—' | '−' | '·')
}

/// What has no width of its own and is no letter.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_word_is_one_however_it_is_written() {
        let same = [
            ("Caffè", "caffe"),
            ("CAFFE\u{300}", "caffe"),
            ("Łódź", "lodz"),
            ("Müller", "muller"),
            ("Straße", "strasse"),
            ("Søren Æbelø", "soren aebelo"),
            ("İstanbul", "istanbul"),
            ("ﬁn de siècle", "fin de siecle"),
            ("L'elisir d’amore", "lelisir damore"),
            ("Jean-Luc O‘Neill", "jeanluc oneill"),
            ("Mac\u{ad}beth\u{200b}", "macbeth"),
            ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"),
            ("  K7QM 2FXA ", "k7qm 2fxa"),
            ("maria.rossi@example.com", "maria rossi example com"),
            ("Ｗｉｄｅ", "wide"),
            ("100%_\\", "100"),
            ("¿?!", ""),
        ];
        for (typed, folded) in same {
            assert_eq!(fold(typed), folded, "{typed}");
        }
        assert_eq!(words(" La  Traviata! (opera) & | :* '"), ["la", "traviata", "opera"]);
        assert_eq!(fold_all(["A-B", "", "c"]), "ab c");
    }

    #[test]
    fn what_is_joined_is_found_joined_and_apart() {
        let parts: [(&str, &[&str]); 5] = [
            ("hip-hop", &["hip", "hop"]),
            ("O’Neill", &["o", "neill"]),
            ("L'Elisir d´amore", &["l", "elisir", "d", "amore"]),
            ("Anna‑Maria", &["anna", "maria"]),
            ("-- ' –", &[]),
        ];
        for (typed, parts) in parts {
            assert_eq!(words(typed), parts, "{typed}");
        }
        let is_found = |typed: &str, stored: &str| words(typed).iter().all(|word| fold(stored).contains(word.as_str()));
        for (typed, stored) in [
            ("hip-hop", "Hip Hop Night"),
            ("hip-hop", "HIP-HOP"),
            ("hip hop", "Hip-Hop"),
            ("Anna-Maria", "Anna Maria Rossi"),
            ("O'Neill", "Sean O Neill"),
            ("O'Neill", "Sean ONeill"),
            ("d'amore", "L’elisir d’amore"),
        ] {
            assert!(is_found(typed, stored), "{typed}: {stored}");
        }
        assert!(!is_found("hip-hop", "Hip Jazz"));
    }

    #[test]
    fn what_can_be_looked_for_is_counted() {
        for (typed, count) in [
            ("", 0),
            (" -- ?? '", 0),
            ("\u{200b}\u{200b}", 0),
            ("\u{3164}\u{115f}", 0),
            ("é", 1),
            ("e\u{301}", 1),
            ("d'A", 2),
            (" K7 ", 2),
        ] {
            assert_eq!(countable(typed), count, "{typed:?}");
        }
    }

    #[test]
    fn a_slip_is_one_letter() {
        for (typed, meant) in
            [("travaita", "traviata"), ("travita", "traviata"), ("traaviata", "traviata"), ("trabiata", "traviata")]
        {
            assert!(is_near(typed, meant) && is_near(meant, typed), "{typed}");
        }
        for (typed, other) in [
            ("traviata", "traviata"),
            ("tarvaita", "traviata"),
            ("opra", "op"),
            ("jaz", "jazz"),
            ("rigoletto", "traviata"),
        ] {
            assert!(!is_near(typed, other), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_folded_stays_as_it_is(text in ".{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }

        #[test]
        fn words_are_parts_of_what_is_folded(text in "[a-zA-ZàÈłß'’ -]{0,30}") {
            let folded = fold(&text);
            prop_assert!(words(&text).iter().all(|word| folded.contains(word.as_str())), "{}", folded);
            prop_assert_eq!(words(&text).is_empty(), countable(&text) == 0);
        }
    }
}
