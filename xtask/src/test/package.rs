//! What is delivered, as the README tells to run it: the release build and its bundles copied out of the checkout, a database
//! whose owner is no superuser, `migrate`, `doctor`, an organizer, and a server that answers and ends when it is told to.
//! Nothing of the demo is in it.

use crate::cluster;
use crate::paths::{self, Profile};
use crate::process::{Ending, Run, Service, ServiceOptions};
use crate::progress::Step;
use crate::{http, ports, signals};
use anyhow::{Context, bail, ensure};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const LOGIN: &str = "tessera_package";
const DATABASE: &str = "tessera_package";
const SERVE_PATIENCE: Duration = Duration::from_secs(30);
/// Pages of each face and what a balancer asks, with what they answer to whoever isn't signed in; and what only a demo has.
const ANSWERS: [(&str, u16); 10] = [
    ("/health", 200),
    ("/ready", 200),
    ("/", 200),
    ("/organizer", 200),
    ("/till", 200),
    ("/gate", 200),
    ("/api/v1/openapi.json", 200),
    ("/backstage", 404),
    ("/backstage/api/mail", 404),
    ("/style", 404),
];

pub fn check(step: &Step, server_url: &str) -> anyhow::Result<bool> {
    // Together, so that neither compiles what both depend on anew.
    let programs = ["-p", "server", "--bin", "server", "-p", "kiosk", "--bin", "terminal"];
    Run::cargo(["build", "--release"]).args(programs).succeed(step)?;
    let package = Package::laid_out(server_url)?;
    package.knows_no_demo(step)?;
    package.run(step, &["migrate"])?;
    package.run(step, &["doctor"])?;
    package.add_organizer()?;
    package.serve(step)?;
    cluster::drop_database(server_url, DATABASE)?;
    Ok(true)
}

/// A folder with what a machine gets, and the database it is told of.
struct Package {
    folder: PathBuf,
    database_url: String,
    port: u16,
}

impl Package {
    fn laid_out(server_url: &str) -> anyhow::Result<Package> {
        let folder = paths::target().join("package");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        for program in ["server", "terminal"] {
            fs::copy(paths::program(program, Profile::Release), folder.join(program))
                .with_context(|| format!("the release build has no {program}"))?;
        }
        copy_folder(&paths::site(), &folder.join("site"))?;
        cluster::drop_database(server_url, DATABASE)?;
        let database_url = plain_database(server_url)?;
        Ok(Package { folder, database_url, port: ports::any_free()? })
    }

    fn settings(&self) -> [(&'static str, String); 7] {
        [
            ("DATABASE_URL", self.database_url.clone()),
            ("TESSERA_SECRET", "5e".repeat(32)),
            ("TESSERA_URL", format!("http://127.0.0.1:{}", self.port)),
            ("TESSERA_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("TESSERA_MAIL", format!("file://{}", self.folder.join("mail").display())),
            ("TESSERA_MAIL_FROM", "tickets@example.org".into()),
            ("TESSERA_SITE", self.folder.join("site").display().to_string()),
        ]
    }

    fn run(&self, step: &Step, arguments: &[&str]) -> anyhow::Result<()> {
        let mut run = Run::new(self.folder.join("server")).args(arguments).directory(&self.folder);
        for (name, value) in self.settings() {
            run = run.env(name, value);
        }
        run.succeed(step)?;
        Ok(())
    }

    fn knows_no_demo(&self, step: &Step) -> anyhow::Result<()> {
        let told = Run::new(self.folder.join("server")).arg("demo").directory(&self.folder).finish(step)?;
        let is_refused = !told.success() && told.output.contains("unrecognized subcommand 'demo'");
        ensure!(is_refused, "the product has a demo ({}): {}", told.status, told.output);
        Ok(())
    }

    /// The password comes as the first line of the standard input, as from a file of secrets.
    fn add_organizer(&self) -> anyhow::Result<()> {
        let mut child = Command::new(self.folder.join("server"))
            .args(["organizer", "add", "--name", "Teatro Nuovo", "--currency", "EUR", "--zone", "Europe/Rome"])
            .args(["--owner-name", "Anna Moretti", "--owner-email", "anna@example.org"])
            .current_dir(&self.folder)
            .envs(self.settings())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // It is closed at the end of the statement, so that nothing waits for a second line.
        child.stdin.take().context("no standard input")?.write_all(b"correct horse battery staple\n")?;
        let output = child.wait_with_output()?;
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`server organizer add` failed ({}): {words}", output.status);
        Ok(())
    }

    fn serve(&self, step: &Step) -> anyhow::Result<()> {
        let log = self.folder.join("server.log");
        let mut server = Service::start(
            ServiceOptions {
                name: "server",
                program: &self.folder.join("server"),
                log: &log,
                ending: Ending::Terminate,
                orphan_ending: Ending::Kill,
                grace: Duration::from_secs(20),
                user: None,
            },
            |command| {
                command.arg("serve").current_dir(&self.folder).envs(self.settings());
            },
        )?;
        let begun = Instant::now();
        while http::status(self.port, "/ready") != Some(200) {
            signals::check()?;
            server.check()?;
            if begun.elapsed() > SERVE_PATIENCE {
                bail!("the server isn't ready after {SERVE_PATIENCE:?}:\n{}", server.log_end(40));
            }
            step.show("waiting for the server");
            std::thread::sleep(Duration::from_millis(50));
        }
        for (path, expected) in ANSWERS {
            let answer = http::status(self.port, path);
            ensure!(answer == Some(expected), "{path} answers {answer:?}, not {expected}:\n{}", server.log_end(40));
        }
        let asked = Instant::now();
        server.stop();
        ensure!(asked.elapsed() < Duration::from_secs(15), "the server took {:?} to end", asked.elapsed());
        Ok(())
    }
}

/// A database as the README tells to make one.
fn plain_database(server_url: &str) -> anyhow::Result<String> {
    let mut admin = postgres::Client::connect(server_url, postgres::NoTls)?;
    admin.batch_execute(&format!(
        "DO $$ BEGIN
             IF to_regrole('tessera_app') IS NULL THEN CREATE ROLE tessera_app NOLOGIN; END IF;
             IF to_regrole('{LOGIN}') IS NULL THEN CREATE ROLE {LOGIN} LOGIN PASSWORD 'plain'; END IF;
         END $$;
         GRANT tessera_app TO {LOGIN}"
    ))?;
    admin.batch_execute(&format!("CREATE DATABASE {DATABASE} OWNER {LOGIN} ENCODING 'UTF8' TEMPLATE template0"))?;
    cluster::url_as(server_url, DATABASE, LOGIN, "plain")
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} is missing", paths::shown(from)))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
