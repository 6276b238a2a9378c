//! docs/configuration.md, made of the settings' own words.

use super::Config;
use std::fmt::Write;

const HEAD: &str = "# Configuration

Tessera reads its settings once, when it starts, from the environment and from one TOML file (`--config FILE` or
`TESSERA_CONFIG`). Where both say something, the environment counts. All mistakes are told at once, each with what to
write instead; a name that isn't known is refused, so that a slip of the pen isn't a setting without effect.
`server doctor` looks whether what the settings point to works.

With the same settings, `server organizer add` makes an organizer and its owner (their password is typed or read from the
standard input), `server organizer list` names those there are, and `server keys rotate --organizer SLUG` gives one a new
signing key; tickets sold before stay valid. `--help` after any of them says the rest.

This page is printed by `server settings`, and a test holds the two together.
";

/// The whole page.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for (section, about, settings) in Config::sections() {
        // Writing to a String doesn't fail.
        let _ = write!(page, "\n## [{section}]\n\n{}\n\n", about.trim());
        page.push_str("| in the file | in the environment | default | |\n|---|---|---|---|\n");
        for one in settings {
            let default = match one.default {
                None => "*must be set*".to_owned(),
                Some("") => "*empty*".to_owned(),
                Some(text) => format!("`{text}`"),
            };
            let doc: Vec<&str> = one.doc.iter().map(|line| line.trim()).collect();
            let _ = writeln!(page, "| `{}` | `{}` | {default} | {} |", one.name, one.env, doc.join(" "));
        }
    }
    page
}
