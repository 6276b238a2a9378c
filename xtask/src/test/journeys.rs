//! The browser journeys of end2end, in Chromium at phone and desktop size.

use super::Tally;
use super::live::Live;
use crate::install::chromium;
use crate::install::node::{self, Node};
use crate::paths;
use crate::process::Run;
use crate::progress::Step;
use anyhow::Context;
use serde::Deserialize;
use std::path::PathBuf;

/// What the journeys need besides the shop.
pub struct Tools {
    node: Node,
    chromium: PathBuf,
}

impl Tools {
    /// A script of end2end, run by Node with the browser at hand.
    pub fn run(&self, script: &str) -> Run {
        let end2end = paths::root().join("end2end");
        Run::new(self.node.program()).args([script]).directory(&end2end).env("CHROMIUM", &self.chromium)
    }
}

pub fn tools(step: &Step) -> anyhow::Result<Tools> {
    let node = node::ensure(step)?;
    node::packages(step, &node)?;
    Ok(Tools { node, chromium: chromium::ensure(step)? })
}

/// The sums at the end of Playwright's JSON report.
#[derive(Deserialize)]
struct Report {
    stats: Stats,
    #[serde(default)]
    errors: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Stats {
    expected: u32,
    unexpected: u32,
    flaky: u32,
    skipped: u32,
}

pub fn run(step: &Step, tools: &Tools, live: Option<&Live>, names: &[String]) -> anyhow::Result<Tally> {
    let live = live.context("the journeys need a running shop")?;
    let end2end = paths::root().join("end2end");
    let report = paths::target().join("journeys/report.json");
    let mut run = Run::new(end2end.join("node_modules/.bin/playwright"))
        .args(["test"])
        .directory(&end2end)
        .env("PATH", tools.node.path())
        .env("CHROMIUM", &tools.chromium)
        .env("TESSERA_URL", live.address())
        .env("TESSERA_FACTS", live.place.data.join("demo.json"))
        .env("TESSERA_REPORT", &report);
    if !names.is_empty() {
        run = run.args(["--grep", &names.join("|")]);
    }
    let finished = run.finish(step)?;
    if !finished.success() {
        finished.show_failure(step);
        eprintln!("The server's log ends with:\n{}", live.stack.log_end(40));
    }
    let text = std::fs::read_to_string(&report).unwrap_or_default();
    Ok(counted(&text, finished.success()))
}

/// A flaky test passed in the end but is not to be trusted: it counts as failed.
fn counted(report: &str, success: bool) -> Tally {
    let Ok(Report { stats, errors }) = serde_json::from_str(report) else { return Tally::FAILED };
    let mut failed = stats.unexpected + stats.flaky;
    if (!success || !errors.is_empty()) && failed == 0 {
        failed = 1;
    }
    Tally { passed: stats.expected, failed, skipped: stats.skipped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_summed() {
        let report = r#"{"stats":{"expected":4,"unexpected":1,"flaky":1,"skipped":2},"errors":[]}"#;
        assert_eq!(counted(report, false), Tally { passed: 4, failed: 2, skipped: 2 });
        assert_eq!(counted("", false), Tally::FAILED);
        let crashed =
            r#"{"stats":{"expected":0,"unexpected":0,"flaky":0,"skipped":0},"errors":[{"message":"no tests"}]}"#;
        assert_eq!(counted(crashed, false).failed, 1);
    }
}
