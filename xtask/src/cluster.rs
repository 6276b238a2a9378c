//! A Postgres of our own: made, started and ended by xtask, reached on 127.0.0.1 and a free port, trusted without a
//! password because nobody else knows it.
//!
//! Root can't run Postgres, so as root it runs as `postgres` or `nobody`, in a directory that this user can reach.

use crate::guard;
use crate::install::{is_root, postgres::Binaries};
use crate::paths;
use crate::ports;
use crate::process::{Ending, Service, ServiceOptions};
use crate::progress::Step;
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a cluster is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A person's demo: what is written stays written.
    Demo,
    /// Tests and measurements: fast, and gone after a power cut.
    Scratch,
    /// Tests of what survives: as a person's, with room for many servers.
    Durable,
    /// Benches: it keeps its word as a real one does, with the memory a small machine would give it.
    Bench,
}

/// A running private Postgres; it ends when this value is dropped.
pub struct Cluster {
    service: Service,
    port: u16,
    name: String,
    binaries: Binaries,
    purpose: Purpose,
    data: PathBuf,
}

const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(30);

/// Where the cluster of that name lives.
pub fn directory(name: &str) -> PathBuf {
    let wished = paths::target().join(name);
    match owner() {
        Some(user) if !reachable(&paths::target(), &user) => {
            let checkout = hex::encode(Sha256::digest(paths::root().as_os_str().as_encoded_bytes()));
            PathBuf::from("/var/tmp").join(format!("tessera-{}", &checkout[..12])).join(name.replace('/', "-"))
        }
        _ => wished,
    }
}

/// The major version that the data directory of that name was made with, if there is one.
pub fn major(name: &str) -> Option<u32> {
    fs::read_to_string(directory(name).join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Deletes the cluster's data; it must not be running.
pub fn delete(name: &str) -> anyhow::Result<()> {
    let directory = directory(name);
    end_leftover(&directory)?;
    match fs::remove_dir_all(&directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not delete {}", directory.display()))
        }
        _ => Ok(()),
    }
}

impl Cluster {
    /// Starts the cluster of that name, and makes it first if it doesn't exist.
    pub fn start(name: &str, binaries: &Binaries, purpose: Purpose, step: &Step) -> anyhow::Result<Cluster> {
        let data = directory(name);
        end_leftover(&data)?;
        if !data.join("PG_VERSION").exists() {
            create(&data, binaries, step)?;
        }
        let port = ports::any_free()?;
        let service = serve(name, binaries, purpose, port)?;
        let mut cluster = Cluster { service, port, name: name.to_owned(), binaries: binaries.clone(), purpose, data };
        cluster.wait_until_ready(step)?;
        Ok(cluster)
    }

    /// What a crash of the machine is to Postgres, but for the disk's own cache: its head and all its hands are gone.
    pub fn kill(&mut self) {
        self.service.kill();
    }

    /// Starts it again after [`Cluster::kill`], on the same data and port.
    pub fn start_again(&mut self, step: &Step) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            self.service = serve(&self.name, &self.binaries, self.purpose, self.port)?;
            match self.wait_until_ready(step) {
                Ok(()) => return Ok(()),
                // The hands of the one before let go of its memory a moment after the head is gone.
                Err(_) if begun.elapsed() < START_PATIENCE => std::thread::sleep(Duration::from_millis(100)),
                Err(error) => return Err(error),
            }
        }
    }

    /// The address of a database in it, as its superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The address of the database `database`, made if it doesn't exist.
    pub fn database(&self, database: &str) -> anyhow::Result<String> {
        create_database(&self.url("postgres"), database)
    }

    /// The same address over the socket in its directory, where there is one.
    pub fn socket_url(&self, database: &str) -> String {
        match socket_directory(&self.data) {
            Some(directory) => {
                format!("postgres://postgres@localhost:{}/{database}?host={}", self.port, directory.display())
            }
            None => self.url(database),
        }
    }

    /// The process that all its others descend from.
    pub fn id(&self) -> u32 {
        self.service.id()
    }

    pub fn check(&mut self) -> anyhow::Result<()> {
        self.service.check()
    }

    pub fn stop(&mut self) {
        self.service.stop();
    }

    fn wait_until_ready(&mut self, step: &Step) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            crate::signals::check()?;
            self.service.check()?;
            if postgres::Client::connect(&self.url("postgres"), postgres::NoTls).is_ok() {
                return Ok(());
            }
            if begun.elapsed() > START_PATIENCE {
                bail!("the private Postgres doesn't answer; its log says:\n{}", self.service.log_end(20));
            }
            step.show("waiting for Postgres");
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

/// Starts Postgres on the data of that name.
fn serve(name: &str, binaries: &Binaries, purpose: Purpose, port: u16) -> anyhow::Result<Service> {
    let data = directory(name);
    let logs = paths::target().join("log");
    fs::create_dir_all(&logs)?;
    Service::start(
        ServiceOptions {
            name: "private Postgres",
            program: &binaries.directory.join("postgres"),
            log: &logs.join(format!("{}.log", name.replace('/', "-"))),
            ending: Ending::Interrupt,
            orphan_ending: Ending::Interrupt,
            grace: STOP_PATIENCE,
            user: owner().as_ref().map(|user| user.name.as_str()),
        },
        |command| {
            command.arg("-D").arg(&data).args(["-p", &port.to_string()]).current_dir(&data);
            for setting in settings(purpose, &data, binaries) {
                command.args(["-c", &setting]);
            }
        },
    )
}

/// The address of `database` on the server of `url`, made if it doesn't exist.
pub fn create_database(url: &str, database: &str) -> anyhow::Result<String> {
    let mut client = postgres::Client::connect(url, postgres::NoTls).context(
        "DATABASE_URL names a Postgres that doesn't answer: start it, or unset DATABASE_URL to use a private one",
    )?;
    let exists = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&database])?.is_some();
    if !exists {
        client
            .batch_execute(&format!("CREATE DATABASE \"{database}\" ENCODING 'UTF8' TEMPLATE template0"))
            .with_context(|| format!("could not make the database {database}"))?;
    }
    with_database(url, database)
}

/// Deletes `database` on the server of `url`, if it exists.
pub fn drop_database(url: &str, database: &str) -> anyhow::Result<()> {
    let mut client = postgres::Client::connect(url, postgres::NoTls).context(
        "DATABASE_URL names a Postgres that doesn't answer: start it, or unset DATABASE_URL to use a private one",
    )?;
    client.batch_execute(&format!("DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)"))?;
    Ok(())
}

/// The same server, another database.
fn with_database(url: &str, database: &str) -> anyhow::Result<String> {
    let start = url.find("://").context("DATABASE_URL must look like postgres://user:password@host:port/database")? + 3;
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let host_end = base[start..].find('/').map_or(base.len(), |at| start + at);
    let query = query.map(|it| format!("?{it}")).unwrap_or_default();
    Ok(format!("{}/{database}{query}", &base[..host_end]))
}

/// The same server, another database and somebody else.
pub fn url_as(url: &str, database: &str, login: &str, password: &str) -> anyhow::Result<String> {
    let url = with_database(url, database)?;
    let (scheme, rest) = url.split_once("://").context("DATABASE_URL must look like postgres://user:password@host")?;
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    Ok(format!("{scheme}://{login}:{password}@{host}"))
}

/// A socket's path has room for about a hundred bytes; 127.0.0.1 is always there.
fn socket_directory(data: &Path) -> Option<&Path> {
    (data.as_os_str().len() < 80).then_some(data)
}

fn settings(purpose: Purpose, data: &Path, binaries: &Binaries) -> Vec<String> {
    let mut all = vec!["listen_addresses=127.0.0.1".to_owned(), "logging_collector=off".to_owned()];
    let sockets = socket_directory(data).map(|it| it.display().to_string()).unwrap_or_default();
    all.push(format!("unix_socket_directories={sockets}"));
    if purpose == Purpose::Scratch {
        let fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];
        all.extend(fast.map(str::to_owned));
    }
    if purpose == Purpose::Durable {
        all.push("max_connections=300".to_owned());
    }
    if purpose == Purpose::Bench {
        all.extend(BENCH.map(str::to_owned));
        if has_statistics(binaries) {
            // Counts when a bench asks for it, and costs nothing until then.
            all.extend(
                ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=none"].map(str::to_owned),
            );
        }
    }
    all
}

/// What a bench's cluster runs with, besides what Postgres does anyway.
const BENCH: [&str; 12] = [
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "shared_buffers=1GB",
    "wal_buffers=64MB",
    "max_wal_size=8GB",
    "checkpoint_timeout=15min",
    "work_mem=16MB",
    "maintenance_work_mem=512MB",
    "random_page_cost=1.1",
    "jit=off",
    "max_connections=200",
];

/// Whether Postgres has pg_stat_statements, which some packages leave out.
fn has_statistics(binaries: &Binaries) -> bool {
    let beside = binaries.directory.canonicalize().unwrap_or_else(|_| binaries.directory.clone());
    let output = std::process::Command::new(beside.join("pg_config")).arg("--pkglibdir").output();
    let told = output.map(|it| PathBuf::from(String::from_utf8_lossy(&it.stdout).trim())).unwrap_or_default();
    [told, beside.join("../lib"), beside.join("../lib/postgresql")].iter().any(|directory| {
        directory.join("pg_stat_statements.so").exists() || directory.join("pg_stat_statements.dylib").exists()
    })
}

fn create(data: &Path, binaries: &Binaries, step: &Step) -> anyhow::Result<()> {
    let _ = fs::remove_dir_all(data);
    fs::create_dir_all(data).with_context(|| format!("could not make {}", data.display()))?;
    fs::set_permissions(data, fs::Permissions::from_mode(0o700))?;
    let user = owner();
    if let Some(user) = &user {
        let parent = data.parent().unwrap_or(data);
        if parent.metadata()?.uid() != nix::unistd::Uid::effective().as_raw() {
            bail!("{} belongs to somebody else: delete it and run this again.", parent.display());
        }
        // Whatever the umask: the other user has to walk through.
        fs::set_permissions(parent, fs::Permissions::from_mode(0o755))?;
        chown(data, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    // macOS knows this locale only in its newest version.
    let locale = if cfg!(target_os = "macos") { "C" } else { "C.UTF-8" };
    step.show("making a private Postgres");
    let output =
        guard::command(&binaries.directory.join("initdb"), Ending::Kill, user.as_ref().map(|it| it.name.as_str()))
            .arg("-D")
            .arg(data)
            .args([
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                &format!("--locale={locale}"),
                "--no-sync",
                "--no-instructions",
            ])
            .current_dir(data)
            .output()
            .context("could not start initdb")?;
    if !output.status.success() {
        let _ = fs::remove_dir_all(data);
        bail!("initdb could not make a private Postgres:\n{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// The user that Postgres runs as when xtask is root.
fn owner() -> Option<nix::unistd::User> {
    if !is_root() {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|name| nix::unistd::User::from_name(name).ok().flatten())
}

/// May `user` walk down to `directory`? Asks the nearest ancestor that exists, and all above it.
fn reachable(directory: &Path, user: &nix::unistd::User) -> bool {
    directory.ancestors().filter_map(|it| it.metadata().ok()).all(|it| {
        let mode = it.mode();
        mode & 0o001 != 0
            || (it.uid() == user.uid.as_raw() && mode & 0o100 != 0)
            || (it.gid() == user.gid.as_raw() && mode & 0o010 != 0)
    })
}

/// Ends a Postgres that a killed xtask left in this directory, and forgets a process id that is none of it.
fn end_leftover(data: &Path) -> anyhow::Result<()> {
    let file = data.join("postmaster.pid");
    let Ok(text) = fs::read_to_string(&file) else { return Ok(()) };
    let Some(id) = text.lines().next().and_then(|line| line.trim().parse::<i32>().ok()) else { return Ok(()) };
    let process = nix::unistd::Pid::from_raw(id);
    if !is_postgres_of(id, data) {
        // The number may belong to somebody else by now, and Postgres would refuse to start because of it.
        let _ = fs::remove_file(&file);
        return Ok(());
    }
    let begun = Instant::now();
    let _ = nix::sys::signal::kill(process, Ending::Interrupt.signal());
    while nix::sys::signal::kill(process, None).is_ok() && is_postgres_of(id, data) {
        if begun.elapsed() > STOP_PATIENCE {
            bail!(
                "a Postgres of an earlier run (process {id}) doesn't end: stop it with `kill -QUIT {id}` and run this again."
            );
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn is_postgres_of(id: i32, data: &Path) -> bool {
    let line = if cfg!(target_os = "linux") {
        fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default()
    } else {
        std::process::Command::new("ps")
            .args(["-o", "command=", "-p", &id.to_string()])
            .output()
            .map(|it| it.stdout)
            .unwrap_or_default()
    };
    let line = String::from_utf8_lossy(&line).replace('\0', " ");
    line.contains("postgres") && line.contains(&data.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn the_database_of_an_address_is_replaced() -> anyhow::Result<()> {
        let replaced = |url| with_database(url, "other");
        assert_eq!(replaced("postgres://a:b@h:5/x")?, "postgres://a:b@h:5/other");
        assert_eq!(replaced("postgres://a@h/x?sslmode=disable")?, "postgres://a@h/other?sslmode=disable");
        assert_eq!(replaced("postgres://h")?, "postgres://h/other");
        assert!(replaced("nonsense").is_err());
        Ok(())
    }
}
