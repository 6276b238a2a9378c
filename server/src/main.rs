//! See `server --help`.

use clap::Parser;
use server::command::Command;
use std::process::ExitCode;

fn main() -> ExitCode {
    match Command::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
