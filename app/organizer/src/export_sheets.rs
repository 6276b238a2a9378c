//! Tables to take away, in the reader's words: headings, states and names out of what the flows give.

use crate::labels;
use crate::text::table as text;
use domain::admission::{Direction, ScanVerdict};
use domain::event::Channel;
use domain::hold::trail::{AllocationStep, Via};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::payment::GatewayKind;
use office::table_export::{Table, TableCell, TableColumn, TableKind};
use tables::{TableSheet, Value};
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
pub fn sheet(locale: Locale, table: Table) -> TableSheet {
    TableSheet {
        name: name(locale, table.kind).to_owned(),
        columns: table.kind.columns().iter().map(|column| heading(locale, *column).to_owned()).collect(),
        rows: table.rows.into_iter().map(|row| row.into_iter().map(|cell| value(locale, cell)).collect()).collect(),
    }
}

fn heading(locale: Locale, column: TableColumn) -> &'static str {
    match column {
        TableColumn::Order => text::order(locale),
        TableColumn::State => text::state(locale),
        TableColumn::Channel => text::channel(locale),
        TableColumn::PlacedAt => text::placed_at(locale),
        TableColumn::PaidAt => text::paid_at(locale),
        TableColumn::BuyerName => text::buyer_name(locale),
        TableColumn::BuyerEmail => text::buyer_email(locale),
        TableColumn::BuyerPhone => text::buyer_phone(locale),
        TableColumn::Event => text::event(locale),
        TableColumn::StartsAt => text::starts_at(locale),
        TableColumn::Zone => text::zone(locale),
        TableColumn::Venue => text::venue(locale),
        TableColumn::TicketType => text::ticket_type(locale),
        TableColumn::Area => text::area(locale),
        TableColumn::Row => text::row(locale),
        TableColumn::Seat => text::seat(locale),
        TableColumn::Quantity => text::quantity(locale),
        TableColumn::Net => text::net(locale),
        TableColumn::Tax => text::tax(locale),
        TableColumn::TaxRate => text::tax_rate(locale),
        TableColumn::Fee => text::fee(locale),
        TableColumn::Adjustment => text::adjustment(locale),
        TableColumn::AdjustedBy => text::adjusted_by(locale),
        TableColumn::Price => text::price(locale),
        TableColumn::Total => text::total(locale),
        TableColumn::Refunded => text::refunded(locale),
        TableColumn::Currency => text::currency(locale),
        TableColumn::PaymentMethod => text::payment_method(locale),
        TableColumn::Till => text::till(locale),
        TableColumn::Cashier => text::cashier(locale),
        TableColumn::Ticket => text::ticket(locale),
        TableColumn::SaleNumber => text::sale_number(locale),
        TableColumn::Holder => text::holder(locale),
        TableColumn::IssuedAt => text::issued_at(locale),
        TableColumn::EndedAt => text::ended_at(locale),
        TableColumn::FirstAdmittedAt => text::first_admitted_at(locale),
        TableColumn::At => text::at(locale),
        TableColumn::ReceivedAt => text::received_at(locale),
        TableColumn::Gate => text::gate(locale),
        TableColumn::Direction => text::direction(locale),
        TableColumn::Verdict => text::verdict(locale),
        TableColumn::Reason => text::reason(locale),
        TableColumn::ScannedBy => text::scanned_by(locale),
        TableColumn::Step => text::step(locale),
        TableColumn::Places => text::places(locale),
        TableColumn::Hold => text::hold(locale),
        TableColumn::Cart => text::cart(locale),
        TableColumn::TakenBackBy => text::taken_back_by(locale),
    }
}

fn value(locale: Locale, cell: TableCell) -> Value {
    let said = |words: &str| Value::Text(words.to_owned());
    match cell {
        TableCell::Empty => Value::Empty,
        TableCell::Text(text) => Value::Text(text),
        TableCell::Words(words) => said(words.get(locale)),
        TableCell::Count(count) => Value::Whole(count),
        TableCell::Amount(amount) => Value::Decimal(amount.decimal()),
        // Hundredths of a percent, as the euro has hundredths.
        TableCell::Rate(basis_points) => Value::Decimal(Money::new(basis_points.into(), Currency::EUR).decimal()),
        TableCell::Time(at) => Value::Time(at),
        TableCell::OrderState(state) => said(refusal::order_state(locale, state)),
        TableCell::TicketState(state) => said(refusal::ticket_state(locale, state)),
        TableCell::Channel(channel) => said(labels::channel(locale, channel)),
        TableCell::Via(via) => said(via_said(locale, via)),
        TableCell::Gateways(gateways) => gateways_said(locale, &gateways),
        TableCell::Direction(Direction::In) => said(text::going_in(locale)),
        TableCell::Direction(Direction::Out) => said(text::going_out(locale)),
        TableCell::Verdict(ScanVerdict::Admitted) => said(text::admitted(locale)),
        TableCell::Verdict(ScanVerdict::Left) => said(text::left(locale)),
        TableCell::Verdict(ScanVerdict::Refused) => said(text::refused(locale)),
        TableCell::Reason(reason) => said(refusal::reason(locale, reason)),
        TableCell::Step(step) => said(step_said(locale, step)),
    }
}

fn gateways_said(locale: Locale, gateways: &[GatewayKind]) -> Value {
    let names: Vec<&str> = gateways.iter().map(|gateway| labels::gateway(locale, *gateway)).collect();
    if names.is_empty() { Value::Empty } else { Value::Text(names.join(", ")) }
}

fn via_said(locale: Locale, via: Via) -> &'static str {
    match via {
        Via::Shop => labels::channel(locale, Channel::Shop),
        Via::Till => labels::channel(locale, Channel::Till),
        Via::Api => labels::channel(locale, Channel::Api),
        Via::Office => text::office(locale),
        Via::Gate => text::gate(locale),
    }
}

fn step_said(locale: Locale, step: AllocationStep) -> &'static str {
    match step {
        AllocationStep::Held => text::held(locale),
        AllocationStep::Extended => text::extended(locale),
        AllocationStep::Released => text::released(locale),
        AllocationStep::Expired => text::expired(locale),
        AllocationStep::Sold => text::sold(locale),
        AllocationStep::Returned => text::returned(locale),
        AllocationStep::Revived => text::revived(locale),
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
        assert_eq!(value(Locale::It, TableCell::Gateways(vec![GatewayKind::Cash])), Value::Text("Contanti".into()));
        assert_eq!(value(Locale::En, TableCell::Rate(2200)), Value::Decimal("22.00".into()));
        let amount = Money::new(-1250, Currency::EUR);
        assert_eq!(value(Locale::En, TableCell::Amount(amount)), Value::Decimal("-12.50".into()));
    }
}
