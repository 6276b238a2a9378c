//! Tables to take away, as data: what stands in which column. The words, and how a spreadsheet wants numbers and times, are
//! given by whoever writes the table.

mod columns;

pub use columns::TableColumn;

use crate::Office;
use base::failure::Never;
use base::{Actor, Failure};
use chrono::NaiveDateTime;
use columns::{ORDERS, PLACES, SCANS, TICKETS};
use domain::admission::{Direction, Reason, ScanVerdict};
use domain::audit::Action;
use domain::event::Channel;
use domain::hold::trail::{AllocationStep, Via};
use domain::ids::EventId;
use domain::locale::Translated;
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::role::Permission;
use domain::ticket::TicketState;
use storage::stats;
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
    pub fn columns(self) -> Vec<TableColumn> {
        match self {
            TableKind::Orders => columns::names(ORDERS),
            TableKind::Tickets => columns::names(TICKETS),
            TableKind::Scans => columns::names(SCANS),
            TableKind::Places => columns::names(PLACES),
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
    Via(Via),
    /// Those whose money arrived.
    Gateways(Vec<GatewayKind>),
    Direction(Direction),
    Verdict(ScanVerdict),
    Reason(Reason),
    Step(AllocationStep),
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
        let rows = match kind {
            TableKind::Orders => columns::cells(ORDERS, stats::order_export(&mut tx, organizer, event).await?),
            TableKind::Tickets => columns::cells(TICKETS, stats::ticket_export(&mut tx, organizer, event).await?),
            TableKind::Scans => columns::cells(SCANS, stats::scan_export(&mut tx, organizer, event).await?),
            TableKind::Places => columns::cells(PLACES, stats::allocation_export(&mut tx, organizer, event).await?),
        };
        let rows = rows?;
        let subject = event.map_or_else(|| organizer.to_string(), |e| e.to_string());
        let detail = serde_json::json!({"table": kind.into_str(), "rows": rows.len()});
        self.base.record(&mut tx, organizer, now, actor, Action::DataExported, &subject, detail).await?;
        tx.commit().await?;
        Ok(Table { kind, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_stands_once_in_a_table() {
        for kind in TableKind::ALL {
            assert_eq!(kind.into_str().parse(), Ok(*kind));
            let mut columns = kind.columns();
            columns.sort_by_key(|column| format!("{column:?}"));
            columns.dedup();
            assert_eq!(columns.len(), kind.columns().len(), "{kind:?}");
        }
    }
}
