//! Accounts for every change of the tables by what was asked: nothing else may have changed, and what was answered with
//! success must be there.

use super::Captured;
use super::facts::Facts;
use super::predict::micros;
use super::request::{Answer, Request, Success, TypedCode, Wanted};
use super::rules::short;
use super::tables::{Hold, Order, Tables};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashSet;
use uuid::Uuid;

pub struct Moment<'a> {
    pub before: &'a Tables,
    pub after: &'a Tables,
    pub facts: &'a Facts,
    pub asked: &'a [(Request, Answer)],
    pub now: DateTime<Utc>,
    pub captured: Captured<'a>,
}

/// One new hold, as a claim asks for it: date, type, places, seat.
type Shape = (Uuid, Uuid, i64, Option<Uuid>);

fn shapes(wanted: &[Wanted]) -> Vec<Shape> {
    let each = wanted.iter().filter(|w| w.places() > 0).flat_map(|w| {
        let seats = w.seats.iter().map(|seat| (w.date, w.kind, 1, Some(*seat)));
        let places = (w.seats.is_empty()).then_some((w.date, w.kind, w.quantity, None));
        seats.chain(places).collect::<Vec<_>>()
    });
    each.collect()
}

/// Takes `part` out of `all` if all of it is there.
fn take(all: &mut Vec<Shape>, part: &[Shape]) -> bool {
    let mut left = all.clone();
    for one in part {
        let Some(at) = left.iter().position(|it| it == one) else { return false };
        left.swap_remove(at);
    }
    *all = left;
    true
}

fn has_tickets(order: &Order) -> bool {
    matches!(order.state.as_str(), "paid" | "partly_refunded" | "refunded")
}

impl Moment<'_> {
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        self.new_holds(&mut complaints);
        self.old_holds(&mut complaints);
        self.orders(&mut complaints);
        self.payments(&mut complaints);
        self.refunds(&mut complaints);
        self.tickets(&mut complaints);
        if let [(request, Answer::Done(done))] = self.asked {
            self.done(request, done, &mut complaints);
        }
        complaints
    }

    fn happened(&self) -> impl Iterator<Item = &Request> {
        self.asked.iter().filter(|(_, answer)| answer.may_have_happened()).map(|(request, _)| request)
    }

    fn any(&self, test: impl Fn(&Request) -> bool) -> bool {
        self.happened().any(test)
    }

    fn order_of_hold(&self, hold: Uuid) -> Option<&Order> {
        let line = self.after.lines.iter().find(|l| l.hold == hold)?;
        self.after.orders.get(&line.order)
    }

    /// Whether money for this order has reached the bank, or none is needed.
    fn is_paid_for(&self, order: &Order) -> bool {
        let mine = self.after.payments.values().filter(|p| p.order == order.id);
        order.total == 0 || mine.into_iter().any(|p| p.gateway == "cash" || (self.captured)(p.id).is_some())
    }

    fn new_holds(&self, complaints: &mut Vec<String>) {
        let new: Vec<&Hold> = self.after.holds.values().filter(|h| !self.before.holds.contains_key(&h.id)).collect();
        let mut left: Vec<Shape> = new.iter().map(|h| (h.date, h.kind, h.quantity, h.seat)).collect();
        for (request, answer) in self.asked {
            let Request::Hold { wanted, .. } = request else { continue };
            match answer {
                Answer::Done(_) if !take(&mut left, &shapes(wanted)) => {
                    complaints.push("holds: a claim was granted, and not all of its places are held".into());
                }
                _ => {}
            }
        }
        for (request, answer) in self.asked {
            if let (Request::Hold { wanted, .. }, Answer::Cut) = (request, answer) {
                // All of it or nothing.
                take(&mut left, &shapes(wanted));
            }
        }
        if !left.is_empty() {
            complaints.push(format!("holds: {} are there that nobody was granted", left.len()));
        }
        for hold in new {
            self.new_hold(hold, complaints);
        }
    }

    fn new_hold(&self, hold: &Hold, complaints: &mut Vec<String>) {
        let Some(kind) = self.facts.types.get(&(hold.date, hold.kind)) else { return };
        let channel = self.after.carts.get(&hold.cart).map_or("", |cart| cart.channel.as_str());
        let list = kind.list_at(channel, self.now);
        if hold.list != list {
            complaints.push(format!(
                "price: hold {} has {} on its list, should have {list}",
                short(hold.id),
                hold.list
            ));
        }
        self.costs(hold, complaints);
        let is_split = self.asked.len() > 1;
        if let (Some(code), false) = (self.before.carts.get(&hold.cart).and_then(|cart| cart.code), is_split) {
            self.has_its_code(hold, code, complaints);
        } else if hold.code.is_some() && !is_split {
            complaints.push(format!("price: hold {} has a code that nobody typed", short(hold.id)));
        }
        let minutes = self.facts.dates.get(&hold.date).map_or(0, |d| d.hold_minutes);
        let until = micros(self.now + Duration::minutes(minutes));
        let touched = self.asked.len() > 1;
        if hold.expires != until && !(touched && hold.expires > until) {
            complaints.push(format!("holds: {} should last {minutes} minutes", short(hold.id)));
        }
        if hold.state != "pending" && !touched {
            complaints.push(format!("holds: {} is new and {}", short(hold.id), hold.state));
        }
    }

    /// A hold costs what its list and its code come to, and draws from its type's pools and its code's.
    fn costs(&self, hold: &Hold, complaints: &mut Vec<String>) {
        let Some(kind) = self.facts.types.get(&(hold.date, hold.kind)) else { return };
        let price = match hold.code {
            Some(code) => self.facts.coded(code, hold.date, hold.kind, hold.list),
            None => self.facts.plain(hold.date, hold.kind, hold.list),
        };
        if price != Some(hold.price) {
            complaints.push(format!("price: hold {} costs {}, should cost {price:?}", short(hold.id), hold.price));
        }
        let mut pools = hold.pools.clone();
        pools.sort();
        let mut drawn = kind.pools.clone();
        drawn.extend(hold.code.and_then(|code| self.facts.codes.get(&code)).map(|code| code.pool));
        drawn.sort();
        if pools != drawn {
            complaints.push(format!("holds: {} draws from other pools than its type and its code", short(hold.id)));
        }
    }

    /// What was put into a cart with a code: it has the code where that is accepted and enough of it was left.
    fn has_its_code(&self, hold: &Hold, code: Uuid, complaints: &mut Vec<String>) {
        let Some(fact) = self.facts.codes.get(&code) else { return };
        let fits = self.facts.coded(code, hold.date, hold.kind, hold.list).is_some();
        let may = fact.refused(self.now).is_none() && fits;
        let wanted: i64 =
            self.after.holds.values().filter(|h| !self.before.holds.contains_key(&h.id)).map(|h| h.quantity).sum();
        let left = self.before.pools.get(&fact.pool).map_or(0, |pool| pool.capacity - pool.held - pool.sold);
        let is_right = match hold.code {
            Some(has) => has == code && may,
            None => !may || wanted > left,
        };
        if !is_right {
            complaints.push(format!("price: hold {} and the code {} of its cart", short(hold.id), short(code)));
        }
    }

    fn old_holds(&self, complaints: &mut Vec<String>) {
        for was in self.before.holds.values() {
            let Some(is) = self.after.holds.get(&was.id) else {
                complaints.push(format!("holds: {} is gone from the table", short(was.id)));
                continue;
            };
            if (is.cart, is.date, is.kind, is.quantity, is.seat, is.list)
                != (was.cart, was.date, was.kind, was.quantity, was.seat, was.list)
            {
                complaints.push(format!("holds: {} became another", short(was.id)));
            }
            if (is.price, is.code, &is.pools) != (was.price, was.code, &was.pools) {
                let typed = |code: Option<Uuid>| match code {
                    Some(code) => TypedCode::Of(code),
                    None => TypedCode::None,
                };
                // A code that is typed also takes the other one off what it isn't for.
                let asked = self.any(|r| {
                    matches!(r, Request::UseCode { cart, code } if *cart == is.cart
                        && (*code == typed(is.code) || (is.code.is_none() && *code != TypedCode::Nonsense)))
                });
                if !asked || was.expires <= micros(self.now) {
                    complaints.push(format!("price: hold {} was priced again unasked", short(was.id)));
                }
                self.costs(is, complaints);
            }
            let order = self.order_of_hold(is.id);
            let right = match (was.state.as_str(), is.state.as_str()) {
                ("pending", "pending") => self.may_last(was, is),
                (a, b) if a == b => true,
                ("pending", "posted") => order.is_some_and(|o| has_tickets(o) && self.is_paid_for(o)),
                // Late money found the places free again.
                ("expired" | "voided", "posted") => order.is_some_and(|o| has_tickets(o) && self.is_paid_for(o)),
                ("pending", "expired") => {
                    was.expires <= micros(self.now) || order.is_some_and(|o| o.state == "expired")
                }
                ("pending", "voided") => {
                    self.any(|r| matches!(r, Request::Remove { hold, .. } if *hold == is.id))
                        || order.is_some_and(|o| matches!(o.state.as_str(), "cancelled" | "expired"))
                }
                _ => false,
            };
            if !right {
                complaints.push(format!("holds: {} went from {} to {} unasked", short(is.id), was.state, is.state));
            }
        }
    }

    /// Whether a pending hold may have got this much time.
    fn may_last(&self, was: &Hold, is: &Hold) -> bool {
        if (was.expires, was.extended) == (is.expires, is.extended) {
            return true;
        }
        let for_payment = micros(self.now + Duration::minutes(15)).max(was.expires);
        let ordered = self.order_of_hold(is.id).is_some() && is.expires == for_payment && is.extended == was.extended;
        let asked = self.any(|r| matches!(r, Request::Extend { cart } if *cart == is.cart));
        ordered || (asked && is.extended && is.expires >= was.expires) || self.asked.len() > 1
    }

    fn orders(&self, complaints: &mut Vec<String>) {
        for order in self.after.orders.values() {
            let was = self.before.orders.get(&order.id);
            let from = was.map_or("nothing", |o| o.state.as_str());
            let refunds = self.any(|r| match r {
                Request::Refund { order: id, .. } | Request::Cancel { order: id, .. } => *id == order.id,
                _ => false,
            });
            let money = self.after.payments.values().any(|p| p.order == order.id && (self.captured)(p.id).is_some());
            let right = match (from, order.state.as_str()) {
                (a, b) if a == b => true,
                ("nothing", state) => {
                    let asked = self.any(|r| match r {
                        Request::Place { cart, .. } | Request::Sell { cart, .. } => *cart == order.cart,
                        _ => false,
                    });
                    asked && (state == "awaiting_payment" || self.is_paid_for(order) || self.asked.len() > 1)
                }
                ("awaiting_payment" | "expired", "paid") => self.is_paid_for(order),
                ("awaiting_payment", "cancelled") => self.any(
                    |r| matches!(r, Request::GiveUp { order: id } | Request::Cancel { order: id, .. } if *id == order.id),
                ),
                // Its time is over, or its money came when the places were gone.
                ("awaiting_payment", "expired") => was.is_some_and(|o| o.expires <= micros(self.now)) || money,
                ("paid" | "partly_refunded", "partly_refunded" | "refunded") => refunds,
                ("awaiting_payment", "partly_refunded" | "refunded") => self.asked.len() > 1 && refunds,
                _ => false,
            };
            if !right {
                complaints.push(format!("order: {} went from {from} to {} unasked", short(order.id), order.state));
            }
        }
        if let Some(gone) = self.before.orders.keys().find(|id| !self.after.orders.contains_key(id)) {
            complaints.push(format!("order: {} is gone from the table", short(*gone)));
        }
        let mut carts = HashSet::new();
        for order in self.after.orders.values().filter(|o| !carts.insert(o.cart)) {
            complaints.push(format!("order: {} is the second one of its cart", short(order.id)));
        }
    }

    fn payments(&self, complaints: &mut Vec<String>) {
        for payment in self.after.payments.values() {
            let from = self.before.payments.get(&payment.id).map_or("nothing", |p| p.state.as_str());
            let is_in = |state: &str| matches!(state, "captured" | "returned");
            if is_in(from) && !is_in(&payment.state) {
                complaints.push(format!("payment: {} went from {from} to {}", short(payment.id), payment.state));
            }
            if payment.gateway == "test" && is_in(&payment.state) {
                let there = (self.captured)(payment.id);
                if there != Some(payment.amount) {
                    complaints.push(format!(
                        "payment: {} of {} is called captured, the bank has {there:?}",
                        short(payment.id),
                        payment.amount
                    ));
                }
            }
        }
    }

    fn refunds(&self, complaints: &mut Vec<String>) {
        for refund in self.after.refunds.values() {
            let Some(was) = self.before.refunds.get(&refund.id) else { continue };
            let made_good = (was.state.as_str(), refund.state.as_str()) == ("failed", "replaced");
            let ended = matches!(was.state.as_str(), "done" | "failed" | "replaced") && !made_good;
            if (ended && was.state != refund.state) || was.amount != refund.amount {
                complaints.push(format!("refund: {} went from {} to {}", short(refund.id), was.state, refund.state));
            }
        }
    }

    fn tickets(&self, complaints: &mut Vec<String>) {
        let mut refunded: HashSet<Uuid> = HashSet::new();
        for request in self.happened() {
            match request {
                Request::Refund { tickets, .. } => refunded.extend(tickets),
                Request::Cancel { order, .. } => refunded.extend(self.before.tickets_of(*order).map(|t| t.id)),
                _ => {}
            }
        }
        for ticket in self.after.tickets.values() {
            let Some(was) = self.before.tickets.get(&ticket.id) else { continue };
            let ended = was.state != ticket.state;
            if ended && !(was.state == "valid" && refunded.contains(&ticket.id)) && self.asked.len() == 1 {
                complaints.push(format!("ticket: {} went from {} to {}", short(ticket.id), was.state, ticket.state));
            }
            if (was.number, was.seat, was.line) != (ticket.number, ticket.seat, ticket.line) {
                complaints.push(format!("ticket: {} became another", short(ticket.id)));
            }
        }
        if let Some(gone) = self.before.tickets.keys().find(|id| !self.after.tickets.contains_key(id)) {
            complaints.push(format!("ticket: {} is gone from the table", short(*gone)));
        }
    }

    /// What one request that was answered with success must have left behind.
    fn done(&self, request: &Request, done: &Success, complaints: &mut Vec<String>) {
        let live = |cart: Uuid| {
            let now = micros(self.now);
            self.before.holds_of(cart).filter(move |h| h.state == "pending" && h.expires > now)
        };
        match request {
            Request::Remove { hold, .. } if self.after.holds.get(hold).is_some_and(|h| h.state == "pending") => {
                complaints.push(format!("holds: {} was let go and is still there", short(*hold)));
            }
            Request::Extend { cart } => {
                let earliest = live(*cart).map(|h| h.expires).min().unwrap_or(0);
                let until = earliest + Duration::minutes(10).num_microseconds().unwrap_or(0);
                for hold in live(*cart) {
                    let is = self.after.holds.get(&hold.id);
                    if is.is_none_or(|h| !h.extended || h.expires != until.max(hold.expires)) {
                        complaints.push(format!("holds: {} was not given ten minutes more", short(hold.id)));
                    }
                }
            }
            Request::UseCode { cart, code } => {
                let code = match code {
                    TypedCode::Of(code) => Some(*code),
                    TypedCode::Nonsense | TypedCode::None => None,
                };
                if self.after.carts.get(cart).is_some_and(|cart| cart.code != code) {
                    complaints.push(format!("cart: {} has another code than was typed", short(*cart)));
                }
                for hold in live(*cart).filter_map(|hold| self.after.holds.get(&hold.id)) {
                    let fits = code.filter(|code| self.facts.coded(*code, hold.date, hold.kind, hold.list).is_some());
                    if hold.code != fits {
                        complaints.push(format!("price: hold {} isn't priced with what was typed", short(hold.id)));
                    }
                }
            }
            Request::Place { cart, .. } | Request::Sell { cart, .. } => {
                let order = self.after.order_of_cart(*cart);
                if order.map(|o| o.id) != done.order {
                    complaints.push("order: the answer names another order than the cart became".into());
                }
                let Some(order) = order.filter(|o| !self.before.orders.contains_key(&o.id)) else { return };
                let mut lines: Vec<Uuid> = self.after.lines_of(order.id).map(|l| l.hold).collect();
                let mut holds: Vec<Uuid> = live(*cart).map(|h| h.id).collect();
                lines.sort();
                holds.sort();
                if lines != holds {
                    complaints.push(format!("order: {} isn't made of what its cart held", short(order.id)));
                }
                if matches!(request, Request::Sell { .. }) && order.state != "paid" {
                    complaints.push(format!("order: {} was sold at the door and is {}", short(order.id), order.state));
                }
            }
            Request::Refund { tickets, .. } => {
                let valid = |id: &&Uuid| self.after.tickets.get(id).is_some_and(|t| t.state == "valid");
                if let Some(ticket) = tickets.iter().find(valid) {
                    complaints.push(format!("ticket: {} was refunded and is valid", short(*ticket)));
                }
            }
            Request::Cancel { order, .. } | Request::GiveUp { order } => {
                let state = self.after.orders.get(order).map(|o| o.state.as_str());
                if matches!(state, Some("awaiting_payment" | "paid" | "partly_refunded")) {
                    complaints.push(format!("order: {} was ended and is {state:?}", short(*order)));
                }
            }
            Request::Scan { nonce, .. } if !self.after.admissions.iter().any(|a| a.nonce == *nonce) => {
                complaints.push(format!("admission: the scan {nonce} was answered and not written"));
            }
            _ => {}
        }
    }
}
