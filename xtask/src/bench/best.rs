//! How long the best seats of a stadium take to find.

use crate::process::Run;
use crate::progress::Steps;

pub fn run() -> anyhow::Result<()> {
    let steps = Steps::new(1);
    let step = steps.begin("Looking for seats in a stadium of 60,000");
    let arguments = ["run", "--quiet", "--release", "--package", "domain", "--example", "best_bench"];
    let output = Run::cargo(arguments).succeed(&step)?;
    step.done();
    println!("{output}");
    Ok(())
}
