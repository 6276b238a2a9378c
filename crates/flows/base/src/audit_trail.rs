//! Who did what, in the transaction of the change: for the office, and for whoever listens to an organizer's events.

use crate::{Base, Fault};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::ids::OrganizerId;
use std::fmt::Display;
use storage::Conn;
use storage::audit::{self, AuditLine};

impl Base {
    /// One line in the audit log, and one in the event stream where it is news. `actor` is an [`Actor`](crate::Actor), or
    /// [`SYSTEM`](domain::audit::SYSTEM); `subject` is an id.
    pub async fn record(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        at: DateTime<Utc>,
        actor: impl Display,
        action: Action,
        subject: impl Display,
        detail: serde_json::Value,
    ) -> Result<(), Fault> {
        let line = AuditLine { actor: &actor.to_string(), action, subject: subject.to_string(), detail };
        Ok(audit::record(conn, organizer, at, &[line]).await?)
    }
}
