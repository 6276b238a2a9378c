//! Programs that xtask starts: short ones whose output is shown when they fail, and long ones that are ended in order.

use crate::{guard, paths, progress::Step, signals};
use anyhow::{Context, bail};
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How a program is told to end.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Ending {
    /// SIGINT: Postgres' fast shutdown.
    Interrupt,
    /// SIGTERM: finish what is under way.
    Terminate,
    /// SIGKILL: at once.
    Kill,
}

impl Ending {
    pub fn name(self) -> &'static str {
        match self {
            Ending::Interrupt => "interrupt",
            Ending::Terminate => "terminate",
            Ending::Kill => "kill",
        }
    }

    pub fn signal(self) -> Signal {
        match self {
            Ending::Interrupt => Signal::SIGINT,
            Ending::Terminate => Signal::SIGTERM,
            Ending::Kill => Signal::SIGKILL,
        }
    }
}

/// What a short program left behind.
pub struct Finished {
    pub status: ExitStatus,
    /// Everything it wrote, in the order of arrival.
    pub output: String,
}

impl Finished {
    pub fn success(&self) -> bool {
        self.status.success()
    }

    /// Prints the whole output of a failed program, without cargo's list of what it compiled.
    pub fn show_failure(&self, step: &Step) {
        const ROUTINE: [&str; 8] =
            ["Compiling ", "Checking ", "Downloading ", "Downloaded ", "Fresh ", "Updating ", "Locking ", "Adding "];
        step.broken();
        for line in self.output.lines().filter(|line| !ROUTINE.iter().any(|word| line.trim_start().starts_with(word))) {
            eprintln!("{line}");
        }
    }
}

/// A short program to be run from the root of the checkout under guard.
pub struct Run {
    command: Command,
    name: String,
}

impl Run {
    pub fn new(program: impl AsRef<Path>) -> Run {
        let program = program.as_ref();
        let mut command = guard::command(program, Ending::Kill, None);
        command.current_dir(paths::root()).stdin(Stdio::null());
        Run { command, name: program.file_name().unwrap_or_default().to_string_lossy().into_owned() }
    }

    /// Cargo as it was called, with the settings all our builds share.
    pub fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Run {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut run = Run::new(PathBuf::from(cargo)).args(arguments);
        // The checked queries come from the committed data: no build needs a database.
        run.command.env("SQLX_OFFLINE", "true");
        // These are of the cargo that started xtask and would rebuild packages that look at them.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
            run.command.env_remove(name);
        }
        run.name = "cargo".into();
        run
    }

    pub fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, arguments: I) -> Run {
        self.command.args(arguments);
        self
    }

    pub fn arg(self, argument: impl AsRef<OsStr>) -> Run {
        self.args([argument])
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Run {
        self.command.env(name, value);
        self
    }

    pub fn directory(mut self, directory: &Path) -> Run {
        self.command.current_dir(directory);
        self
    }

    /// Runs to the end, showing the newest line of output as the step's progress.
    pub fn finish(self, step: &Step) -> anyhow::Result<Finished> {
        self.begin()?.finish(step)
    }

    /// Starts it; it is ended with this value, if it hasn't ended before.
    pub fn begin(mut self) -> anyhow::Result<Running> {
        signals::check()?;
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", self.name))?;
        let output = Arc::new(Mutex::new(Collected::default()));
        let readers = [
            child.stdout.take().map(|pipe| collect(pipe, Arc::clone(&output))),
            child.stderr.take().map(|pipe| collect(pipe, Arc::clone(&output))),
        ];
        Ok(Running { child, output, readers: readers.into_iter().flatten().collect() })
    }

    /// Runs to the end; a failure is an error that carries the whole output.
    pub fn succeed(self, step: &Step) -> anyhow::Result<String> {
        let name = self.name.clone();
        let finished = self.finish(step)?;
        if !finished.success() {
            finished.show_failure(step);
            bail!("{name} failed ({}): its output stands above", finished.status);
        }
        Ok(finished.output)
    }
}

/// A short program under way, beside others.
pub struct Running {
    child: Child,
    output: Arc<Mutex<Collected>>,
    readers: Vec<std::thread::JoinHandle<()>>,
}

impl Running {
    /// Waits for its end, showing the newest line of its output as the step's progress.
    pub fn finish(mut self, step: &Step) -> anyhow::Result<Finished> {
        let status = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if signals::interrupted() {
                bail!("stopped");
            }
            step.show(&self.output.lock().map(|it| it.newest.clone()).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(50));
        };
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        let output = self.output.lock().map(|mut it| std::mem::take(&mut it.all)).unwrap_or_default();
        Ok(Finished { status, output })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            end(&mut self.child, Signal::SIGINT, Duration::from_secs(5));
        }
    }
}

#[derive(Default)]
struct Collected {
    all: String,
    newest: String,
}

fn collect(pipe: impl Read + Send + 'static, into: Arc<Mutex<Collected>>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
            let text = String::from_utf8_lossy(&line);
            if let Ok(mut collected) = into.lock() {
                collected.all.push_str(&text);
                if !text.trim().is_empty() {
                    collected.newest = text.trim().to_owned();
                }
            }
            line.clear();
        }
    })
}

/// A long-running program: its output goes to a log file, and it ends when this value is dropped.
pub struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
    ending: Ending,
    grace: Duration,
}

/// How a [`Service`] is run.
pub struct ServiceOptions<'a> {
    /// What a person calls it.
    pub name: &'static str,
    pub program: &'a Path,
    pub log: &'a Path,
    /// How it is asked to end, and how it ends if xtask is killed.
    pub ending: Ending,
    pub orphan_ending: Ending,
    /// How long it may take to end before it is killed.
    pub grace: Duration,
    pub user: Option<&'a str>,
}

impl Service {
    /// Starts the program in a process group of its own, so that a Ctrl-C in the terminal reaches xtask alone.
    pub fn start(options: ServiceOptions<'_>, prepare: impl FnOnce(&mut Command)) -> anyhow::Result<Service> {
        let log =
            std::fs::File::create(options.log).with_context(|| format!("could not write {}", options.log.display()))?;
        let mut command = guard::command(options.program, options.orphan_ending, options.user);
        command.current_dir(paths::root()).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        prepare(&mut command);
        let child = command.spawn().with_context(|| format!("could not start the {}", options.name))?;
        Ok(Service {
            name: options.name,
            child,
            log: options.log.to_owned(),
            ending: options.ending,
            grace: options.grace,
        })
    }

    /// Fails with the end of its log if the program is no longer running.
    pub fn check(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            eprintln!("\n{}", self.log_end(40));
            bail!(
                "the {} ended by itself ({status}); its last words stand above, the rest in {}",
                self.name,
                paths::shown(&self.log)
            );
        }
        Ok(())
    }

    /// Whether it has ended, of itself or because it was told to.
    pub fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Its process id: the guard becomes the program, so this is the program itself.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The last lines it wrote.
    pub fn log_end(&self, lines: usize) -> String {
        let text =
            std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }

    /// Ends it at once, without a word: as a crash would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the program to end, waits as long as it may take, and kills it after that.
    pub fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            end(&mut self.child, self.ending.signal(), self.grace);
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

fn end(child: &mut Child, signal: Signal, grace: Duration) {
    let deadline = Instant::now() + grace;
    let _ = nix::sys::signal::kill(Pid::from_raw(child.id() as i32), signal);
    while Instant::now() < deadline {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
}
