//! What the till's page and its server functions tell each other. Dates are words in the cashier's language; money
//! is money, because the page calculates with it.

use domain::cart::Secret;
use domain::event::SaleState;
use domain::ids::{HoldId, OrderId, PerformanceId, PrintJobId, SeatId, TicketId, TicketTypeId, TillId};
use domain::money::{Currency, Money};
use domain::paper::{PrintJobState, PrinterState};
use domain::till::TillRefusal;
use serde::{Deserialize, Serialize};

/// What a till begins its day with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayStart {
    pub person: String,
    pub organizer: String,
    /// Whether this person may take tickets back and send them again.
    pub may_mend: bool,
    pub tills: Vec<TillName>,
    /// What can be sold now, next first. A till that was opened before an update reads it under its old name.
    #[serde(rename = "dates")]
    pub performances: Vec<TillPerformance>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillName {
    pub id: TillId,
    pub name: String,
    pub prints: bool,
}

/// A performance as a cashier chooses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillPerformance {
    pub id: PerformanceId,
    pub event: String,
    /// `Sat 21 Nov, 20:30 · Matinée`
    pub when: String,
    pub venue: String,
    pub state: SaleState,
    pub currency: Currency,
    pub offers: Vec<TillOffer>,
}

/// A ticket type of a performance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillOffer {
    pub ticket_type: TicketTypeId,
    pub name: String,
    /// For one, everything in it.
    pub price: Money,
    pub is_seated: bool,
    pub state: SaleState,
    /// At most this many in one sale.
    pub most: u32,
}

/// The cart, and the secret that opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    pub secret: Secret,
    pub lines: Vec<BasketLine>,
    /// What went back on sale because its time ran out, by name.
    pub lapsed: Vec<String>,
    pub total: Money,
    /// The discount code that it has, and what that is for: `FRIENDS · 10 % for friends of the house`.
    pub code: Option<String>,
    pub tickets: u32,
    /// Until the first place goes back on sale; none when the cart is empty.
    pub seconds_left: Option<i64>,
    pub can_extend: bool,
    /// It has been sold: the next tap begins a new one.
    pub is_sold: bool,
}

/// Places of one kind: a seat, or a number of places without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasketLine {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub name: String,
    /// `La Traviata · Sat 21 Nov, 20:30 · Stalls, row C, seat 14`
    pub about: String,
    pub seat: Option<SeatId>,
    pub quantity: u32,
    pub total: Money,
    /// What keeps the places, with how many each.
    pub holds: Vec<(HoldId, u32)>,
}

/// What a cashier presses to be paid. The same attempt has the same key until its answer is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleAttempt {
    pub key: String,
    pub till: TillId,
    pub cart: Secret,
    pub tendered: Money,
    pub name: String,
    pub email: String,
}

/// The answer to an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleAnswer {
    Sold(CompletedSale),
    /// Nothing was sold; the cart as it is now.
    Refused {
        refusal: TillRefusal,
        basket: Option<Basket>,
    },
}

/// A sale that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletedSale {
    pub order: OrderId,
    pub number: String,
    pub total: Money,
    pub tendered: Money,
    pub change: Money,
    pub print_job: Option<PrintJobId>,
    pub mailed_to: Option<String>,
}

/// The printer of a till and the jobs it has to be looked after for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterView {
    /// None: nothing is printed at this till.
    pub state: Option<PrinterState>,
    pub name: String,
    pub jobs: Vec<PrintJobRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintJobRow {
    pub id: PrintJobId,
    pub state: PrintJobState,
    pub papers_done: u32,
    /// None at all: it only opens the drawer.
    pub papers: u32,
    pub message: Option<String>,
    pub number: Option<String>,
    pub at: String,
}

/// One line of the list of sales.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRow {
    pub order: OrderId,
    pub number: String,
    pub event: String,
    pub at: String,
    pub state: String,
    pub buyer: String,
    pub tickets: u32,
    pub total: Money,
}

/// An order as the counter looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    pub order: OrderId,
    pub number: String,
    pub state: String,
    pub at: String,
    pub buyer: String,
    /// Where its tickets go unless another address is typed.
    pub email: Option<String>,
    pub total: Money,
    pub refunded: Money,
    pub has_tickets: bool,
    /// What it was paid with went into a drawer.
    pub in_cash: bool,
    pub tickets: Vec<TicketView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    pub id: TicketId,
    /// As it stands on the ticket: of the sale, within its performance.
    pub number: i64,
    pub name: String,
    /// `Stalls, row C, seat 14`
    pub place: Option<String>,
    /// `La Traviata · Sat 21 Nov, 20:30`
    pub about: String,
    pub price: Money,
    /// It can be taken back.
    pub is_valid: bool,
    /// Its holder came in and hasn't left.
    pub is_inside: bool,
    /// It lets somebody in, so that it can be printed and sent.
    pub takes_place: bool,
    pub state: String,
    /// How often it has come out on paper.
    pub printed: u32,
}
