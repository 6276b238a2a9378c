//! The price book of an event: what a ticket type costs on one date, through one channel, at one time.

use crate::Office;
use crate::events::{read_edit, require_event, unknown_event};
use base::saving::SaveRequest;
use base::{Actor, Failure};
use domain::audit::Action;
use domain::edit::EventRefusal;
use domain::form::{FormRefusal, PriceForm};
use domain::ids::{EventId, PerformanceId, PriceId, TicketTypeId};
use domain::pricing::book::PriceEntry;
use domain::question::Question;
use domain::role::Permission;
use serde_json::json;
use storage::{events, prices};

impl Office {
    /// Another price for a ticket type. What is in carts keeps its price. Where it is sold and would cost a hundred times as much
    /// there, or as little, it is asked about first. Pressed twice it is one.
    pub async fn add_price(
        &self,
        actor: &Actor,
        event: EventId,
        ticket_type: TicketTypeId,
        form: &PriceForm,
        saving: &SaveRequest<'_>,
    ) -> Result<PriceId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        require_event(&mut tx, organizer, event).await?;
        let whole = read_edit(&mut tx, organizer, event, now).await?.ok_or_else(unknown_event)?;
        let kind =
            whole.ticket_types.iter().find(|kind| kind.ticket_type.id == ticket_type).ok_or_else(unknown_event)?;
        let dates: Vec<PerformanceId> = whole.performances.iter().map(|date| date.performance.id).collect();
        let checked = form.check(whole.event.currency, whole.event.zone, &dates);
        let checked = checked.map_err(|problems| Failure::Refused(FormRefusal::from(problems)))?;
        let entry = PriceEntry {
            id: PriceId(self.base.chance.uuid(now)),
            ticket_type,
            performance: checked.performance,
            zone: None,
            channel: checked.channel,
            from: checked.from,
            until: checked.until,
            price: checked.price,
        };
        let there = kind.prices.check_new(&entry);
        if let Some(same) = there.map_err(|problem| Failure::Refused(FormRefusal::one("price", problem)))? {
            return Ok(same);
        }
        let ordinary = &kind.ticket_type.price;
        let leap = Question::price_leap(ordinary, &ordinary.at(checked.price), kind.sold)?;
        saving.ask(leap.into_iter().collect()).map_err(Failure::Refused)?;
        prices::insert(&mut tx, organizer, event, &entry).await?;
        let detail = json!({
            "event": event, "ticket_type": ticket_type, "price": checked.price, "performance": checked.performance,
            "channel": checked.channel, "from": checked.from, "until": checked.until,
        });
        self.base.record(&mut tx, organizer, now, actor, Action::PriceAdded, entry.id, detail).await?;
        self.send_performance_news(&mut tx, organizer, event).await?;
        tx.commit().await?;
        Ok(entry.id)
    }

    /// Takes a price out of the book: what it held for costs what the rest of the book says, or the ordinary price. Pressed twice
    /// it is gone once.
    pub async fn remove_price(
        &self,
        actor: &Actor,
        event: EventId,
        price: PriceId,
    ) -> Result<(), Failure<EventRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        events::lock(&mut tx, organizer, event).await?.ok_or(Failure::Refused(EventRefusal::Unknown))?;
        if prices::delete(&mut tx, organizer, event, price).await? {
            let detail = json!({"event": event});
            self.base.record(&mut tx, organizer, now, actor, Action::PriceRemoved, price, detail).await?;
            self.send_performance_news(&mut tx, organizer, event).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
