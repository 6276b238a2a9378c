//! See `server --help`.

use clap::Parser;
use mimalloc::MiMalloc;
use server::command::Command;
use std::process::ExitCode;

/// Answers are made of many small allocations, which the system's allocator is slow at with several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match Command::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
