//! What the counter refuses, in words.

use crate::text;
use domain::locale::Locale;
use domain::refusal::{HoldRefusal, OrderRefusal};
use domain::till::{PrintRefusal, TillRefusal};
use ui::text::refusal::{About, cart_refusal, order_refusal};

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

/// Why places were not given. What sends a buyer to the box office elsewhere is said differently here.
pub fn hold(locale: Locale, refusal: &HoldRefusal, about: About<'_>) -> String {
    match refusal {
        HoldRefusal::SaleEnded { .. } => text::date_is_over(locale).to_owned(),
        HoldRefusal::WrongChannel { .. } => text::not_sold_at_the_till(locale).to_owned(),
        HoldRefusal::SeatTaken { .. } => {
            let seat = about.seat.unwrap_or_else(|| text::the_seat(locale));
            text::seat_taken(locale, seat)
        }
        other => ui::text::refusal::hold_refusal(locale, other, about),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::{Currency, Money};
    use domain::time::Timezone;

    #[test]
    fn nobody_at_the_till_is_sent_to_the_box_office() {
        let about = About::zone(Timezone::ROME);
        for locale in Locale::ALL {
            let at = "2026-12-01T19:41:00Z".parse().unwrap();
            let words = hold(locale, &HoldRefusal::SaleEnded { at }, about).to_lowercase();
            assert!(!words.contains("box office") && !words.contains("biglietteria"), "{words}");
        }
    }

    #[test]
    fn too_little_cash_names_what_is_owed() {
        let total = Money::new(2400, Currency::EUR);
        assert!(till(Locale::En, &TillRefusal::CashTooLittle { total }).contains("€24.00"));
    }
}
