//! The counter: tills, the terminals beside their printers, sales for cash, and why the counter says no.

use crate::ids::{OrderId, PrintJobId, TerminalId, TicketId, TillId};
use crate::money::Money;
use crate::order::Order;
use crate::paper::{PrintJobState, PrinterState};
use crate::refusal::{CartRefusal, OrderRefusal};
use crate::ticket::TicketState;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A terminal that was silent for this long is offline, and what it was printing is unsure.
pub const TERMINAL_SILENT_SECONDS: i64 = 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till {
    pub id: TillId,
    pub name: String,
    /// None: nothing is printed at this till.
    pub terminal: Option<TerminalState>,
}

impl Till {
    /// Whether it can print.
    pub fn require_printer(&self) -> Result<(), TillRefusal> {
        if self.terminal.is_some() { Ok(()) } else { Err(TillRefusal::NoPrinter) }
    }

    /// Whether its name, however it is written, is this one.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
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

impl TerminalState {
    /// As it is at this moment: nothing is known of the printer of one that has been silent.
    pub fn at(self, now: DateTime<Utc>) -> TerminalState {
        if self.is_silent(now) { TerminalState { printer: PrinterState::Offline, ..self } } else { self }
    }

    /// Whether nothing was heard of it for so long that it counts as offline.
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        let heard_since = now - Duration::seconds(TERMINAL_SILENT_SECONDS);
        self.last_seen_at.is_none_or(|seen| seen < heard_since)
    }
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

/// What of an order is put on paper once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PapersAgain {
    pub receipt: bool,
    pub tickets: Vec<TicketId>,
}

impl Reprint {
    /// What it comes to for an order: what lets nobody in isn't put on paper.
    ///
    /// # Errors
    /// The order has no tickets (yet), one that is named is none of its or not valid, or there is nothing to print.
    pub fn of(&self, order: &Order) -> Result<PapersAgain, OrderRefusal> {
        if !order.state.has_tickets() {
            return Err(OrderRefusal::NotPaid);
        }
        let valid = || order.tickets.iter().filter(|t| order.reads_as(t) == TicketState::Valid).map(|t| t.id);
        let papers = match self {
            Reprint::Receipt => PapersAgain { receipt: true, tickets: Vec::new() },
            Reprint::Both => PapersAgain { receipt: true, tickets: valid().collect() },
            Reprint::Tickets(named) => {
                for id in named {
                    if !order.tickets.iter().any(|ticket| ticket.id == *id) {
                        return Err(OrderRefusal::UnknownTicket);
                    }
                    if !valid().any(|ticket| ticket == *id) {
                        return Err(OrderRefusal::TicketNotValid);
                    }
                }
                PapersAgain { receipt: false, tickets: named.clone() }
            }
        };
        if papers.receipt || !papers.tickets.is_empty() { Ok(papers) } else { Err(OrderRefusal::Nothing) }
    }
}

/// Whether papers may be printed for this reason: a copy needs one. `copies`: how often each was printed before.
pub fn check_copies(reason: &str, mut copies: impl Iterator<Item = u32>) -> Result<(), TillRefusal> {
    if reason.is_empty() && copies.any(|copy| copy > 0) { Err(TillRefusal::ReasonMissing) } else { Ok(()) }
}

/// Whether tickets can be taken back at this till. `sold_at`: where they were sold, if it was at a till.
pub fn check_return(till: TillId, sold_at: Option<TillId>, in_cash: bool) -> Result<(), TillRefusal> {
    match sold_at {
        Some(sold_at) if in_cash && sold_at != till => Err(TillRefusal::OtherTill),
        _ => Ok(()),
    }
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
    use crate::order::{OrderState, example};
    use uuid::Uuid;

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

    fn ticket(n: u128) -> TicketId {
        TicketId(Uuid::from_u128(n))
    }

    #[test]
    fn only_what_lets_somebody_in_is_printed_again() {
        let order =
            example::order(&[(None, TicketState::Valid), (None, TicketState::Refunded), (None, TicketState::Valid)]);
        let named = |ids: &[u128]| Reprint::Tickets(ids.iter().map(|n| ticket(*n)).collect());
        let papers =
            |receipt, ids: &[u128]| Ok(PapersAgain { receipt, tickets: ids.iter().map(|n| ticket(*n)).collect() });
        for (what, expect) in [
            (Reprint::Receipt, papers(true, &[])),
            (Reprint::Both, papers(true, &[0, 2])),
            (named(&[2]), papers(false, &[2])),
            (named(&[]), Err(OrderRefusal::Nothing)),
            (named(&[0, 1]), Err(OrderRefusal::TicketNotValid)),
            (named(&[0, 7]), Err(OrderRefusal::UnknownTicket)),
        ] {
            assert_eq!(what.of(&order), expect, "{what:?}");
            for state in [OrderState::AwaitingPayment, OrderState::Expired] {
                assert_eq!(
                    what.of(&Order { state, ..order.clone() }),
                    Err(OrderRefusal::NotPaid),
                    "{what:?} {state:?}"
                );
            }
        }
    }

    #[test]
    fn a_copy_needs_a_reason_and_a_first_print_none() {
        assert_eq!(check_copies("", [0, 0].into_iter()), Ok(()));
        assert_eq!(check_copies("", [0, 1].into_iter()), Err(TillRefusal::ReasonMissing));
        assert_eq!(check_copies("torn", [2].into_iter()), Ok(()));
    }

    #[test]
    fn cash_goes_back_from_the_drawer_it_went_into() {
        let (here, there) = (TillId(Uuid::from_u128(1)), TillId(Uuid::from_u128(2)));
        for (sold_at, in_cash, expect) in [
            (Some(here), true, Ok(())),
            (Some(there), true, Err(TillRefusal::OtherTill)),
            (Some(there), false, Ok(())),
            (None, true, Ok(())),
            (None, false, Ok(())),
        ] {
            assert_eq!(check_return(here, sold_at, in_cash), expect, "{sold_at:?} {in_cash}");
        }
    }

    #[test]
    fn a_silent_terminal_is_offline_and_a_till_without_one_prints_nothing() {
        let at = |second| DateTime::UNIX_EPOCH + Duration::seconds(second);
        let terminal = |last_seen_at| TerminalState {
            id: TerminalId(Uuid::from_u128(1)),
            name: "Foyer".into(),
            printer: PrinterState::Ready,
            last_seen_at,
        };
        assert_eq!(terminal(Some(at(0))).at(at(60)).printer, PrinterState::Ready);
        assert_eq!(terminal(Some(at(0))).at(at(61)).printer, PrinterState::Offline);
        assert_eq!(terminal(None).at(at(0)).printer, PrinterState::Offline);
        let till = Till { id: TillId(Uuid::from_u128(1)), name: "Foyer".into(), terminal: None };
        assert_eq!(till.require_printer(), Err(TillRefusal::NoPrinter));
        assert!(till.is_called("FOYER") && !till.is_called("Foyer 2"));
        assert_eq!(Till { terminal: Some(terminal(None)), ..till }.require_printer(), Ok(()));
    }
}
