//! Tables to take away, in the reader's words: headings, states and names out of what the flows give.

use crate::text::table as text;
use crate::words;
use domain::admission::Direction;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::payment::GatewayKind;
use office::export::{Cell, Column, ScanVerdict, Step, Table, TableKind};
use tables::{Sheet, Value};
use ui::text::refusal;

/// The name of a table, as the links to it and its sheet say it.
pub fn name(locale: Locale, kind: TableKind) -> &'static str {
    match kind {
        TableKind::Orders => crate::text::orders(locale),
        TableKind::Tickets => crate::text::event::tickets(locale),
        TableKind::Scans => crate::text::event::scans(locale),
        TableKind::Places => crate::text::event::places_trail(locale),
    }
}

/// A table as it is written in this language.
pub fn sheet(locale: Locale, table: Table) -> Sheet {
    Sheet {
        name: name(locale, table.kind).to_owned(),
        columns: table.kind.columns().iter().map(|column| heading(locale, *column).to_owned()).collect(),
        rows: table.rows.into_iter().map(|row| row.into_iter().map(|cell| value(locale, cell)).collect()).collect(),
    }
}

fn heading(locale: Locale, column: Column) -> &'static str {
    match column {
        Column::Order => text::order(locale),
        Column::State => text::state(locale),
        Column::Channel => text::channel(locale),
        Column::PlacedAt => text::placed_at(locale),
        Column::PaidAt => text::paid_at(locale),
        Column::BuyerName => text::buyer_name(locale),
        Column::BuyerEmail => text::buyer_email(locale),
        Column::BuyerPhone => text::buyer_phone(locale),
        Column::Event => text::event(locale),
        Column::StartsAt => text::starts_at(locale),
        Column::Zone => text::zone(locale),
        Column::Venue => text::venue(locale),
        Column::TicketType => text::ticket_type(locale),
        Column::Area => text::area(locale),
        Column::Row => text::row(locale),
        Column::Seat => text::seat(locale),
        Column::Quantity => text::quantity(locale),
        Column::Net => text::net(locale),
        Column::Tax => text::tax(locale),
        Column::TaxRate => text::tax_rate(locale),
        Column::Fee => text::fee(locale),
        Column::Price => text::price(locale),
        Column::Total => text::total(locale),
        Column::Refunded => text::refunded(locale),
        Column::Currency => text::currency(locale),
        Column::PaymentMethod => text::payment_method(locale),
        Column::Till => text::till(locale),
        Column::Cashier => text::cashier(locale),
        Column::Ticket => text::ticket(locale),
        Column::SaleNumber => text::sale_number(locale),
        Column::Holder => text::holder(locale),
        Column::IssuedAt => text::issued_at(locale),
        Column::EndedAt => text::ended_at(locale),
        Column::FirstAdmittedAt => text::first_admitted_at(locale),
        Column::At => text::at(locale),
        Column::ReceivedAt => text::received_at(locale),
        Column::Gate => text::gate(locale),
        Column::Direction => text::direction(locale),
        Column::Verdict => text::verdict(locale),
        Column::Reason => text::reason(locale),
        Column::ScannedBy => text::scanned_by(locale),
        Column::Step => text::step(locale),
        Column::Places => text::places(locale),
        Column::Hold => text::hold(locale),
        Column::Cart => text::cart(locale),
        Column::TakenBackBy => text::taken_back_by(locale),
    }
}

fn value(locale: Locale, cell: Cell) -> Value {
    let said = |words: &str| Value::Text(words.to_owned());
    match cell {
        Cell::Empty => Value::Empty,
        Cell::Text(text) => Value::Text(text),
        Cell::Words(words) => said(words.get(locale)),
        Cell::Count(count) => Value::Whole(count),
        Cell::Amount(amount) => Value::Decimal(amount.decimal()),
        // Hundredths of a percent, as the euro has hundredths.
        Cell::Rate(basis_points) => Value::Decimal(Money::new(basis_points.into(), Currency::EUR).decimal()),
        Cell::Time(at) => Value::Time(at),
        Cell::OrderState(state) => said(refusal::order_state(locale, state)),
        Cell::TicketState(state) => said(refusal::ticket_state(locale, state)),
        Cell::Channel(channel) => said(words::channel(locale, channel)),
        Cell::Office => said(text::office(locale)),
        Cell::Gateways(gateways) => gateways_said(locale, &gateways),
        Cell::Direction(Direction::In) => said(text::going_in(locale)),
        Cell::Direction(Direction::Out) => said(text::going_out(locale)),
        Cell::Verdict(ScanVerdict::Admitted) => said(text::admitted(locale)),
        Cell::Verdict(ScanVerdict::Left) => said(text::left(locale)),
        Cell::Verdict(ScanVerdict::Refused) => said(text::refused(locale)),
        Cell::Reason(reason) => said(refusal::reason(locale, reason)),
        Cell::Step(step) => said(step_said(locale, step)),
    }
}

fn gateways_said(locale: Locale, gateways: &[GatewayKind]) -> Value {
    let names: Vec<&str> = gateways.iter().map(|gateway| words::gateway(locale, *gateway)).collect();
    if names.is_empty() { Value::Empty } else { Value::Text(names.join(", ")) }
}

fn step_said(locale: Locale, step: Step) -> &'static str {
    match step {
        Step::Held => text::held(locale),
        Step::Extended => text::extended(locale),
        Step::Released => text::released(locale),
        Step::Expired => text::expired(locale),
        Step::Sold => text::sold(locale),
        Step::Returned => text::returned(locale),
        Step::Revived => text::revived(locale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_table_has_headings_that_differ() {
        for locale in Locale::ALL {
            for &kind in TableKind::ALL {
                let sheet = sheet(locale, Table { kind, rows: Vec::new() });
                let headings: HashSet<&String> = sheet.columns.iter().collect();
                assert_eq!(headings.len(), kind.columns().len(), "{:?}", sheet.columns);
                assert!(sheet.name.chars().count() <= 31, "Excel refuses a longer name of a sheet");
            }
        }
    }

    #[test]
    fn what_programs_call_things_is_said_in_words() {
        assert_eq!(value(Locale::It, Cell::Gateways(vec![GatewayKind::Cash])), Value::Text("Contanti".into()));
        assert_eq!(value(Locale::En, Cell::Rate(2200)), Value::Decimal("22.00".into()));
        let amount = Money::new(-1250, Currency::EUR);
        assert_eq!(value(Locale::En, Cell::Amount(amount)), Value::Decimal("-12.50".into()));
    }
}
