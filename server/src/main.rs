//! See `server --help`.

use clap::Parser;
use mimalloc::MiMalloc;
use server::command::Command;
use std::process::ExitCode;

/// Answers are made of many small allocations, which the system's allocator is slow at with several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    spare_memory();
    match Command::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Has memory come in small pages. In huge ones, which the allocator asks Linux for, what an open stream keeps but never
/// touches is resident too: ten thousand took 80 MB more, and nothing was faster.
fn spare_memory() {
    #[cfg(target_os = "linux")]
    // A kernel that doesn't know how uses a bit more memory.
    let _ = nix::sys::prctl::set_thp_disable(true);
}
