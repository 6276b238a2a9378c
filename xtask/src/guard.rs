//! A program that ends when xtask ends, even when xtask is killed with -9.
//!
//! xtask starts itself with this verb; this process gives up root if told to, asks the kernel to be signalled at the
//! death of its parent, and becomes the wanted program. Where the kernel has no such promise (macOS), a small watcher
//! process looks after it.

use crate::process::Ending;
use anyhow::{Context, bail};
use nix::unistd::Pid;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[derive(clap::Args)]
pub struct Options {
    /// The process whose end ends the program
    #[arg(long)]
    parent: i32,
    /// How the program is told to end
    #[arg(long, default_value = "kill")]
    ending: Ending,
    /// The user to become before the program starts; only root can
    #[arg(long)]
    user: Option<String>,
    /// Instead of becoming a program: watch this process for the parent
    #[arg(long)]
    watch: Option<i32>,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// A command line that runs `program` under guard of the current process.
pub fn command(program: &std::path::Path, ending: Ending, user: Option<&str>) -> Command {
    let mut command = Command::new(own_program());
    command.arg("guard").args(["--parent", &std::process::id().to_string(), "--ending", ending.name()]);
    if let Some(user) = user {
        command.args(["--user", user]);
    }
    command.arg("--").arg(program);
    command
}

/// xtask's own program file; on Linux a name that still works after a rebuild has replaced the file.
fn own_program() -> std::path::PathBuf {
    if cfg!(target_os = "linux") {
        "/proc/self/exe".into()
    } else {
        std::env::current_exe().unwrap_or_else(|_| "xtask".into())
    }
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    if let Some(child) = options.watch {
        watch(options, Pid::from_raw(child));
        return Ok(());
    }
    if let Some(user) = &options.user {
        become_user(user)?;
    }
    end_with_parent(options)?;
    let Some((program, arguments)) = options.command.split_first() else { bail!("no program to guard") };
    let error = Command::new(program).args(arguments).exec();
    Err(error).with_context(|| format!("could not start {program}"))
}

fn become_user(name: &str) -> anyhow::Result<()> {
    let user = nix::unistd::User::from_name(name)?.with_context(|| format!("this machine has no user {name}"))?;
    #[cfg(not(target_os = "macos"))]
    nix::unistd::setgroups(&[user.gid]).context("could not drop the groups of root")?;
    nix::unistd::setgid(user.gid).context("could not drop the group of root")?;
    nix::unistd::setuid(user.uid).context("could not drop root")?;
    Ok(())
}

/// Must come after a change of user: the kernel forgets the promise at that moment.
#[cfg(target_os = "linux")]
fn end_with_parent(options: &Options) -> anyhow::Result<()> {
    nix::sys::prctl::set_pdeathsig(options.ending.signal())?;
    if nix::unistd::getppid() != Pid::from_raw(options.parent) {
        bail!("xtask ended before the program started");
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn end_with_parent(options: &Options) -> anyhow::Result<()> {
    Command::new(own_program())
        .arg("guard")
        .args(["--parent", &options.parent.to_string(), "--ending", options.ending.name()])
        .args(["--watch", &std::process::id().to_string()])
        .process_group(0)
        .spawn()
        .context("could not start the watcher process")?;
    Ok(())
}

/// Ends `child` when the parent is gone; returns when either is.
fn watch(options: &Options, child: Pid) {
    let alive = |pid: Pid| nix::sys::signal::kill(pid, None).is_ok();
    loop {
        std::thread::sleep(std::time::Duration::from_millis(300));
        if !alive(child) {
            return;
        }
        if !alive(Pid::from_raw(options.parent)) {
            // It may have ended by itself in this moment, which is what is wanted.
            let _ = nix::sys::signal::kill(child, options.ending.signal());
            return;
        }
    }
}
