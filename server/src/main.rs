//! See `server --help`.

use clap::Parser;
use server::command::ServerCommand;
use server::memory;
use std::process::ExitCode;

fn main() -> ExitCode {
    memory::spare();
    match ServerCommand::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
