//! Why something was not done, by name. A refusal is an answer, not a fault: each has words in every language, in `ui`
//! or in the one face that meets it.

use crate::ids::{EventId, PerformanceId, SeatId, TicketTypeId};
use crate::money::{Money, MoneyError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why a rule doesn't say yes: it refuses by name, or its sums can't be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError<R: std::fmt::Debug + std::fmt::Display> {
    #[error("{0}")]
    Refused(R),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Why a claim on places was not granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum HoldRefusal {
    #[error("no such performance")]
    UnknownPerformance { performance: PerformanceId },
    #[error("no such ticket type for this performance")]
    UnknownTicketType { ticket_type: TicketTypeId },
    #[error("the performance is cancelled")]
    Cancelled,
    #[error("sales begin at {from}")]
    NotYetOnSale { from: DateTime<Utc> },
    #[error("sales ended at {at}")]
    SaleEnded { at: DateTime<Utc> },
    #[error("sold out")]
    SoldOut { ticket_type: TicketTypeId },
    /// Nothing is free now, but `count` places are in other people's carts; the first may come back at `back_at`.
    #[error("all remaining places are in carts; {count} may come back")]
    AllInCarts { ticket_type: TicketTypeId, count: u32, back_at: Option<DateTime<Utc>> },
    #[error("only {left} left")]
    NotEnough { ticket_type: TicketTypeId, left: u32 },
    #[error("the seat was taken by someone else")]
    SeatTaken { seat: SeatId },
    #[error("no such seat in this hall")]
    UnknownSeat { seat: SeatId },
    #[error("choose the seats on the map")]
    SeatNeeded { ticket_type: TicketTypeId },
    #[error("these places are not numbered")]
    SeatNotExpected { ticket_type: TicketTypeId },
    #[error("at most {max} per order")]
    OverLimit { max: u32 },
    #[error("at least {min} per order")]
    UnderMinimum { min: u32 },
    #[error("nothing was chosen")]
    Nothing,
    #[error("not sold here")]
    WrongChannel { ticket_type: TicketTypeId },
    /// More people ask than can be served at once; after so many seconds it is worth asking again. Nothing was decided.
    #[error("too many ask at once; try again in {seconds} s")]
    Busy { seconds: u32 },
    /// More people want to shop than the sale carries: one waits for one's turn first.
    #[error("please wait for your turn in the waiting room")]
    WaitingRoom { event: EventId },
    #[error("too many tries; again in {wait_seconds} seconds")]
    TooOften { wait_seconds: u32 },
    /// The device has to do some work first, or to wait for a while.
    #[error("a proof of work is needed")]
    ProofNeeded,
    /// Over all carts and orders of one person for the event; `had` without what was asked for now.
    #[error("at most {max} per person, and {had} are there already")]
    PersonLimit { max: u32, had: u32 },
}

/// Why a cart can't be changed or turned into an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum CartRefusal {
    #[error("no such cart")]
    Unknown,
    #[error("the places in this cart went back on sale")]
    Expired,
    #[error("the cart is empty")]
    Empty,
    #[error("the time was extended once already")]
    ExtendedAlready,
    #[error("this cart has become an order")]
    Ordered,
    #[error("the price changed from {was:?} to {now:?}")]
    PriceChanged { was: Money, now: Money },
    #[error("the details are not complete")]
    Invalid { problems: Vec<FieldProblem> },
    #[error("this way to pay is not offered here")]
    GatewayNotOffered,
    /// More people ask than can be served at once; after so many seconds it is worth asking again. Nothing was changed.
    #[error("too many ask at once; try again in {seconds} s")]
    Busy { seconds: u32 },
    /// As [`HoldRefusal::PersonLimit`], for whoever has this e-mail address; `had` without this cart.
    #[error("at most {max} per person, and {had} are there already")]
    PersonLimit { max: u32, had: u32 },
    #[error("too many orders; again in {wait_seconds} seconds")]
    TooOften { wait_seconds: u32 },
    /// As [`HoldRefusal::UnderMinimum`]: fewer of the kind can't be bought, only none.
    #[error("at least {min} per order")]
    UnderMinimum { min: u32 },
    /// No code of this organizer that is accepted; the same for one that was switched off.
    #[error("no such code")]
    CodeUnknown,
    #[error("the code isn't valid yet")]
    CodeNotYet,
    #[error("the code isn't valid any more")]
    CodeEnded,
    /// The cart needs more uses than there are.
    #[error("the code can be used {left} more times")]
    CodeUsedUp { left: u32 },
    #[error("the code is for nothing in this cart")]
    CodeFitsNothing,
}

/// One field of a form that can't be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The form's field name: `email`, `holder_3`.
    pub field: String,
    pub problem: Problem,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, problem: Problem) -> FieldProblem {
        FieldProblem { field: field.into(), problem }
    }
}

/// What is wrong with a typed value; its words are in `ui::text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    Missing,
    TooLong {
        max: u32,
    },
    TooShort {
        min: u32,
    },
    NotAnEmail,
    NotAPhone,
    NotANumber,
    NotAnAmount,
    /// Thousands to some, decimals to others: `1.000`.
    AmbiguousAmount {
        whole: Money,
        part: Money,
    },
    AmountOutOfRange {
        min: Money,
        max: Money,
    },
    /// None where `max` is zero.
    TooManyDecimals {
        max: u32,
    },
    NotADate,
    NotAZone,
    /// The clocks skip this hour on that day.
    SkippedHour,
    NotASlug,
    /// No address on the web.
    NotASite,
    OutOfRange {
        min: i64,
        max: i64,
        /// What is counted.
        #[serde(default)]
        unit: Unit,
    },
    InThePast,
    BeforeStart,
    AfterStart,
    /// Later than the end.
    AfterEnd,
    /// Sales would begin when they have ended.
    AfterSaleEnd,
    AlreadyUsed,
    NotAChoice,
    /// Fewer than are already held or sold.
    BelowSold {
        sold: u32,
    },
    MustBeAccepted,
    /// Someone else has saved since this was opened.
    ChangedMeanwhile,
    /// It doesn't take place, and so can't be moved.
    CalledOff,
    /// Just that has another price than the ordinary one already.
    PricedAlready {
        price: Money,
    },
    /// It says the same as another field, and only one of them can be said.
    NotBoth,
    /// There are so many already, and more than that nobody keeps in view.
    TooMany {
        max: u32,
    },
}

/// What a number in a form counts, so that its rule is said in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    #[default]
    Number,
    TicketsPerOrder,
    Minutes,
    Years,
    Places,
    Rows,
    Zones,
    Lines,
    Percent,
}

/// Why an order can't be changed as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum OrderRefusal {
    #[error("no such order")]
    Unknown,
    #[error("the order is not paid")]
    NotPaid,
    #[error("the order is paid already")]
    PaidAlready,
    #[error("the order has ended")]
    Ended,
    /// It can still be paid, but not in this way.
    #[error("this way to pay is not offered here")]
    GatewayNotOffered,
    #[error("no such ticket in this order")]
    UnknownTicket,
    #[error("the ticket is not valid any more")]
    TicketNotValid,
    #[error("no ticket of the order is valid any more")]
    NoValidTicket,
    /// Holders of tickets that were to be refunded are inside. Whoever means it says so.
    #[error("holders of {count} of these tickets are inside; say that they are to be refunded all the same")]
    HolderInside { count: u32 },
    #[error("nothing was chosen")]
    Nothing,
    #[error("more than is left to refund")]
    OverRefund { left: Money },
    #[error("the gateway can't give money back")]
    NotRefundable,
    #[error("a reason is needed")]
    ReasonMissing,
    #[error("the reason is longer than {max} characters")]
    ReasonTooLong { max: u32 },
}
