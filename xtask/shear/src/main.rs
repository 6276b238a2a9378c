//! `shear PATH`: dependencies that nobody uses, found by cargo-shear at the version this workspace pins, so that
//! `xtask tidy` needs nothing installed. A program of its own: its parser would make every other start of xtask wait.

use cargo_shear::{CargoShear, cargo_shear_options};
use std::process::ExitCode;

fn main() -> ExitCode {
    CargoShear::new(cargo_shear_options().run()).run()
}
