//! Requests that nobody should make and somebody will, looking for an answer of 500 or more: to the API by schemathesis, from
//! the API's own description; to every form and page by `end2end/fuzz`, from the code and from what the pages show.

use super::Extent;
use super::live::Live;
use crate::install::python::{self, Environment};
use crate::paths;
use crate::process::Run;
use crate::progress::Step;

const PACKAGE: &str = "schemathesis==4.32.5";
/// Enough to reach every field of every route several times, in about a minute; a long run has the second number.
const EXAMPLES_MAX: (&str, &str) = ("25", "250");
/// The same requests every time: a red run can be repeated.
const SEED: &str = "20260601";

pub fn api(step: &Step, live: &Live, extent: Extent) -> anyhow::Result<bool> {
    let python = python::any(step)?;
    let environment = Environment::ensure(step, "venv", &python, &[PACKAGE])?;
    let document = format!("{}/api/v1/openapi.json", live.address());
    let mut run = Run::new(environment.program("schemathesis"))
        .args(["run", &document])
        .args([
            "--checks",
            "not_a_server_error",
            "--max-examples",
            extent.of(EXAMPLES_MAX),
            "--seed",
            SEED,
            "--no-color",
        ])
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

/// As many seconds as the forms may take, and in a long run; what is left out then is said.
const FORMS_SECONDS_MAX: (&str, &str) = ("90", "600");

pub fn forms(step: &Step, live: &Live, extent: Extent) -> anyhow::Result<bool> {
    let finished = Run::new(python::any(step)?)
        .args([paths::root().join("end2end/fuzz")])
        .args(["--address", &live.address(), "--seed", SEED, "--seconds", extent.of(FORMS_SECONDS_MAX)])
        .args(["--facts"])
        .args([live.place.data.join("demo.json")])
        .args(["--log"])
        .args([live.place.data.join("server.log")])
        .env("PYTHONUNBUFFERED", "1")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .directory(&live.place.data)
        .finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
        eprintln!("The server's log ends with:\n{}", live.stack.log_end(40));
    }
    Ok(finished.success())
}
