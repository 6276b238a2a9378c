//! The auditor: told what was asked and what was answered, it says what should have been, and looks in the tables itself.
//!
//! It shares no code with storage or flows: its picture of the shop is plain maps of plain rows, its arithmetic its own. It
//! works in three parts: [`predict`](Auditor::predict) says before a request what may be answered, `explain` accounts for
//! every change of the tables by what was asked (nothing else may have changed), and `rules` are what holds always.

mod explain;
pub mod facts;
mod predict;
pub mod request;
mod rules;
pub mod tables;

pub use predict::Expect;
pub use rules::short;

use chrono::{DateTime, Utc};
use facts::Facts;
use request::{Answer, Request};
use sqlx::postgres::PgPool;
use std::collections::HashMap;
use tables::Tables;
use uuid::Uuid;

pub struct Auditor {
    facts: Facts,
    /// As they were found right after the last step, every change until then accounted for.
    tables: Tables,
    /// Sales at the door by the key they were made with: cart, cash given, order.
    keys: HashMap<String, (Uuid, i64, Uuid)>,
    /// What scans were answered, by their nonce.
    said: HashMap<String, String>,
}

/// What the bank has captured for one of our payments, if anything.
pub type Captured<'a> = &'a dyn Fn(Uuid) -> Option<i64>;

impl Auditor {
    pub fn new(facts: Facts, tables: Tables) -> Auditor {
        Auditor { facts, tables, keys: HashMap::new(), said: HashMap::new() }
    }

    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Compares what was answered with what was expected. One request at a time is told exactly; of two at once either
    /// may have been first.
    pub fn hear(&self, expected: &Expect, answer: &Answer, alone: bool) -> Vec<String> {
        let wrong = |what: &str| vec![format!("answer: {what}, but it was {}", answer.words())];
        match (answer, expected) {
            (Answer::Broke(why), _) => vec![format!("fault: {why}")],
            // The server died, or the last line of defence held: a refusal that the rules below have to agree with.
            (Answer::Cut | Answer::Guarded(_), _) => Vec::new(),
            // The shop may say that it is busy at any time.
            (Answer::Refused(name), _) if name == "Busy" => Vec::new(),
            (_, Expect::Either) => Vec::new(),
            _ if !alone => Vec::new(),
            (Answer::Done(_), Expect::Done) => Vec::new(),
            (Answer::Done(done), Expect::Says(what)) if done.verdict.as_ref() == Some(what) => Vec::new(),
            (Answer::Refused(name), Expect::Refused(names)) if names.contains(name.as_str()) => Vec::new(),
            (_, Expect::Done) => wrong("it should have been done"),
            (_, Expect::Says(what)) => wrong(&format!("it should have said {what}")),
            (_, Expect::Refused(names)) => wrong(&format!("it should have been refused as {names:?}")),
        }
    }

    /// Looks in the tables after a step. Whatever changed has to follow from what was asked.
    pub async fn look(
        &mut self,
        owner: &PgPool,
        asked: &[(Request, Answer)],
        now: DateTime<Utc>,
        captured: Captured<'_>,
    ) -> anyhow::Result<Vec<String>> {
        let after = tables::read(owner).await?;
        let mut complaints = rules::broken(&after);
        let moment = explain::Moment { before: &self.tables, after: &after, facts: &self.facts, asked, now, captured };
        complaints.extend(moment.complaints());
        self.remember(asked, &after);
        self.tables = after;
        Ok(complaints)
    }

    fn remember(&mut self, asked: &[(Request, Answer)], after: &Tables) {
        for (request, answer) in asked.iter().filter(|(_, answer)| answer.may_have_happened()) {
            match request {
                Request::Sell { cart, tendered, key } => {
                    let new = !self.keys.contains_key(key) && self.tables.order_of_cart(*cart).is_none();
                    if let Some(order) = after.order_of_cart(*cart).filter(|_| new) {
                        self.keys.insert(key.clone(), (*cart, *tendered, order.id));
                    }
                }
                Request::Scan { nonce, .. } => {
                    // A scan whose answer was lost is answered from its row the next time.
                    let of_row = after.admissions.iter().find(|a| a.nonce == *nonce).map(|a| a.verdict.clone());
                    let told = match answer {
                        Answer::Done(done) => done.verdict.clone(),
                        _ => of_row,
                    };
                    if let Some(verdict) = told {
                        self.said.entry(nonce.clone()).or_insert(verdict);
                    }
                }
                _ => {}
            }
        }
    }
}
