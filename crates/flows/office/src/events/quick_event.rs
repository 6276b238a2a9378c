//! On sale in minutes: event, date and ticket types out of one form and in one transaction.

use crate::Office;
use crate::events::hall_question;
use crate::halls::require_venue;
use base::organizer::organizer_by_id;
use base::saving::SaveRequest;
use base::{Actor, Failure, Fault};
use domain::audit::Action;
use domain::country;
use domain::edit::PublishRefusal;
use domain::form::{
    CheckedEvent, CheckedPerformance, CheckedQuickEvent, CheckedTicketType, CheckedVenue, FormRefusal, QuickEventForm,
    QuickVenue,
};
use domain::hold::HOLD_MINUTES;
use domain::ids::{EventId, OrganizerId, VenueId};
use domain::locale::{Locale, Translated};
use domain::money::Money;
use domain::pricing::PriceRule;
use domain::pricing::fee::FeeRule;
use domain::refusal::Problem;
use domain::role::Permission;
use domain::time::Timezone;
use serde_json::json;
use storage::{Conn, events, venues};

impl Office {
    /// Event, date and ticket types in one go; published if it says so. Its texts are in `locale`. Where the hall is taken
    /// at that time, it is asked about first.
    pub async fn create_quick_event(
        &self,
        actor: &Actor,
        form: &QuickEventForm,
        locale: Locale,
        saving: &SaveRequest<'_>,
    ) -> Result<EventId, Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let owner = organizer_by_id(&mut tx, organizer).await?;
        let quick = form
            .check(locale, owner.zone, owner.currency, now)
            .map_err(|problems| Failure::Refused(problems.into()))?;
        let venue = self.quick_venue(&mut tx, actor, &quick, owner.zone).await?;
        let event = self.insert_event(&mut tx, actor, &event(&quick, owner.zone), owner.currency, now).await?;
        let performance = CheckedPerformance {
            venue,
            places: quick.places,
            starts_at: quick.starts_at,
            ends_at: None,
            doors_at: None,
            on_sale_from: now.min(quick.starts_at - chrono::Duration::hours(1)),
            on_sale_until: quick.starts_at,
            label: Translated::default(),
        };
        let performance = self.insert_performance(&mut tx, actor, event, &performance, now).await?;
        let mut questions = Vec::new();
        for performance in events::performances_by_id(&mut tx, organizer, &[performance.0]).await? {
            questions.extend(hall_question(&mut tx, organizer, event, &performance).await?);
        }
        saving.ask(questions).map_err(Failure::Refused)?;
        for (name, price) in &quick.tickets {
            self.insert_ticket_type(&mut tx, actor, event, &ticket_type(name, *price), "capacity", now).await?;
        }
        if quick.publish {
            self.publish(&mut tx, actor, event, now).await.map_err(not_publishable)?;
        }
        tx.commit().await?;
        Ok(event)
    }

    async fn quick_venue(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        quick: &CheckedQuickEvent,
        zone: Timezone,
    ) -> Result<VenueId, Failure<FormRefusal>> {
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        match &quick.venue {
            QuickVenue::Known(id) => {
                require_venue(conn, organizer, *id, "venue").await?;
                Ok(*id)
            }
            QuickVenue::New { name, city } => {
                let id = VenueId(self.base.chance.uuid(now));
                let venue = CheckedVenue {
                    name: name.clone(),
                    street: String::new(),
                    city: city.clone(),
                    country: country_of(conn, organizer, zone).await?,
                    zone,
                    directions: Translated::default(),
                };
                venues::insert(conn, organizer, id, &venue, now).await?;
                let detail = json!({"name": name, "city": city});
                self.base.record(conn, organizer, now, actor, Action::VenueCreated, id, detail).await?;
                Ok(id)
            }
        }
    }
}

/// Where a new venue most likely is: where the organizer's clocks are, else where its other venues are. It can be mended.
async fn country_of(conn: &mut Conn, organizer: OrganizerId, zone: Timezone) -> Result<String, Fault> {
    if let Some(code) = country::of_zone(zone) {
        return Ok(code.to_owned());
    }
    let known = venues::all(conn, organizer).await?.into_iter().next();
    Ok(known.map_or_else(|| "IT".to_owned(), |venue| venue.country))
}

fn event(quick: &CheckedQuickEvent, zone: Timezone) -> CheckedEvent {
    CheckedEvent {
        title: quick.title.clone(),
        summary: Translated::default(),
        description: Translated::default(),
        category: quick.category,
        slug: String::new(),
        artwork: None,
        zone,
        hold_minutes: HOLD_MINUTES,
        ask_holder_names: false,
        ask_phone: false,
        age_min: None,
        order_max: 10,
        series: None,
    }
}

fn ticket_type(name: &Translated, price: Money) -> CheckedTicketType {
    CheckedTicketType {
        name: name.clone(),
        description: Translated::default(),
        price: PriceRule { price, tax_rate_bp: 0, tax_included: true, fee: FeeRule::NONE },
        order_min: 1,
        order_max: 10,
        online: true,
        position: None,
        zones: Vec::new(),
    }
}

/// What the form asked for can always be published, unless the hall's zones need a choice the form doesn't offer.
fn not_publishable(failure: Failure<PublishRefusal>) -> Failure<FormRefusal> {
    match failure {
        Failure::Refused(_) => Failure::Refused(FormRefusal::one("seat_map", Problem::NotAChoice)),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}
