//! The demo's folder, and the secrets in it: made once, so that what was sealed and sent before stays good.

use anyhow::Context;
use base::Chance;
use base::chance::SystemChance;
use domain::cart::Secret;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What the demo made for itself at its first start.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// TESSERA_SECRET, in hex.
    pub master: String,
    pub terminal: Secret,
    pub api: Secret,
    pub bank_key: String,
    pub bank_webhook_secret: String,
}

pub struct Home {
    pub secrets: Secrets,
}

impl Home {
    /// Opens the folder, or makes it.
    pub fn open(data: &Path) -> anyhow::Result<Home> {
        let shown = data.display();
        fs::create_dir_all(data)
            .with_context(|| format!("{shown} can't be made: set TESSERA_DATA to another folder"))?;
        let path = data.join("secrets.json");
        if path.exists() {
            let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
            let secrets = serde_json::from_str(&text).with_context(|| {
                format!("{} is damaged: delete it and the demo's database (`cargo xtask demo --fresh`)", path.display())
            })?;
            return Ok(Home { secrets });
        }
        let secrets = Secrets::draw(&SystemChance);
        write_private(&path, &serde_json::to_string_pretty(&secrets)?)?;
        Ok(Home { secrets })
    }
}

impl Secrets {
    fn draw(chance: &(dyn Chance + 'static)) -> Secrets {
        let mut master = [0; 32];
        chance.fill(&mut master);
        Secrets {
            master: hex::encode(master),
            terminal: chance.secret(),
            api: chance.secret(),
            bank_key: chance.secret().as_str().to_owned(),
            bank_webhook_secret: chance.secret().as_str().to_owned(),
        }
    }
}

/// Writes a file only its owner may read, whole or not at all.
pub fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let new = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&new).with_context(|| format!("{} can't be written", new.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path).with_context(|| format!("{} can't be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secrets_are_the_same_at_the_next_start() {
        let data = std::env::temp_dir().join(format!("tessera-home-{}", std::process::id()));
        let first = Home::open(&data).unwrap().secrets;
        let second = Home::open(&data).unwrap().secrets;
        assert_eq!(first.master, second.master);
        assert_eq!(first.terminal, second.terminal);
        fs::remove_dir_all(&data).unwrap();
    }
}
