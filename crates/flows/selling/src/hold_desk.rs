//! The desk of a date: claims, extensions and releases of many carts in one transaction.
//!
//! A batch locks what it is about (carts, then pools, each by id), gives back what lapsed if somebody needs it or the sweeper
//! asks, decides in the order of arrival (`domain::hold`), and writes all that was granted with one statement. Each ask is
//! answered by name.

use crate::Selling;
use base::batch::together;
use base::desk::{BATCH_MAX, Desk, NoAnswer, Unheard};
use base::live::{CHANNEL, News};
use base::{Failure, Fault, batch};
use chrono::{DateTime, Utc};
use domain::event::Channel;
use domain::hold::check::{Sales, Seats};
use domain::hold::grant::{Free, Granted, Missed, PoolNow, Refused, Wish, grant};
use domain::hold::{Claim, PendingHold, Release, extend};
use domain::ids::{CartId, HoldId, OrganizerId, PerformanceId, PoolId, TicketTypeId};
use domain::locale::Locale;
use domain::person_limit::{PersonBook, PersonWish};
use domain::refusal::{CartRefusal, HoldRefusal, RuleError};
use domain::sale::Sale;
use domain::seating::Place;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::carts::LockedCart;
use storage::claims::{self as rows, Batch, NewCart, NewHold};
use storage::{Conn, holds, terms};
use uuid::Uuid;

/// A batch under which the terms change is begun anew so many times.
const TRIES_MAX: usize = 5;

/// A desk's date; asks about several dates queue at the first of them.
pub type DateKey = (OrganizerId, PerformanceId);
pub type HoldDesk = Desk<DateKey, Ask, Answer>;

/// What is asked at a date's desk.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Keep places for a cart: this one if it is still one to fill, else a new one.
    Hold(HoldAsk),
    /// Let these of a cart's places go.
    Release { secret_hash: [u8; 32], what: Release },
    /// Keep a cart's places longer, once.
    Extend { secret_hash: [u8; 32] },
    /// Give back the holds of a date whose time is over, though nobody needs them.
    Expire { performance: PerformanceId },
}

impl Ask {
    /// Places in a new cart are nobody's when whoever asked has gone before they were given: only they would hear its secret.
    fn unheard(&self) -> Unheard {
        match self {
            Ask::Hold(ask) if ask.add_to.is_none() => Unheard::Drop,
            Ask::Hold(_) | Ask::Release { .. } | Ask::Extend { .. } | Ask::Expire { .. } => Unheard::Do,
        }
    }
}

#[derive(Clone, Debug)]
pub struct HoldAsk {
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
pub enum Answer {
    Held(Result<Held, Failure<Refused>>),
    Changed(Result<(), Failure<CartRefusal>>),
}

/// What a cart was given.
#[derive(Debug)]
pub struct Held {
    /// A new cart holds exactly this.
    pub is_new: bool,
    pub cart: CartId,
    pub granted: Vec<Granted>,
    pub missed: Vec<Missed>,
    pub sales: Sales,
    /// How the granted seats are named, without their area.
    pub seats: HashMap<HoldId, Place>,
}

impl Selling {
    /// Asks at a date's desk and waits for the answer.
    pub async fn ask_at_desk(&self, key: DateKey, ask: Ask) -> Result<Answer, NoAnswer> {
        let flows = self.clone();
        let work = move |asks| {
            let flows = flows.clone();
            async move { flows.serve_date(key, asks).await }
        };
        let unheard = ask.unheard();
        self.hold_desk().ask(key, ask, unheard, work).await
    }

    /// Does a batch: an answer for each, also where one of them broke it for the others.
    async fn serve_date(&self, key: DateKey, asks: Vec<Ask>) -> Vec<Answer> {
        debug_assert!(asks.len() <= BATCH_MAX);
        metrics::histogram!("tessera_desk_batch").record(asks.len() as f64);
        let date = Date { flows: self, organizer: key.0 };
        let answers = together(&date, &asks).await;
        asks.iter().zip(answers).map(|(ask, answer)| answer.unwrap_or_else(|fault| broken(ask, fault))).collect()
    }

    /// One transaction. `None`: the terms in memory were not those in force; they are read anew and it may be tried again.
    async fn serve_once(&self, organizer: OrganizerId, asks: &[Ask]) -> Result<Option<Vec<Answer>>, Fault> {
        let now = self.base.clock.now();
        let sales = self.sales_of(organizer, asks).await?;
        let mut tx = self.base.organizer(organizer).await?;
        let carts = lock_carts(&mut tx, organizer, asks).await?;
        let ids: Vec<Uuid> = carts.values().map(|c| c.id.0).collect();
        let mut pending = match ids.is_empty() {
            true => Vec::new(),
            false => rows::pending_of_carts(&mut tx, organizer, &ids).await?,
        };
        let mut persons = self.person_book(&mut tx, organizer, &limits(asks), now).await?;
        // All pools of a date that is asked for: what lapsed there may have drawn on any. Of the others, what may be let go.
        let swept = swept(asks);
        let dates: BTreeSet<PerformanceId> = sales.keys().chain(&swept).copied().collect();
        let date_ids: Vec<Uuid> = dates.iter().map(|p| p.0).collect();
        let pools: BTreeSet<Uuid> = pending.iter().flat_map(|h| &h.pools).map(|p| p.0).collect();
        let pools: Vec<Uuid> = pools.into_iter().collect();
        let locked = holds::lock(&mut tx, organizer, &pools, &date_ids).await?;
        if !are_current(&mut tx, organizer, &sales, &drawn_pools(asks, &sales), &locked).await? {
            drop(tx);
            self.read_again(organizer, &sales).await?;
            return Ok(None);
        }
        let mut news: BTreeSet<PerformanceId> = BTreeSet::new();
        let (changed, freed, kept) =
            self.change(&mut tx, organizer, asks, &carts, &mut pending, &mut news, now).await?;
        pending.extend(kept);
        let mut seats = seats_of(&mut tx, organizer, asks, now).await?;
        let wanted = wanted(asks, &sales, &seats);
        let mut free = Free::new(locked);
        let due = !swept.is_empty()
            || seats.values().any(|s| s.due)
            || (freed.is_empty() && !free.short_of(&wanted).is_empty());
        let mut lapsed = 0;
        if due || !freed.is_empty() {
            lapsed = holds::expire_due(&mut tx, organizer, &date_ids, now).await?;
            if lapsed > 0 || !freed.is_empty() {
                free = Free::new(holds::lock(&mut tx, organizer, &pools, &date_ids).await?);
                seats = seats_of(&mut tx, organizer, asks, now).await?;
            }
        }
        if lapsed > 0 {
            news.extend(dates);
        }
        for pool in free.short_of(&wanted) {
            let Some(performance) = free.performance_of(pool) else { continue };
            let back_at = holds::next_expiry(&mut tx, organizer, performance, pool).await?;
            free.back_at.insert(pool, back_at);
        }
        let book =
            Book { flows: self, asks, carts: &carts, pending: &pending, freed: &freed, sales: &sales, seats: &seats };
        let (answers, new_carts, new_holds) = book.decide(changed, &mut free, &mut persons, now)?;
        news.extend(new_holds.iter().map(|h| h.performance));
        let texts = said(organizer, &news)?;
        if !new_carts.is_empty() || !new_holds.is_empty() || !texts.is_empty() {
            let batch = Batch { carts: &new_carts, holds: &new_holds, channel: CHANNEL, texts: &texts };
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
    async fn serve_at_once(&self, organizer: OrganizerId, asks: &[Ask]) -> Result<Option<Vec<Answer>>, Fault> {
        let plain = |ask: &Ask| {
            matches!(ask, Ask::Hold(ask)
            if ask.add_to.is_none() && ask.limits.is_empty() && ask.claims.iter().all(|c| c.seats.is_empty()))
        };
        if !asks.iter().all(plain) {
            return Ok(None);
        }
        let now = self.base.clock.now();
        let sales = self.sales_of(organizer, asks).await?;
        let mut free = Free::unlimited(&drawn_pools(asks, &sales));
        let (carts, freed, seats) = (Carts::new(), BTreeSet::new(), Seats::new());
        let book = Book { flows: self, asks, carts: &carts, pending: &[], freed: &freed, sales: &sales, seats: &seats };
        let (answers, new_carts, new_holds) =
            book.decide(BTreeMap::new(), &mut free, &mut PersonBook::default(), now)?;
        if new_holds.is_empty() {
            return Ok(None);
        }
        let news: BTreeSet<PerformanceId> = new_holds.iter().map(|h| h.performance).collect();
        let texts = said(organizer, &news)?;
        let batch = Batch { carts: &new_carts, holds: &new_holds, channel: CHANNEL, texts: &texts };
        let numbers: Vec<(PerformanceId, i32)> = sales.iter().map(|(id, sale)| (*id, sale.number)).collect();
        if !rows::hold_all(&self.base.db, organizer, &batch, &numbers, now).await? {
            return Ok(None);
        }
        count(asks, &answers);
        Ok(Some(answers))
    }

    /// The dates that are asked for, from memory where they are known. Another organizer's are left out.
    async fn sales_of(&self, organizer: OrganizerId, asks: &[Ask]) -> Result<Sales, Fault> {
        let mut sales = Sales::new();
        for performance in asks.iter().flat_map(claims).map(|c| c.performance) {
            if let std::collections::hash_map::Entry::Vacant(entry) = sales.entry(performance)
                && let Some(sale) = self.sale(performance).await?
                && sale.organizer.id == organizer
            {
                entry.insert(sale);
            }
        }
        Ok(sales)
    }

    async fn read_again(&self, organizer: OrganizerId, sales: &Sales) -> Result<(), Fault> {
        let mut tx = self.base.organizer(organizer).await?;
        for performance in sales.keys() {
            self.read_sale(&mut tx, organizer, *performance).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Releases and extensions. Returns their answers by the asks' places, the holds that were let go, and those that keep
    /// a part of them.
    async fn change(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        asks: &[Ask],
        carts: &Carts,
        pending: &mut [PendingHold],
        news: &mut BTreeSet<PerformanceId>,
        now: DateTime<Utc>,
    ) -> Result<(BTreeMap<usize, Answer>, BTreeSet<HoldId>, Vec<PendingHold>), Fault> {
        let (mut answers, mut freed) = (BTreeMap::new(), BTreeSet::new());
        let mut fewer: Vec<(HoldId, PendingHold)> = Vec::new();
        for (place, ask) in asks.iter().enumerate() {
            let answer = match ask {
                Ask::Hold(_) => continue,
                // Before any hold is decided.
                Ask::Expire { .. } => Ok(()),
                Ask::Release { secret_hash, what } => open(carts, secret_hash).map(|cart| {
                    let mine = pending.iter().filter(|h| h.cart == cart.id && !freed.contains(&h.id));
                    let gone: Vec<&PendingHold> = mine.filter(|h| what.meets(h, now)).collect();
                    if let (Release::AllBut { keep, new, .. }, [whole]) = (what, gone.as_slice())
                        && *keep > 0
                    {
                        fewer.push((whole.id, PendingHold { id: *new, quantity: *keep, ..(*whole).clone() }));
                    }
                    news.extend(gone.iter().map(|h| h.performance));
                    freed.extend(gone.iter().map(|h| h.id));
                }),
                Ask::Extend { secret_hash } => match open(carts, secret_hash) {
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
            answers.insert(place, Answer::Changed(answer.map_err(Failure::Refused)));
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
struct Date<'a> {
    flows: &'a Selling,
    organizer: OrganizerId,
}

impl batch::Batch for Date<'_> {
    type Ask = Ask;
    type Answer = Answer;

    async fn run(&self, asks: &[Ask]) -> Result<Vec<Answer>, Fault> {
        if let Some(answers) = self.flows.serve_at_once(self.organizer, asks).await? {
            return Ok(answers);
        }
        for _ in 0..TRIES_MAX {
            if let Some(answers) = self.flows.serve_once(self.organizer, asks).await? {
                return Ok(answers);
            }
        }
        Err(Fault::Broken("the terms of a sale change too fast".into()))
    }
}

/// The answers in the order of the asks, and what is to be written for them.
type Decided = (Vec<Answer>, Vec<NewCart>, Vec<NewHold>);
type Carts = HashMap<[u8; 32], LockedCart>;
type CartCounts = HashMap<CartId, Vec<(PerformanceId, TicketTypeId, u32)>>;

/// All that a batch is decided on.
struct Book<'a> {
    flows: &'a Selling,
    asks: &'a [Ask],
    carts: &'a Carts,
    pending: &'a [PendingHold],
    freed: &'a BTreeSet<HoldId>,
    sales: &'a Sales,
    seats: &'a Seats,
}

impl Book<'_> {
    /// Decides each hold in the order of arrival; `changed` has the other answers.
    fn decide(
        &self,
        mut changed: BTreeMap<usize, Answer>,
        free: &mut Free,
        persons: &mut PersonBook,
        now: DateTime<Utc>,
    ) -> Result<Decided, Fault> {
        let mut in_carts = self.in_carts(now);
        let (mut answers, mut new_carts, mut new_holds) = (Vec::new(), Vec::new(), Vec::new());
        for (place, ask) in self.asks.iter().enumerate() {
            let Ask::Hold(ask) = ask else {
                answers.extend(changed.remove(&place));
                continue;
            };
            let to_fill = ask
                .add_to
                .and_then(|hash| self.carts.get(&hash))
                .filter(|c| c.order.is_none() && c.channel == ask.channel);
            let cart = to_fill.map_or(ask.new_cart, |c| c.id);
            if let Err((max, had)) = persons.check(&ask.limits) {
                answers.push(Answer::Held(Err(Failure::Refused(HoldRefusal::PersonLimit { max, had }.into()))));
                continue;
            }
            let in_cart = in_carts.get(&cart).cloned().unwrap_or_default();
            let wish = Wish { claims: &ask.claims, channel: ask.channel, partly: ask.partly, in_cart: &in_cart };
            let mut id = || HoldId(self.flows.base.chance.uuid(now));
            let (granted, missed) = match grant(&wish, self.sales, self.seats, free, &mut id, now) {
                Ok(granted) => granted,
                Err(RuleError::Money(error)) => return Err(error.into()),
                Err(RuleError::Refused(refused)) => {
                    answers.push(Answer::Held(Err(Failure::Refused(refused))));
                    continue;
                }
            };
            persons.take(&ask.limits, cart);
            let counts = in_carts.entry(cart).or_default();
            counts.extend(granted.iter().map(Granted::counted));
            if to_fill.is_none() {
                let (id, secret_hash) = (ask.new_cart, ask.new_hash);
                new_carts.push(NewCart { id, secret_hash, channel: ask.channel, locale: ask.locale });
            }
            new_holds.extend(granted.iter().map(|g| new_hold(cart, g)));
            let held = Held {
                is_new: to_fill.is_none(),
                cart,
                sales: self.shown(&granted),
                seats: self.names(&granted),
                granted,
                missed,
            };
            answers.push(Answer::Held(Ok(held)));
        }
        Ok((answers, new_carts, new_holds))
    }

    /// What live holds the carts have, as the limits count them.
    fn in_carts(&self, now: DateTime<Utc>) -> CartCounts {
        let mut counts = CartCounts::new();
        for hold in self.pending.iter().filter(|h| h.is_live(now) && !self.freed.contains(&h.id)) {
            counts.entry(hold.cart).or_default().push((hold.performance, hold.ticket_type, hold.quantity));
        }
        counts
    }

    fn shown(&self, granted: &[Granted]) -> Sales {
        let dates: BTreeSet<PerformanceId> = granted.iter().map(|g| g.performance).collect();
        dates.into_iter().filter_map(|id| Some((id, self.sales.get(&id)?.clone()))).collect()
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

fn count(asks: &[Ask], answers: &[Answer]) {
    for pair in asks.iter().zip(answers) {
        if let (Ask::Hold(ask), Answer::Held(Ok(held))) = pair {
            let holds = metrics::counter!("tessera_holds_total", "channel" => ask.channel.into_str());
            holds.increment(held.granted.len() as u64);
        }
    }
}

fn broken(ask: &Ask, fault: Fault) -> Answer {
    match ask {
        Ask::Hold(_) => Answer::Held(Err(Failure::Fault(fault))),
        Ask::Release { .. } | Ask::Extend { .. } | Ask::Expire { .. } => Answer::Changed(Err(Failure::Fault(fault))),
    }
}

fn claims(ask: &Ask) -> &[Claim] {
    match ask {
        Ask::Hold(ask) => &ask.claims,
        Ask::Release { .. } | Ask::Extend { .. } | Ask::Expire { .. } => &[],
    }
}

fn limits(asks: &[Ask]) -> Vec<PersonWish> {
    let of = |ask: &Ask| match ask {
        Ask::Hold(ask) => ask.limits.clone(),
        Ask::Release { .. } | Ask::Extend { .. } | Ask::Expire { .. } => Vec::new(),
    };
    asks.iter().flat_map(of).collect()
}

async fn lock_carts(conn: &mut Conn, organizer: OrganizerId, asks: &[Ask]) -> Result<Carts, Fault> {
    let hashes: BTreeSet<[u8; 32]> = asks
        .iter()
        .filter_map(|ask| match ask {
            Ask::Hold(ask) => ask.add_to,
            Ask::Release { secret_hash, .. } | Ask::Extend { secret_hash } => Some(*secret_hash),
            Ask::Expire { .. } => None,
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
    if cart.order.is_some() { Err(CartRefusal::Ordered) } else { Ok(cart) }
}

/// The dates whose lapsed holds are to come back.
fn swept(asks: &[Ask]) -> BTreeSet<PerformanceId> {
    let date = |ask: &Ask| match ask {
        Ask::Expire { performance } => Some(*performance),
        Ask::Hold(_) | Ask::Release { .. } | Ask::Extend { .. } => None,
    };
    asks.iter().filter_map(date).collect()
}

/// The pools that what is asked for may draw on.
fn drawn_pools(asks: &[Ask], sales: &Sales) -> BTreeSet<PoolId> {
    let kind = |claim: &Claim| sales.get(&claim.performance)?.claimables.get(&claim.ticket_type);
    asks.iter().flat_map(claims).filter_map(kind).flat_map(|kind| kind.pools.iter().map(|p| p.pool)).collect()
}

/// How many places of each pool are asked for in all.
fn wanted(asks: &[Ask], sales: &Sales, seats: &Seats) -> HashMap<PoolId, i64> {
    let mut wanted = HashMap::new();
    for claim in asks.iter().flat_map(claims) {
        let Some(kind) = sales.get(&claim.performance).and_then(|s| s.claimables.get(&claim.ticket_type)) else {
            continue;
        };
        let mut count = |zone, places: u32| {
            for pool in kind.pools_for(zone) {
                *wanted.entry(pool.pool).or_default() += i64::from(places);
            }
        };
        if claim.seats.is_empty() {
            count(None, claim.quantity);
        }
        for seat in &claim.seats {
            count(seats.get(&(claim.performance, *seat)).map(|s| s.zone), 1);
        }
    }
    wanted
}

/// Whether what is known of each date is what is in force, and whether every pool is still there.
async fn are_current(
    conn: &mut Conn,
    organizer: OrganizerId,
    sales: &Sales,
    drawn: &BTreeSet<PoolId>,
    locked: &[PoolNow],
) -> Result<bool, Fault> {
    if !drawn.iter().all(|pool| locked.iter().any(|l| l.pool == *pool)) {
        return Ok(false);
    }
    if sales.is_empty() {
        return Ok(true);
    }
    // Read under the locks: whoever changes them may have been waited for.
    let dates: Vec<Uuid> = sales.keys().map(|p| p.0).collect();
    let numbers = terms::numbers(conn, organizer, &dates).await?;
    Ok(sales.iter().all(|(performance, sale)| numbers.get(performance) == Some(&sale.number)))
}

async fn seats_of(conn: &mut Conn, organizer: OrganizerId, asks: &[Ask], now: DateTime<Utc>) -> Result<Seats, Fault> {
    let pairs: BTreeSet<(Uuid, Uuid)> =
        asks.iter().flat_map(claims).flat_map(|c| c.seats.iter().map(|s| (c.performance.0, s.0))).collect();
    if pairs.is_empty() {
        return Ok(Seats::new());
    }
    let (dates, seats): (Vec<Uuid>, Vec<Uuid>) = pairs.into_iter().unzip();
    let found = rows::seats_now(conn, organizer, &dates, &seats, now).await?;
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
        price: granted.price,
        expires_at: granted.expires_at,
    }
}

fn said(organizer: OrganizerId, news: &BTreeSet<PerformanceId>) -> Result<Vec<String>, Fault> {
    news.iter()
        .map(|performance| {
            let news = News::Availability { organizer, performance: *performance };
            serde_json::to_string(&news).map_err(|e| Fault::Broken(e.to_string()))
        })
        .collect()
}

/// The date and organizer whose desk this sale is at.
pub fn date_key(sale: &Sale) -> DateKey {
    (sale.organizer.id, sale.performance.id)
}
