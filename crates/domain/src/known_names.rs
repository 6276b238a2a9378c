//! The words of names there are, and which of them somebody meant whose search found nothing.

use crate::event::Category;
use crate::fold::{self, fold};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Words as they are written, by their folded form, with how often they come.
#[derive(Clone, Debug, Default)]
pub struct KnownNames(BTreeMap<String, (String, usize)>);

impl KnownNames {
    /// All words of these names, and what kinds of events are called.
    pub fn of(names: &[String]) -> KnownNames {
        let mut words = BTreeMap::new();
        let mut all: Vec<&str> = names.iter().flat_map(|name| name.split_whitespace()).collect();
        for kind in Category::ALL {
            all.extend(kind.names());
        }
        for written in all {
            let folded = fold(written);
            // `L'elisir` is also `elisir`.
            let parts = written.split(['\'', '’', '-']).filter(|part| *part != written);
            for part in parts.filter(|part| part.chars().count() > 1) {
                words.entry(fold(part)).or_insert_with(|| (bare(part), 0)).1 += 1;
            }
            if !folded.is_empty() && !folded.contains(' ') {
                words.entry(folded).or_insert_with(|| (bare(written), 0)).1 += 1;
            }
        }
        words.remove("");
        KnownNames(words)
    }

    /// What was typed, with each word that nothing is called mended to one that is a slip away; `None` where there is no such
    /// slip. Words after the first [`fold::WORDS_MAX`] are left out, as they are when they are looked for.
    pub fn mended(&self, typed: &str) -> Option<String> {
        let mut has_slip = false;
        let mut words = Vec::new();
        for word in typed.split_whitespace().take(fold::WORDS_MAX) {
            let folded = fold(word);
            if folded.is_empty() {
                continue;
            }
            match self.meant(&folded) {
                Some(written) => {
                    has_slip = true;
                    words.push(written.to_lowercase());
                }
                None => words.push(word.to_owned()),
            }
        }
        has_slip.then(|| words.join(" "))
    }

    /// The word that a folded one is a slip of, as it is written.
    fn meant(&self, folded: &str) -> Option<&str> {
        // Part of a name is no slip.
        if self.0.keys().any(|name| name.contains(folded)) {
            return None;
        }
        let near = self.0.iter().filter(|(name, _)| fold::is_near(folded, name));
        // Few begin a word with the wrong letter; then what is most often meant.
        let best = near.min_by_key(|(name, (_, count))| {
            (name.chars().next() != folded.chars().next(), Reverse(*count), name.as_str())
        });
        best.map(|(_, (written, _))| written.as_str())
    }
}

/// A word without what stands around it.
fn bare(written: &str) -> String {
    written.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(names: &[&str]) -> KnownNames {
        KnownNames::of(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_slip_is_mended_to_a_name_there_is() {
        let names = names(&["La Traviata", "L'elisir d'amore", "«Città» Vecchia", "Teatro Nuovo"]);
        for (typed, meant) in [
            ("travaita", Some("traviata")),
            ("la  Traviatta!", Some("la traviata")),
            ("elissir d'amore", Some("elisir d'amore")),
            ("citta vechia", Some("citta vecchia")),
            ("cittta", Some("città")),
            ("conserto", Some("concerto")),
            ("traviata", None),
            ("trav", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(names.mended(typed).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn of_several_names_the_likeliest_is_meant() {
        for (known, meant) in [
            (&["Bianca", "Ziansa Ziansa"][..], "bianca"),
            (&["Bianca Bianda", "Bianda"], "bianda"),
            (&["Bianda", "Bianca"], "bianca"),
        ] {
            assert_eq!(names(known).mended("biansa").as_deref(), Some(meant), "{known:?}");
        }
    }

    #[test]
    fn words_that_nobody_looks_for_are_left_out() {
        let typed = format!("travaita ?! {}", "la ".repeat(20));
        let mended = names(&["La Traviata"]).mended(&typed).unwrap();
        assert_eq!(mended, format!("traviata{}", " la".repeat(fold::WORDS_MAX - 2)));
    }

    /// A word with one slip in it: a letter left out, put in or taken for another, or two in the wrong order.
    fn slip_of(word: &str, at: usize, kind: usize) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = at % (letters.len() - 1);
        match kind {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, 'x'),
            2 => letters[at] = 'x',
            _ => letters.swap(at, at + 1),
        }
        letters.into_iter().collect()
    }

    proptest! {
        #[test]
        fn what_is_mended_is_called_so(
            known in prop::collection::vec("[A-Z][a-eè]{4,7}", 1..6),
            slips in prop::collection::vec((0usize..6, 0usize..8, 0usize..4), 1..4),
        ) {
            let names = KnownNames::of(&known);
            let typed: Vec<_> = slips.iter().map(|(n, at, kind)| slip_of(&known[n % known.len()], *at, *kind)).collect();
            let is_part = |word: &String| names.0.keys().any(|name| name.contains(&fold(word)));
            let mended = names.mended(&typed.join(" "));
            prop_assert_eq!(mended.is_none(), typed.iter().all(is_part), "{:?}", typed);
            if let Some(mended) = mended {
                for (word, typed) in mended.split(' ').zip(&typed) {
                    prop_assert!(names.0.contains_key(&fold(word)) || is_part(typed), "{typed}: {word}");
                    prop_assert!(word == typed || fold::is_near(&fold(word), &fold(typed)), "{typed}: {word}");
                }
                prop_assert_eq!(names.mended(&mended), None, "{}", mended);
            }
        }
    }
}
