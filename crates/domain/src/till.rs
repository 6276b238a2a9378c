//! The counter: tills, the terminals beside their printers, sales for cash, and why the counter says no.

use crate::ids::{OrderId, PrintJobId, TerminalId, TicketId, TillId};
use crate::money::Money;
use crate::paper::{PrintJobState, PrinterState};
use crate::refusal::{CartRefusal, OrderRefusal};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A terminal that was silent for this long is offline, and what it was printing is unsure.
pub const TERMINAL_SILENT_SECONDS: i64 = 60;
pub const REASON_CHARS_MAX: u32 = 300;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till {
    pub id: TillId,
    pub name: String,
    /// None: nothing is printed at this till.
    pub terminal: Option<TerminalState>,
}

/// The program beside a printer, as it last spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalState {
    pub id: TerminalId,
    pub name: String,
    /// `Offline` too when the terminal itself has been silent for [`TERMINAL_SILENT_SECONDS`].
    pub printer: PrinterState,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A sale for cash that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    pub order: OrderId,
    /// The order's number, for people.
    pub number: String,
    pub total: Money,
    /// To be given back to the buyer.
    pub change: Money,
    /// None where the till has no terminal.
    pub print_job: Option<PrintJobId>,
}

/// Change that starts with this many of a currency's units is more than a note too many: `€100`, `¥10,000`.
const CHANGE_UNITS: i64 = 100;
const CHANGE_UNITS_WITHOUT_MINOR: i64 = 10_000;

/// Whether cash that is said to be given is so far above the total that a slip of the finger is likelier: more than twice
/// of it, with change that no drawer gives out every day. Whoever pays €10 with a €100 note isn't asked.
pub fn is_far_above(given: Money, total: Money) -> bool {
    let units = if total.currency.exponent() == 0 { CHANGE_UNITS_WITHOUT_MINOR } else { CHANGE_UNITS };
    let much = units.saturating_mul(10i64.pow(total.currency.exponent()));
    given.checked_sub(total).is_ok_and(|change| change.minor >= much && change.minor > total.minor)
}

/// What to print again of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reprint {
    Receipt,
    Tickets(Vec<TicketId>),
    /// The receipt and every ticket that is valid.
    Both,
}

/// A print job as the till shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintJobView {
    pub id: PrintJobId,
    pub state: PrintJobState,
    /// Papers that are surely out.
    pub papers_done: u32,
    pub papers: u32,
    /// What the terminal said about it.
    pub message: Option<String>,
    pub order_number: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Why the counter says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TillRefusal {
    #[error("no such till")]
    UnknownTill,
    #[error("{0}")]
    Cart(CartRefusal),
    #[error("{0}")]
    Order(OrderRefusal),
    #[error("the cash given is less than the total")]
    CashTooLittle { total: Money },
    #[error("the cash is in another currency")]
    OtherCurrency { total: Money },
    /// Nothing is printed at this till: without an address the buyer would leave with nothing.
    #[error("this till prints nothing: an e-mail address is needed")]
    EmailNeeded,
    /// The key that makes pressing twice one sale.
    #[error("an idempotency key of 1 to 100 plain characters is needed")]
    KeyNeeded,
    #[error("this key was used for another request")]
    KeyReused,
    #[error("this till has no printer")]
    NoPrinter,
    /// Cash goes back from the drawer it went into, so that every drawer agrees at night.
    #[error("the cash for this order is in another till")]
    OtherTill,
    #[error("a reason is needed")]
    ReasonMissing,
    #[error("the reason is longer than {max} characters")]
    ReasonTooLong { max: u32 },
    #[error("no such print job")]
    UnknownPrintJob,
    #[error("{0}")]
    Print(PrintRefusal),
}

/// Why a till's terminal isn't changed as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminalRefusal {
    #[error("no such till")]
    UnknownTill,
    #[error("this till has a terminal already")]
    HasTerminal,
    #[error("this till has no terminal")]
    NoTerminal,
}

/// Why a print job can't be moved on as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum PrintRefusal {
    #[error("no such print job")]
    Unknown,
    #[error("it is being printed right now")]
    Printing,
    #[error("the job has ended")]
    Ended,
    /// Only a person who sees the paper can say where an unsure job goes on.
    #[error("say first whether the paper came out")]
    SayWhatPrinted,
    #[error("it has only {papers} papers")]
    NoSuchPaper { papers: u32 },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_zero_too_many_is_asked_about_and_a_large_note_is_not() {
        let check = |given: i64, total: i64, currency: &str, far| {
            let money = |minor| Money::new(minor, currency.parse().unwrap());
            assert_eq!(is_far_above(money(given), money(total)), far, "{given} for {total}");
        };
        check(10_000_000, 550, "EUR", true);
        check(10_000, 550, "EUR", false);
        check(12_000, 1_200, "EUR", true);
        check(50_000, 32_000, "EUR", false);
        check(550, 550, "EUR", false);
        check(100, 550, "EUR", false);
        check(10_000, 1_200, "JPY", false);
        check(120_000, 12_000, "JPY", true);
        check(i64::MAX, 0, "KWD", true);
        assert!(!is_far_above(Money::new(1_000_000, Currency::EUR), Money::new(550, Currency::GBP)));
    }
}
