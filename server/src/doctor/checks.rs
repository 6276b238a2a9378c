//! One function for each thing that can be ill.

use super::Finding;
use crate::config::Config;
use crate::wiring;
use base::Clock;
use base::clock::SystemClock;
use base::keys::MasterKey;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OrganizerId;
use notify::transport::Transport;
use std::path::Path;
use storage::{Db, Error, Scope, health, keys, migrate, organizers, tills};

/// The oldest Postgres with everything we use, by its first number.
const POSTGRES_MIN: u32 = 15;
/// Between our clock and the database's.
const CLOCK_SLIP_MAX: TimeDelta = TimeDelta::seconds(2);
/// What pages ask for.
const BUNDLES: [&str; 8] =
    ["tessera.css", "tessera.js", "tessera.wasm", "till.js", "till.wasm", "gate.js", "gate.wasm", "decoder.js"];

/// Everything, in the order in which one thing depends on another.
pub async fn all(config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    match Db::connect(config.database.url.reveal(), 2).await {
        Ok(db) => {
            found.extend(schema(config).await);
            found.extend(database(&db).await);
            found.extend(of_organizers(&db, &MasterKey::new(config.secret.key.bytes())).await);
            db.close().await;
        }
        Err(error) => found.push(unreachable(&error)),
    }
    found.push(mail(config).await);
    found.extend(gateways(config).await);
    found.push(site(&config.web.site));
    found.push(address(config));
    found
}

fn unreachable(error: &Error) -> Finding {
    if matches!(error, Error::NoApplicationRole { .. }) {
        return Finding::fail("login", error.to_string(), "grant the role as a superuser, then run `server migrate`");
    }
    let mend = "start Postgres, or correct DATABASE_URL; on an empty database run `server migrate` first";
    Finding::fail("database", format!("not reachable: {error}"), mend)
}

async fn schema(config: &Config) -> Option<Finding> {
    Some(match migrate::pending(config.database.url.reveal()).await {
        Ok(0) => Finding::ok("schema", "the newest"),
        Ok(count) => Finding::fail("schema", format!("{count} migrations are missing"), "run `server migrate`"),
        Err(error) => schema_failure(&error),
    })
}

fn schema_failure(error: &Error) -> Finding {
    let mend = if matches!(error, Error::BeforeBaseline) { wiring::START_AFRESH } else { "run `server migrate`" };
    Finding::fail("schema", error.to_string(), mend)
}

async fn database(db: &Db) -> Vec<Finding> {
    let looked = async {
        let mut tx = db.begin(Scope::Nothing).await?;
        health::look(&mut tx).await
    };
    let health = match looked.await {
        Ok(health) => health,
        Err(error) => return vec![unreachable(&error)],
    };
    let mut found = vec![version(&health.version)];
    found.push(if health.role_sees_all {
        let said = format!("the role {} is above row-level security", health.role);
        Finding::fail(
            "role",
            said,
            "take SUPERUSER and BYPASSRLS from it: ALTER ROLE tessera_app NOSUPERUSER NOBYPASSRLS",
        )
    } else {
        Finding::ok("role", format!("{}, bound by row-level security", health.role))
    });
    found.push(login(&health.login, health.login_sees_all));
    found.push(if health.unprotected.is_empty() {
        Finding::ok("row-level security", "forced on every table of organizers")
    } else {
        let said = format!("not forced on {}", health.unprotected.join(", "));
        Finding::fail("row-level security", said, "restore the database's own migrations: `server migrate`")
    });
    found.push(clock(SystemClock.now(), health.now));
    found
}

/// The role is only put on: whoever gets a statement of their own through could put it off again.
fn login(login: &str, sees_all: bool) -> Finding {
    if !sees_all {
        return Finding::ok("login", format!("{login}, bound by row-level security"));
    }
    let said = format!("{login} is a superuser or bypasses row-level security: one slip would show everybody's data");
    let mend = "connect as a plain login that owns the database and was granted tessera_app (README, Run it for real)";
    Finding::fail("login", said, mend)
}

fn version(version: &str) -> Finding {
    let major: u32 = version.split(['.', ' ']).next().and_then(|first| first.parse().ok()).unwrap_or(0);
    if major >= POSTGRES_MIN {
        Finding::ok("database", format!("Postgres {version}"))
    } else {
        let mend = format!("upgrade to Postgres {POSTGRES_MIN} or newer");
        Finding::fail("database", format!("Postgres {version} is too old"), mend)
    }
}

fn clock(ours: DateTime<Utc>, theirs: DateTime<Utc>) -> Finding {
    let slip = (ours - theirs).abs();
    if slip <= CLOCK_SLIP_MAX {
        return Finding::ok("clock", format!("{} ms from the database's", slip.num_milliseconds()));
    }
    let said = format!("{} s from the database's", slip.num_seconds());
    Finding::fail("clock", said, "let both machines take the time from the network (chrony, systemd-timesyncd)")
}

async fn of_organizers(db: &Db, master: &MasterKey) -> Vec<Finding> {
    let mut found = Vec::new();
    let organizers = async {
        let mut tx = db.begin(Scope::Nothing).await?;
        organizers::all(&mut tx).await
    };
    let organizers: Vec<OrganizerId> = match organizers.await {
        Ok(organizers) => organizers,
        Err(error) => return vec![Finding::fail("organizers", error.to_string(), "run `server migrate`")],
    };
    let mut opened = 0;
    for organizer in organizers {
        match signing_keys(db, master, organizer).await {
            Ok(Ok(count)) => opened += count,
            Ok(Err(number)) => found.push(Finding::fail(
                "keys",
                format!("key {number} of {organizer} can't be opened"),
                "set TESSERA_SECRET to the one it was sealed with; without that its tickets can't be shown again",
            )),
            Err(error) => found.push(Finding::fail("keys", error.to_string(), "see what the database says")),
        }
        match printers(db, organizer).await {
            Ok(of_organizer) => found.extend(of_organizer),
            Err(error) => found.push(Finding::fail("printers", error.to_string(), "see what the database says")),
        }
    }
    if !found.iter().any(|finding| finding.what == "keys") {
        found.insert(0, Finding::ok("keys", format!("{opened} opened")));
    }
    found
}

/// How many keys could be opened, or the number of the first that couldn't.
async fn signing_keys(db: &Db, master: &MasterKey, organizer: OrganizerId) -> Result<Result<usize, u16>, Error> {
    let mut tx = db.organizer(organizer).await?;
    let sealed = keys::sealed(&mut tx, organizer).await?;
    let broken = sealed.iter().find(|key| master.open(organizer, key.number, &key.sealed).is_err());
    Ok(broken.map_or(Ok(sealed.len()), |key| Err(key.number)))
}

async fn printers(db: &Db, organizer: OrganizerId) -> Result<Vec<Finding>, Error> {
    let now = SystemClock.now();
    let mut tx = db.organizer(organizer).await?;
    let tills = tills::all(&mut tx, organizer).await?;
    let with_terminal = tills.into_iter().filter_map(|till| till.terminal.map(|terminal| (till.name, terminal)));
    Ok(with_terminal
        .map(|(till, terminal)| {
            let what = format!("printer at {till}");
            let silent = terminal.is_silent(now);
            let state = format!("{:?}", terminal.printer);
            match terminal.last_seen_at {
                None => Finding::warn(what, "its terminal was never seen", "start the terminal program beside it"),
                Some(seen) if silent => {
                    let said = format!("its terminal was last seen {}", seen.format("%Y-%m-%d %H:%M UTC"));
                    Finding::warn(what, said, "start the terminal program, or look at its network")
                }
                Some(_) if !terminal.printer.prints() => {
                    Finding::warn(what, state, "see to its paper, its cover and its cable")
                }
                Some(_) => Finding::ok(what, state),
            }
        })
        .collect())
}

async fn mail(config: &Config) -> Finding {
    let transport = match Transport::from_url(config.mail.server.reveal()) {
        Ok(transport) => transport,
        Err(error) => return Finding::fail("mail", error.to_string(), "correct TESSERA_MAIL"),
    };
    if matches!(transport, Transport::Blackhole) {
        return Finding::warn("mail", "nothing is sent", "set TESSERA_MAIL to a mail server");
    }
    match transport.check().await {
        Ok(()) => Finding::ok("mail", "would go out"),
        Err(error) => {
            Finding::fail("mail", error.to_string(), "correct TESSERA_MAIL, or see what the mail server says")
        }
    }
}

async fn gateways(config: &Config) -> Vec<Finding> {
    let registry = match wiring::gateways(config) {
        Ok(registry) => registry,
        Err(error) => {
            return vec![Finding::fail("gateways", error.to_string(), "correct the settings of [gateways]")];
        }
    };
    let mut found = Vec::new();
    for gateway in registry.iter() {
        let what = format!("gateway {}", gateway.kind().into_str());
        found.push(match gateway.check().await {
            Ok(()) => Finding::ok(what, "answers"),
            Err(error) => Finding::fail(what, error.to_string(), "correct its settings, or ask the provider"),
        });
    }
    found
}

fn site(site: &Path) -> Finding {
    let mend = "build it with `cargo xtask web`, or set TESSERA_SITE to where it lies";
    let manifest = match wiring::read_manifest(site) {
        Ok(manifest) => manifest,
        Err(error) => return Finding::fail("site", error.to_string(), mend),
    };
    let is_there = |name: &&&str| manifest.get(**name).is_some_and(|file| site.join("pkg").join(file).is_file());
    let missing: Vec<&str> = BUNDLES.iter().filter(|name| !is_there(name)).copied().collect();
    if missing.is_empty() {
        Finding::ok("site", format!("{} files", manifest.len()))
    } else {
        Finding::fail("site", format!("without {}", missing.join(", ")), mend)
    }
}

fn address(config: &Config) -> Finding {
    if config.web.is_https() {
        return Finding::ok("address", config.web.url.clone());
    }
    let is_local = ["http://localhost", "http://127.0.0.1"].iter().any(|local| config.web.url.starts_with(local));
    if is_local {
        return Finding::ok("address", format!("{}, for this machine only", config.web.url));
    }
    let mend = "put a proxy with TLS in front and set TESSERA_URL to https://: cameras and cookies need it";
    Finding::warn("address", format!("{} is not encrypted", config.web.url), mend)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Health;

    #[test]
    fn versions_and_clocks_are_judged() {
        assert_eq!(version("16.4 (Debian 16.4-1)").health, Health::Ok);
        assert_eq!(version("15beta1").health, Health::Fail);
        assert_eq!(version("14.9").health, Health::Fail);
        let at = DateTime::UNIX_EPOCH;
        assert_eq!(clock(at, at + TimeDelta::seconds(2)).health, Health::Ok);
        assert_eq!(clock(at + TimeDelta::seconds(3), at).health, Health::Fail);
    }

    #[test]
    fn a_login_above_the_walls_is_ill() {
        assert_eq!(login("tessera", false).health, Health::Ok);
        assert_eq!(login("postgres", true).health, Health::Fail);
        let missing = unreachable(&Error::NoApplicationRole { login: "tessera".into() });
        assert!(missing.health == Health::Fail && missing.said.contains("GRANT tessera_app TO \"tessera\""));
    }

    #[test]
    fn an_old_database_is_told_from_one_that_lacks_migrations() {
        let old = schema_failure(&Error::BeforeBaseline);
        assert!(
            old.said.contains("an earlier version of Tessera") && old.mend.contains("an empty database"),
            "{old:?}"
        );
        let said = wiring::schema_failure(Error::BeforeBaseline).to_string();
        assert!(said.contains(&old.said) && said.contains(&old.mend), "{said}");
        assert_eq!(schema_failure(&Error::Overtaken).mend, "run `server migrate`");
    }

    #[test]
    fn a_site_without_its_files_is_ill() {
        let folder = std::env::temp_dir().join(format!("tessera-site-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("pkg")).unwrap();
        assert_eq!(site(&folder).health, Health::Fail);
        let names = BUNDLES.map(|name| format!("\"{name}\": \"{name}\"")).join(",");
        std::fs::write(folder.join("manifest.json"), format!("{{{names}}}")).unwrap();
        assert!(site(&folder).said.contains("tessera.wasm"));
        for name in BUNDLES {
            std::fs::write(folder.join("pkg").join(name), "").unwrap();
        }
        assert_eq!(site(&folder).health, Health::Ok);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
