//! What is measured: a Postgres that keeps its word, the release server without its worker unless jobs are measured, and
//! the load generator beside them.

use super::cost::{self, Cpu};
use super::scene;
use crate::cluster::{Cluster, Purpose};
use crate::paths::{self, Profile};
use crate::process::{Ending, Run, Service, ServiceOptions};
use crate::progress::{Step, Steps};
use crate::{cluster, http, install, ports, signals};
use anyhow::{Context, bail};
use postgres::Client;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(clap::Args, Clone)]
pub struct Options {
    /// Measure this server program instead of building one
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Measure what was built before
    #[arg(long)]
    no_build: bool,
    /// Seconds that are counted
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Seconds before them
    #[arg(long, default_value_t = 3)]
    pub warm_up: u64,
    /// Whatever is left to chance follows from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the figures into this file as well
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

pub struct Lab {
    cluster: Cluster,
    server: Option<Service>,
    gateway: Option<Service>,
    options: Options,
    program: PathBuf,
    data: PathBuf,
    database: String,
    port: u16,
    gateway_port: u16,
}

/// What a load saw, and what it cost.
pub struct Outcome {
    /// As the generator told it.
    pub told: Value,
    pub cpu: Cpu,
    pub load: String,
}

/// Where a bench doesn't name several.
const DATABASE: &str = "tessera";
const READY_PATIENCE: Duration = Duration::from_secs(60);
/// No bench wants to be held back.
const ENDLESS: &str = "100000000";
/// Nothing is kept after a bench, so nothing has to stay secret.
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

impl Lab {
    /// Builds what is missing and starts Postgres; [`Lab::open`] starts the rest.
    pub fn new(options: &Options) -> anyhow::Result<Lab> {
        let steps = Steps::new(2);
        let step = steps.begin("Building the load generator and the server for release");
        raise_file_limit();
        build(options, &step)?;
        step.done();
        let step = steps.begin("Starting a database");
        let binaries = install::postgres::ensure(&step, None)?;
        cluster::delete("bench-pg")?;
        let cluster = Cluster::start("bench-pg", &binaries, Purpose::Bench, &step)?;
        step.done();
        let data = paths::target().join("bench");
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir_all(&data)?;
        let program = options.server.clone().unwrap_or_else(|| paths::program("server", Profile::Release));
        let (port, gateway_port) = (ports::any_free()?, ports::any_free()?);
        let options = options.clone();
        Ok(Lab {
            cluster,
            server: None,
            gateway: None,
            options,
            program,
            data,
            database: DATABASE.to_owned(),
            port,
            gateway_port,
        })
    }

    /// A shop with nothing in it but the stages, `prepare`d further, and a server in front of it.
    pub fn open(
        &mut self,
        with_worker: bool,
        prepare: impl FnOnce(&mut Client) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.open_beside(DATABASE, with_worker, prepare)
    }

    /// The same in a database of that name; others stay, and [`Lab::turn_to`] leads back to them.
    pub fn open_beside(
        &mut self,
        database: &str,
        with_worker: bool,
        prepare: impl FnOnce(&mut Client) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.close();
        database.clone_into(&mut self.database);
        let step = Step::begin("Setting the scene …".to_owned());
        cluster::drop_database(&self.cluster.url("postgres"), database)?;
        self.cluster.database(database)?;
        let migrate = self.settings(Run::new(&self.program).arg("migrate"));
        migrate.succeed(&step)?;
        let mut owner = self.owner()?;
        scene::set(&mut owner)?;
        prepare(&mut owner)?;
        scene::settle(&mut owner)?;
        self.start_server(with_worker, &step)?;
        step.done();
        Ok(())
    }

    /// A server, without its worker, in front of a database that was opened before.
    pub fn turn_to(&mut self, database: &str) -> anyhow::Result<()> {
        self.close();
        database.clone_into(&mut self.database);
        let step = Step::begin(format!("Turning to {database} …"));
        self.start_server(false, &step)?;
        step.done();
        Ok(())
    }

    fn close(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.stop();
        }
    }

    /// A connection past row-level security, as the database's owner.
    pub fn owner(&self) -> anyhow::Result<Client> {
        Ok(Client::connect(&self.cluster.url(&self.database), postgres::NoTls)?)
    }

    /// One over the socket, for loops that nothing may slow down.
    pub fn quick_owner(&self) -> anyhow::Result<Client> {
        // The library names a socket's directory as the host.
        let url = self.cluster.socket_url(&self.database);
        let Some((base, directory)) = url.split_once("?host=") else { return self.owner() };
        let port = base.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap_or("5432");
        let mut config = postgres::Config::new();
        config.host_path(directory).port(port.parse()?).user("postgres").dbname(&self.database);
        config.connect(postgres::NoTls).or_else(|_| self.owner())
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }

    pub fn server_resident(&self) -> u64 {
        self.server.as_ref().map_or(0, |server| cost::resident(server.id()))
    }

    /// Starts the gateway that has the money at once.
    pub fn start_gateway(&mut self) -> anyhow::Result<()> {
        let listen = format!("127.0.0.1:{}", self.gateway_port);
        let log = self.data.join("gateway.log");
        let service = start("payment gateway", &generator(), &log, |command| {
            command.args(["gateway", "--listen", &listen]);
        })?;
        self.gateway = Some(service);
        Ok(())
    }

    /// Runs a load to its end, over `connections`.
    pub fn load(&mut self, connections: usize, arguments: &[&str]) -> anyhow::Result<Outcome> {
        let step = Step::begin(format!("Measuring: {} …", arguments.first().unwrap_or(&"")));
        let before = self.cpu();
        let text = self.generator(connections).args(arguments).succeed(&step)?;
        let cpu = self.cpu().since(before);
        if let Some(server) = &mut self.server {
            server.check()?;
        }
        step.done();
        let line = text.lines().rev().find(|line| line.starts_with('{')).context("the load generator said nothing")?;
        Ok(Outcome { told: serde_json::from_str(line)?, cpu, load: cost::load() })
    }

    /// A few answers that nobody counts: the first after a start pay for what later ones find prepared.
    pub fn warm_up(&self) -> anyhow::Result<()> {
        let step = Step::begin("Warming up …".to_owned());
        let (performance, ticket_type) = (scene::HOT.performance(), scene::HOT.ticket_type());
        let holds = ["holds", "--performance", &performance, "--ticket-type", &ticket_type];
        self.generator(8).args(["--warm-up", "0", "--seconds", "2"]).args(holds).succeed(&step)?;
        step.done();
        Ok(())
    }

    /// Starts a load that goes on by itself.
    pub fn start_load(&self, connections: usize, arguments: &[&str]) -> anyhow::Result<Service> {
        let common = self.common(connections);
        start("load generator", &generator(), &self.data.join("load.log"), |command| {
            command.args(common).args(arguments);
        })
    }

    fn generator(&self, connections: usize) -> Run {
        Run::new(generator()).args(self.common(connections))
    }

    fn common(&self, connections: usize) -> Vec<String> {
        let pairs = [
            ("--server", format!("127.0.0.1:{}", self.port)),
            ("--connections", connections.to_string()),
            ("--warm-up", self.options.warm_up.to_string()),
            ("--seconds", self.options.seconds.to_string()),
            ("--seed", self.options.seed.to_string()),
        ];
        pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }

    fn cpu(&self) -> Cpu {
        Cpu::now(self.server.as_ref().map_or(0, Service::id), self.cluster.id())
    }

    fn start_server(&mut self, with_worker: bool, step: &Step) -> anyhow::Result<()> {
        let settings = self.environment();
        let mut server = start("server", &self.program, &self.data.join("server.log"), |command| {
            command.arg("serve").envs(settings);
            if !with_worker {
                command.arg("--no-worker");
            }
        })?;
        let begun = Instant::now();
        while http::status(self.port, "/ready") != Some(200) {
            signals::check()?;
            server.check()?;
            if begun.elapsed() > READY_PATIENCE {
                bail!("the server isn't ready; its log ends with:\n{}", server.log_end(30));
            }
            step.show("waiting for the server");
            std::thread::sleep(Duration::from_millis(50));
        }
        self.server = Some(server);
        Ok(())
    }

    fn settings(&self, run: Run) -> Run {
        self.environment().into_iter().fold(run, |run, (name, value)| run.env(name, value))
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let local = |port: u16| format!("127.0.0.1:{port}");
        vec![
            ("DATABASE_URL", self.cluster.socket_url(&self.database)),
            ("TESSERA_LISTEN", local(self.port)),
            ("TESSERA_URL", format!("http://{}", local(self.port))),
            ("TESSERA_SITE", self.site().display().to_string()),
            ("TESSERA_MAIL", "none".into()),
            ("TESSERA_MAIL_FROM", "tickets@tessera.example".into()),
            ("TESSERA_SECRET", KEY.into()),
            ("TESSERA_LOG", "warn".into()),
            ("TESSERA_LIMIT_API", ENDLESS.into()),
            ("TESSERA_LIMIT_CHECKOUT", ENDLESS.into()),
            ("TESSERA_TEST_GATEWAY_URL", format!("http://{}", local(self.gateway_port))),
            ("TESSERA_TEST_GATEWAY_KEY", "bench".into()),
            ("TESSERA_TEST_GATEWAY_WEBHOOK_SECRET", "bench".into()),
        ]
    }

    /// The browser bundles where they were built; what they weigh is `bench web`'s business, so an empty list will do.
    fn site(&self) -> PathBuf {
        let built = paths::site();
        if built.join("manifest.json").exists() {
            return built;
        }
        let empty = self.data.join("site");
        let _ = std::fs::create_dir_all(&empty);
        let _ = std::fs::write(empty.join("manifest.json"), "{}");
        empty
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // Before Postgres, so that it ends in peace.
        self.close();
    }
}

fn build(options: &Options, step: &Step) -> anyhow::Result<()> {
    if options.no_build {
        return Ok(());
    }
    let mut wanted = vec!["build", "--release", "-p", "bench"];
    if options.server.is_none() {
        wanted.extend(["-p", "server", "--bin", "server", "--bin", "bench"]);
    }
    Run::cargo(wanted).succeed(step)?;
    Ok(())
}

fn generator() -> PathBuf {
    paths::program("bench", Profile::Release)
}

fn start(
    name: &'static str,
    program: &Path,
    log: &Path,
    prepare: impl FnOnce(&mut std::process::Command),
) -> anyhow::Result<Service> {
    Service::start(
        ServiceOptions {
            name,
            program,
            log,
            ending: Ending::Terminate,
            orphan_ending: Ending::Kill,
            grace: Duration::from_secs(20),
            user: None,
        },
        prepare,
    )
}

/// Ten thousand streams need as many open files; what is started inherits the limit.
fn raise_file_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // A system that allows less says so when the streams are opened.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard.max(soft), hard);
    }
}
