//! The running thing: the demo, which is the server with a season around it, and the terminal program beside the printer.
//!
//! `demo`, `dev`, the journeys and the measurements all start it here, each with its own database, ports and state.

use crate::http;
use crate::paths::{self, Profile};
use crate::ports;
use crate::process::{Ending, Run, Service, ServiceOptions};
use crate::progress::Step;
use crate::signals;
use anyhow::{Context, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where a stack listens and keeps its state.
pub struct Place {
    pub database_url: String,
    /// Demo state files: TESSERA_DATA.
    pub data: PathBuf,
    pub ports: Ports,
    pub profile: Profile,
}

/// The ports of one stack.
#[derive(Clone, Copy)]
pub struct Ports {
    pub web: u16,
    pub printer: u16,
    pub mail: u16,
}

/// Where network printers listen, everywhere.
pub const PRINTER_PORT: u16 = 9100;
pub const MAIL_PORT: u16 = 2525;

impl Ports {
    /// The ports a person expects, or free ones near them.
    pub fn usual(web: u16) -> anyhow::Result<Ports> {
        let web = ports::free_near(web)?;
        let printer = ports::free_near(PRINTER_PORT)?;
        Ok(Ports { web, printer, mail: ports::free_near(MAIL_PORT)? })
    }

    /// Ports nobody else uses.
    pub fn free() -> anyhow::Result<Ports> {
        Ok(Ports { web: ports::any_free()?, printer: ports::any_free()?, mail: ports::any_free()? })
    }
}

/// Builds the demo and the terminal program.
pub fn build(profile: Profile, step: &Step) -> anyhow::Result<()> {
    let release: &[&str] = if profile == Profile::Release { &["--release"] } else { &[] };
    Run::cargo(["build", "-p", "demo", "--bin", "demo", "-p", "kiosk", "--bin", "terminal"])
        .args(release)
        .succeed(step)?;
    Ok(())
}

/// A running server and terminal; both end when this value is dropped, the terminal first.
pub struct Stack {
    terminal: Option<Service>,
    server: Service,
    /// What the server wrote about itself: addresses, tokens.
    pub facts: Value,
}

const READY_PATIENCE: Duration = Duration::from_secs(120);

impl Stack {
    /// Starts both and waits until the server is ready and the season is there.
    pub fn start(place: &Place, step: &Step) -> anyhow::Result<Stack> {
        std::fs::create_dir_all(&place.data)?;
        let facts_file = place.data.join("demo.json");
        let _ = std::fs::remove_file(&facts_file);
        let mut server = start_server(place)?;
        let facts = wait_until_ready(&mut server, place.ports.web, &facts_file, step)?;
        let mut stack = Stack { terminal: None, server, facts };
        stack.terminal = Some(start_terminal(place, &stack.facts)?);
        Ok(stack)
    }

    /// A text of the facts.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name).and_then(Value::as_str)
    }

    /// Fails when one of the programs has ended by itself.
    pub fn check(&mut self) -> anyhow::Result<()> {
        self.server.check()?;
        self.terminal.as_mut().map_or(Ok(()), Service::check)
    }

    /// What a crash of the server is: no signal it could hear, nothing finished.
    pub fn kill_server(&mut self) {
        self.server.kill();
    }

    /// The last lines of the server's log.
    pub fn log_end(&self, lines: usize) -> String {
        self.server.log_end(lines)
    }

    pub fn stop(&mut self) {
        if let Some(mut terminal) = self.terminal.take() {
            terminal.stop();
        }
        self.server.stop();
    }
}

fn start_server(place: &Place) -> anyhow::Result<Service> {
    let local = |port: u16| format!("127.0.0.1:{port}");
    Service::start(
        ServiceOptions {
            name: "server",
            program: &paths::program("demo", place.profile),
            log: &place.data.join("server.log"),
            ending: Ending::Terminate,
            orphan_ending: Ending::Kill,
            grace: Duration::from_secs(20),
            user: None,
        },
        |command| {
            command
                .env("DATABASE_URL", &place.database_url)
                .env("TESSERA_LISTEN", local(place.ports.web))
                .env("TESSERA_SITE", paths::site())
                .env("TESSERA_DATA", &place.data)
                .env("TESSERA_PRINTER_LISTEN", local(place.ports.printer))
                .env("TESSERA_SMTP_LISTEN", local(place.ports.mail));
        },
    )
}

fn start_terminal(place: &Place, facts: &Value) -> anyhow::Result<Service> {
    let token =
        facts.get("terminal_token").and_then(Value::as_str).context("the demo's demo.json has no terminal_token")?;
    let printer = format!("127.0.0.1:{}", place.ports.printer);
    // Its own: another shop's terminal runs on this machine too.
    let state = place.data.join("terminal-state.json");
    Service::start(
        ServiceOptions {
            name: "terminal",
            program: &paths::program("terminal", place.profile),
            log: &place.data.join("terminal.log"),
            ending: Ending::Terminate,
            orphan_ending: Ending::Kill,
            grace: Duration::from_secs(5),
            user: None,
        },
        |command| {
            command
                .env("TESSERA_SERVER", format!("http://127.0.0.1:{}", place.ports.web))
                .env("TESSERA_TERMINAL_TOKEN", token)
                .env("TESSERA_TERMINAL_STATE", &state)
                .env("TESSERA_PRINTER", printer);
        },
    )
}

fn wait_until_ready(server: &mut Service, port: u16, facts_file: &Path, step: &Step) -> anyhow::Result<Value> {
    let begun = Instant::now();
    loop {
        signals::check()?;
        server.check()?;
        if http::status(port, "/ready") == Some(200)
            && let Ok(text) = std::fs::read_to_string(facts_file)
            && let Ok(facts) = serde_json::from_str(&text)
        {
            return Ok(facts);
        }
        if begun.elapsed() > READY_PATIENCE {
            bail!(
                "the server isn't ready after {} s; its log ends with:\n{}",
                READY_PATIENCE.as_secs(),
                server.log_end(30)
            );
        }
        step.show("waiting for the server");
        std::thread::sleep(Duration::from_millis(50));
    }
}
