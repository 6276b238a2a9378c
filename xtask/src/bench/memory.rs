//! What the server keeps in memory.

use super::holds::BUYERS;
use super::lab::Lab;
use super::report::{Figure, Goal, Report};
use super::scene::HOT;
use anyhow::bail;
use std::time::{Duration, Instant};

const STREAMS: &str = "10000";
const IDLE: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(180);

pub fn run(lab: &mut Lab, report: &mut Report) -> anyhow::Result<()> {
    lab.open(false, |_| Ok(()))?;
    std::thread::sleep(IDLE);
    report.add(Figure::new("resident, idle", megabytes(lab), "MB", Goal::None));
    let holds = ["holds", "--performance", &HOT.performance(), "--ticket-type", &HOT.ticket_type()].map(str::to_owned);
    let holds: Vec<&str> = holds.iter().map(String::as_str).collect();
    let outcome = lab.load(BUYERS, &holds)?;
    report.add(Figure::new("resident, after `holds`", megabytes(lab), "MB", Goal::None));
    report.answers("holds", &outcome);
    // From a fresh start, so that what is seen is the streams.
    lab.open(false, |_| Ok(()))?;
    streams(lab, report, &holds)
}

fn streams(lab: &mut Lab, report: &mut Report, holds: &[&str]) -> anyhow::Result<()> {
    let stands = lab.file("streams-stand");
    let _ = std::fs::remove_file(&stands);
    let path = format!("/live/performances/{}", HOT.performance());
    let stands_text = stands.display().to_string();
    let mut load =
        lab.start_load(1, &["streams", "--path", &path, "--streams", STREAMS, "--while-file", &stands_text])?;
    let begun = Instant::now();
    while !stands.exists() {
        crate::signals::check()?;
        load.check()?;
        if begun.elapsed() > PATIENCE {
            bail!("the streams don't open; the load generator said:\n{}", load.log_end(10));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(IDLE);
    report.add(Figure::new("resident, 10,000 open streams", megabytes(lab), "MB", Goal::AtMost(250.0)));
    let outcome = lab.load(BUYERS, holds)?;
    report.add(Figure::new("resident, the same while places are held", megabytes(lab), "MB", Goal::None));
    report.answers("holds beside 10,000 streams", &outcome);
    std::fs::remove_file(&stands)?;
    let told = wait_for_words(&mut load);
    let count = |name: &str| told[name].as_f64().unwrap_or(0.0);
    report.add(Figure::new("streams that stood", count("streams"), "", Goal::AtLeast(10_000.0)));
    report.note(format!(
        "streams: all open after {:.0} ms, {:.0} pieces of news read, {:.0} refused, {:.0} closed early",
        count("opened_ms"),
        count("news"),
        count("refused"),
        count("closed")
    ));
    Ok(())
}

/// What the load generator says at its end.
fn wait_for_words(load: &mut crate::process::Service) -> serde_json::Value {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if let Ok(told) = serde_json::from_str(load.log_end(1).trim()) {
            return told;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    serde_json::Value::Null
}

fn megabytes(lab: &Lab) -> f64 {
    lab.server_resident() as f64 / 1e6
}
