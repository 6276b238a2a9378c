//! emupos: a receipt printer, its drawer and a scanner that somebody else wrote.

use crate::install::python::{self, Environment};
use crate::paths;
use crate::ports;
use crate::process::{Ending, Service, ServiceOptions};
use crate::progress::Step;
use crate::signals;
use anyhow::{Context, bail};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const PACKAGE: &str = "emupos==0.4.0";
const PATIENCE: Duration = Duration::from_secs(60);

/// A running emulator; it ends when this value is dropped.
pub struct Emulator {
    /// `http://127.0.0.1:18765`
    pub api: String,
    /// `127.0.0.1:19200`, speaking ESC/POS.
    pub printer: String,
    _service: Service,
}

pub fn start(step: &Step) -> anyhow::Result<Emulator> {
    let python = python::newest(step)?;
    let environment =
        Environment::ensure(step, "emupos", &python, &[PACKAGE]).context("emupos couldn't be installed")?;
    let directory = paths::target().join("emupos-run");
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(directory.join("receipts"))?;
    let (api, printer) = (ports::any_free()?, ports::any_free()?);
    let configuration = format!(
        "schema: 1\napi: {{host: 127.0.0.1, port: {api}}}\ndevices:\n  - id: front\n    type: printer\n    \
         profile: epson-tm-t20iii\n    receipts_dir: receipts\n    connections: [{{tcp: {{host: 127.0.0.1, port: {printer}}}}}]\n"
    );
    std::fs::write(directory.join("emupos.yaml"), configuration)?;
    let mut service = Service::start(
        ServiceOptions {
            name: "printer emulator",
            program: &environment.program("emupos"),
            log: &directory.join("emupos.log"),
            ending: Ending::Terminate,
            orphan_ending: Ending::Kill,
            grace: Duration::from_secs(5),
            user: None,
        },
        |command| {
            command.args(["run", "--config", "emupos.yaml"]).current_dir(&directory);
        },
    )?;
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", printer)).is_err() || TcpStream::connect(("127.0.0.1", api)).is_err() {
        signals::check()?;
        service.check()?;
        if begun.elapsed() > PATIENCE {
            bail!("the emulator didn't start; its log says:\n{}", service.log_end(20));
        }
        step.show("waiting for the emulator");
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(Emulator { api: format!("http://127.0.0.1:{api}"), printer: format!("127.0.0.1:{printer}"), _service: service })
}
