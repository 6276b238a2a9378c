//! The desk of a performance: claims, extensions and releases of many carts in one transaction.
//!
//! A batch locks what it is about (carts, then pools, each by id), gives back what lapsed if somebody needs it or the sweeper
//! asks, decides in the order of arrival (`domain::hold`), and writes all that was granted with one statement. Each ask is
//! answered by name.

mod codes;

use crate::Selling;
use base::batch::run_batch;
use base::desk::{BATCH_MAX, Desk, IfAbandoned, NoAnswer};
use base::live::{CHANNEL, News, news_texts};
use base::{Failure, Fault, batch};
use chrono::{DateTime, Utc};
use codes::{Codes, codes_of, use_codes};
use domain::cart::{check_open, takes_more};
use domain::discount_code::DiscountCode;
use domain::event::Channel;
use domain::hold::check::{Seats, TermsByPerformance, drawn_pools, wanted_of_pools};
use domain::hold::grant::{FreePlaces, Granted, HoldRefused, HoldWish, MissedPlaces, PoolCounts, grant};
use domain::hold::{Claim, PendingHold, Release, Released, extend};
use domain::ids::{CartId, DiscountCodeId, HoldId, OrganizerId, PerformanceId, PoolId, TicketTypeId};
use domain::locale::Locale;
use domain::person_limit::{PersonBook, PersonWish};
use domain::refusal::{CartRefusal, HoldRefusal, RuleError};
use domain::sale_terms::SaleTerms;
use domain::seating::Place;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::carts::LockedCart;
use storage::claims::{self as rows, CartToInsert, HoldBatchRows, NewHold};
use storage::{Conn, holds, terms};
use uuid::Uuid;

/// A batch under which the terms change is begun anew so many times.
const TRIES_MAX: usize = 5;

/// A desk's performance; asks about several queue at the first of them.
pub type PerformanceKey = (OrganizerId, PerformanceId);
pub type HoldDesk = Desk<PerformanceKey, HoldDeskAsk, HoldDeskAnswer>;

/// What is asked at a performance's desk.
#[derive(Clone, Debug)]
pub enum HoldDeskAsk {
    /// Keep places for a cart: this one if it is still one to fill, else a new one.
    Hold(CartHoldRequest),
    /// Let these of a cart's places go.
    Release { secret_hash: [u8; 32], what: Release },
    /// Keep a cart's places longer, once.
    Extend { secret_hash: [u8; 32] },
    /// Price a cart's places, and what comes into it later, with this code, or with none.
    UseCode { secret_hash: [u8; 32], code: Option<DiscountCodeId> },
    /// Give back the holds of a date whose time is over, though nobody needs them.
    Expire { performance: PerformanceId },
}

impl HoldDeskAsk {
    /// Places in a new cart are nobody's when whoever asked has gone before they were given: only they would hear its secret.
    fn if_abandoned(&self) -> IfAbandoned {
        match self {
            HoldDeskAsk::Hold(ask) if ask.add_to.is_none() => IfAbandoned::Drop,
            HoldDeskAsk::Hold(_)
            | HoldDeskAsk::Release { .. }
            | HoldDeskAsk::Extend { .. }
            | HoldDeskAsk::UseCode { .. }
            | HoldDeskAsk::Expire { .. } => IfAbandoned::Do,
        }
    }
}

#[derive(Clone, Debug)]
pub struct CartHoldRequest {
    pub add_to: Option<[u8; 32]>,
    pub new_cart: CartId,
    pub new_hash: [u8; 32],
    pub channel: Channel,
    pub locale: Locale,
    pub claims: Vec<Claim>,
    pub partly: bool,
    /// What the person may have of events that limit it.
    pub limits: Vec<PersonWish>,
}

/// One answer, of the kind that was asked for.
#[derive(Debug)]
pub enum HoldDeskAnswer {
    Held(Result<Held, Failure<HoldRefused>>),
    Changed(Result<(), Failure<CartRefusal>>),
}

/// What a cart was given.
#[derive(Debug)]
pub struct Held {
    /// A new cart holds exactly this.
    pub is_new: bool,
    pub cart: CartId,
    pub granted: Vec<Granted>,
    pub missed: Vec<MissedPlaces>,
    pub terms: TermsByPerformance,
    /// How the granted seats are named, without their area.
    pub seats: HashMap<HoldId, Place>,
}

impl Selling {
    /// Asks at a performance's desk and waits for the answer.
    pub async fn ask_hold_desk(&self, key: PerformanceKey, ask: HoldDeskAsk) -> Result<HoldDeskAnswer, NoAnswer> {
        let selling = self.clone();
        let work = move |asks| {
            let selling = selling.clone();
            async move { selling.serve_performance(key, asks).await }
        };
        let if_abandoned = ask.if_abandoned();
        self.hold_desk().ask(key, ask, if_abandoned, work).await
    }

    /// Does a batch: an answer for each, also where one of them broke it for the others.
    async fn serve_performance(&self, key: PerformanceKey, asks: Vec<HoldDeskAsk>) -> Vec<HoldDeskAnswer> {
        debug_assert!(asks.len() <= BATCH_MAX);
        metrics::histogram!("tessera_desk_batch").record(asks.len() as f64);
        let batch = HoldBatch { selling: self, organizer: key.0 };
        let answers = run_batch(&batch, &asks).await;
        asks.iter().zip(answers).map(|(ask, answer)| answer.unwrap_or_else(|fault| broken(ask, fault))).collect()
    }

    /// One transaction. `None`: the terms in memory were not those in force; they are read anew and it may be tried again.
    async fn serve_in_transaction(
        &self,
        organizer: OrganizerId,
        asks: &[HoldDeskAsk],
    ) -> Result<Option<Vec<HoldDeskAnswer>>, Fault> {
        let now = self.base.clock.now();
        let terms = self.terms_of(organizer, asks).await?;
        let mut tx = self.base.organizer(organizer).await?;
        let mut carts = lock_carts(&mut tx, organizer, asks).await?;
        let ids: Vec<Uuid> = carts.values().map(|c| c.id.0).collect();
        let mut pending = match ids.is_empty() {
            true => Vec::new(),
            false => rows::pending_of_carts(&mut tx, organizer, &ids).await?,
        };
        let mut persons = self.person_book(&mut tx, organizer, &limits(asks), now).await?;
        // All pools of a date that is asked for: what lapsed there may have drawn on any. Of the others, what may be let go.
        let swept = swept(asks);
        let performances: BTreeSet<PerformanceId> = terms.keys().chain(&swept).copied().collect();
        let performance_ids: Vec<Uuid> = performances.iter().map(|p| p.0).collect();
        let codes = codes_of(&mut tx, organizer, asks, &carts).await?;
        let of_codes = codes.values().map(|code| code.pool);
        let pools: BTreeSet<Uuid> =
            pending.iter().flat_map(|h| h.pools.iter().copied()).chain(of_codes).map(|p| p.0).collect();
        let pools: Vec<Uuid> = pools.into_iter().collect();
        let locked = holds::lock(&mut tx, organizer, &pools, &performance_ids, Some(now)).await?;
        if !are_current(&mut tx, organizer, &terms, &drawn_pools(asks.iter().flat_map(claims), &terms), &locked).await?
        {
            drop(tx);
            self.reread_terms(organizer, &terms).await?;
            return Ok(None);
        }
        let mut news: BTreeSet<PerformanceId> = BTreeSet::new();
        let (mut changed, freed, kept) =
            self.change(&mut tx, organizer, asks, &carts, &mut pending, &mut news, now).await?;
        pending.extend(kept);
        let coded = use_codes(&mut tx, organizer, asks, &mut carts, &codes, now).await?;
        let is_repriced = !coded.is_empty();
        changed.extend(coded);
        let mut seats = seats_of(&mut tx, organizer, asks, now).await?;
        let wanted = wanted_of_pools(asks.iter().flat_map(claims), &terms, &seats);
        let mut free = FreePlaces::new(locked);
        let due = !swept.is_empty()
            || seats.values().any(|s| s.due)
            || (freed.is_empty() && !free.short_of(&wanted).is_empty());
        let mut lapsed = 0;
        if due || !freed.is_empty() || is_repriced {
            lapsed = match due || !freed.is_empty() {
                true => holds::expire_due(&mut tx, organizer, &performance_ids, now).await?,
                false => 0,
            };
            if lapsed > 0 || !freed.is_empty() || is_repriced {
                free = FreePlaces::new(holds::lock(&mut tx, organizer, &pools, &performance_ids, Some(now)).await?);
                seats = seats_of(&mut tx, organizer, asks, now).await?;
            }
        }
        if lapsed > 0 {
            news.extend(performances);
        }
        for pool in free.short_of(&wanted) {
            let Some(performance) = free.performance_of(pool) else { continue };
            let back_at = holds::next_expiry(&mut tx, organizer, performance, pool).await?;
            free.back_at.insert(pool, back_at);
        }
        let book = BatchState {
            selling: self,
            asks,
            carts: &carts,
            pending: &pending,
            freed: &freed,
            codes: &codes,
            terms: &terms,
            seats: &seats,
        };
        let (answers, new_carts, new_holds) = book.decide(changed, &mut free, &mut persons, now)?;
        news.extend(new_holds.iter().map(|h| h.performance));
        let texts = availability_news(organizer, &news)?;
        if !new_carts.is_empty() || !new_holds.is_empty() || !texts.is_empty() {
            let batch = HoldBatchRows { carts: &new_carts, holds: &new_holds, channel: CHANNEL, texts: &texts };
            rows::write(&mut tx, organizer, &batch, now).await?;
        }
        if !persons.remembered.is_empty() {
            storage::persons::remember_all(&mut tx, organizer, &persons.remembered).await?;
        }
        tx.commit().await?;
        count(asks, &answers);
        Ok(Some(answers))
    }

    /// The rush: new carts that ask for counted places, all of which are there. One round trip: what the database is asked
    /// is whether that is so, and if it is, it is written. `None`: it isn't so, or the batch is of another kind.
    async fn serve_in_one_statement(
        &self,
        organizer: OrganizerId,
        asks: &[HoldDeskAsk],
    ) -> Result<Option<Vec<HoldDeskAnswer>>, Fault> {
        let plain = |ask: &HoldDeskAsk| {
            matches!(ask, HoldDeskAsk::Hold(ask)
            if ask.add_to.is_none() && ask.limits.is_empty() && ask.claims.iter().all(|c| c.seats.is_empty()))
        };
        if !asks.iter().all(plain) {
            return Ok(None);
        }
        let now = self.base.clock.now();
        let terms = self.terms_of(organizer, asks).await?;
        let mut free = FreePlaces::unlimited(&drawn_pools(asks.iter().flat_map(claims), &terms));
        let (carts, freed, codes, seats) = (Carts::new(), BTreeSet::new(), Codes::new(), Seats::new());
        let book = BatchState {
            selling: self,
            asks,
            carts: &carts,
            pending: &[],
            freed: &freed,
            codes: &codes,
            terms: &terms,
            seats: &seats,
        };
        let (answers, new_carts, new_holds) =
            book.decide(BTreeMap::new(), &mut free, &mut PersonBook::default(), now)?;
        if new_holds.is_empty() {
            return Ok(None);
        }
        let news: BTreeSet<PerformanceId> = new_holds.iter().map(|h| h.performance).collect();
        let texts = availability_news(organizer, &news)?;
        let batch = HoldBatchRows { carts: &new_carts, holds: &new_holds, channel: CHANNEL, texts: &texts };
        let numbers: Vec<(PerformanceId, i32)> = terms.iter().map(|(id, sale)| (*id, sale.number)).collect();
        if !rows::hold_all(&self.base.db, organizer, &batch, &numbers, now).await? {
            return Ok(None);
        }
        count(asks, &answers);
        Ok(Some(answers))
    }

    /// The dates that are asked for, from memory where they are known. Another organizer's are left out.
    async fn terms_of(&self, organizer: OrganizerId, asks: &[HoldDeskAsk]) -> Result<TermsByPerformance, Fault> {
        let mut terms = TermsByPerformance::new();
        for performance in asks.iter().flat_map(claims).map(|c| c.performance) {
            if let std::collections::hash_map::Entry::Vacant(entry) = terms.entry(performance)
                && let Some(sale) = self.sale_terms(performance).await?
                && sale.organizer.id == organizer
            {
                entry.insert(sale);
            }
        }
        Ok(terms)
    }

    async fn reread_terms(&self, organizer: OrganizerId, terms: &TermsByPerformance) -> Result<(), Fault> {
        let mut tx = self.base.organizer(organizer).await?;
        for performance in terms.keys() {
            self.read_sale_terms(&mut tx, organizer, *performance).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Releases and extensions. Returns their answers by the asks' places, the holds that were let go, and those that keep
    /// a part of them.
    async fn change(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        asks: &[HoldDeskAsk],
        carts: &Carts,
        pending: &mut [PendingHold],
        news: &mut BTreeSet<PerformanceId>,
        now: DateTime<Utc>,
    ) -> Result<(BTreeMap<usize, HoldDeskAnswer>, BTreeSet<HoldId>, Vec<PendingHold>), Fault> {
        let (mut answers, mut freed) = (BTreeMap::new(), BTreeSet::new());
        let mut fewer: Vec<(HoldId, PendingHold)> = Vec::new();
        for (place, ask) in asks.iter().enumerate() {
            let answer = match ask {
                HoldDeskAsk::Hold(_) => continue,
                // Once it is known which holds are left.
                HoldDeskAsk::UseCode { .. } => continue,
                // Before any hold is decided.
                HoldDeskAsk::Expire { .. } => Ok(()),
                HoldDeskAsk::Release { secret_hash, what } => open(carts, secret_hash).map(|cart| {
                    let mine = pending.iter().filter(|h| h.cart == cart.id && !freed.contains(&h.id));
                    let Released { gone, kept } = what.decide(mine, now);
                    fewer.extend(kept);
                    news.extend(gone.iter().map(|h| h.performance));
                    freed.extend(gone.iter().map(|h| h.id));
                }),
                HoldDeskAsk::Extend { secret_hash } => match open(carts, secret_hash) {
                    Err(refusal) => Err(refusal),
                    Ok(cart) => {
                        let mine = pending.iter_mut().filter(|h| h.cart == cart.id && !freed.contains(&h.id));
                        match extend(mine.collect(), now) {
                            Err(refusal) => Err(refusal),
                            Ok((kept, until)) => {
                                let ids: Vec<Uuid> = kept.iter().map(|id| id.0).collect();
                                holds::keep_until(conn, organizer, &ids, until, true, now).await?;
                                Ok(())
                            }
                        }
                    }
                },
            };
            answers.insert(place, HoldDeskAnswer::Changed(answer.map_err(Failure::Refused)));
        }
        if !freed.is_empty() {
            let ids: Vec<Uuid> = freed.iter().map(|h| h.0).collect();
            holds::void(conn, organizer, &ids, now).await?;
        }
        for (voided, kept) in &fewer {
            holds::hold_fewer(conn, organizer, *voided, kept.id, kept.quantity, now).await?;
        }
        Ok((answers, freed, fewer.into_iter().map(|(_, kept)| kept).collect()))
    }
}

/// A date's asks as a batch; the carts among them may hold places of the organizer's other dates as well.
struct HoldBatch<'a> {
    selling: &'a Selling,
    organizer: OrganizerId,
}

impl batch::Batch for HoldBatch<'_> {
    type Ask = HoldDeskAsk;
    type Answer = HoldDeskAnswer;

    async fn run(&self, asks: &[HoldDeskAsk]) -> Result<Vec<HoldDeskAnswer>, Fault> {
        if let Some(answers) = self.selling.serve_in_one_statement(self.organizer, asks).await? {
            return Ok(answers);
        }
        for _ in 0..TRIES_MAX {
            if let Some(answers) = self.selling.serve_in_transaction(self.organizer, asks).await? {
                return Ok(answers);
            }
        }
        Err(Fault::Broken("the terms of a sale change too fast".into()))
    }
}

/// The answers in the order of the asks, and what is to be written for them.
type BatchDecision = (Vec<HoldDeskAnswer>, Vec<CartToInsert>, Vec<NewHold>);
type Carts = HashMap<[u8; 32], LockedCart>;
type CartCounts = HashMap<CartId, Vec<(PerformanceId, TicketTypeId, u32)>>;

/// All that a batch is decided on.
struct BatchState<'a> {
    selling: &'a Selling,
    asks: &'a [HoldDeskAsk],
    carts: &'a Carts,
    pending: &'a [PendingHold],
    freed: &'a BTreeSet<HoldId>,
    codes: &'a Codes,
    terms: &'a TermsByPerformance,
    seats: &'a Seats,
}

impl BatchState<'_> {
    /// Decides each hold in the order of arrival; `changed` has the other answers.
    fn decide(
        &self,
        mut changed: BTreeMap<usize, HoldDeskAnswer>,
        free: &mut FreePlaces,
        persons: &mut PersonBook,
        now: DateTime<Utc>,
    ) -> Result<BatchDecision, Fault> {
        let mut in_carts = self.in_carts(now);
        let (mut answers, mut new_carts, mut new_holds) = (Vec::new(), Vec::new(), Vec::new());
        for (place, ask) in self.asks.iter().enumerate() {
            let HoldDeskAsk::Hold(ask) = ask else {
                answers.extend(changed.remove(&place));
                continue;
            };
            let to_fill = ask
                .add_to
                .and_then(|hash| self.carts.get(&hash))
                .filter(|c| takes_more(c.order.is_some(), c.channel, ask.channel));
            let cart = to_fill.map_or(ask.new_cart, |c| c.id);
            if let Err((max, had)) = persons.check(&ask.limits) {
                answers.push(HoldDeskAnswer::Held(Err(Failure::Refused(HoldRefusal::PersonLimit { max, had }.into()))));
                continue;
            }
            let in_cart = in_carts.get(&cart).cloned().unwrap_or_default();
            let code = to_fill.and_then(|cart| self.code_of(cart));
            let wish =
                HoldWish { claims: &ask.claims, channel: ask.channel, partly: ask.partly, in_cart: &in_cart, code };
            let mut id = || HoldId(self.selling.base.chance.uuid(now));
            let (granted, missed) = match grant(&wish, self.terms, self.seats, free, &mut id, now) {
                Ok(granted) => granted,
                Err(RuleError::Money(error)) => return Err(error.into()),
                Err(RuleError::Refused(refused)) => {
                    answers.push(HoldDeskAnswer::Held(Err(Failure::Refused(refused))));
                    continue;
                }
            };
            persons.take(&ask.limits, cart);
            let counts = in_carts.entry(cart).or_default();
            counts.extend(granted.iter().map(Granted::counted));
            if to_fill.is_none() {
                let (id, secret_hash) = (ask.new_cart, ask.new_hash);
                new_carts.push(CartToInsert { id, secret_hash, channel: ask.channel, locale: ask.locale });
            }
            new_holds.extend(granted.iter().map(|g| new_hold(cart, g)));
            let held = Held {
                is_new: to_fill.is_none(),
                cart,
                terms: self.shown(&granted),
                seats: self.names(&granted),
                granted,
                missed,
            };
            answers.push(HoldDeskAnswer::Held(Ok(held)));
        }
        Ok((answers, new_carts, new_holds))
    }

    /// What a cart's places are priced with.
    fn code_of(&self, cart: &LockedCart) -> Option<&DiscountCode> {
        self.codes.get(&cart.code?)
    }

    /// What live holds the carts have, as the limits count them.
    fn in_carts(&self, now: DateTime<Utc>) -> CartCounts {
        let mut counts = CartCounts::new();
        for hold in self.pending.iter().filter(|h| h.is_live(now) && !self.freed.contains(&h.id)) {
            counts.entry(hold.cart).or_default().push((hold.performance, hold.ticket_type, hold.quantity));
        }
        counts
    }

    fn shown(&self, granted: &[Granted]) -> TermsByPerformance {
        let performances: BTreeSet<PerformanceId> = granted.iter().map(|g| g.performance).collect();
        performances.into_iter().filter_map(|id| Some((id, self.terms.get(&id)?.clone()))).collect()
    }

    fn names(&self, granted: &[Granted]) -> HashMap<HoldId, Place> {
        let name = |g: &Granted| {
            let seat = self.seats.get(&(g.performance, g.seat?))?;
            let (row, number) = (seat.row.clone(), seat.number.clone());
            Some((g.id, Place { area: None, row: Some(row), seat: Some(number), kind: seat.kind }))
        };
        granted.iter().filter_map(name).collect()
    }
}

fn count(asks: &[HoldDeskAsk], answers: &[HoldDeskAnswer]) {
    for pair in asks.iter().zip(answers) {
        if let (HoldDeskAsk::Hold(ask), HoldDeskAnswer::Held(Ok(held))) = pair {
            let holds = metrics::counter!("tessera_holds_total", "channel" => ask.channel.into_str());
            holds.increment(held.granted.len() as u64);
        }
    }
}

fn broken(ask: &HoldDeskAsk, fault: Fault) -> HoldDeskAnswer {
    match ask {
        HoldDeskAsk::Hold(_) => HoldDeskAnswer::Held(Err(Failure::Fault(fault))),
        HoldDeskAsk::Release { .. }
        | HoldDeskAsk::Extend { .. }
        | HoldDeskAsk::UseCode { .. }
        | HoldDeskAsk::Expire { .. } => HoldDeskAnswer::Changed(Err(Failure::Fault(fault))),
    }
}

fn claims(ask: &HoldDeskAsk) -> &[Claim] {
    match ask {
        HoldDeskAsk::Hold(ask) => &ask.claims,
        HoldDeskAsk::Release { .. }
        | HoldDeskAsk::Extend { .. }
        | HoldDeskAsk::UseCode { .. }
        | HoldDeskAsk::Expire { .. } => &[],
    }
}

fn limits(asks: &[HoldDeskAsk]) -> Vec<PersonWish> {
    let of = |ask: &HoldDeskAsk| match ask {
        HoldDeskAsk::Hold(ask) => ask.limits.clone(),
        HoldDeskAsk::Release { .. }
        | HoldDeskAsk::Extend { .. }
        | HoldDeskAsk::UseCode { .. }
        | HoldDeskAsk::Expire { .. } => Vec::new(),
    };
    asks.iter().flat_map(of).collect()
}

async fn lock_carts(conn: &mut Conn, organizer: OrganizerId, asks: &[HoldDeskAsk]) -> Result<Carts, Fault> {
    let hashes: BTreeSet<[u8; 32]> = asks
        .iter()
        .filter_map(|ask| match ask {
            HoldDeskAsk::Hold(ask) => ask.add_to,
            HoldDeskAsk::Release { secret_hash, .. }
            | HoldDeskAsk::Extend { secret_hash }
            | HoldDeskAsk::UseCode { secret_hash, .. } => Some(*secret_hash),
            HoldDeskAsk::Expire { .. } => None,
        })
        .collect();
    if hashes.is_empty() {
        return Ok(Carts::new());
    }
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
    let locked = storage::carts::lock(conn, organizer, &hashes).await?;
    Ok(locked.into_iter().filter_map(|c| Some((c.secret_hash.as_slice().try_into().ok()?, c))).collect())
}

/// A cart that can still be changed.
fn open<'a>(carts: &'a Carts, hash: &[u8; 32]) -> Result<&'a LockedCart, CartRefusal> {
    let cart = carts.get(hash).ok_or(CartRefusal::Unknown)?;
    check_open(cart.order.is_some())?;
    Ok(cart)
}

/// The dates whose lapsed holds are to come back.
fn swept(asks: &[HoldDeskAsk]) -> BTreeSet<PerformanceId> {
    let performance = |ask: &HoldDeskAsk| match ask {
        HoldDeskAsk::Expire { performance } => Some(*performance),
        HoldDeskAsk::Hold(_)
        | HoldDeskAsk::Release { .. }
        | HoldDeskAsk::Extend { .. }
        | HoldDeskAsk::UseCode { .. } => None,
    };
    asks.iter().filter_map(performance).collect()
}

/// Whether what is known of each date is what is in force, and whether every pool is still there.
async fn are_current(
    conn: &mut Conn,
    organizer: OrganizerId,
    terms: &TermsByPerformance,
    drawn: &BTreeSet<PoolId>,
    locked: &[PoolCounts],
) -> Result<bool, Fault> {
    if !drawn.iter().all(|pool| locked.iter().any(|l| l.pool == *pool)) {
        return Ok(false);
    }
    if terms.is_empty() {
        return Ok(true);
    }
    // Read under the locks: whoever changes them may have been waited for.
    let performances: Vec<Uuid> = terms.keys().map(|p| p.0).collect();
    let numbers = terms::numbers(conn, organizer, &performances).await?;
    Ok(terms.iter().all(|(performance, sale)| numbers.get(performance) == Some(&sale.number)))
}

async fn seats_of(
    conn: &mut Conn,
    organizer: OrganizerId,
    asks: &[HoldDeskAsk],
    now: DateTime<Utc>,
) -> Result<Seats, Fault> {
    let pairs: BTreeSet<(Uuid, Uuid)> =
        asks.iter().flat_map(claims).flat_map(|c| c.seats.iter().map(|s| (c.performance.0, s.0))).collect();
    if pairs.is_empty() {
        return Ok(Seats::new());
    }
    let (performances, seats): (Vec<Uuid>, Vec<Uuid>) = pairs.into_iter().unzip();
    let found = rows::seats_now(conn, organizer, &performances, &seats, now).await?;
    Ok(found.into_iter().map(|s| ((s.performance, s.seat), s)).collect())
}

fn new_hold(cart: CartId, granted: &Granted) -> NewHold {
    NewHold {
        id: granted.id,
        cart,
        performance: granted.performance,
        ticket_type: granted.ticket_type,
        pools: granted.pools.clone(),
        quantity: granted.quantity,
        seat: granted.seat,
        quote: granted.quote.clone(),
        code: granted.code,
        expires_at: granted.expires_at,
    }
}

fn availability_news(organizer: OrganizerId, changed: &BTreeSet<PerformanceId>) -> Result<Vec<String>, Fault> {
    news_texts(changed.iter().map(|performance| News::Availability { organizer, performance: *performance }))
}

/// The performance and organizer whose desk these terms are asked for at.
pub fn performance_key(sale: &SaleTerms) -> PerformanceKey {
    (sale.organizer.id, sale.performance.id)
}
