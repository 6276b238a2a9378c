//! Tables for spreadsheets: CSV after RFC 4180, UTF-8 with a byte order mark so that spreadsheets read accents rightly.
//! A cell that a spreadsheet would take for a formula is led by an apostrophe.

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use domain::ids::EventId;

impl Flows {
    /// One row per order line.
    pub async fn export_orders_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// One row per ticket.
    pub async fn export_tickets_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// One row per scan.
    pub async fn export_scans_csv(&self, actor: &Actor, event: Option<EventId>) -> Result<Vec<u8>, Failure<Never>> {
        let _ = (actor, event);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
