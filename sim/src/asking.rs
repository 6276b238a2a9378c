//! Makes a step into a request: who asks what of which flow, in the state things are in.

use crate::auditor::facts::Facts;
use crate::auditor::request::{Answer, Request, Scanned, Success, TypedCode, Wanted};
use crate::auditor::short;
use crate::auditor::tables::{Cart, Order, Tables};
use crate::bank::Bank;
use crate::dice::Dice;
use crate::plan::Kind;
use crate::world::{Date, House};
use base::failure::Fault;
use base::idempotency::IdempotencyRefusal;
use base::{Actor, Failure};
use chrono::{DateTime, Utc};
use domain::admission::{Direction, Scan, Verdict};
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::event::Channel;
use domain::hold::Claim;
use domain::ids::{HoldId, OrderId, OrganizerId, PerformanceId, SeatId, TicketId, TicketTypeId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::payment::GatewayKind;
use flows::Core;
use futures::future::{FutureExt, LocalBoxFuture};
use money::refund::RefundReason;
use std::collections::HashMap;
use std::fmt::{Debug, Display};
use uuid::Uuid;

/// A request that is ready to be made.
pub struct Asked {
    pub request: Request,
    /// For the story.
    pub words: String,
    pub doing: LocalBoxFuture<'static, Answer>,
}

/// What buyers, cashiers and stewards have in their hands.
#[derive(Default)]
pub struct Hands {
    pub houses: Vec<House>,
    pub secrets: HashMap<Uuid, Secret>,
    /// Carts whose secret their owner knows, oldest first.
    pub carts: Vec<Uuid>,
    sales: Vec<(Uuid, i64, String)>,
    scans: Vec<(OrganizerId, Request, Scan)>,
    codes: HashMap<Uuid, String>,
    counter: u64,
}

impl Hands {
    pub fn of(houses: Vec<House>) -> Hands {
        Hands { houses, ..Hands::default() }
    }

    pub fn keep(&mut self, cart: &(Secret, Uuid)) {
        if self.secrets.insert(cart.1, cart.0.clone()).is_none() {
            self.carts.push(cart.1);
        }
    }
}

/// Where a request is made.
pub struct Place<'a> {
    pub flows: Core,
    pub url: &'a str,
    pub now: DateTime<Utc>,
    pub tables: &'a Tables,
    pub facts: &'a Facts,
    pub bank: &'a Bank,
}

pub const GUARDS: [&str; 2] = ["pools_never_oversold", "seat_claims_one_live"];

/// The variant's own name: `Cart(Expired)` is `Expired`.
fn name(refusal: &impl Debug) -> String {
    let text = format!("{refusal:?}");
    let mut rest = text.as_str();
    while let Some(inner) = ["Cart(", "Order(", "Refused("].iter().find_map(|outer| rest.strip_prefix(outer)) {
        rest = inner;
    }
    rest.chars().take_while(|c| c.is_alphanumeric()).collect()
}

fn told<T, R: Debug + Display>(result: Result<T, Failure<R>>, done: impl FnOnce(T) -> Success) -> Answer {
    match result {
        Ok(value) => Answer::Done(done(value)),
        Err(Failure::Refused(refusal)) => Answer::Refused(name(&refusal)),
        Err(Failure::Denied(denied)) => Answer::Broke(denied.to_string()),
        Err(Failure::Fault(fault)) => faulty(&fault),
    }
}

fn faulty(fault: &Fault) -> Answer {
    let constraint = if let Fault::Storage(error) = fault { error.constraint() } else { None };
    match constraint.filter(|name| GUARDS.contains(name)) {
        Some(name) => Answer::Guarded(name.to_owned()),
        None => Answer::Broke(fault.to_string()),
    }
}

fn nothing<T>(_: T) -> Success {
    Success::default()
}

fn ordered(order: OrderId) -> Success {
    Success { order: Some(order.0), ..Success::default() }
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// By id, which is by time: maps have no order of their own.
fn sorted<'a>(orders: impl Iterator<Item = &'a Order>) -> Vec<Order> {
    let mut all: Vec<Order> = orders.cloned().collect();
    all.sort_by_key(|o| o.id);
    all
}

/// `None`: there is nothing of the kind to ask for.
pub async fn ask(kind: Kind, dice: &mut Dice, hands: &mut Hands, at: &Place<'_>) -> anyhow::Result<Option<Asked>> {
    Ok(match kind {
        Kind::Hold => hold(dice, hands, at, Channel::Shop, false),
        Kind::Odd => hold(dice, hands, at, Channel::Shop, true),
        Kind::DoorHold => hold(dice, hands, at, Channel::Till, false),
        Kind::Remove | Kind::Extend | Kind::Place => with_cart(kind, dice, hands, at),
        Kind::UseCode => use_code(dice, hands, at),
        Kind::DoorSell => sell(dice, hands, at),
        Kind::DoorSellAgain => sell_again(dice, hands, at),
        Kind::GiveUp | Kind::PayAgain | Kind::Look => as_buyer(kind, dice, at),
        Kind::Refund | Kind::Cancel | Kind::RetryRefunds | Kind::DoorRefund => as_staff(kind, dice, hands, at),
        Kind::Scan => scan(dice, hands, at).await?,
        Kind::ScanAgain => scan_again(dice, hands, at),
        Kind::Webhook => webhook(dice, at),
        Kind::Work => {
            let (flows, url) = (at.flows.clone(), at.url.to_owned());
            background("the worker does what is due", async move { flows.work_off(&url).await })
        }
        Kind::Sweep => {
            let flows = at.flows.clone();
            background("the sweeper comes by", async move { flows.sweep().await })
        }
        // Not asked of the shop at all.
        Kind::Decide | Kind::Tick => None,
    })
}

fn background(words: &str, doing: impl Future<Output = Result<(), Fault>> + 'static) -> Option<Asked> {
    let doing = async move {
        match doing.await {
            Ok(()) => Answer::Done(Success::default()),
            Err(fault) => faulty(&fault),
        }
    };
    Some(Asked { request: Request::Background, words: words.to_owned(), doing: doing.boxed_local() })
}

fn hold(dice: &mut Dice, hands: &Hands, at: &Place<'_>, channel: Channel, odd: bool) -> Option<Asked> {
    let house = dice.pick(&hands.houses)?;
    let channel = if channel == Channel::Shop && dice.chance(20) { Channel::Api } else { channel };
    let mut wanted = Vec::new();
    for _ in 0..=usize::from(dice.chance(25)) {
        let date = dice_date(dice, house)?;
        wanted.extend(choose(dice, date, at.facts));
    }
    if odd {
        spoil(dice, &mut wanted, hands);
    }
    let mine = |cart: &&Uuid| at.tables.carts.get(cart).is_some_and(|c| c.channel == channel.into_str());
    let carts: Vec<Uuid> = hands.carts.iter().filter(mine).copied().collect();
    let cart = if dice.chance(35) { dice.recent(&carts).copied() } else { None };
    let secret = cart.and_then(|id| hands.secrets.get(&id)).cloned();
    let claims: Vec<Claim> = wanted
        .iter()
        .map(|w| Claim {
            performance: PerformanceId(w.date),
            ticket_type: TicketTypeId(w.kind),
            quantity: u32::try_from(w.quantity).unwrap_or(0),
            seats: w.seats.iter().copied().map(SeatId).collect(),
        })
        .collect();
    let words = format!("a {} buyer wants {}{}", channel.into_str(), list(&wanted), said_cart(cart));
    let request = Request::Hold { cart, channel: channel.into_str(), wanted };
    let flows = at.flows.clone();
    let doing = async move {
        let result =
            flows.selling.add_to_cart(secret.as_ref(), channel, Locale::En, &claims, base::Visitor::UNKNOWN).await;
        told(result, |grant| Success { cart: Some((grant.secret, grant.cart.id.0)), ..Success::default() })
    };
    Some(Asked { request, words, doing: doing.boxed_local() })
}

fn dice_date<'a>(dice: &mut Dice, house: &'a House) -> Option<&'a Date> {
    // The first one is the one everybody wants.
    if dice.chance(60) { house.dates.first() } else { dice.pick(&house.dates) }
}

fn choose(dice: &mut Dice, date: &Date, facts: &Facts) -> Option<Wanted> {
    let kind = *dice.pick(&date.types)?;
    let min = facts.types.get(&(date.id, kind)).map_or(1, |t| t.min);
    let mut wanted = Wanted { date: date.id, kind, quantity: min.max(dice.between(1, 4)), seats: Vec::new() };
    if date.seated.contains(&kind) {
        for _ in 0..wanted.quantity {
            let seat = *dice.pick(&date.seats)?;
            if !wanted.seats.contains(&seat) {
                wanted.seats.push(seat);
            }
        }
    }
    Some(wanted)
}

fn spoil(dice: &mut Dice, wanted: &mut Vec<Wanted>, hands: &Hands) {
    let elsewhere = dice.pick(&hands.houses).and_then(|h| h.dates.first()).map(|d| d.id);
    let way = dice.below(9);
    let stranger = dice.uuid();
    let Some(first) = wanted.first_mut() else { return };
    match way {
        0 => wanted.clear(),
        1 => (first.quantity, first.seats) = (0, Vec::new()),
        2 => (first.quantity, first.seats) = (9 + dice.between(0, 300), Vec::new()),
        3 => first.date = stranger,
        4 => first.kind = stranger,
        5 => first.seats.push(stranger),
        6 => first.seats.clear(),
        7 => {
            if let Some(seat) = first.seats.first().copied() {
                first.seats.push(seat);
            }
        }
        _ => first.date = elsewhere.unwrap_or(stranger),
    }
}

fn list(wanted: &[Wanted]) -> String {
    let each = wanted.iter().map(|w| {
        let seats: Vec<String> = w.seats.iter().map(|s| short(*s)).collect();
        let what = if seats.is_empty() { w.quantity.to_string() } else { format!("seats {}", seats.join(" ")) };
        format!("{what} of type {} for date {}", short(w.kind), short(w.date))
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { "nothing".into() } else { all.join(" and ") }
}

fn said_cart(cart: Option<Uuid>) -> String {
    cart.map(|id| format!(" in cart {}", short(id))).unwrap_or_default()
}

fn draft() -> BuyerDraft {
    BuyerDraft {
        name: "Maria Rossi".into(),
        email: "maria@example.com".into(),
        accept_terms: true,
        ..BuyerDraft::default()
    }
}

fn with_cart(kind: Kind, dice: &mut Dice, hands: &Hands, at: &Place<'_>) -> Option<Asked> {
    let online = |c: &&Uuid| at.tables.carts.get(c).is_some_and(|c| c.channel != "till");
    let carts: Vec<Uuid> = hands.carts.iter().filter(online).copied().collect();
    let cart = *dice.recent(&carts)?;
    let secret = hands.secrets.get(&cart)?.clone();
    let flows = at.flows.clone();
    match kind {
        Kind::Remove => {
            let mut holds: Vec<Uuid> = at.tables.holds_of(cart).map(|h| h.id).collect();
            holds.sort();
            let hold = *dice.pick(&holds)?;
            let doing = async move { told(flows.selling.remove_from_cart(&secret, HoldId(hold)).await, nothing) };
            let words = format!("hold {} is taken out of cart {}", short(hold), short(cart));
            Some(Asked { request: Request::Remove { cart, hold }, words, doing: doing.boxed_local() })
        }
        Kind::Extend => {
            let doing = async move { told(flows.selling.extend_cart(&secret).await, nothing) };
            let words = format!("cart {} wants more time", short(cart));
            Some(Asked { request: Request::Extend { cart }, words, doing: doing.boxed_local() })
        }
        _ => place(dice, cart, secret, flows),
    }
}

fn use_code(dice: &mut Dice, hands: &Hands, at: &Place<'_>) -> Option<Asked> {
    let cart = *dice.recent(&hands.carts)?;
    let secret = hands.secrets.get(&cart)?.clone();
    let organizer = at.tables.carts.get(&cart)?.organizer;
    let mut codes: Vec<Uuid> =
        at.facts.codes.iter().filter(|(_, code)| code.organizer == organizer).map(|(id, _)| *id).collect();
    codes.sort();
    let code = match dice.below(10) {
        0 => TypedCode::Nonsense,
        1 | 2 => TypedCode::None,
        _ => TypedCode::Of(*dice.pick(&codes)?),
    };
    let flows = at.flows.clone();
    let typed = match code {
        TypedCode::Of(id) => at.facts.codes.get(&id)?.typed.clone(),
        TypedCode::Nonsense | TypedCode::None => "no code 7".to_owned(),
    };
    let words = match code {
        TypedCode::None => format!("the code of cart {} comes out", short(cart)),
        _ => format!("{typed:?} is typed into cart {}", short(cart)),
    };
    let doing = async move {
        match code {
            TypedCode::None => told(flows.selling.drop_code(&secret).await, nothing),
            _ => told(flows.selling.use_code(&secret, &typed).await, nothing),
        }
    };
    Some(Asked { request: Request::UseCode { cart, code }, words, doing: doing.boxed_local() })
}

fn place(dice: &mut Dice, cart: Uuid, secret: Secret, flows: Core) -> Option<Asked> {
    let types = dice.chance(92);
    let offered = !dice.chance(4);
    let price_seen = !dice.chance(4);
    // The API's way in, with a key; it types the details itself.
    let once = types && offered && price_seen && dice.chance(30);
    let gateway = if offered { GatewayKind::Test } else { GatewayKind::Cash };
    let seen = (!price_seen).then(|| eur(-1));
    let words = format!("cart {} is to be bought{}", short(cart), if once { " (with a key)" } else { "" });
    let doing = async move {
        if once {
            let key = format!("buy-{}", cart.simple());
            let result = flows.selling.checkout_once(&secret, &draft(), gateway, seen, &key).await;
            // A cart that became an order by the other door: the same news.
            if let Err(Failure::Refused(IdempotencyRefusal::Refused(domain::refusal::CartRefusal::Ordered))) = &result {
                return told(flows.selling.place_order(&secret, gateway, seen).await, |placed| ordered(placed.order));
            }
            return told(result, |placed| ordered(placed.order));
        }
        if types {
            match flows.selling.save_draft(&secret, &draft(), domain::locale::Locale::En).await {
                Ok(()) | Err(Failure::Refused(_)) => {}
                Err(failure) => return told(Err::<(), _>(failure), nothing),
            }
        }
        told(flows.selling.place_order(&secret, gateway, seen).await, |placed| ordered(placed.order))
    };
    Some(Asked { request: Request::Place { cart, types, offered, price_seen }, words, doing: doing.boxed_local() })
}

fn house_of<'a>(hands: &'a Hands, cart: &Cart) -> Option<&'a House> {
    hands.houses.iter().find(|h| h.organizer.0 == cart.organizer)
}

fn sell(dice: &mut Dice, hands: &mut Hands, at: &Place<'_>) -> Option<Asked> {
    let at_door = |c: &&Uuid| at.tables.carts.get(c).is_some_and(|c| c.channel == "till");
    let carts: Vec<Uuid> = hands.carts.iter().filter(at_door).copied().collect();
    let cart = *dice.recent(&carts)?;
    let total: i64 = at.tables.holds_of(cart).map(|h| h.price * h.quantity).sum();
    let tendered = if dice.chance(10) { total / 2 } else { total + dice.between(0, 2000) };
    hands.counter += 1;
    let key = format!("sale-{}", hands.counter);
    hands.sales.push((cart, tendered, key.clone()));
    sell_with(hands, at, cart, tendered, key)
}

fn sell_again(dice: &mut Dice, hands: &Hands, at: &Place<'_>) -> Option<Asked> {
    let (cart, tendered, key) = dice.recent(&hands.sales)?.clone();
    let tendered = if dice.chance(25) { tendered + 1 } else { tendered };
    sell_with(hands, at, cart, tendered, key)
}

fn sell_with(hands: &Hands, at: &Place<'_>, cart: Uuid, tendered: i64, key: String) -> Option<Asked> {
    let house = house_of(hands, at.tables.carts.get(&cart)?)?;
    let (actor, till) = (Actor::system(house.organizer), house.till);
    let secret = hands.secrets.get(&cart)?.clone();
    let words = format!("cart {} is paid with {tendered} in cash, key {key}", short(cart));
    let request = Request::Sell { cart, tendered, key: key.clone() };
    let flows = at.flows.clone();
    // The tills of these worlds have no printer, and ask for an address instead.
    let buyer = Some((String::new(), "door@example.com".to_owned()));
    let doing = async move {
        let result = flows.counter.sell_for_cash(&actor, till, &secret, eur(tendered), buyer, &key).await;
        told(result, |sold| ordered(sold.order))
    };
    Some(Asked { request, words, doing: doing.boxed_local() })
}

fn as_buyer(kind: Kind, dice: &mut Dice, at: &Place<'_>) -> Option<Asked> {
    let order = dice.recent(&sorted(at.tables.orders.values()))?.id;
    let secret = at.flows.base().keys.order_secret(OrderId(order));
    let flows = at.flows.clone();
    let id = short(order);
    match kind {
        Kind::GiveUp => {
            let doing = async move { told(flows.selling.give_up_order(&secret).await, nothing) };
            let words = format!("the buyer gives order {id} up");
            Some(Asked { request: Request::GiveUp { order }, words, doing: doing.boxed_local() })
        }
        Kind::PayAgain => {
            let doing = async move { told(flows.selling.pay_again(&secret, GatewayKind::Test).await, nothing) };
            let words = format!("the buyer tries to pay order {id} again");
            Some(Asked { request: Request::PayAgain { order }, words, doing: doing.boxed_local() })
        }
        _ => background(&format!("the buyer of order {id} is back"), async move {
            flows.money.check_open_payments(&secret).await
        }),
    }
}

fn as_staff(kind: Kind, dice: &mut Dice, hands: &Hands, at: &Place<'_>) -> Option<Asked> {
    let at_door = |o: &&Order| kind != Kind::DoorRefund || o.till.is_some();
    let with_tickets =
        |o: &&Order| !matches!(kind, Kind::Refund | Kind::DoorRefund) || at.tables.tickets_of(o.id).next().is_some();
    let orders = sorted(at.tables.orders.values().filter(at_door).filter(with_tickets));
    let it = dice.pick(&orders)?;
    let order = it.id;
    let house = house_of(hands, at.tables.carts.get(&it.cart)?)?;
    let (actor, till) = (Actor::system(house.organizer), house.till);
    let flows = at.flows.clone();
    let (id, of) = (OrderId(order), short(order));
    let though_inside = dice.chance(60);
    let reason = RefundReason { words: "the singer is ill", though_inside };
    match kind {
        Kind::Cancel => {
            let doing = async move { told(flows.money.cancel_order(&actor, id, reason).await, nothing) };
            let words = format!("the organizer cancels order {of}");
            Some(Asked { request: Request::Cancel { order, though_inside }, words, doing: doing.boxed_local() })
        }
        Kind::RetryRefunds => {
            let doing = async move { told(flows.money.retry_refunds(&actor, id).await, nothing) };
            let words = format!("failed refunds of order {of} are tried again");
            Some(Asked { request: Request::RetryRefunds { order }, words, doing: doing.boxed_local() })
        }
        _ => {
            let mut all: Vec<Uuid> = at.tables.tickets_of(order).map(|t| t.id).collect();
            all.sort();
            let whole = dice.chance(35);
            all.retain(|_| whole || dice.chance(50));
            let tickets: Vec<TicketId> = all.iter().copied().map(TicketId).collect();
            let words = format!("{} tickets of order {of} are refunded", all.len());
            let key = format!("refund-{}", dice.number());
            let doing = async move {
                if kind == Kind::DoorRefund {
                    return told(flows.counter.refund_at_till(&actor, till, id, &tickets, reason, &key).await, nothing);
                }
                told(flows.money.refund_tickets(&actor, id, &tickets, reason, &key).await, nothing)
            };
            let request = Request::Refund { order, tickets: all, though_inside };
            Some(Asked { request, words, doing: doing.boxed_local() })
        }
    }
}

async fn scan(dice: &mut Dice, hands: &mut Hands, at: &Place<'_>) -> anyhow::Result<Option<Asked>> {
    let mut tickets: Vec<(Uuid, Uuid, Uuid)> = at.tables.tickets.values().map(|t| (t.id, t.order, t.date)).collect();
    tickets.sort();
    let Some((ticket, order, date)) = dice.recent(&tickets).copied() else { return Ok(None) };
    if let Some(whole) = at.flows.money.order_by_secret(&at.flows.base().keys.order_secret(OrderId(order))).await? {
        for ticket in whole.tickets.into_iter().filter(|t| !t.code.is_empty()) {
            hands.codes.insert(ticket.id.0, ticket.code);
        }
    }
    let Some(good) = hands.codes.get(&ticket).cloned() else { return Ok(None) };
    let cart = at.tables.orders.get(&order).and_then(|o| at.tables.carts.get(&o.cart));
    let Some(house) = cart.and_then(|c| house_of(hands, c)) else { return Ok(None) };
    let organizer = house.organizer;
    let (scanned, code) = match dice.below(20) {
        0 => (Scanned::Nonsense, "HTTP://MENU.EXAMPLE".to_owned()),
        1 => (Scanned::Forged, forged(&good)),
        _ => (Scanned::Ticket(ticket), good),
    };
    let elsewhere = dice.pick(&house.dates).map_or(date, |d| d.id);
    let here = if dice.chance(90) { date } else { elsewhere };
    let direction = if dice.chance(25) { Direction::Out } else { Direction::In };
    hands.counter += 1;
    let nonce = format!("scan-{}", hands.counter);
    let gate = if dice.chance(50) { "North" } else { "South" };
    let performances = vec![PerformanceId(here)];
    let scan = Scan { code, gate: gate.into(), direction, at: at.now, nonce: nonce.clone(), performances };
    let request = Request::Scan { code: scanned, out: direction == Direction::Out, at: here, nonce };
    hands.scans.push((organizer, request.clone(), scan.clone()));
    Ok(Some(scan_with(at, organizer, request, scan, "")))
}

/// One letter in the middle of the signature is another.
fn forged(code: &str) -> String {
    let mut letters: Vec<char> = code.chars().collect();
    if let Some(letter) = letters.get_mut(100) {
        *letter = if *letter == 'A' { 'B' } else { 'A' };
    }
    letters.into_iter().collect()
}

fn scan_again(dice: &mut Dice, hands: &Hands, at: &Place<'_>) -> Option<Asked> {
    let (organizer, request, scan) = dice.recent(&hands.scans)?.clone();
    Some(scan_with(at, organizer, request, scan, " once more"))
}

fn scan_with(at: &Place<'_>, organizer: OrganizerId, request: Request, scan: Scan, again: &str) -> Asked {
    let what = if let Request::Scan { code: Scanned::Ticket(id), .. } = request {
        format!("ticket {}", short(id))
    } else {
        "something else".to_owned()
    };
    let words = format!("the {} gate scans {what} {}{again}", scan.gate, scan.direction.into_str());
    let flows = at.flows.clone();
    let doing = async move {
        let result = flows.door.validate(&Actor::system(organizer), &scan).await;
        told(result, |answer| {
            let verdict = match answer.verdict {
                Verdict::Admitted => "admitted",
                Verdict::Left => "left",
                Verdict::Refused { reason } => reason.into_str(),
            };
            Success { verdict: Some(verdict.to_owned()), ..Success::default() }
        })
    };
    Asked { request, words, doing: doing.boxed_local() }
}

fn webhook(dice: &mut Dice, at: &Place<'_>) -> Option<Asked> {
    let accounts = at.bank.accounts();
    let (reference, account) = dice.recent(&accounts)?;
    let organizer: OrganizerId = account.organizer_hook.rsplit('/').next()?.parse().ok()?;
    // The same event comes twice, and an old one after a newer.
    let body = format!("{reference}-{} {reference}", dice.below(4));
    let flows = at.flows.clone();
    background(&format!("the bank calls about payment {}", short(account.payment)), async move {
        let taken =
            flows.money.receive_webhook(GatewayKind::Test, organizer, &http::HeaderMap::new(), body.as_bytes()).await;
        taken.map_err(|refusal| match refusal {
            money::payment::WebhookRefusal::Fault(fault) => fault,
            other => Fault::Broken(other.to_string()),
        })
    })
}
