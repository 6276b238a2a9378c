//! What stands in the tables, read by the auditor's own SQL in one moment, as the database's owner.

use serde::Deserialize;
use sqlx::postgres::PgPool;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Pool {
    pub id: Uuid,
    pub capacity: i64,
    pub held: i64,
    pub sold: i64,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Cart {
    pub id: Uuid,
    pub organizer: Uuid,
    pub channel: String,
    /// Enough was typed to buy.
    pub drafted: bool,
    /// What is put into it is priced with this code.
    pub code: Option<Uuid>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Hold {
    pub id: Uuid,
    pub cart: Uuid,
    pub date: Uuid,
    pub kind: Uuid,
    pub pools: Vec<Uuid>,
    pub quantity: i64,
    pub seat: Option<Uuid>,
    pub price: i64,
    /// What stood on the list for one, and what was taken off that.
    pub list: i64,
    pub adjusted: i64,
    /// The code it is priced with, and how many rules changed its price.
    pub code: Option<Uuid>,
    pub rules: i64,
    pub state: String,
    /// Microseconds.
    pub expires: i64,
    pub extended: bool,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Claim {
    pub hold: Uuid,
    pub date: Uuid,
    pub seat: Uuid,
    pub state: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Order {
    pub id: Uuid,
    pub cart: Uuid,
    pub state: String,
    pub total: i64,
    pub refunded: i64,
    pub expires: i64,
    pub till: Option<Uuid>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Line {
    pub id: Uuid,
    pub order: Uuid,
    pub hold: Uuid,
    pub quantity: i64,
    pub price: i64,
    pub list: i64,
    pub adjusted: i64,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Payment {
    pub id: Uuid,
    pub order: Uuid,
    pub gateway: String,
    pub amount: i64,
    pub refunded: i64,
    pub state: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Refund {
    pub id: Uuid,
    pub order: Uuid,
    pub payment: Uuid,
    pub amount: i64,
    pub state: String,
    /// Failed, and another was made in its place.
    pub replaced: bool,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Ticket {
    pub id: Uuid,
    pub order: Uuid,
    pub line: Uuid,
    pub date: Uuid,
    pub seat: Option<Uuid>,
    pub state: String,
    pub inside: bool,
    pub number: i64,
}

impl Ticket {
    /// Whether its place is nobody else's: it is valid, or it was refunded while somebody sat there.
    pub fn takes_a_place(&self) -> bool {
        self.state == "valid" || self.inside
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Admission {
    pub ticket: Option<Uuid>,
    /// `admitted`, `left`, or why not.
    pub verdict: String,
    pub nonce: String,
    pub number: i64,
}

/// One step of a hold's places.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Step {
    pub hold: Uuid,
    pub step: String,
    pub places: i64,
    pub channel: String,
}

/// The sum of one account in one currency.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Balance {
    pub account: String,
    pub currency: String,
    pub sum: i64,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Date {
    pub id: Uuid,
    pub sale_number: i64,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Rows {
    pools: Vec<Pool>,
    carts: Vec<Cart>,
    holds: Vec<Hold>,
    claims: Vec<Claim>,
    orders: Vec<Order>,
    lines: Vec<Line>,
    payments: Vec<Payment>,
    refunds: Vec<Refund>,
    tickets: Vec<Ticket>,
    admissions: Vec<Admission>,
    trail: Vec<Step>,
    balances: Vec<Balance>,
    dates: Vec<Date>,
    unbalanced: i64,
}

/// All of it, by id. Built only from [`read`].
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub pools: HashMap<Uuid, Pool>,
    pub carts: HashMap<Uuid, Cart>,
    pub holds: HashMap<Uuid, Hold>,
    pub claims: Vec<Claim>,
    pub orders: HashMap<Uuid, Order>,
    pub lines: Vec<Line>,
    pub payments: HashMap<Uuid, Payment>,
    pub refunds: HashMap<Uuid, Refund>,
    pub tickets: HashMap<Uuid, Ticket>,
    /// In the order they were decided.
    pub admissions: Vec<Admission>,
    /// In the order they were written.
    pub trail: Vec<Step>,
    pub balances: Vec<Balance>,
    pub dates: Vec<Date>,
    /// Postings that don't sum to zero.
    pub unbalanced: i64,
}

/// One statement, so that all rows are of one moment.
const EVERYTHING: &str = r#"SELECT json_build_object(
    'pools', (SELECT coalesce(json_agg(x), '[]') FROM (SELECT id, capacity, held, sold FROM pools) x),
    'carts', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, organizer_id AS organizer, channel, coalesce((draft ->> 'accept_terms')::boolean, false) AS drafted,
               discount_code_id AS code FROM carts) x),
    'holds', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, cart_id AS cart, performance_id AS date, ticket_type_id AS kind, pool_ids AS pools, quantity,
               seat_id AS seat, net_minor + tax_minor + fee_minor AS price, state, extended, discount_code_id AS code,
               (price_rule -> 'price' ->> 'minor')::bigint AS list, coalesce(jsonb_array_length(adjustments), 0) AS rules,
               coalesce((SELECT sum((a ->> 'minor')::bigint) FROM jsonb_array_elements(adjustments) a), 0)::bigint AS adjusted,
               (extract(epoch FROM expires_at) * 1000000)::bigint AS expires FROM holds) x),
    'claims', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT hold_id AS hold, performance_id AS date, seat_id AS seat, state FROM seat_claims) x),
    'orders', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, cart_id AS cart, state, total_minor AS total, refunded_minor AS refunded, till_id AS till,
               coalesce((extract(epoch FROM expires_at) * 1000000)::bigint, 0) AS expires FROM orders) x),
    'lines', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, order_id AS "order", hold_id AS hold, quantity, net_minor + tax_minor + fee_minor AS price,
               (price_rule -> 'price' ->> 'minor')::bigint AS list,
               coalesce((SELECT sum((a ->> 'minor')::bigint) FROM jsonb_array_elements(adjustments) a), 0)::bigint AS adjusted
        FROM order_lines) x),
    'payments', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, order_id AS "order", gateway, amount_minor AS amount, refunded_minor AS refunded, state
        FROM payments) x),
    'refunds', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, order_id AS "order", payment_id AS payment, amount_minor AS amount, state,
               state = 'replaced' AS replaced FROM refunds) x),
    'tickets', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT id, order_id AS "order", line_id AS line, performance_id AS date, seat_id AS seat, state, inside,
               sale_number AS number FROM tickets) x),
    'admissions', (SELECT coalesce(json_agg(x ORDER BY x.number), '[]') FROM (
        SELECT ticket_id AS ticket, coalesce(reason, verdict) AS verdict, nonce, number FROM admissions) x),
    'trail', (SELECT coalesce(json_agg(x ORDER BY x.number), '[]') FROM (
        SELECT hold_id AS hold, step, places, channel, number FROM trail) x),
    'balances', (SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT account, currency, sum(amount_minor)::bigint AS sum FROM ledger_entries GROUP BY 1, 2) x),
    'dates', (SELECT coalesce(json_agg(x), '[]') FROM (SELECT id, sale_number FROM performances) x),
    'unbalanced', (SELECT count(*) FROM (
        SELECT 1 FROM ledger_entries GROUP BY organizer_id, posting_id, currency HAVING sum(amount_minor) <> 0) x)
)::text"#;

pub async fn read(owner: &PgPool) -> anyhow::Result<Tables> {
    let text: String = sqlx::query_scalar(EVERYTHING).fetch_one(owner).await?;
    let rows: Rows = serde_json::from_str(&text)?;
    Ok(Tables {
        pools: rows.pools.into_iter().map(|x| (x.id, x)).collect(),
        carts: rows.carts.into_iter().map(|x| (x.id, x)).collect(),
        holds: rows.holds.into_iter().map(|x| (x.id, x)).collect(),
        claims: rows.claims,
        orders: rows.orders.into_iter().map(|x| (x.id, x)).collect(),
        lines: rows.lines,
        payments: rows.payments.into_iter().map(|x| (x.id, x)).collect(),
        refunds: rows.refunds.into_iter().map(|x| (x.id, x)).collect(),
        tickets: rows.tickets.into_iter().map(|x| (x.id, x)).collect(),
        admissions: rows.admissions,
        trail: rows.trail,
        balances: rows.balances,
        dates: rows.dates,
        unbalanced: rows.unbalanced,
    })
}

impl Tables {
    pub fn order_of_cart(&self, cart: Uuid) -> Option<&Order> {
        self.orders.values().find(|o| o.cart == cart)
    }

    pub fn holds_of<'a>(&'a self, cart: Uuid) -> impl Iterator<Item = &'a Hold> + 'a {
        self.holds.values().filter(move |h| h.cart == cart)
    }

    pub fn lines_of<'a>(&'a self, order: Uuid) -> impl Iterator<Item = &'a Line> + 'a {
        self.lines.iter().filter(move |l| l.order == order)
    }

    pub fn tickets_of<'a>(&'a self, order: Uuid) -> impl Iterator<Item = &'a Ticket> + 'a {
        self.tickets.values().filter(move |t| t.order == order)
    }

    pub fn price_of(&self, ticket: &Ticket) -> i64 {
        self.lines.iter().find(|l| l.id == ticket.line).map_or(0, |l| l.price)
    }

    /// The pools a ticket stands in.
    pub fn pools_of(&self, ticket: &Ticket) -> Vec<Uuid> {
        let hold = self.lines.iter().find(|l| l.id == ticket.line).and_then(|l| self.holds.get(&l.hold));
        hold.map(|h| h.pools.clone()).unwrap_or_default()
    }
}
