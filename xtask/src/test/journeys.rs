//! The browser journeys of end2end, in Chromium at phone and desktop size.

use super::live::Live;
use super::{Extent, Tally};
use crate::install::chromium;
use crate::install::node::{self, Node};
use crate::paths;
use crate::process::{Run, Running};
use crate::progress::Step;
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

/// The sizes of the screen, as end2end/playwright.config.ts names them. Each is walked through in a shop of its own, beside the
/// others: one shop is waited for half of the time.
pub const SIZES: [&str; 2] = ["desktop", "phone"];

/// One walk for each shop, in the order of [`SIZES`], all at the same time.
pub fn run(step: &Step, tools: &Tools, shops: &[Live], names: &[String], extent: Extent) -> anyhow::Result<Tally> {
    let walks: Vec<(&Live, Running)> = shops
        .iter()
        .zip(SIZES)
        .map(|(shop, size)| Ok((shop, walk(tools, shop, size, names, extent).begin()?)))
        .collect::<anyhow::Result<_>>()?;
    let mut tally = Tally::default();
    for (shop, walk) in walks {
        let finished = walk.finish(step)?;
        if !finished.success() {
            finished.show_failure(step);
            eprintln!("The server's log ends with:\n{}", shop.stack.log_end(40));
        }
        let text = std::fs::read_to_string(shop.place.data.join(REPORT)).unwrap_or_default();
        tally.add(counted(&text, finished.success()));
    }
    Ok(tally)
}

const REPORT: &str = "report.json";

fn walk(tools: &Tools, shop: &Live, size: &str, names: &[String], extent: Extent) -> Run {
    let end2end = paths::root().join("end2end");
    let data = &shop.place.data;
    let mut run = Run::new(end2end.join("node_modules/.bin/playwright"))
        .args(["test", "--project", size])
        .arg("--output")
        .arg(data.join("results"))
        .directory(&end2end)
        .env("PATH", tools.node.path())
        .env("CHROMIUM", &tools.chromium)
        .env("TESSERA_URL", shop.address())
        .env("TESSERA_FACTS", data.join("demo.json"))
        .env("TESSERA_REPORT", data.join(REPORT));
    if extent == Extent::Long {
        run = run.env("TESSERA_LONG", "1");
    }
    if !names.is_empty() {
        run = run.args(["--grep", &names.join("|"), "--pass-with-no-tests"]);
    }
    run
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
