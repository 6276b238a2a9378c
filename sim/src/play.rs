//! Plays the steps of one seed, with the auditor looking over its shoulder.

use crate::asking::{self, Asked, Hands, Place};
use crate::auditor::request::{Answer, Request};
use crate::auditor::{Auditor, Expect, short, tables};
use crate::bank::{Bank, State};
use crate::cut::Cut;
use crate::dice::{Dice, Purpose};
use crate::lane::Lane;
use crate::plan::{Kind, Step, With};
use crate::tally::Tally;
use crate::world;
use base::Clock;
use base::clock::FixedClock;
use chrono::{DateTime, Duration, Utc};
use domain::money::Money;
use flows::Core;
use std::sync::Arc;
use std::time::Duration as Real;

/// When every seed begins: a Saturday morning.
const START: i64 = 1_795_251_600;
/// A flow that takes this long waits for something that won't come.
const PATIENCE: Real = Real::from_secs(30);
/// How often things may be given time to come to rest at the end.
const ROUNDS_TO_REST: usize = 30;

pub struct Played {
    pub tally: Tally,
    pub failure: Option<Failure>,
}

/// Why a seed fails, and what led there.
#[derive(Clone, Debug)]
pub struct Failure {
    pub complaints: Vec<String>,
    pub story: Vec<String>,
}

impl Failure {
    /// What kind of failure it is: the word before the colon of its first complaint.
    pub fn kind(&self) -> &str {
        self.complaints.first().and_then(|c| c.split(':').next()).unwrap_or("")
    }
}

struct Game<'a> {
    lane: &'a Lane,
    clock: Arc<FixedClock>,
    bank: Bank,
    servers: Vec<Core>,
    births: Dice,
    hands: Hands,
    auditor: Auditor,
    story: Vec<String>,
    tally: Tally,
}

/// Plays a seed's steps in an emptied lane.
pub async fn play(lane: &Lane, seed: u64, steps: &[Step]) -> anyhow::Result<Played> {
    lane.clear().await?;
    let start = DateTime::from_timestamp(START, 0).unwrap_or(DateTime::UNIX_EPOCH);
    let world = world::make(lane, &mut Dice::new(seed, Purpose::World), start).await?;
    let clock = Arc::new(FixedClock::at(start));
    let bank = Bank::new(Dice::new(seed, Purpose::Bank));
    let mut births = Dice::new(seed, Purpose::Servers);
    let servers = vec![
        lane.server(clock.clone(), &bank, &mut births).await?,
        lane.server(clock.clone(), &bank, &mut births).await?,
    ];
    let auditor = Auditor::new(world.facts, tables::read(&lane.owner).await?);
    let hands = Hands::of(world.houses);
    let mut game =
        Game { lane, clock, bank, servers, births, hands, auditor, story: Vec::new(), tally: Tally::default() };
    let complaints = game.all(steps).await?;
    for server in &game.servers {
        server.base().db.close().await;
    }
    game.tally.seeds = 1;
    let failure = (!complaints.is_empty()).then_some(Failure { complaints, story: game.story });
    Ok(Played { tally: game.tally, failure })
}

impl Game<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Stops at the first complaint.
    async fn all(&mut self, steps: &[Step]) -> anyhow::Result<Vec<String>> {
        for step in steps {
            self.tally.steps += 1;
            let complaints = self.step(step).await?;
            if !complaints.is_empty() {
                return Ok(complaints);
            }
        }
        self.come_to_rest().await
    }

    async fn step(&mut self, step: &Step) -> anyhow::Result<Vec<String>> {
        let mut dice = Dice::new(step.luck, Purpose::Step);
        match step.kind {
            Kind::Tick => {
                let minutes = if dice.chance(8) { dice.between(20, 60) } else { dice.between(1, 6) };
                self.wait(Duration::minutes(minutes)).await?;
                return Ok(Vec::new());
            }
            Kind::Decide => {
                self.decide(&mut dice);
                return Ok(Vec::new());
            }
            _ => {}
        }
        let Some(first) = self.ask(step.kind, step.server, &mut dice).await? else { return Ok(Vec::new()) };
        let second = match step.with {
            With::Beside(kind, luck) => {
                // The same thing twice at once: the same choices.
                let luck = if kind == step.kind && luck % 2 == 0 { step.luck } else { luck };
                self.ask(kind, 1 - step.server, &mut Dice::new(luck, Purpose::Step)).await?
            }
            _ => None,
        };
        match (second, step.with) {
            (Some(second), _) => self.both(step.server, first, second).await,
            (None, With::Cut(waits)) => self.one(step.server, first, Some(waits)).await,
            (None, _) => self.one(step.server, first, None).await,
        }
    }

    async fn ask(&mut self, kind: Kind, server: usize, dice: &mut Dice) -> anyhow::Result<Option<Asked>> {
        let at = Place {
            flows: self.servers[server].clone(),
            url: &self.lane.url,
            now: self.clock.now(),
            tables: self.auditor.tables(),
            facts: self.auditor.facts(),
            bank: &self.bank,
        };
        asking::ask(kind, dice, &mut self.hands, &at).await
    }

    async fn one(&mut self, server: usize, asked: Asked, cut: Option<u32>) -> anyhow::Result<Vec<String>> {
        let Asked { request, words, doing } = asked;
        let expected = self.auditor.predict(&request, self.now());
        let doing = Cut::after(doing, cut.unwrap_or(u32::MAX));
        let answer = match tokio::time::timeout(PATIENCE, doing).await {
            Ok(Some(answer)) => answer,
            Ok(None) => Answer::Cut,
            Err(_) => Answer::Broke("no answer for half a minute".into()),
        };
        self.tell(server, &words, &answer);
        if matches!(answer, Answer::Cut) {
            self.restart(server).await?;
        }
        self.judge(vec![(request, expected, answer)]).await
    }

    /// Two servers, two requests, one moment.
    async fn both(&mut self, server: usize, first: Asked, second: Asked) -> anyhow::Result<Vec<String>> {
        self.tally.races += 1;
        let now = self.now();
        let expected = (self.auditor.predict(&first.request, now), self.auditor.predict(&second.request, now));
        let joined = futures::future::join(first.doing, second.doing);
        let (one, other) = match tokio::time::timeout(PATIENCE, joined).await {
            Ok(answers) => answers,
            Err(_) => {
                let stuck = || Answer::Broke("no answer for half a minute: the two wait for each other".into());
                (stuck(), stuck())
            }
        };
        self.tell(server, &first.words, &one);
        self.tell(1 - server, &format!("at the same moment {}", second.words), &other);
        self.judge(vec![(first.request, expected.0, one), (second.request, expected.1, other)]).await
    }

    fn tell(&mut self, server: usize, words: &str, answer: &Answer) {
        let name = if server == 0 { "A" } else { "B" };
        self.story.push(format!("{} {name}: {words}: {}", self.now().format("%H:%M"), answer.words()));
    }

    async fn judge(&mut self, asked: Vec<(Request, Expect, Answer)>) -> anyhow::Result<Vec<String>> {
        let alone = asked.len() == 1;
        let mut complaints = Vec::new();
        for (_, expected, answer) in &asked {
            self.tally.count(answer);
            if let Answer::Done(done) = answer
                && let Some(cart) = &done.cart
            {
                self.hands.keep(cart);
            }
            complaints.extend(self.auditor.hear(expected, answer, alone));
        }
        let heard: Vec<(Request, Answer)> = asked.into_iter().map(|(request, _, answer)| (request, answer)).collect();
        let (now, bank) = (self.now(), self.bank.clone());
        complaints.extend(self.auditor.look(&self.lane.owner, &heard, now, &|id| bank.captured(id)).await?);
        complaints.extend(self.bank.scandals().into_iter().map(|what| format!("bank: {what}")));
        if heard.iter().any(|(request, _)| matches!(request, Request::Background)) {
            let jobs = self.lane.broken_jobs().await?;
            let guarded = |why: &String| asking::GUARDS.iter().any(|guard| why.contains(guard));
            complaints.extend(jobs.into_iter().filter(|why| !guarded(why)).map(|why| format!("job: {why}")));
        }
        Ok(complaints)
    }

    /// The server is gone with everything it had in memory; another takes its place.
    async fn restart(&mut self, server: usize) -> anyhow::Result<()> {
        let new = self.lane.server(self.clock.clone(), &self.bank, &mut self.births).await?;
        let old = std::mem::replace(&mut self.servers[server], new);
        // What it had sent is done or undone by the database before anybody looks.
        old.base().db.close().await;
        drop(old);
        self.lane.take_jobs_from_the_dead().await
    }

    async fn wait(&mut self, by: Duration) -> anyhow::Result<()> {
        self.clock.advance(by);
        self.lane.let_jobs_come_due(by).await?;
        self.story.push(format!("{} minutes go by", by.num_minutes()));
        Ok(())
    }

    /// What the buyer does at the bank, or the bank by itself: also long after we have been told otherwise.
    fn decide(&mut self, dice: &mut Dice) {
        let accounts = self.bank.accounts();
        let is_open = |account: &&(String, crate::bank::Account)| account.1.state == State::Open;
        let open: Vec<_> = accounts.iter().filter(is_open).cloned().collect();
        let late = open.is_empty() || dice.chance(15);
        let from = if late { &accounts } else { &open };
        let Some((reference, account)) = dice.recent(from).cloned() else { return };
        if matches!(account.state, State::Captured(_)) {
            return;
        }
        let state = match dice.below(20) {
            0..14 => State::Captured(account.asked),
            14 => State::Captured(Money::new(account.asked.minor + dice.between(1, 500), account.asked.currency)),
            15..18 => State::Failed,
            _ => State::Cancelled,
        };
        self.bank.decide(&reference, state);
        self.story.push(format!("the bank: payment {} is {state:?}", short(account.payment)));
    }

    /// The bank calms down, every webhook comes, time goes by: then nothing may be left open.
    async fn come_to_rest(&mut self) -> anyhow::Result<Vec<String>> {
        self.story.push("everything comes to rest".into());
        self.bank.calm_down();
        for round in 0..ROUNDS_TO_REST {
            for kind in [Kind::Sweep, Kind::Work] {
                let mut dice = Dice::new(round as u64, Purpose::Step);
                if let Some(asked) = self.ask(kind, round % 2, &mut dice).await? {
                    let complaints = self.one(round % 2, asked, None).await?;
                    if !complaints.is_empty() {
                        return Ok(complaints);
                    }
                }
            }
            if round == 0 {
                let complaints = self.call_about_everything().await?;
                if !complaints.is_empty() {
                    return Ok(complaints);
                }
            } else if self.is_at_rest() {
                break;
            }
            self.wait(Duration::minutes(21)).await?;
        }
        let known = self.auditor.tables();
        self.tally.tickets = known.tickets.len() as u64;
        self.tally.refunds = known.refunds.len() as u64;
        let late = |p: &&tables::Payment| p.state == "returned";
        self.tally.late_payments = known.payments.values().filter(late).count() as u64;
        Ok(self.left_over())
    }

    async fn call_about_everything(&mut self) -> anyhow::Result<Vec<String>> {
        for (reference, account) in self.bank.accounts() {
            let Some(organizer) = account.organizer_hook.rsplit('/').next().and_then(|o| o.parse().ok()) else {
                continue;
            };
            let body = format!("{reference}-last {reference}");
            let gateway = domain::payment::GatewayKind::Test;
            let headers = http::HeaderMap::new();
            if let Err(refusal) =
                self.servers[0].money.receive_webhook(gateway, organizer, &headers, body.as_bytes()).await
            {
                return Ok(vec![format!("fault: a webhook was not taken: {refusal}")]);
            }
        }
        Ok(Vec::new())
    }

    fn is_at_rest(&self) -> bool {
        let known = self.auditor.tables();
        known.payments.values().all(|p| !matches!(p.state.as_str(), "created" | "pending"))
            && known.refunds.values().all(|r| !matches!(r.state.as_str(), "created" | "pending"))
            && known.orders.values().all(|o| o.state != "awaiting_payment")
            && known.holds.values().all(|h| h.state != "pending")
    }

    /// What should have come to an end and has not; and whether we and the bank agree about money.
    fn left_over(&self) -> Vec<String> {
        let known = self.auditor.tables();
        let mut left = Vec::new();
        if !self.is_at_rest() {
            left.push("rest: something is still open after everything had time to end".into());
        }
        for (_, account) in self.bank.accounts() {
            let ours = known.payments.get(&account.payment).map_or("unknown", |p| p.state.as_str());
            if let State::Captured(amount) = account.state
                && !matches!(ours, "captured" | "returned")
            {
                left.push(format!(
                    "money: the bank has taken {} for payment {}, which we call {ours}: no ticket, no refund",
                    amount.minor,
                    short(account.payment)
                ));
            }
            for (id, (amount, fate)) in &account.refunds {
                let ours = known.refunds.get(id).map_or("unknown", |r| r.state.as_str());
                // One that failed may have been tried again, which is another refund.
                let same = match fate {
                    crate::bank::Fate::Done => ours == "done",
                    crate::bank::Fate::Failed => matches!(ours, "failed" | "replaced"),
                    _ => false,
                };
                if !same {
                    left.push(format!(
                        "money: refund {} of {} is {fate:?} at the bank and {ours} here",
                        short(*id),
                        amount.minor
                    ));
                }
            }
        }
        left
    }
}
