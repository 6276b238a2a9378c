//! What an answer has to be, from what the auditor knows before the request is made.

use super::Auditor;
use super::facts::{Facts, TypeFact};
use super::request::{Request, Scanned, TypedCode, Wanted};
use super::tables::{Hold, Order, Tables};
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    Done,
    /// A success that says this.
    Says(String),
    /// A refusal by one of these names: each is true, and which is said first is the flow's own business.
    Refused(BTreeSet<&'static str>),
    Either,
}

impl Expect {
    fn of(why: BTreeSet<&'static str>) -> Expect {
        if why.is_empty() { Expect::Done } else { Expect::Refused(why) }
    }

    fn no(name: &'static str) -> Expect {
        Expect::Refused(BTreeSet::from([name]))
    }
}

pub fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

fn is_live(hold: &Hold, now: DateTime<Utc>) -> bool {
    hold.state == "pending" && hold.expires > micros(now)
}

/// Held and sold of a pool, lapsed holds not counted: nobody has to wait for a timer.
fn taken(tables: &Tables, pool: Uuid, now: DateTime<Utc>) -> (i64, i64) {
    let live = tables.holds.values().filter(|h| is_live(h, now) && h.pools.contains(&pool));
    let valid = tables.tickets.values().filter(|t| t.takes_a_place() && tables.pools_of(t).contains(&pool));
    (live.map(|h| h.quantity).sum(), valid.count() as i64)
}

fn is_seat_taken(tables: &Tables, date: Uuid, seat: Uuid, now: DateTime<Utc>) -> bool {
    let held = tables.holds.values().any(|h| is_live(h, now) && h.date == date && h.seat == Some(seat));
    held || tables.tickets.values().any(|t| t.takes_a_place() && t.date == date && t.seat == Some(seat))
}

impl Auditor {
    pub fn predict(&self, request: &Request, now: DateTime<Utc>) -> Expect {
        let known = &self.tables;
        match request {
            Request::Hold { cart, channel, wanted } => self.hold(*cart, channel, wanted, now),
            Request::Remove { cart, .. } => Expect::of(self.cart_is_open(*cart).err().into_iter().collect()),
            Request::Extend { cart } => {
                if let Err(name) = self.cart_is_open(*cart) {
                    return Expect::no(name);
                }
                let live: Vec<&Hold> = known.holds_of(*cart).filter(|h| is_live(h, now)).collect();
                match live.iter().any(|h| h.extended) {
                    _ if live.is_empty() => Expect::no("Expired"),
                    true => Expect::no("ExtendedAlready"),
                    false => Expect::Done,
                }
            }
            Request::UseCode { cart, code } => self.use_code(*cart, *code, now),
            Request::Place { cart, types, offered, price_seen } => {
                self.place(*cart, *types, *offered, *price_seen, now)
            }
            Request::Sell { cart, tendered, key } => self.sell(*cart, *tendered, key, now),
            Request::GiveUp { order } => match self.state_of(*order) {
                Some("awaiting_payment" | "cancelled" | "expired") => Expect::Done,
                Some(_) => Expect::no("PaidAlready"),
                None => Expect::no("Unknown"),
            },
            Request::PayAgain { order } => match self.state_of(*order) {
                Some("awaiting_payment") => Expect::Done,
                Some("paid" | "partly_refunded") => Expect::no("PaidAlready"),
                Some(_) => Expect::no("Ended"),
                None => Expect::no("Unknown"),
            },
            Request::Refund { order, tickets, though_inside } => self.refund(*order, tickets, *though_inside),
            Request::Cancel { order, though_inside } => match self.state_of(*order) {
                Some("awaiting_payment") => Expect::Done,
                Some(_) if !though_inside && known.tickets_of(*order).any(|t| t.state == "valid" && t.inside) => {
                    Expect::no("HolderInside")
                }
                Some(_) if known.tickets_of(*order).any(|t| t.state == "valid") => Expect::Done,
                Some(_) => Expect::no("Ended"),
                None => Expect::no("Unknown"),
            },
            Request::RetryRefunds { order } => {
                if self.state_of(*order).is_some() {
                    Expect::Done
                } else {
                    Expect::no("Unknown")
                }
            }
            Request::Scan { code, out, at, nonce } => Expect::Says(self.scan(*code, *out, *at, nonce)),
            Request::Background => Expect::Done,
        }
    }

    fn state_of(&self, order: Uuid) -> Option<&str> {
        self.tables.orders.get(&order).map(|o| o.state.as_str())
    }

    fn cart_is_open(&self, cart: Uuid) -> Result<(), &'static str> {
        if !self.tables.carts.contains_key(&cart) {
            return Err("Unknown");
        }
        if self.tables.order_of_cart(cart).is_some() { Err("Ordered") } else { Ok(()) }
    }

    fn use_code(&self, cart: Uuid, typed: TypedCode, now: DateTime<Utc>) -> Expect {
        let mut why: BTreeSet<&'static str> = self.cart_is_open(cart).err().into_iter().collect();
        let code = match typed {
            TypedCode::None => return Expect::of(why),
            TypedCode::Nonsense => None,
            TypedCode::Of(id) => self.facts.codes.get(&id).map(|code| (id, code)),
        };
        let house = self.tables.carts.get(&cart).map(|cart| cart.organizer);
        let Some((id, code)) = code.filter(|(_, code)| Some(code.organizer) == house) else {
            why.insert("CodeUnknown");
            return Expect::of(why);
        };
        if let Some(refused) = code.refused(now) {
            why.insert(refused);
            return Expect::of(why);
        }
        let live: Vec<&Hold> = self.tables.holds_of(cart).filter(|h| is_live(h, now)).collect();
        let fits = |hold: &&&Hold| self.facts.coded(id, hold.date, hold.kind, hold.list).is_some();
        let wanted: i64 = live.iter().filter(fits).map(|hold| hold.quantity).sum();
        let own: i64 = live.iter().filter(|hold| hold.code == Some(id)).map(|hold| hold.quantity).sum();
        // What lapsed counts until somebody gives it back.
        let left = self.tables.pools.get(&code.pool).map_or(0, |pool| pool.capacity - pool.held - pool.sold) + own;
        if wanted == 0 {
            why.insert("CodeFitsNothing");
        } else if wanted > left {
            why.insert("CodeUsedUp");
        }
        Expect::of(why)
    }

    fn hold(&self, cart: Option<Uuid>, channel: &str, wanted: &[Wanted], now: DateTime<Utc>) -> Expect {
        let facts = &self.facts;
        let Some(first) = wanted.first() else { return Expect::no("Nothing") };
        let mut why = BTreeSet::new();
        let Some(house) = facts.dates.get(&first.date).map(|d| d.organizer) else {
            return Expect::no("UnknownPerformance");
        };
        let places: i64 = wanted.iter().map(Wanted::places).sum();
        if places == 0 {
            why.insert("Nothing");
        }
        if places > 200 {
            why.insert("OverLimit");
        }
        let in_cart: Vec<&Hold> = match cart.and_then(|id| self.tables.carts.get(&id)) {
            Some(it)
                if it.organizer == house && it.channel == channel && self.tables.order_of_cart(it.id).is_none() =>
            {
                self.tables.holds_of(it.id).filter(|h| is_live(h, now)).collect()
            }
            _ => Vec::new(),
        };
        let mut needs: HashMap<Uuid, i64> = HashMap::new();
        let mut seen = BTreeSet::new();
        for one in wanted.iter().filter(|w| w.places() > 0) {
            let Some(kind) = self.claim(one, house, channel, now, &mut why) else { continue };
            for pool in &kind.pools {
                *needs.entry(*pool).or_default() += one.places();
            }
            for seat in &one.seats {
                if !seen.insert((one.date, *seat)) || is_seat_taken(&self.tables, one.date, *seat, now) {
                    why.insert("SeatTaken");
                }
            }
            if channel != "till" {
                limits(facts, kind, one, wanted, &in_cart, &mut why);
            }
        }
        for (pool, need) in needs {
            let capacity = facts.pools.get(&pool).map_or(0, |p| p.capacity);
            let (held, sold) = taken(&self.tables, pool, now);
            let free = capacity - held - sold;
            if need > free {
                why.insert(match (free > 0, held > 0) {
                    (true, _) => "NotEnough",
                    (false, true) => "AllInCarts",
                    (false, false) => "SoldOut",
                });
            }
        }
        Expect::of(why)
    }

    /// What is wrong with one claim by itself.
    fn claim(
        &self,
        one: &Wanted,
        house: Uuid,
        channel: &str,
        now: DateTime<Utc>,
        why: &mut BTreeSet<&'static str>,
    ) -> Option<&TypeFact> {
        let Some(date) = self.facts.dates.get(&one.date).filter(|d| d.organizer == house) else {
            why.insert("UnknownPerformance");
            return None;
        };
        let at_door = channel == "till";
        if now >= date.until && !at_door {
            why.insert("SaleEnded");
        }
        if now < date.from && !at_door {
            why.insert("NotYetOnSale");
        }
        let Some(kind) = self.facts.types.get(&(one.date, one.kind)) else {
            why.insert("UnknownTicketType");
            return None;
        };
        if !kind.online && !at_door {
            why.insert("WrongChannel");
        }
        if kind.seated && one.seats.is_empty() {
            why.insert("SeatNeeded");
        }
        if !kind.seated && !one.seats.is_empty() {
            why.insert("SeatNotExpected");
        }
        if one.seats.iter().any(|seat| !date.seats.contains(seat)) {
            why.insert("UnknownSeat");
        }
        Some(kind)
    }

    fn place(&self, cart: Uuid, types: bool, offered: bool, price_seen: bool, now: DateTime<Utc>) -> Expect {
        let Some(it) = self.tables.carts.get(&cart) else { return Expect::no("Unknown") };
        if self.tables.order_of_cart(cart).is_some() {
            return Expect::Done;
        }
        let live: Vec<&Hold> = self.tables.holds_of(cart).filter(|h| is_live(h, now)).collect();
        if live.is_empty() {
            return Expect::Refused(BTreeSet::from(["Empty", "Expired"]));
        }
        let total: i64 = live.iter().map(|h| h.price * h.quantity).sum();
        let mut why = BTreeSet::new();
        if !price_seen {
            why.insert("PriceChanged");
        }
        if !offered && total > 0 {
            why.insert("GatewayNotOffered");
        }
        if !types && !it.drafted {
            why.insert("Invalid");
        }
        Expect::of(why)
    }

    fn sell(&self, cart: Uuid, tendered: i64, key: &str, now: DateTime<Utc>) -> Expect {
        if !self.tables.carts.contains_key(&cart) {
            return Expect::no("Unknown");
        }
        if let Some((of, with, _)) = self.keys.get(key) {
            return if (*of, *with) == (cart, tendered) { Expect::Done } else { Expect::no("KeyReused") };
        }
        if self.tables.order_of_cart(cart).is_some() {
            return Expect::no("Ordered");
        }
        let live: Vec<&Hold> = self.tables.holds_of(cart).filter(|h| is_live(h, now)).collect();
        if live.is_empty() {
            return Expect::Refused(BTreeSet::from(["Empty", "Expired"]));
        }
        let total: i64 = live.iter().map(|h| h.price * h.quantity).sum();
        if tendered < total { Expect::no("CashTooLittle") } else { Expect::Done }
    }

    fn refund(&self, order: Uuid, tickets: &[Uuid], though_inside: bool) -> Expect {
        let Some(Order { state, .. }) = self.tables.orders.get(&order) else { return Expect::no("Unknown") };
        let mut why = BTreeSet::new();
        if tickets.is_empty() {
            why.insert("Nothing");
        }
        if matches!(state.as_str(), "awaiting_payment" | "cancelled" | "expired" | "refunded") {
            why.insert("NotPaid");
        }
        for id in tickets {
            match self.tables.tickets.get(id).filter(|t| t.order == order) {
                None => why.insert("UnknownTicket"),
                Some(ticket) if ticket.state != "valid" => why.insert("TicketNotValid"),
                Some(ticket) if ticket.inside && !though_inside => why.insert("HolderInside"),
                Some(_) => false,
            };
        }
        Expect::of(why)
    }

    fn scan(&self, code: Scanned, out: bool, at: Uuid, nonce: &str) -> String {
        if let Some(before) = self.said.get(nonce) {
            return before.clone();
        }
        let ticket = match code {
            Scanned::Nonsense => return "not_a_ticket".into(),
            Scanned::Forged => return "forged".into(),
            Scanned::Ticket(id) => self.tables.tickets.get(&id),
        };
        let Some(ticket) = ticket else { return "unknown".into() };
        let says = match (ticket.state.as_str(), ticket.date == at, out, ticket.inside) {
            // Whoever is inside may leave, whatever has become of the ticket; by the gate of their date.
            (_, true, true, true) => "left",
            (_, false, true, true) => "wrong_performance",
            ("refunded", ..) => "refunded",
            ("cancelled", ..) => "cancelled",
            (_, false, ..) => "wrong_performance",
            (_, _, false, true) => "already_used",
            (_, _, false, false) => "admitted",
            (_, true, true, false) => "not_inside",
        };
        says.into()
    }
}

/// Limits count what the cart holds already.
fn limits(
    facts: &Facts,
    kind: &TypeFact,
    one: &Wanted,
    wanted: &[Wanted],
    in_cart: &[&Hold],
    why: &mut BTreeSet<&'static str>,
) {
    let had = |same: &dyn Fn(&Hold) -> bool| in_cart.iter().filter(|h| same(h)).map(|h| h.quantity).sum::<i64>();
    let of_type: i64 =
        wanted.iter().filter(|w| w.date == one.date && w.kind == one.kind).map(Wanted::places).sum::<i64>()
            + had(&|h| h.date == one.date && h.kind == one.kind);
    let of_date: i64 =
        wanted.iter().filter(|w| w.date == one.date).map(Wanted::places).sum::<i64>() + had(&|h| h.date == one.date);
    let order_max = facts.dates.get(&one.date).map_or(0, |d| d.order_max);
    if of_type > kind.max || of_date > order_max {
        why.insert("OverLimit");
    }
    if of_type < kind.min {
        why.insert("UnderMinimum");
    }
}
