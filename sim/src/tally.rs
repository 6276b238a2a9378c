//! What was seen in a run, counted.

use crate::auditor::request::Answer;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub seeds: u64,
    pub steps: u64,
    pub successes: u64,
    pub crashes: u64,
    pub races: u64,
    /// Refusals that the database's own guards made, by the name of the constraint.
    pub guarded: BTreeMap<String, u64>,
    pub refusals: BTreeMap<String, u64>,
    pub tickets: u64,
    pub refunds: u64,
    pub late_payments: u64,
}

impl Tally {
    pub fn count(&mut self, answer: &Answer) {
        match answer {
            Answer::Done(_) => self.successes += 1,
            Answer::Refused(name) => *self.refusals.entry(name.clone()).or_default() += 1,
            Answer::Guarded(name) => *self.guarded.entry(name.clone()).or_default() += 1,
            Answer::Cut => self.crashes += 1,
            Answer::Broke(_) => {}
        }
    }

    pub fn add(&mut self, other: Tally) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        self.successes += other.successes;
        self.crashes += other.crashes;
        self.races += other.races;
        self.tickets += other.tickets;
        self.refunds += other.refunds;
        self.late_payments += other.late_payments;
        for (name, count) in other.refusals {
            *self.refusals.entry(name).or_default() += count;
        }
        for (name, count) in other.guarded {
            *self.guarded.entry(name).or_default() += count;
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |names: &BTreeMap<String, u64>| {
            let each: Vec<String> = names.iter().map(|(name, count)| format!("{name} {count}")).collect();
            each.join(", ")
        };
        writeln!(
            f,
            "{} seeds, {} steps, {} crashes, {} races; {} successes, {} refusals",
            self.seeds,
            self.steps,
            self.crashes,
            self.races,
            self.successes,
            self.refusals.values().sum::<u64>()
        )?;
        writeln!(
            f,
            "{} tickets sold, {} refunds, {} payments that came too late or twice",
            self.tickets, self.refunds, self.late_payments
        )?;
        write!(f, "refused: {}", list(&self.refusals))?;
        if !self.guarded.is_empty() {
            write!(f, "\nrefused by the database: {}", list(&self.guarded))?;
        }
        Ok(())
    }
}
