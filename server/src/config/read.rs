//! Where settings come from, and the list of everything that is wrong with them.

use super::{Config, Setting};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Everything wrong with the configuration, one sentence each.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes(pub Vec<String>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The configuration can't be used:")?;
        for mistake in &self.0 {
            write!(f, "\n  - {mistake}")?;
        }
        Ok(())
    }
}

/// How many letters of a name may be wrong for it to be taken for a slip of the pen.
const SLIPS_MAX: usize = 2;

/// The file and the environment.
pub struct Sources {
    file: toml::Table,
    file_name: String,
    env: BTreeMap<String, String>,
    mistakes: Vec<String>,
}

impl Sources {
    /// Fails when the file can't be read at all; what stands in it is checked later.
    pub fn open(file: Option<&Path>, env: BTreeMap<String, String>) -> Result<Sources, Mistakes> {
        let Some(path) = file else { return Ok(Sources::new(toml::Table::new(), "", env)) };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Mistakes(vec![format!("the file {name} can't be read: {error}.")]))?;
        let table = text.parse::<toml::Table>().map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            // The parser's own picture of the line is left out: the line may hold a secret.
            Mistakes(vec![format!("the file {name} is no TOML, see its line {line}: {}.", error.message())])
        })?;
        Ok(Sources::new(table, &name, env))
    }

    pub fn new(file: toml::Table, file_name: &str, env: BTreeMap<String, String>) -> Sources {
        Sources { file, file_name: file_name.to_owned(), env, mistakes: Vec::new() }
    }

    /// Reads one setting. A mistake is noted, and something harmless returned.
    pub(super) fn take<T: Setting>(
        &mut self,
        section: &str,
        name: &str,
        env: &str,
        default: Option<&'static str>,
    ) -> T {
        let from_env = self.env.get(env).filter(|text| !text.trim().is_empty()).cloned();
        let from_file = self.file.get(section).and_then(|table| table.get(name)).cloned();
        let (text, place) = match (from_env, from_file) {
            (Some(text), _) => (Some(text), env.to_owned()),
            (None, Some(value)) => {
                let place = format!("{section}.{name} in {}", self.file_name);
                match as_text(&value) {
                    Some(text) => (Some(text), place),
                    None => {
                        self.note(format!("{place} must be {}.", T::SHAPE));
                        return T::placeholder();
                    }
                }
            }
            (None, None) => (default.map(str::to_owned), env.to_owned()),
        };
        let Some(text) = text else {
            self.note(format!("{env} (or {section}.{name} in the file) is missing: it must be {}.", T::SHAPE));
            return T::placeholder();
        };
        // The value itself isn't repeated: it may be a secret in the wrong place.
        T::parse(&text).unwrap_or_else(|| {
            self.note(format!("{place} must be {}.", T::SHAPE));
            T::placeholder()
        })
    }

    pub(super) fn note(&mut self, mistake: String) {
        self.mistakes.push(mistake);
    }

    /// The configuration, if nothing was wrong with it or with the names in it.
    pub(super) fn finish(mut self, config: Config) -> Result<Config, Mistakes> {
        let unknown = unknown(&self.file, &self.file_name, &self.env);
        self.mistakes.extend(unknown);
        if self.mistakes.is_empty() { Ok(config) } else { Err(Mistakes(self.mistakes)) }
    }
}

/// A TOML value as it would be written in the environment.
fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(yes.to_string()),
        toml::Value::Array(all) => Some(all.iter().map(as_text).collect::<Option<Vec<String>>>()?.join(",")),
        _ => None,
    }
}

fn unknown(file: &toml::Table, file_name: &str, env: &BTreeMap<String, String>) -> Vec<String> {
    let sections = Config::sections();
    let mut found = Vec::new();
    for (section, value) in file {
        let Some((_, _, known)) = sections.iter().find(|(name, _, _)| name == section) else {
            let guess = nearest(section, sections.iter().map(|(name, _, _)| *name));
            found.push(format!("[{section}] in {file_name} is not a section.{guess}"));
            continue;
        };
        let Some(table) = value.as_table() else {
            found
                .push(format!("{section} in {file_name} must be a section: write [{section}] and its settings below."));
            continue;
        };
        for name in table.keys().filter(|name| !known.iter().any(|about| about.name == name.as_str())) {
            let guess = nearest(name, known.iter().map(|about| about.name));
            found.push(format!("{section}.{name} in {file_name} is not a setting.{guess}"));
        }
    }
    let names: Vec<&str> = sections.iter().flat_map(|(_, _, all)| all.iter().map(|about| about.env)).collect();
    // The environment is shared with other programs: only what is nearly ours is taken for a mistake.
    for name in env.keys().filter(|name| name.starts_with("TESSERA_") && !names.contains(&name.as_str())) {
        let guess = nearest(name, names.iter().copied());
        if !guess.is_empty() {
            found.push(format!("{name} in the environment is not a setting.{guess}"));
        }
    }
    found
}

/// " Did you mean …?" where something is written nearly the same, and nothing otherwise.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best = known.map(|one| (strsim::osa_distance(name, one), one)).min();
    match best {
        Some((slips, one)) if slips <= SLIPS_MAX => format!(" Did you mean {one}?"),
        _ => String::new(),
    }
}
