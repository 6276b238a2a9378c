//! Figures beside their goals, as rows for docs/performance.md.

use super::cost;
use super::lab::Outcome;
use anyhow::Context;
use serde_json::{Value, json};
use std::path::Path;

/// What the issue asks for.
#[derive(Clone, Copy)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
    None,
}

/// One measured number.
pub struct Figure {
    what: String,
    value: f64,
    unit: &'static str,
    goal: Goal,
    /// What the machine could do, and what that is.
    ceiling: Option<(f64, &'static str)>,
}

impl Figure {
    pub fn new(what: impl Into<String>, value: f64, unit: &'static str, goal: Goal) -> Figure {
        Figure { what: what.into(), value, unit, goal, ceiling: None }
    }

    pub fn beside(mut self, ceiling: f64, what: &'static str) -> Figure {
        self.ceiling = Some((ceiling, what));
        self
    }

    fn met(&self) -> Option<bool> {
        match self.goal {
            Goal::AtLeast(least) => Some(self.value >= least),
            Goal::AtMost(most) => Some(self.value <= most),
            Goal::None => None,
        }
    }

    fn row(&self) -> String {
        let goal = match self.goal {
            Goal::AtLeast(least) => format!("≥ {}", amount(least)),
            Goal::AtMost(most) => format!("≤ {}", amount(most)),
            Goal::None => String::new(),
        };
        let met = self.met().map_or("", |met| if met { "met" } else { "missed" });
        let (ceiling, ratio) = match self.ceiling {
            Some((ceiling, what)) => {
                (format!("{} ({what})", amount(ceiling)), format!("{:.1} %", 100.0 * self.value / ceiling))
            }
            None => (String::new(), String::new()),
        };
        format!("| {} | {} {} | {goal} | {met} | {ceiling} | {ratio} |", self.what, amount(self.value), self.unit)
    }

    fn json(&self) -> Value {
        let (goal, bound) = match self.goal {
            Goal::AtLeast(least) => (Some(least), Some("at least")),
            Goal::AtMost(most) => (Some(most), Some("at most")),
            Goal::None => (None, None),
        };
        json!({
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "goal": goal,
            "bound": bound,
            "met": self.met(),
            "ceiling": self.ceiling.map(|(value, _)| value),
            "ceiling_of": self.ceiling.map(|(_, what)| what),
        })
    }
}

/// Everything one run found, in order.
#[derive(Default)]
pub struct Report {
    figures: Vec<Figure>,
    notes: Vec<String>,
}

impl Report {
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Notes what a load was answered, how fast, and whose work that was.
    pub fn answers(&mut self, name: &str, outcome: &Outcome) {
        let told = &outcome.told;
        let kinds = told["kinds"].as_object().into_iter().flatten();
        let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{count} × {kind}")).collect();
        self.note(format!("{name}: {} (load average {})", kinds.join(", "), outcome.load));
        for (step, times) in told["steps"].as_object().into_iter().flatten() {
            let millis = |name: &str| times[name].as_f64().unwrap_or(0.0) / 1e3;
            self.note(format!(
                "{name}, {step}: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
                millis("p50_us"),
                millis("p95_us"),
                millis("p99_us"),
                millis("max_us")
            ));
        }
        let all = told["all_answers"].as_f64().unwrap_or(0.0).max(1.0);
        self.note(format!(
            "{name}, processor time for each answer: server {:.0} µs, Postgres {:.0} µs, load generator {:.0} µs",
            outcome.cpu.server.as_secs_f64() * 1e6 / all,
            outcome.cpu.postgres.as_secs_f64() * 1e6 / all,
            told["own_cpu_us"].as_f64().unwrap_or(0.0) / all
        ));
    }

    /// No answer may be anything but what was asked for or a refusal by name.
    pub fn errors(&mut self, name: &str, outcome: &Outcome) {
        let errors = outcome.told["errors"].as_f64().unwrap_or(0.0);
        self.add(Figure::new(format!("{name}: errors that are no named refusal"), errors, "", Goal::AtMost(0.0)));
    }

    /// Prints everything, and writes it into `file` where one is wished.
    pub fn tell(&self, name: &str, file: Option<&Path>) -> anyhow::Result<()> {
        println!("\n### {name}\n\n{}; load average {}\n", cost::machine(), cost::load());
        println!("| | figure | goal | | ceiling of the same run | ratio |\n|---|---|---|---|---|---|");
        for figure in &self.figures {
            println!("{}", figure.row());
        }
        println!();
        for note in &self.notes {
            println!("- {note}");
        }
        if let Some(file) = file {
            let figures: Vec<Value> = self.figures.iter().map(Figure::json).collect();
            let all = json!({ "bench": name, "machine": cost::machine(), "figures": figures, "notes": self.notes });
            std::fs::write(file, serde_json::to_string_pretty(&all)?)
                .with_context(|| format!("the figures can't be written to {}", file.display()))?;
        }
        Ok(())
    }
}

/// What the generator counted in a second.
pub fn rate(told: &Value, count: &str) -> f64 {
    let seconds = told["seconds"].as_f64().unwrap_or(0.0);
    let count = told.pointer(count).and_then(Value::as_f64).unwrap_or(0.0);
    if seconds > 0.0 { count / seconds } else { 0.0 }
}

/// A quantile of one step in milliseconds.
pub fn quantile(told: &Value, step: &str, name: &str) -> f64 {
    told["steps"][step][name].as_f64().unwrap_or(0.0) / 1e3
}

/// `12,345`, and a digit behind the point where the number is small.
pub fn amount(value: f64) -> String {
    if value.abs() < 100.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_for_people() {
        let all = [(0.0, "0"), (7.25, "7.2"), (999.9, "1,000"), (390_000.0, "390,000"), (-1234.0, "-1,234")];
        for (value, text) in all {
            assert_eq!(amount(value), text);
        }
    }

    #[test]
    fn a_row_says_whether_its_goal_is_met() {
        let figure = Figure::new("holds", 5_000.0, "/s", Goal::AtLeast(10_000.0)).beside(50_000.0, "batches");
        assert_eq!(figure.row(), "| holds | 5,000 /s | ≥ 10,000 | missed | 50,000 (batches) | 10.0 % |");
    }
}
