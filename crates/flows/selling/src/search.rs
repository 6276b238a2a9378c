//! What helps a search: texts that are folded, and the word that was meant.

use crate::Selling;
use base::Fault;
use base::timed_cache::TimedCache;
use domain::event::{CatalogueQuery, Category};
use domain::fold::{self, fold};
use domain::ids::OrganizerId;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use storage::folded::{self, Folded};
use storage::{Scope, catalogue};

/// Names change seldom, and a slip is mended as well by those of a minute ago.
const NAMES_KEPT: Duration = Duration::from_secs(60);

/// Words as they are written, by their folded form, with how often they come.
pub type KnownNames = BTreeMap<String, (String, usize)>;

/// The words that a slip may have been one of.
pub struct NameIndex {
    names: TimedCache<Arc<KnownNames>>,
}

impl Default for NameIndex {
    fn default() -> NameIndex {
        NameIndex { names: TimedCache::new(NAMES_KEPT, 1) }
    }
}

impl Selling {
    /// Folds what somebody has written without. Safe at any time and by several workers at once.
    pub async fn fold_texts(&self, organizer: OrganizerId) -> Result<(), Fault> {
        loop {
            let (mut tx, mut count) = (self.base.organizer(organizer).await?, 0);
            for what in Folded::ALL {
                count += folded::fill(&mut tx, organizer, what).await?;
            }
            tx.commit().await?;
            if count == 0 {
                return Ok(());
            }
        }
    }

    /// What was looked for, with each word that nothing is called mended to one that is a slip away. `None` where there is no
    /// such slip, or where the mended text finds nothing either.
    pub async fn did_you_mean(&self, query: &CatalogueQuery) -> Result<Option<String>, Fault> {
        let now = self.base.clock.now();
        let read = || async {
            let mut tx = self.base.db.begin(Scope::Catalogue).await?;
            let names = catalogue::names(&mut tx, now).await?;
            tx.commit().await?;
            Ok::<_, Fault>(Arc::new(words_of(&names)))
        };
        let names = self.name_index().names.get("", read).await?;
        let Some(text) = mended(&query.text, &names) else { return Ok(None) };
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let query = CatalogueQuery { text: text.clone(), page: 0, ..query.clone() };
        let (found, _) = catalogue::cards(&mut tx, &query, 1, now).await?;
        tx.commit().await?;
        Ok((!found.is_empty()).then_some(text))
    }
}

/// All words of these names, and what kinds of events are called.
fn words_of(names: &[String]) -> KnownNames {
    let mut words = KnownNames::new();
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
    words
}

/// A word without what stands around it.
fn bare(written: &str) -> String {
    written.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The text with its slips mended; `None` where it has none that can be.
fn mended(typed: &str, names: &KnownNames) -> Option<String> {
    let mut has_slip = false;
    let mut words = Vec::new();
    for word in typed.split_whitespace().take(fold::WORDS_MAX) {
        let folded = fold(word);
        if folded.is_empty() {
            continue;
        }
        // Part of a name is no slip.
        if names.keys().any(|name| name.contains(&folded)) {
            words.push(word.to_owned());
            continue;
        }
        let near = names.iter().filter(|(name, _)| fold::is_near(&folded, name));
        // Few begin a word with the wrong letter; then what is most often meant.
        let best = near.min_by_key(|(name, (_, count))| {
            (name.chars().next() != folded.chars().next(), std::cmp::Reverse(*count), name.as_str())
        });
        match best {
            Some((_, (written, _))) => {
                has_slip = true;
                words.push(written.to_lowercase());
            }
            None => words.push(word.to_owned()),
        }
    }
    has_slip.then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_mended_to_a_name_there_is() {
        let names =
            words_of(&["La Traviata", "L'elisir d'amore", "«Città» Vecchia", "Teatro Nuovo"].map(str::to_owned));
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
            assert_eq!(mended(typed, &names).as_deref(), meant, "{typed}");
        }
    }
}
