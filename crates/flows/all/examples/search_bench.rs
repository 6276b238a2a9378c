//! How long searches of the catalogue take: median and 99th percentile of each kind of search, one after the other, as the
//! application's role. `cargo xtask bench search` puts thousands of events into the database of DATABASE_URL before.

use base::chance::SystemChance;
use base::clock::SystemClock;
use base::keys::MasterKey;
use base::live::Live;
use base::{Site, Tools};
use domain::event::CatalogueQuery;
use flows::Core;
use std::sync::Arc;
use std::time::{Duration, Instant};
use storage::{Db, Scope, organizers};

const ROUNDS: usize = 60;

/// What is typed, and what that is.
const SEARCHES: [(&str, &str); 8] = [
    ("", "nothing: the whole catalogue"),
    ("traviata", "a word of a title"),
    ("L'elisir traviata", "two words, one of them nowhere"),
    ("bacodi", "a word of many a description"),
    ("livorno", "a town"),
    ("opera", "a kind"),
    ("traviata pisa opera", "a title, a town and a kind"),
    ("travaita", "a slip"),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL")?;
    if std::env::args().nth(1).as_deref() == Some("migrate") {
        return Ok(storage::migrate::migrate(&url).await?);
    }
    let core = open(&url).await?;
    let mut tx = core.base().db.begin(Scope::Nothing).await?;
    let organizers = organizers::all(&mut tx).await?;
    tx.commit().await?;
    let begun = Instant::now();
    for organizer in organizers {
        core.selling.fold_texts(organizer).await?;
    }
    core.refresh_statistics().await?;
    println!("all texts folded in {:.1?}", begun.elapsed());
    for (text, what) in SEARCHES {
        let query = CatalogueQuery { text: text.to_owned(), ..CatalogueQuery::default() };
        let found = core.selling.catalogue(&query).await?;
        let mut took = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            core.selling.catalogue(&query).await?;
            took.push(begun.elapsed());
        }
        took.sort();
        let at = |share: usize| -> Duration { took[(ROUNDS * share / 100).min(ROUNDS - 1)] };
        let meant = found.did_you_mean.map(|meant| format!(", did you mean {meant}")).unwrap_or_default();
        println!("{what:<32} {:>5} found   median {:>8.1?}   p99 {:>8.1?}{meant}", found.total, at(50), at(99));
    }
    Ok(())
}

async fn open(url: &str) -> Result<Core, Box<dyn std::error::Error>> {
    let tools = Tools {
        db: Db::connect(url, 4).await?,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        keys: MasterKey::new([7; 32]),
        live: Live::default(),
        site: Site { url: "http://localhost".into(), mail_from: "tickets@tessera.example".into() },
        eager: false,
    };
    Ok(Core::new(tools, payments::registry::Registry::default(), notify::transport::Transport::Blackhole))
}
