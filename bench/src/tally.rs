//! What was answered how fast, counted by kind.

use crate::answer::{Answer, text_of};
use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Longer than any answer is waited for.
const LONGEST_US: u64 = 120_000_000;

/// Everything one run counts.
pub struct Tally {
    /// Only what is answered between these two is counted.
    from: Instant,
    until: Instant,
    kinds: Vec<(String, u64)>,
    steps: Vec<(&'static str, Histogram<u64>)>,
    /// The last answer that was counted.
    last: Instant,
    /// Everything that was answered, warm-up included: what the cost of the generator is divided by.
    all: u64,
}

impl Tally {
    pub fn new(warm_up: Duration, counted: Duration) -> Tally {
        let from = Instant::now() + warm_up;
        Tally { from, until: from + counted, kinds: Vec::new(), steps: Vec::new(), last: from, all: 0 }
    }

    /// Whether the time is over.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    pub fn until(&self) -> Instant {
        self.until
    }

    /// Counts an answer by its status or by the name of its refusal. `step` names the request.
    pub fn answered(&mut self, step: &'static str, begun: Instant, answer: &Answer<'_>) {
        let now = Instant::now();
        self.all += 1;
        if now < self.from || now > self.until {
            return;
        }
        self.last = now;
        self.step(step, now.saturating_duration_since(begun));
        match (answer.status, text_of_refusal(answer)) {
            (200..300, _) => self.kind(status(answer.status)),
            (400..500, Some(refusal)) => self.kind(refusal),
            (other, refusal) => {
                let name = format!("error: {other} {}", refusal.unwrap_or("without a name"));
                self.kind(&name);
            }
        }
    }

    /// Counts something that was no answer at all.
    pub fn failed(&mut self, what: &str) {
        let now = Instant::now();
        if now >= self.from && now <= self.until + Duration::from_secs(60) {
            self.kind(&format!("error: {what}"));
        }
    }

    /// Counts under a name of the load's own.
    pub fn kind(&mut self, name: &str) {
        match self.kinds.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push((name.to_owned(), 1)),
        }
    }

    /// Counts how long one step took.
    pub fn step(&mut self, name: &'static str, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let at = match self.steps.iter().position(|(known, _)| *known == name) {
            Some(at) => at,
            None => {
                let histogram = Histogram::new_with_bounds(1, LONGEST_US, 3)
                    .unwrap_or_else(|_| unreachable!("the bounds are in order and three digits are a valid precision"));
                self.steps.push((name, histogram));
                self.steps.len() - 1
            }
        };
        self.steps[at].1.saturating_record(micros);
    }

    pub fn is_counting(&self) -> bool {
        let now = Instant::now();
        now >= self.from && now <= self.until
    }

    /// All that was counted. `seconds` is the time that was counted, or until the last answer where `to_the_last`.
    pub fn told(&self, to_the_last: bool) -> Map<String, Value> {
        let end = if to_the_last { self.last } else { self.until };
        let seconds = end.saturating_duration_since(self.from).as_secs_f64();
        let sum = |wanted: fn(&str) -> bool| -> u64 {
            self.kinds.iter().filter(|(name, _)| wanted(name)).map(|(_, count)| count).sum()
        };
        let kinds: Map<String, Value> = self.kinds.iter().map(|(name, count)| (name.clone(), json!(count))).collect();
        let steps: Map<String, Value> = self.steps.iter().map(|(name, it)| ((*name).to_owned(), latency(it))).collect();
        let mut told = Map::new();
        told.insert("seconds".into(), json!(seconds));
        told.insert("answers".into(), json!(self.steps.iter().map(|(_, it)| it.len()).sum::<u64>()));
        told.insert("errors".into(), json!(sum(|name| name.starts_with("error"))));
        told.insert("kinds".into(), Value::Object(kinds));
        told.insert("steps".into(), Value::Object(steps));
        told.insert("all_answers".into(), json!(self.all));
        told.insert("own_cpu_us".into(), json!(own_cpu().as_micros() as u64));
        told
    }
}

fn latency(histogram: &Histogram<u64>) -> Value {
    json!({
        "count": histogram.len(),
        "mean_us": histogram.mean().round(),
        "p50_us": histogram.value_at_quantile(0.5),
        "p95_us": histogram.value_at_quantile(0.95),
        "p99_us": histogram.value_at_quantile(0.99),
        "max_us": histogram.max(),
    })
}

fn status(status: u16) -> &'static str {
    match status {
        200 => "200",
        201 => "201",
        204 => "204",
        _ => "2xx",
    }
}

fn text_of_refusal<'a>(answer: &Answer<'a>) -> Option<&'a str> {
    if answer.status < 400 {
        return None;
    }
    text_of(answer.body, "refusal")
}

/// What this process has used of a core.
fn own_cpu() -> Duration {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    getrusage(UsageWho::RUSAGE_SELF).map_or(Duration::ZERO, |usage| {
        let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_their_name() {
        let mut tally = Tally::new(Duration::ZERO, Duration::from_secs(60));
        let now = Instant::now();
        let bodies: [(u16, &[u8]); 4] = [
            (201, b"{}"),
            (409, br#"{"refusal":"sold_out"}"#),
            (409, br#"{"refusal":"sold_out"}"#),
            (500, br#"{"refusal":"broken"}"#),
        ];
        for (status, body) in bodies {
            tally.answered("cart", now, &Answer { status, body });
        }
        let told = tally.told(false);
        assert_eq!(told["kinds"], json!({ "201": 1, "sold_out": 2, "error: 500 broken": 1 }));
        assert_eq!((&told["answers"], &told["errors"]), (&json!(4), &json!(1)));
    }

    #[test]
    fn times_are_kept_as_they_were() {
        let mut tally = Tally::new(Duration::ZERO, Duration::from_secs(60));
        tally.step("cart", Duration::from_millis(250));
        let told = tally.told(false);
        assert_eq!(told["steps"]["cart"]["p50_us"].as_u64().map(|it| it / 1000), Some(250));
    }
}
