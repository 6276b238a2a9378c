//! Tables to take away, as data: what stands in which column. The words, and how a spreadsheet wants numbers and times, are
//! given by whoever writes the table.

mod columns;

pub use columns::TableColumn;

use crate::Office;
use base::failure::Never;
use base::{Actor, Failure, Fault};
use chrono::{DateTime, NaiveDateTime, Utc};
use columns::{ORDERS, PLACES, SCANS, TICKETS};
use domain::admission::{Direction, Reason};
use domain::audit::Action;
use domain::event::Channel;
use domain::ids::{CartId, EventId, HoldId, TicketId};
use domain::locale::Translated;
use domain::money::{Currency, Money};
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::role::Permission;
use domain::ticket::TicketState;
use domain::time::Timezone;
use std::str::FromStr;
use storage::stats::{self, AllocationExport, OrderExport, ScanExport, TicketExport};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum TableKind {
    /// One row per order line.
    Orders,
    /// One row per ticket.
    Tickets,
    /// One row per scan.
    Scans,
    /// One row per step of a place: who held, let go, bought or returned which, when, through which channel.
    Places,
}

impl TableKind {
    pub const ALL: &'static [TableKind] = TableKind::VARIANTS;

    /// What its columns are about, in order; every row has a cell for each.
    pub fn columns(self) -> &'static [TableColumn] {
        match self {
            TableKind::Orders => ORDERS,
            TableKind::Tickets => TICKETS,
            TableKind::Scans => SCANS,
            TableKind::Places => PLACES,
        }
    }
}

/// A table, as data. Each row has a cell for each of its kind's columns.
#[derive(Clone, Debug)]
pub struct Table {
    pub kind: TableKind,
    pub rows: Vec<Vec<TableCell>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCell {
    Empty,
    Text(String),
    /// Written by the organizer in one or more languages.
    Words(Translated),
    Count(i64),
    Amount(Money),
    /// In basis points.
    Rate(u32),
    /// By the clock of the event.
    Time(NaiveDateTime),
    OrderState(OrderState),
    TicketState(TicketState),
    Channel(Channel),
    /// Through none of them: the organizer's own pages.
    Office,
    /// Those whose money arrived.
    Gateways(Vec<GatewayKind>),
    Direction(Direction),
    Verdict(ScanVerdict),
    Reason(Reason),
    Step(AllocationStep),
}

/// What a scan said; the reason stands in a column of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum ScanVerdict {
    Admitted,
    Left,
    Refused,
}

/// A step of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum AllocationStep {
    Held,
    /// The hold was given more time.
    Extended,
    Released,
    Expired,
    Sold,
    Returned,
    /// Held again for an order whose payment came late.
    Revived,
}

impl Office {
    /// A table of an event, or of everything. Who took personal data out, and how much, is written down.
    pub async fn export(
        &self,
        actor: &Actor,
        kind: TableKind,
        event: Option<EventId>,
    ) -> Result<Table, Failure<Never>> {
        actor.require(Permission::ExportData)?;
        let (now, organizer) = (self.base.clock.now(), actor.organizer);
        let mut tx = self.base.organizer(organizer).await?;
        let rows: Result<Vec<Vec<TableCell>>, Fault> = match kind {
            TableKind::Orders => stats::order_export(&mut tx, organizer, event).await?.into_iter().map(order).collect(),
            TableKind::Tickets => {
                stats::ticket_export(&mut tx, organizer, event).await?.into_iter().map(ticket).collect()
            }
            TableKind::Scans => stats::scan_export(&mut tx, organizer, event).await?.into_iter().map(scan).collect(),
            TableKind::Places => {
                stats::allocation_export(&mut tx, organizer, event).await?.into_iter().map(place).collect()
            }
        };
        let rows = rows?;
        let subject = event.map_or_else(|| organizer.to_string(), |e| e.to_string());
        let detail = serde_json::json!({"table": kind.into_str(), "rows": rows.len()});
        self.base.record(&mut tx, organizer, now, actor, Action::DataExported, &subject, detail).await?;
        tx.commit().await?;
        Ok(Table { kind, rows })
    }
}

fn order(row: OrderExport) -> Result<Vec<TableCell>, Fault> {
    let money = amounts(&row.currency)?;
    let unit = row.net_minor + row.tax_minor + row.fee_minor;
    let zone = zone(&row.zone)?;
    Ok(vec![
        TableCell::Text(row.number),
        TableCell::OrderState(known(&row.state)?),
        channel(&row.channel)?,
        time(Some(row.placed_at), zone),
        time(row.paid_at, zone),
        text(row.buyer_name),
        text(row.buyer_email),
        text(row.buyer_phone),
        words(Some(row.event)),
        time(Some(row.starts_at), zone),
        TableCell::Text(row.zone),
        words(Some(row.ticket_type)),
        words(row.area),
        text(row.row_label),
        text(row.seat),
        TableCell::Count(row.quantity.into()),
        money(row.net_minor),
        money(row.tax_minor),
        TableCell::Rate(u32::try_from(row.tax_rate_bp).unwrap_or_default()),
        money(row.fee_minor),
        money(unit),
        money(unit * i64::from(row.quantity)),
        money(unit * row.refunded),
        TableCell::Text(row.currency),
        gateways(&row.gateways)?,
        text(row.till),
        text(row.cashier),
    ])
}

fn ticket(row: TicketExport) -> Result<Vec<TableCell>, Fault> {
    let money = amounts(&row.currency)?;
    let price = row.net_minor + row.tax_minor + row.fee_minor;
    let zone = zone(&row.zone)?;
    // As pages call it.
    let state = known::<TicketState>(&row.state)?.read_as(row.called_off);
    Ok(vec![
        TableCell::Text(TicketId(row.id).to_string()),
        TableCell::Text(row.number),
        TableCell::TicketState(state),
        TableCell::Count(row.sale_number),
        words(Some(row.event)),
        time(Some(row.starts_at), zone),
        TableCell::Text(row.zone),
        TableCell::Text(row.venue),
        words(Some(row.ticket_type)),
        words(row.area),
        text(row.row_label),
        text(row.seat),
        text(row.holder),
        text(row.buyer_email),
        time(Some(row.issued_at), zone),
        time(row.ended_at, zone),
        money(row.net_minor),
        money(row.tax_minor),
        money(row.fee_minor),
        money(price),
        money(if state == TicketState::Refunded { price } else { 0 }),
        TableCell::Text(row.currency),
        channel(&row.channel)?,
        gateways(&row.gateways)?,
        text(row.till),
        text(row.cashier),
        time(row.first_in, zone),
    ])
}

fn scan(row: ScanExport) -> Result<Vec<TableCell>, Fault> {
    let zone_name = row.zone.unwrap_or_else(|| Timezone::UTC.name().to_owned());
    let zone = zone(&zone_name)?;
    let reason = row.reason.map(|reason| known(&reason)).transpose()?;
    Ok(vec![
        time(Some(row.at), zone),
        time(Some(row.received_at), zone),
        TableCell::Text(row.gate),
        TableCell::Direction(known(&row.direction)?),
        TableCell::Verdict(known(&row.verdict)?),
        reason.map_or(TableCell::Empty, TableCell::Reason),
        text(row.ticket_id.map(|id| TicketId(id).to_string())),
        text(row.number),
        text(row.holder),
        words(row.area),
        text(row.row_label),
        text(row.seat),
        words(row.event),
        time(row.starts_at, zone),
        TableCell::Text(zone_name),
        TableCell::Text(row.actor),
    ])
}

fn place(row: AllocationExport) -> Result<Vec<TableCell>, Fault> {
    let zone = zone(&row.zone)?;
    Ok(vec![
        time(Some(row.at), zone),
        TableCell::Step(known(&row.step)?),
        TableCell::Count(row.places.into()),
        channel(&row.channel)?,
        TableCell::Text(HoldId(row.hold_id).to_string()),
        TableCell::Text(CartId(row.cart_id).to_string()),
        words(Some(row.event)),
        time(Some(row.starts_at), zone),
        TableCell::Text(row.zone),
        words(Some(row.ticket_type)),
        words(row.area),
        text(row.row_label),
        text(row.seat),
        text(row.number),
        text(row.buyer_name),
        text(row.buyer_email),
        text(row.till),
        text(row.cashier),
        text(row.actor),
    ])
}

/// A word of the database that this version knows.
fn known<T: FromStr>(name: &str) -> Result<T, Fault> {
    let unknown = |_| Fault::Broken(format!("a table to take away meets '{name}', which nobody can have written"));
    name.parse().map_err(unknown)
}

fn channel(name: &str) -> Result<TableCell, Fault> {
    match name {
        "office" => Ok(TableCell::Office),
        name => Ok(TableCell::Channel(known(name)?)),
    }
}

fn gateways(names: &[String]) -> Result<TableCell, Fault> {
    let all: Result<Vec<GatewayKind>, Fault> = names.iter().map(|name| known(name)).collect();
    Ok(TableCell::Gateways(all?))
}

fn text(text: Option<String>) -> TableCell {
    text.filter(|text| !text.is_empty()).map_or(TableCell::Empty, TableCell::Text)
}

fn words(text: Option<serde_json::Value>) -> TableCell {
    let text: Option<Translated> = text.and_then(|text| serde_json::from_value(text).ok());
    text.filter(|text| !text.is_empty()).map_or(TableCell::Empty, TableCell::Words)
}

fn amounts(currency: &str) -> Result<impl Fn(i64) -> TableCell + use<>, Fault> {
    let currency: Currency = currency.parse()?;
    Ok(move |minor| TableCell::Amount(Money::new(minor, currency)))
}

fn zone(name: &str) -> Result<Timezone, Fault> {
    known(name)
}

fn time(at: Option<DateTime<Utc>>, zone: Timezone) -> TableCell {
    at.map_or(TableCell::Empty, |at| TableCell::Time(zone.local(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_the_events() {
        let at = "2026-07-04T18:30:00Z".parse().unwrap();
        assert_eq!(
            time(Some(at), zone("Europe/Rome").unwrap()),
            TableCell::Time("2026-07-04T20:30:00".parse().unwrap())
        );
    }

    #[test]
    fn every_word_of_the_database_is_known() {
        for kind in TableKind::ALL {
            assert_eq!(kind.into_str().parse(), Ok(*kind));
            let mut columns = kind.columns().to_vec();
            columns.sort_by_key(|column| format!("{column:?}"));
            columns.dedup();
            assert_eq!(columns.len(), kind.columns().len(), "a column stands once in {kind:?}");
        }
        let steps = ["held", "extended", "released", "expired", "sold", "returned", "revived"];
        assert!(steps.iter().all(|step| known::<AllocationStep>(step).is_ok()));
        assert!(["admitted", "left", "refused"].iter().all(|verdict| known::<ScanVerdict>(verdict).is_ok()));
        assert_eq!(channel("office").unwrap(), TableCell::Office);
        assert!(channel("fax").is_err() && known::<AllocationStep>("lost").is_err());
    }
}
