//! Who did what, in the transaction of the change: for the office, and for whoever listens to an organizer's events.

use crate::{Actor, Base, Fault};
use chrono::{DateTime, Utc};
use domain::ids::OrganizerId;
use storage::Conn;
use storage::audit::{self, Line};

impl Base {
    /// One line in the audit log and one in the event stream.
    pub async fn record(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        at: DateTime<Utc>,
        actor: &str,
        action: &str,
        subject: &str,
        detail: serde_json::Value,
    ) -> Result<(), Fault> {
        let line = Line { actor, action, subject: subject.to_owned(), detail };
        audit::record_many(conn, organizer, at, &[line]).await?;
        Ok(())
    }

    /// One line in the audit log only: nobody outside is told.
    pub async fn note(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        action: &str,
        subject: &str,
        detail: serde_json::Value,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        Ok(audit::write(conn, actor.organizer, now, &actor.to_string(), action, subject, detail).await?)
    }
}
