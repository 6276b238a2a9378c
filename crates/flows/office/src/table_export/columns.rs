//! The columns of each table, in order, and what stands in them.

use super::TableCell;
use chrono::{DateTime, Utc};
use domain::admission::ScanVerdict;
use domain::locale::Translated;
use domain::money::{Money, MoneyError};
use domain::pricing::Price;
use domain::pricing::adjustment::AppliedAdjustment;
use domain::ticket::TicketState;
use domain::time::Timezone;
use storage::stats::{AllocationExport, OrderExport, ScanExport, TicketExport};

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableColumn {
    Order,
    State,
    Channel,
    PlacedAt,
    PaidAt,
    BuyerName,
    BuyerEmail,
    BuyerPhone,
    Event,
    StartsAt,
    /// Of the event: its clock is the one all times of the row are read from.
    Zone,
    Venue,
    TicketType,
    Area,
    Row,
    Seat,
    Quantity,
    /// What the organizer keeps.
    Net,
    Tax,
    TaxRate,
    /// Of the platform, whoever bears it.
    Fee,
    /// Of the price of one, by codes and the like.
    Adjustment,
    AdjustedBy,
    /// For one ticket, everything in it.
    Price,
    /// For the whole row.
    Total,
    Refunded,
    Currency,
    PaymentMethod,
    Till,
    Cashier,
    Ticket,
    SaleNumber,
    Holder,
    IssuedAt,
    EndedAt,
    FirstAdmittedAt,
    At,
    ReceivedAt,
    Gate,
    Direction,
    Verdict,
    Reason,
    ScannedBy,
    Step,
    Places,
    Hold,
    Cart,
    TakenBackBy,
}

type Cell = Result<TableCell, MoneyError>;

/// A table's columns: what each is about, and what a row has to say of it.
pub(super) type Columns<T> = [(TableColumn, fn(&T) -> Cell)];

pub(super) fn names<T>(columns: &Columns<T>) -> Vec<TableColumn> {
    columns.iter().map(|(name, _)| *name).collect()
}

pub(super) fn cells<T>(columns: &Columns<T>, rows: Vec<T>) -> Result<Vec<Vec<TableCell>>, MoneyError> {
    rows.iter().map(|row| columns.iter().map(|(_, cell)| cell(row)).collect()).collect()
}

use TableColumn::*;

pub(super) const ORDERS: &Columns<OrderExport> = &[
    (Order, |row| said(&row.number)),
    (State, |row| Ok(TableCell::OrderState(row.state))),
    (Channel, |row| Ok(TableCell::Channel(row.channel))),
    (PlacedAt, |row| time(Some(row.placed_at), row.zone)),
    (PaidAt, |row| time(row.paid_at, row.zone)),
    (BuyerName, |row| text(&row.buyer_name)),
    (BuyerEmail, |row| text(&row.buyer_email)),
    (BuyerPhone, |row| text(&row.buyer_phone)),
    (Event, |row| words(Some(&row.event))),
    (StartsAt, |row| time(Some(row.starts_at), row.zone)),
    (Zone, |row| said(row.zone.name())),
    (TicketType, |row| words(Some(&row.ticket_type))),
    (Area, |row| words(row.area.as_ref())),
    (Row, |row| text(&row.row_label)),
    (Seat, |row| text(&row.seat)),
    (Quantity, |row| Ok(TableCell::Count(row.quantity.into()))),
    (Net, |row| row.price.organizer().map(TableCell::Amount)),
    (Tax, |row| Ok(TableCell::Amount(row.price.tax))),
    (TaxRate, |row| Ok(TableCell::Rate(row.price.tax_rate_bp))),
    (Fee, |row| row.price.platform().map(TableCell::Amount)),
    (Adjustment, |row| adjustment(&row.price, &row.applied)),
    (AdjustedBy, |row| adjusted_by(&row.applied)),
    (Price, |row| row.price.total().map(TableCell::Amount)),
    (Total, |row| row.price.total()?.checked_mul(row.quantity.into()).map(TableCell::Amount)),
    (Refunded, |row| row.price.total()?.checked_mul(row.refunded).map(TableCell::Amount)),
    (Currency, |row| said(row.price.net.currency.code())),
    (PaymentMethod, |row| Ok(TableCell::Gateways(row.gateways.clone()))),
    (Till, |row| text(&row.till)),
    (Cashier, |row| text(&row.cashier)),
];

pub(super) const TICKETS: &Columns<TicketExport> = &[
    (Ticket, |row| said(&row.id.to_string())),
    (Order, |row| said(&row.number)),
    // As pages call it.
    (State, |row| Ok(TableCell::TicketState(row.state.read_as(row.called_off)))),
    (SaleNumber, |row| Ok(TableCell::Count(row.sale_number))),
    (Event, |row| words(Some(&row.event))),
    (StartsAt, |row| time(Some(row.starts_at), row.zone)),
    (Zone, |row| said(row.zone.name())),
    (Venue, |row| said(&row.venue)),
    (TicketType, |row| words(Some(&row.ticket_type))),
    (Area, |row| words(row.area.as_ref())),
    (Row, |row| text(&row.row_label)),
    (Seat, |row| text(&row.seat)),
    (Holder, |row| text(&row.holder)),
    (BuyerEmail, |row| text(&row.buyer_email)),
    (IssuedAt, |row| time(Some(row.issued_at), row.zone)),
    (EndedAt, |row| time(row.ended_at, row.zone)),
    (Net, |row| row.price.organizer().map(TableCell::Amount)),
    (Tax, |row| Ok(TableCell::Amount(row.price.tax))),
    (Fee, |row| row.price.platform().map(TableCell::Amount)),
    (Adjustment, |row| adjustment(&row.price, &row.applied)),
    (AdjustedBy, |row| adjusted_by(&row.applied)),
    (Price, |row| row.price.total().map(TableCell::Amount)),
    (Refunded, |row| {
        let is_back = row.state == TicketState::Refunded;
        if is_back { row.price.total() } else { Ok(Money::zero(row.price.net.currency)) }.map(TableCell::Amount)
    }),
    (Currency, |row| said(row.price.net.currency.code())),
    (Channel, |row| Ok(TableCell::Channel(row.channel))),
    (PaymentMethod, |row| Ok(TableCell::Gateways(row.gateways.clone()))),
    (Till, |row| text(&row.till)),
    (Cashier, |row| text(&row.cashier)),
    (FirstAdmittedAt, |row| time(row.first_in, row.zone)),
];

pub(super) const SCANS: &Columns<ScanExport> = &[
    (At, |row| time(Some(row.at), zone(row))),
    (ReceivedAt, |row| time(Some(row.received_at), zone(row))),
    (Gate, |row| said(&row.gate)),
    (Direction, |row| Ok(TableCell::Direction(row.direction))),
    (Verdict, |row| Ok(TableCell::Verdict(ScanVerdict::from(row.verdict)))),
    (Reason, |row| Ok(row.verdict.reason().map_or(TableCell::Empty, TableCell::Reason))),
    (Ticket, |row| text(&row.ticket.map(|id| id.to_string()))),
    (Order, |row| text(&row.number)),
    (Holder, |row| text(&row.holder)),
    (Area, |row| words(row.area.as_ref())),
    (Row, |row| text(&row.row_label)),
    (Seat, |row| text(&row.seat)),
    (Event, |row| words(row.event.as_ref())),
    (StartsAt, |row| time(row.starts_at, zone(row))),
    (Zone, |row| said(zone(row).name())),
    (ScannedBy, |row| said(&row.actor)),
];

pub(super) const PLACES: &Columns<AllocationExport> = &[
    (At, |row| time(Some(row.at), row.zone)),
    (Step, |row| Ok(TableCell::Step(row.step))),
    (Places, |row| Ok(TableCell::Count(row.places.into()))),
    (Channel, |row| Ok(TableCell::Via(row.via))),
    (Hold, |row| said(&row.hold.to_string())),
    (Cart, |row| said(&row.cart.to_string())),
    (Event, |row| words(Some(&row.event))),
    (StartsAt, |row| time(Some(row.starts_at), row.zone)),
    (Zone, |row| said(row.zone.name())),
    (TicketType, |row| words(Some(&row.ticket_type))),
    (Area, |row| words(row.area.as_ref())),
    (Row, |row| text(&row.row_label)),
    (Seat, |row| text(&row.seat)),
    (Order, |row| text(&row.number)),
    (BuyerName, |row| text(&row.buyer_name)),
    (BuyerEmail, |row| text(&row.buyer_email)),
    (Till, |row| text(&row.till)),
    (Cashier, |row| text(&row.cashier)),
    (TakenBackBy, |row| text(&row.actor)),
];

/// What was put on the price of one or taken off it.
fn adjustment(price: &Price, applied: &[AppliedAdjustment]) -> Cell {
    let currency = price.net.currency;
    Money::sum(currency, applied.iter().map(|one| Money::new(one.minor, currency))).map(TableCell::Amount)
}

/// By which rules.
fn adjusted_by(applied: &[AppliedAdjustment]) -> Cell {
    let rules = Translated::joined(applied.iter().map(|one| &one.words), "; ");
    words(Some(&rules).filter(|_| !applied.is_empty()))
}

/// A scan of what is no ticket of ours is about no date.
fn zone(row: &ScanExport) -> Timezone {
    row.zone.unwrap_or(Timezone::UTC)
}

fn said(text: &str) -> Cell {
    Ok(TableCell::Text(text.to_owned()))
}

fn text(text: &Option<String>) -> Cell {
    text.as_deref().filter(|text| !text.is_empty()).map_or(Ok(TableCell::Empty), said)
}

fn words(text: Option<&Translated>) -> Cell {
    Ok(text.filter(|text| !text.is_empty()).map_or(TableCell::Empty, |text| TableCell::Words(text.clone())))
}

fn time(at: Option<DateTime<Utc>>, zone: Timezone) -> Cell {
    Ok(at.map_or(TableCell::Empty, |at| TableCell::Time(zone.local(at))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_the_events() {
        let at = "2026-07-04T18:30:00Z".parse().unwrap();
        let local = "2026-07-04T20:30:00".parse().unwrap();
        assert_eq!(time(Some(at), Timezone::ROME).unwrap(), TableCell::Time(local));
    }
}
