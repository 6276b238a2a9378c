//! schemathesis: requests made from the API's own description, looking for an answer of 500 or more.

use super::live::Live;
use crate::install::python::{self, Environment};
use crate::process::Run;
use crate::progress::Step;

const PACKAGE: &str = "schemathesis==4.32.5";
/// Enough to reach every field of every route several times, in about a minute.
const EXAMPLES_MAX: &str = "25";
/// The same requests every time: a red run can be repeated.
const SEED: &str = "20260601";

pub fn run(step: &Step, live: &Live) -> anyhow::Result<bool> {
    let python = python::any(step)?;
    let environment = Environment::ensure(step, "venv", &python, &[PACKAGE])?;
    let document = format!("{}/api/v1/openapi.json", live.address());
    let mut run = Run::new(environment.program("schemathesis"))
        .args(["run", &document])
        .args(["--checks", "not_a_server_error", "--max-examples", EXAMPLES_MAX, "--seed", SEED, "--no-color"])
        .args(["--phases", "examples,coverage,fuzzing"])
        .env("PYTHONUNBUFFERED", "1")
        .directory(&live.place.data);
    if let Some(token) = live.stack.fact("api_token") {
        run = run.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    let finished = run.finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
        eprintln!("The server's log ends with:\n{}", live.stack.log_end(40));
    }
    Ok(finished.success())
}
