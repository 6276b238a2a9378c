//! The organizer of whoever asks.

use crate::Fault;
use domain::event::Organizer;
use domain::ids::OrganizerId;
use storage::{Conn, organizers};

/// The organizer of an actor; it can't be missing, for organizers are never deleted.
pub async fn organizer_by_id(conn: &mut Conn, id: OrganizerId) -> Result<Organizer, Fault> {
    organizers::find(conn, id).await?.ok_or_else(|| Fault::Broken(format!("{id} is gone")))
}
