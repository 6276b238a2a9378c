//! What must be true of the tables at every moment, whatever happened.
//!
//! A rule takes the tables and adds a complaint for each row that breaks it. To add one: a function, and its line in [`ALL`].

use super::tables::Tables;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

type Rule = fn(&Tables, &mut Vec<String>);

const ALL: [Rule; 12] = [
    prices_are_frozen,
    never_oversold,
    counters,
    one_claim_per_seat,
    claims_follow_holds,
    trail_tells_all,
    books_balance,
    sale_numbers,
    orders_have_tickets,
    money_has_tickets,
    money_is_in_its_account,
    admissions,
];

pub fn broken(tables: &Tables) -> Vec<String> {
    let mut complaints = Vec::new();
    for rule in ALL {
        rule(tables, &mut complaints);
    }
    complaints
}

/// A line costs what its hold does, for the same reasons; and a price is changed by one code or by nothing.
fn prices_are_frozen(tables: &Tables, complaints: &mut Vec<String>) {
    for line in &tables.lines {
        let held = tables.holds.get(&line.hold).map(|hold| (hold.price, hold.list, hold.adjusted));
        if held != Some((line.price, line.list, line.adjusted)) {
            complaints.push(format!("price: line {} isn't what was held", short(line.id)));
        }
    }
    for hold in tables.holds.values() {
        if hold.rules != i64::from(hold.code.is_some()) || (hold.adjusted < 0) != hold.code.is_some() {
            complaints.push(format!(
                "price: hold {} was changed by {} by {}",
                short(hold.id),
                hold.rules,
                hold.adjusted
            ));
        }
    }
}

fn never_oversold(tables: &Tables, complaints: &mut Vec<String>) {
    for pool in tables.pools.values().filter(|p| p.held + p.sold > p.capacity) {
        complaints.push(format!(
            "oversold: pool {} of {} has {} held and {} sold",
            short(pool.id),
            pool.capacity,
            pool.held,
            pool.sold
        ));
    }
}

/// Counted by hand from holds and tickets, not read from the pool.
fn counters(tables: &Tables, complaints: &mut Vec<String>) {
    let mut held: HashMap<Uuid, i64> = HashMap::new();
    let mut sold: HashMap<Uuid, i64> = HashMap::new();
    for hold in tables.holds.values().filter(|h| h.state == "pending") {
        for pool in &hold.pools {
            *held.entry(*pool).or_default() += hold.quantity;
        }
    }
    for ticket in tables.tickets.values().filter(|t| t.takes_a_place()) {
        for pool in tables.pools_of(ticket) {
            *sold.entry(pool).or_default() += 1;
        }
    }
    for pool in tables.pools.values() {
        let (h, s) = (held.get(&pool.id).copied().unwrap_or(0), sold.get(&pool.id).copied().unwrap_or(0));
        if (pool.held, pool.sold) != (h, s) {
            complaints.push(format!(
                "counters: pool {} says {} held and {} sold; its holds are {h}, its tickets {s}",
                short(pool.id),
                pool.held,
                pool.sold
            ));
        }
    }
}

fn one_claim_per_seat(tables: &Tables, complaints: &mut Vec<String>) {
    let mut live = HashSet::new();
    for claim in tables.claims.iter().filter(|c| c.state != "released") {
        if !live.insert((claim.date, claim.seat)) {
            complaints.push(format!("double seat: {} has two live claims", short(claim.seat)));
        }
    }
    let mut valid = HashSet::new();
    for ticket in tables.tickets.values().filter(|t| t.takes_a_place()) {
        if let Some(seat) = ticket.seat
            && !valid.insert((ticket.date, seat))
        {
            complaints.push(format!("double seat: {} has two tickets", short(seat)));
        }
    }
}

/// A seat's claim is held while its hold is pending, sold while its ticket takes a place, released otherwise.
fn claims_follow_holds(tables: &Tables, complaints: &mut Vec<String>) {
    let claims: HashMap<Uuid, &str> = tables.claims.iter().map(|c| (c.hold, c.state.as_str())).collect();
    for hold in tables.holds.values().filter(|h| h.seat.is_some()) {
        let line = tables.lines.iter().find(|l| l.hold == hold.id);
        let valid = line.is_some_and(|l| tables.tickets.values().any(|t| t.line == l.id && t.takes_a_place()));
        let should = match hold.state.as_str() {
            "pending" => "held",
            "posted" if valid => "sold",
            _ => "released",
        };
        let is = claims.get(&hold.id).copied().unwrap_or("missing");
        if is != should {
            complaints.push(format!(
                "seat claim: that of the {} hold {} is {is}, should be {should}",
                hold.state,
                short(hold.id)
            ));
        }
    }
}

/// Whoever reads the trail of a hold from its beginning arrives at where the hold stands.
fn trail_tells_all(tables: &Tables, complaints: &mut Vec<String>) {
    let mut read: HashMap<Uuid, (&str, i64)> = HashMap::new();
    for step in &tables.trail {
        let Some(hold) = tables.holds.get(&step.hold) else {
            complaints.push(format!("trail: {} of {}, which nobody knows", step.step, short(step.hold)));
            continue;
        };
        let (state, returned) = read.get(&step.hold).copied().unwrap_or(("none", 0));
        let next = match (state, step.step.as_str()) {
            ("none", "held") | ("pending", "extended") | ("released" | "expired", "revived") => "pending",
            ("pending", "released") => "released",
            ("pending", "expired") => "expired",
            ("pending", "sold") | ("posted", "returned") => "posted",
            (was, step) => {
                complaints.push(format!("trail: the {was} hold {} was {step}", short(hold.id)));
                continue;
            }
        };
        let back = if step.step == "returned" { step.places } else { 0 };
        if back == 0 && step.places != hold.quantity {
            complaints.push(format!("trail: {} {} of {}", step.places, step.step, hold.quantity));
        }
        // Sold places are taken back by people at work, wherever they were sold.
        let is_there = match step.step.as_str() {
            "returned" => matches!(step.channel.as_str(), "office" | "till" | "gate"),
            _ => tables.carts.get(&hold.cart).is_none_or(|cart| cart.channel == step.channel),
        };
        if !is_there {
            complaints.push(format!("trail: hold {} was {} through {}", short(hold.id), step.step, step.channel));
        }
        read.insert(hold.id, (next, returned + back));
    }
    for hold in tables.holds.values() {
        let (state, returned) = read.get(&hold.id).copied().unwrap_or(("none", 0));
        let should = if hold.state == "voided" { "released" } else { hold.state.as_str() };
        if state != should {
            complaints.push(format!("trail: hold {} is {}, and its trail ends {state}", short(hold.id), hold.state));
        }
        let ended = tables
            .lines
            .iter()
            .filter(|l| l.hold == hold.id)
            .flat_map(|l| tables.tickets.values().filter(move |t| t.line == l.id && !t.takes_a_place()));
        let ended = ended.count() as i64;
        if returned != ended {
            complaints
                .push(format!("trail: {returned} of hold {} came back, {ended} places were left", short(hold.id)));
        }
    }
}

fn books_balance(tables: &Tables, complaints: &mut Vec<String>) {
    if tables.unbalanced != 0 {
        complaints.push(format!("ledger: {} postings don't sum to zero", tables.unbalanced));
    }
    let mut sums: HashMap<&str, i64> = HashMap::new();
    for balance in &tables.balances {
        *sums.entry(&balance.currency).or_default() += balance.sum;
    }
    for (currency, sum) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
        complaints.push(format!("ledger: the books are off by {sum} {currency}"));
    }
}

fn sale_numbers(tables: &Tables, complaints: &mut Vec<String>) {
    for date in &tables.dates {
        let mut numbers: Vec<i64> = tables.tickets.values().filter(|t| t.date == date.id).map(|t| t.number).collect();
        numbers.sort_unstable();
        if numbers != (1..=date.sale_number).collect::<Vec<_>>() {
            complaints.push(format!(
                "sale numbers: {} gave {}, its tickets have {numbers:?}",
                short(date.id),
                date.sale_number
            ));
        }
    }
}

fn orders_have_tickets(tables: &Tables, complaints: &mut Vec<String>) {
    for order in tables.orders.values() {
        let places: i64 = tables.lines_of(order.id).map(|l| l.quantity).sum();
        let (all, valid) = tables
            .tickets_of(order.id)
            .fold((0, 0), |(all, valid), t| (all + 1, valid + i64::from(t.state == "valid")));
        let right = match order.state.as_str() {
            "paid" => all == places && valid == places,
            "partly_refunded" => all == places && (1..places).contains(&valid),
            "refunded" => all == places && valid == 0,
            _ => all == 0,
        };
        if !right {
            complaints.push(format!(
                "tickets: the {} order {} of {places} places has {all} tickets, {valid} of them valid",
                order.state,
                short(order.id)
            ));
        }
        let total: i64 = tables.lines_of(order.id).map(|l| l.price * l.quantity).sum();
        if total != order.total {
            complaints.push(format!("price: order {} says {}, its lines {total}", short(order.id), order.total));
        }
    }
}

/// Money that came and isn't on its way back has bought exactly the valid tickets.
fn money_has_tickets(tables: &Tables, complaints: &mut Vec<String>) {
    for order in tables.orders.values() {
        let came = tables
            .payments
            .values()
            .filter(|p| p.order == order.id && matches!(p.state.as_str(), "captured" | "returned"));
        let kept: i64 = came.map(|p| p.amount - p.refunded).sum();
        let worth: i64 = tables.tickets_of(order.id).filter(|t| t.state == "valid").map(|t| tables.price_of(t)).sum();
        if kept != worth {
            complaints.push(format!(
                "money: {kept} is kept for order {}, whose valid tickets are worth {worth}",
                short(order.id)
            ));
        }
        let owed: i64 = tables
            .refunds
            .values()
            .filter(|r| r.order == order.id && r.state != "done" && !r.replaced)
            .map(|r| r.amount)
            .sum();
        let buyer = format!("buyer:ord_{}", order.id.simple());
        let booked: i64 = tables.balances.iter().filter(|b| b.account == buyer).map(|b| b.sum).sum();
        if booked != -owed {
            complaints.push(format!(
                "money: the books owe the buyer of {} {}, refunds under way are {owed}",
                short(order.id),
                -booked
            ));
        }
    }
    for payment in tables.payments.values() {
        let refunds = tables.refunds.values().filter(|r| r.payment == payment.id && !r.replaced);
        let sum: i64 = refunds.map(|r| r.amount).sum();
        if sum != payment.refunded || sum > payment.amount {
            complaints.push(format!(
                "refunds: {sum} of payment {} of {}, which says {}",
                short(payment.id),
                payment.amount,
                payment.refunded
            ));
        }
    }
}

/// What came by the bank less what went back lies at the bank, and the same for each drawer.
fn money_is_in_its_account(tables: &Tables, complaints: &mut Vec<String>) {
    let mut should: HashMap<String, i64> = HashMap::new();
    let account = |gateway: &str, order: Uuid| match (gateway, tables.orders.get(&order).and_then(|o| o.till)) {
        ("cash", Some(till)) => Some(format!("drawer:til_{}", till.simple())),
        ("test", _) => Some("gateway:test".to_owned()),
        _ => None,
    };
    for payment in tables.payments.values().filter(|p| matches!(p.state.as_str(), "captured" | "returned")) {
        if let Some(account) = account(&payment.gateway, payment.order) {
            *should.entry(account).or_default() += payment.amount;
        }
    }
    for refund in tables.refunds.values().filter(|r| r.state == "done") {
        let gateway = tables.payments.get(&refund.payment).map_or("", |p| p.gateway.as_str());
        if let Some(account) = account(gateway, refund.order) {
            *should.entry(account).or_default() -= refund.amount;
        }
    }
    let outside = |name: &str| name.starts_with("drawer:") || name.starts_with("gateway:");
    let booked = |name: &str| -> i64 { tables.balances.iter().filter(|b| b.account == name).map(|b| b.sum).sum() };
    for balance in tables.balances.iter().filter(|b| outside(&b.account)) {
        should.entry(balance.account.clone()).or_default();
    }
    for (name, sum) in should {
        if booked(&name) != sum {
            complaints.push(format!("money: {name} should have {sum}, the books say {}", booked(&name)));
        }
    }
}

/// In, out, in, out; and whoever is inside by the list is inside by the ticket.
fn admissions(tables: &Tables, complaints: &mut Vec<String>) {
    let mut inside: HashMap<Uuid, bool> = HashMap::new();
    let mut nonces = HashSet::new();
    for scan in &tables.admissions {
        if !nonces.insert(&scan.nonce) {
            complaints.push(format!("admission: the scan {} is there twice", scan.nonce));
        }
        let Some(ticket) = scan.ticket else { continue };
        let is_in = inside.entry(ticket).or_default();
        match (scan.verdict.as_str(), *is_in) {
            ("admitted", true) => complaints.push(format!("admission: ticket {} was let in twice", short(ticket))),
            ("left", false) => complaints.push(format!("admission: ticket {} left without being in", short(ticket))),
            ("admitted", false) => *is_in = true,
            ("left", true) => *is_in = false,
            _ => {}
        }
    }
    for ticket in tables.tickets.values() {
        if ticket.inside != inside.get(&ticket.id).copied().unwrap_or(false) {
            complaints.push(format!(
                "admission: ticket {} is {} by its row and not by its scans",
                short(ticket.id),
                if ticket.inside { "inside" } else { "outside" }
            ));
        }
    }
}

/// Enough of an id for a person to tell it from the others of a story.
pub fn short(id: Uuid) -> String {
    id.simple().to_string()[26..].to_owned()
}
