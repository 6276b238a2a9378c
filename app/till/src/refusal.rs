//! What the counter refuses: sent to the page as data, and said by it in the cashier's language.

use crate::text;
use domain::locale::Locale;
use domain::refusal::{CartRefusal, HoldRefusal, OrderRefusal};
use domain::till::{PrintRefusal, TillRefusal};
use face::error::Failed;
use serde::{Deserialize, Serialize};
use ui::text::refusal::{Named, cart_refusal, hold_refusal_named, order_refusal, problem};

/// Why a server function of the till didn't do what was asked.
pub type TillError = Failed<CounterRefusal>;

/// Why the counter says no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", content = "of", rename_all = "snake_case")]
pub enum CounterRefusal {
    Till(TillRefusal),
    Places(PlacesRefusal),
    /// So many seats of this kind are nowhere free together.
    NotTogether {
        seats: u32,
    },
    /// The order has no address its tickets could be sent to.
    AddressNeeded,
}

/// Why places were not given, with the names of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesRefusal {
    pub refusal: HoldRefusal,
    pub ticket: Option<String>,
    /// Row and number.
    pub seat: Option<(String, String)>,
    /// The moment it names as the venue's clock has it, in words: the browser knows no time zones.
    pub moment: Option<String>,
}

/// What happened, and what to do now.
pub fn words(locale: Locale, refusal: &CounterRefusal) -> String {
    match refusal {
        CounterRefusal::Till(refusal) => till(locale, refusal),
        CounterRefusal::Places(refusal) => places(locale, refusal),
        CounterRefusal::NotTogether { seats } => text::not_together(locale, *seats),
        CounterRefusal::AddressNeeded => text::address_needed(locale).to_owned(),
    }
}

/// What is wrong with which field of a sale.
pub fn fields(locale: Locale, refusal: &TillRefusal) -> Vec<(String, String)> {
    match refusal {
        TillRefusal::EmailNeeded => vec![("email".to_owned(), text::email_needed(locale).to_owned())],
        TillRefusal::Cart(CartRefusal::Invalid { problems }) => {
            problems.iter().map(|one| (one.field.clone(), problem(locale, &one.problem))).collect()
        }
        _ => Vec::new(),
    }
}

/// Why the counter says no, and what to do now.
pub fn till(locale: Locale, refusal: &TillRefusal) -> String {
    match refusal {
        TillRefusal::UnknownTill => text::unknown_till(locale).to_owned(),
        TillRefusal::Cart(refusal) => cart_refusal(locale, refusal),
        TillRefusal::Order(OrderRefusal::NotRefundable) => text::not_refundable(locale).to_owned(),
        TillRefusal::Order(refusal) => order_refusal(locale, refusal),
        TillRefusal::CashTooLittle { total } => text::cash_too_little(locale, total.format(locale)),
        TillRefusal::OtherCurrency { total } => text::other_currency(locale, total.format(locale)),
        TillRefusal::EmailNeeded => text::email_needed(locale).to_owned(),
        TillRefusal::KeyNeeded | TillRefusal::KeyReused => text::key_reused(locale).to_owned(),
        TillRefusal::NoPrinter => text::no_printer_here(locale).to_owned(),
        TillRefusal::OtherTill => text::other_till(locale).to_owned(),
        TillRefusal::ReasonMissing => text::reason_missing(locale).to_owned(),
        TillRefusal::ReasonTooLong { max } => text::reason_too_long(locale, *max),
        TillRefusal::UnknownPrintJob => text::unknown_job(locale).to_owned(),
        TillRefusal::Print(refusal) => print(locale, *refusal),
    }
}

fn print(locale: Locale, refusal: PrintRefusal) -> String {
    match refusal {
        PrintRefusal::Unknown => text::unknown_job(locale).to_owned(),
        PrintRefusal::Printing => text::job_is_printing(locale).to_owned(),
        PrintRefusal::Ended => text::job_has_ended(locale).to_owned(),
        PrintRefusal::SayWhatPrinted => text::say_what_printed(locale).to_owned(),
        PrintRefusal::NoSuchPaper { papers } => text::no_such_paper(locale, papers),
    }
}

/// What sends a buyer to the box office elsewhere is said differently here.
fn places(locale: Locale, of: &PlacesRefusal) -> String {
    let seat = of.seat.as_ref().map(|(row, number)| ui::text::seat(locale, row, number));
    match &of.refusal {
        HoldRefusal::SaleEnded { .. } => text::date_is_over(locale).to_owned(),
        HoldRefusal::WrongChannel { .. } => text::not_sold_at_the_till(locale).to_owned(),
        HoldRefusal::SeatTaken { .. } => {
            text::seat_taken(locale, seat.as_deref().unwrap_or_else(|| text::the_seat(locale)))
        }
        other => {
            let named = Named { ticket: of.ticket.as_deref(), seat: seat.as_deref(), moment: of.moment.as_deref() };
            hold_refusal_named(locale, other, named)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::SeatId;
    use domain::money::{Currency, Money};

    fn of(refusal: HoldRefusal) -> PlacesRefusal {
        PlacesRefusal { refusal, ticket: None, seat: None, moment: None }
    }

    #[test]
    fn nobody_at_the_till_is_sent_to_the_box_office() {
        for locale in Locale::ALL {
            let at = "2026-12-01T19:41:00Z".parse().unwrap();
            let words = places(locale, &of(HoldRefusal::SaleEnded { at })).to_lowercase();
            assert!(!words.contains("box office") && !words.contains("biglietteria"), "{words}");
        }
    }

    #[test]
    fn too_little_cash_names_what_is_owed() {
        let total = Money::new(2400, Currency::EUR);
        assert!(till(Locale::En, &TillRefusal::CashTooLittle { total }).contains("€24.00"));
    }
    #[test]
    fn every_refusal_arrives_at_the_page_as_it_was_sent() {
        let seat = SeatId(uuid::Uuid::nil());
        let all = [
            CounterRefusal::Till(TillRefusal::KeyReused),
            CounterRefusal::Till(TillRefusal::Cart(CartRefusal::ExtendedAlready)),
            CounterRefusal::Till(TillRefusal::Print(PrintRefusal::NoSuchPaper { papers: 3 })),
            CounterRefusal::Places(PlacesRefusal {
                seat: Some(("C".to_owned(), "14".to_owned())),
                ..of(HoldRefusal::SeatTaken { seat })
            }),
            CounterRefusal::NotTogether { seats: 4 },
            CounterRefusal::AddressNeeded,
        ];
        for refusal in all {
            let sent = serde_json::to_string(&TillError::Refused { refusal: refusal.clone() }).unwrap();
            let back = serde_json::from_str::<TillError>(&sent).unwrap();
            assert_eq!(back, TillError::Refused { refusal: refusal.clone() }, "{sent}");
            let (english, italian) = (words(Locale::En, &refusal), words(Locale::It, &refusal));
            assert!(!english.is_empty() && english != italian, "{english}");
        }
    }
}
