//! Ticket types, and which places they draw from.

use crate::{Actor, Failure, Fault, Flows};
use domain::edit::EventRefusal;
use domain::form::{FormRefusal, TicketTypeForm};
use domain::ids::{EventId, TicketTypeId};

impl Flows {
    /// A new ticket type, or a changed one, for all dates. What is in carts keeps its price.
    pub async fn save_ticket_type(
        &self,
        actor: &Actor,
        event: EventId,
        ticket_type: Option<TicketTypeId>,
        form: &TicketTypeForm,
    ) -> Result<TicketTypeId, Failure<FormRefusal>> {
        let _ = (actor, event, ticket_type, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Not sold any more; tickets of it stay valid.
    pub async fn withdraw_ticket_type(
        &self,
        actor: &Actor,
        ticket_type: TicketTypeId,
    ) -> Result<(), Failure<EventRefusal>> {
        let _ = (actor, ticket_type);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// On sale again after it was withdrawn.
    pub async fn restore_ticket_type(
        &self,
        actor: &Actor,
        ticket_type: TicketTypeId,
    ) -> Result<(), Failure<EventRefusal>> {
        let _ = (actor, ticket_type);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
