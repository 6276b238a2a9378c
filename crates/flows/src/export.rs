//! Tables for spreadsheets: CSV after RFC 4180, UTF-8 with a byte order mark so that spreadsheets read accents rightly.
//!
//! Column names and values of states are the API's words, not translated: a table is read by programs as well. Times are
//! the venue's, with their offset. A cell that a spreadsheet would take for a formula is led by an apostrophe (OWASP,
//! "CSV Injection").

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use chrono::{DateTime, Utc};
use domain::ids::{CartId, EventId, HoldId, TicketId};
use domain::locale::{Locale, Translated};
use domain::money::{Currency, Money};
use domain::role::Permission;
use domain::time::Zone;
use storage::stats::{self, AllocationExport, OrderExport, ScanExport, TicketExport};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Flows {
    /// One row per order line.
    pub async fn export_orders_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        actor.require(Permission::ExportData)?;
        let mut tx = self.organizer(actor.organizer).await?;
        let rows = stats::order_export(&mut tx, actor.organizer, event).await?;
        self.note_export(&mut tx, actor, "orders", event, rows.len()).await?;
        tx.commit().await?;
        const COLUMNS: &[&str] = &[
            "order",
            "state",
            "channel",
            "placed_at",
            "paid_at",
            "buyer_name",
            "buyer_email",
            "buyer_phone",
            "event",
            "starts_at",
            "ticket_type",
            "quantity",
            "unit_net",
            "unit_tax",
            "tax_rate_percent",
            "unit_fee",
            "unit_total",
            "line_total",
            "currency",
        ];
        Ok(table(COLUMNS, rows.into_iter().map(order_cells))?)
    }

    /// One row per ticket.
    pub async fn export_tickets_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        actor.require(Permission::ExportData)?;
        let mut tx = self.organizer(actor.organizer).await?;
        let rows = stats::ticket_export(&mut tx, actor.organizer, event).await?;
        self.note_export(&mut tx, actor, "tickets", event, rows.len()).await?;
        tx.commit().await?;
        const COLUMNS: &[&str] = &[
            "ticket",
            "order",
            "state",
            "sale_number",
            "event",
            "starts_at",
            "venue",
            "ticket_type",
            "area",
            "row",
            "seat",
            "holder",
            "buyer_email",
            "issued_at",
            "ended_at",
            "net",
            "tax",
            "fee",
            "total",
            "currency",
            "first_admitted_at",
        ];
        Ok(table(COLUMNS, rows.into_iter().map(ticket_cells))?)
    }

    /// One row per scan.
    pub async fn export_scans_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        actor.require(Permission::ExportData)?;
        let mut tx = self.organizer(actor.organizer).await?;
        let rows = stats::scan_export(&mut tx, actor.organizer, event).await?;
        self.note_export(&mut tx, actor, "scans", event, rows.len()).await?;
        tx.commit().await?;
        const COLUMNS: &[&str] = &[
            "at",
            "received_at",
            "gate",
            "direction",
            "verdict",
            "reason",
            "ticket",
            "order",
            "holder",
            "event",
            "starts_at",
            "actor",
        ];
        Ok(table(COLUMNS, rows.into_iter().map(|row| Ok(scan_cells(row))))?)
    }

    /// One row per step of a place: who held, let go, bought or returned which, when, through which channel.
    pub async fn export_places_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        actor.require(Permission::ExportData)?;
        let mut tx = self.organizer(actor.organizer).await?;
        let rows = stats::allocation_export(&mut tx, actor.organizer, event).await?;
        self.note_export(&mut tx, actor, "places", event, rows.len()).await?;
        tx.commit().await?;
        const COLUMNS: &[&str] = &[
            "at",
            "step",
            "places",
            "channel",
            "hold",
            "cart",
            "event",
            "starts_at",
            "ticket_type",
            "area",
            "row",
            "seat",
            "order",
            "buyer_name",
            "buyer_email",
            "cashier",
            "taken_back_by",
        ];
        Ok(table(COLUMNS, rows.into_iter().map(|row| Ok(place_cells(row))))?)
    }

    /// Who took personal data out, and how much.
    async fn note_export(
        &self,
        conn: &mut storage::Conn,
        actor: &Actor,
        what: &str,
        event: Option<EventId>,
        rows: usize,
    ) -> Result<(), Fault> {
        let (now, organizer) = (self.clock.now(), actor.organizer);
        let subject = event.map_or_else(|| organizer.to_string(), |e| e.to_string());
        let detail = serde_json::json!({"table": what, "rows": rows});
        storage::audit::write(conn, organizer, now, &actor.to_string(), "data.exported", &subject, detail).await?;
        Ok(())
    }
}

fn order_cells(row: OrderExport) -> Result<Vec<String>, Fault> {
    let money = amounts(&row.currency)?;
    let unit = row.net_minor + row.tax_minor + row.fee_minor;
    let zone = row.zone.as_str();
    Ok(vec![
        row.number,
        row.state,
        row.channel,
        time(row.placed_at, zone),
        row.paid_at.map(|at| time(at, zone)).unwrap_or_default(),
        row.buyer_name.unwrap_or_default(),
        row.buyer_email.unwrap_or_default(),
        row.buyer_phone.unwrap_or_default(),
        words(Some(row.event)),
        time(row.starts_at, zone),
        words(Some(row.ticket_type)),
        row.quantity.to_string(),
        money(row.net_minor),
        money(row.tax_minor),
        Money::new(row.tax_rate_bp.into(), Currency::EUR).decimal(),
        money(row.fee_minor),
        money(unit),
        money(unit * i64::from(row.quantity)),
        row.currency,
    ])
}

fn ticket_cells(row: TicketExport) -> Result<Vec<String>, Fault> {
    let money = amounts(&row.currency)?;
    let zone = row.zone.as_str();
    Ok(vec![
        TicketId(row.id).to_string(),
        row.number,
        row.state,
        row.sale_number.to_string(),
        words(Some(row.event)),
        time(row.starts_at, zone),
        row.venue,
        words(Some(row.ticket_type)),
        words(row.area),
        row.row_label.unwrap_or_default(),
        row.seat.unwrap_or_default(),
        row.holder.unwrap_or_default(),
        row.buyer_email.unwrap_or_default(),
        time(row.issued_at, zone),
        row.ended_at.map(|at| time(at, zone)).unwrap_or_default(),
        money(row.net_minor),
        money(row.tax_minor),
        money(row.fee_minor),
        money(row.net_minor + row.tax_minor + row.fee_minor),
        row.currency,
        row.first_in.map(|at| time(at, zone)).unwrap_or_default(),
    ])
}

fn scan_cells(row: ScanExport) -> Vec<String> {
    let zone = row.zone.as_deref().unwrap_or("UTC");
    vec![
        time(row.at, zone),
        time(row.received_at, zone),
        row.gate,
        row.direction,
        row.verdict,
        row.reason.unwrap_or_default(),
        row.ticket_id.map(|id| TicketId(id).to_string()).unwrap_or_default(),
        row.number.unwrap_or_default(),
        row.holder.unwrap_or_default(),
        words(row.event),
        row.starts_at.map(|at| time(at, zone)).unwrap_or_default(),
        row.actor,
    ]
}

fn place_cells(row: AllocationExport) -> Vec<String> {
    let zone = row.zone.as_str();
    vec![
        time(row.at, zone),
        row.step,
        row.places.to_string(),
        row.channel,
        HoldId(row.hold_id).to_string(),
        CartId(row.cart_id).to_string(),
        words(Some(row.event)),
        time(row.starts_at, zone),
        words(Some(row.ticket_type)),
        words(row.area),
        row.row_label.unwrap_or_default(),
        row.seat.unwrap_or_default(),
        row.number.unwrap_or_default(),
        row.buyer_name.unwrap_or_default(),
        row.buyer_email.unwrap_or_default(),
        row.cashier.unwrap_or_default(),
        row.actor.unwrap_or_default(),
    ]
}

/// Writes minor units of a currency in plain digits with a point.
fn amounts(currency: &str) -> Result<impl Fn(i64) -> String + use<>, Fault> {
    let currency: Currency = currency.parse()?;
    Ok(move |minor| Money::new(minor, currency).decimal())
}

fn time(at: DateTime<Utc>, zone: &str) -> String {
    let zone: Zone = zone.parse().unwrap_or(Zone::UTC);
    zone.rfc3339(at)
}

/// Titles and names are in the languages they were written in; a table takes the first.
fn words(text: Option<serde_json::Value>) -> String {
    let text: Translated = text.and_then(|t| serde_json::from_value(t).ok()).unwrap_or_default();
    text.get(Locale::En).to_owned()
}

fn table(columns: &[&str], rows: impl Iterator<Item = Result<Vec<String>, Fault>>) -> Result<Vec<u8>, Fault> {
    let broken = |e: csv::Error| Fault::Broken(format!("writing CSV: {e}"));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(columns).map_err(broken)?;
    for row in rows {
        writer.write_record(row?.into_iter().map(harmless)).map_err(broken)?;
    }
    writer.into_inner().map_err(|e| Fault::Broken(format!("writing CSV: {e}")))
}

/// Keeps a spreadsheet from running what a buyer typed as their name.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_not_run() {
        let rows =
            [Ok(vec!["=HYPERLINK(\"x\")".to_owned(), "a,b \"c\"".to_owned()]), Ok(vec!["Però".into(), "-1".into()])];
        let bytes = table(&["name", "note"], rows.into_iter()).unwrap();
        let text = std::str::from_utf8(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap()).unwrap();
        assert_eq!(text, "name,note\r\n\"'=HYPERLINK(\"\"x\"\")\",\"a,b \"\"c\"\"\"\r\nPerò,'-1\r\n");
    }

    #[test]
    fn times_are_the_venues_with_their_offset() {
        assert_eq!(time("2026-07-04T18:30:00Z".parse().unwrap(), "Europe/Rome"), "2026-07-04T20:30:00+02:00");
    }
}
