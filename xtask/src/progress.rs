//! Says what xtask is doing and how long it takes: `[2/6] Building the browser bundles … 41 s`.

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// A numbered list of steps.
pub struct Steps {
    total: usize,
    begun: Cell<usize>,
}

impl Steps {
    pub fn new(total: usize) -> Steps {
        Steps { total, begun: Cell::new(0) }
    }

    /// Announces the next step. The line is completed by [`Step::done`], or left open when the step is dropped.
    pub fn begin(&self, what: &str) -> Step {
        let number = self.begun.get() + 1;
        self.begun.set(number);
        Step::begin(format!("[{number}/{}] {what} …", self.total.max(number)))
    }
}

/// One step under way.
pub struct Step {
    title: String,
    begun: Instant,
    /// A terminal can have its last line rewritten; a log gets a line now and then.
    live: bool,
    last_shown: Cell<Instant>,
    open: Cell<bool>,
    /// In a log: does the cursor still stand behind the title?
    on_title: Cell<bool>,
}

const REDRAW: Duration = Duration::from_millis(200);
const LOG_LINE: Duration = Duration::from_secs(30);

impl Step {
    pub fn begin(title: String) -> Step {
        let now = Instant::now();
        let live = std::io::stdout().is_terminal() && std::env::var_os("CI").is_none();
        let step = Step {
            title,
            begun: now,
            live,
            last_shown: Cell::new(now),
            open: Cell::new(true),
            on_title: Cell::new(true),
        };
        print!("{}", step.title);
        flush();
        step
    }

    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Shows what is happening right now, seldom enough to be called in a loop.
    pub fn show(&self, detail: &str) {
        let every = if self.live { REDRAW } else { LOG_LINE };
        if !self.open.get() || self.last_shown.get().elapsed() < every {
            return;
        }
        self.last_shown.set(Instant::now());
        let detail: String = detail.chars().filter(|c| !c.is_control()).take(70).collect();
        if self.live {
            print!("\r\x1b[K{} {}  {detail}", self.title, seconds(self.elapsed()));
        } else {
            if self.on_title.replace(false) {
                println!();
            }
            println!("      {}  {detail}", seconds(self.elapsed()));
        }
        flush();
    }

    /// Completes the line with the time taken and returns it.
    pub fn done(&self) -> Duration {
        self.close("")
    }

    /// Completes the line with the time taken and a few words.
    pub fn done_with(&self, words: &str) -> Duration {
        self.close(&format!(" ({words})"))
    }

    /// Completes the line of a step that failed, before its output is printed.
    pub fn broken(&self) -> Duration {
        self.close(", failed")
    }

    fn close(&self, words: &str) -> Duration {
        let elapsed = self.elapsed();
        if self.open.replace(false) {
            if self.live {
                print!("\r\x1b[K");
                println!("{} {}{words}", self.title, seconds(elapsed));
            } else if self.on_title.get() {
                println!(" {}{words}", seconds(elapsed));
            } else {
                println!("      {}{words}", seconds(elapsed));
            }
            flush();
        }
        elapsed
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if self.open.replace(false) && (self.live || self.on_title.get()) {
            println!();
        }
    }
}

fn flush() {
    // Nobody reading the output any more is no reason to stop.
    let _ = std::io::stdout().flush();
}

/// A duration as a person says it: `0.4 s`, `41 s`, `3 min 05 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 10 {
        format!("{}.{} s", whole, duration.subsec_millis() / 100)
    } else if whole < 120 {
        format!("{whole} s")
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let said = |millis| seconds(Duration::from_millis(millis));
        assert_eq!(said(0), "0.0 s");
        assert_eq!(said(1_449), "1.4 s");
        assert_eq!(said(41_900), "41 s");
        assert_eq!(said(185_000), "3 min 05 s");
    }
}
