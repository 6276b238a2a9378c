//! Writing to the buyers of an event: counted, tried on oneself, then written by jobs in batches, one letter to an address,
//! kept with each of its orders.

use crate::actor::ActorKind;
use crate::failure::Never;
use crate::letters::{Letter, LetterKind, lines_of};
use crate::{Actor, Failure, Fault, Flows, jobs};
use chrono::TimeDelta;
use domain::announcement::{Announced, AnnouncementRefusal};
use domain::form::{AnnouncementForm, CheckedAnnouncement};
use domain::ids::{AnnouncementId, EventId, OrganizerId, TicketId};
use domain::locale::{Locale, Translated};
use domain::order::{Order, OrderTicket};
use domain::role::Permission;
use domain::ticket::TicketState;
use notify::email::{Announcement, Email};
use serde_json::json;
use storage::announcements::{self, AnnouncementRow, NewAnnouncement};
use storage::{Conn, events, people};

/// After so long the same words to the same people are meant.
const AGAIN_AFTER: TimeDelta = TimeDelta::hours(24);
/// So many letters are written down at once.
const LETTERS_AT_ONCE: u32 = 500;

impl Flows {
    /// What was written to the buyers of an event, the newest first.
    pub async fn announcements(&self, actor: &Actor, event: EventId) -> Result<Vec<Announced>, Failure<Never>> {
        actor.require(Permission::EditEvents)?;
        let mut tx = self.organizer(actor.organizer).await?;
        Ok(announcements::of_event(&mut tx, actor.organizer, event).await?)
    }

    /// The form read, and to how many people it would go.
    pub async fn draw_up_announcement(
        &self,
        actor: &Actor,
        event: EventId,
        form: &AnnouncementForm,
    ) -> Result<(CheckedAnnouncement, u32), Failure<AnnouncementRefusal>> {
        actor.require(Permission::EditEvents)?;
        let mut tx = self.organizer(actor.organizer).await?;
        self.checked_announcement(&mut tx, actor.organizer, event, form).await
    }

    /// Sends it to whoever writes it, as a buyer would get it. Nothing is kept of it.
    pub async fn try_announcement(
        &self,
        actor: &Actor,
        event: EventId,
        form: &AnnouncementForm,
        locale: Locale,
    ) -> Result<String, Failure<AnnouncementRefusal>> {
        actor.require(Permission::EditEvents)?;
        let ActorKind::Person { id, name, .. } = &actor.kind else {
            return Err(Failure::Refused(AnnouncementRefusal::NoMailbox));
        };
        let organizer = actor.organizer;
        let mut tx = self.organizer(organizer).await?;
        let (checked, _) = self.checked_announcement(&mut tx, organizer, event, form).await?;
        let to = people::email_of(&mut tx, *id).await?.ok_or(Failure::Refused(AnnouncementRefusal::NoMailbox))?;
        let CheckedAnnouncement { subject, body, .. } = checked;
        let kind = LetterKind::AnnouncementTrial { name: name.clone(), subject, body };
        self.want_email(&mut tx, organizer, &Letter { order: None, to: to.clone(), locale, kind }).await?;
        tx.commit().await?;
        Ok(to)
    }

    /// Sends it to everybody it is for. `id` is the press: the same one again sends nothing more. The same words don't go to the
    /// same people twice within a day, whoever presses. Returns to how many people it goes.
    pub async fn announce(
        &self,
        actor: &Actor,
        event: EventId,
        form: &AnnouncementForm,
        id: AnnouncementId,
    ) -> Result<u32, Failure<AnnouncementRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.clock.now());
        let mut tx = self.organizer(organizer).await?;
        let (checked, people) = self.checked_announcement(&mut tx, organizer, event, form).await?;
        if people == 0 {
            return Err(Failure::Refused(AnnouncementRefusal::Nobody));
        }
        let by = actor.to_string();
        let CheckedAnnouncement { audience, subject, body } = &checked;
        let new = NewAnnouncement { id, event, audience: *audience, subject, body, people, actor: &by };
        events::lock(&mut tx, organizer, event).await?;
        match announcements::same(&mut tx, organizer, &new, now - AGAIN_AFTER).await? {
            Some(same) if same == id => return Ok(people),
            Some(_) => return Err(Failure::Refused(AnnouncementRefusal::SentAlready)),
            None => {}
        }
        // The press had sent something else: this page is older than that letter.
        if !announcements::insert(&mut tx, organizer, &new, now).await? {
            return Err(Failure::Refused(AnnouncementRefusal::SentAlready));
        }
        self.enqueue(&mut tx, &jobs::WriteAnnouncement { organizer, announcement: id }, None).await?;
        let detail = json!({"announcement": id, "people": people, "subject": subject});
        self.record(&mut tx, organizer, now, &by, "event.announced", &event.to_string(), detail).await?;
        tx.commit().await?;
        Ok(people)
    }

    async fn checked_announcement(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        event: EventId,
        form: &AnnouncementForm,
    ) -> Result<(CheckedAnnouncement, u32), Failure<AnnouncementRefusal>> {
        let checked = form.check().map_err(|problems| Failure::Refused(AnnouncementRefusal::Invalid { problems }))?;
        if !announcements::fits(conn, organizer, event, checked.audience).await? {
            return Err(Failure::Refused(AnnouncementRefusal::Unknown));
        }
        let people = announcements::count(conn, organizer, event, checked.audience).await?;
        Ok((checked, people))
    }

    /// Writes the next letters of an announcement and asks for their sending and for the rest, in one transaction: a job
    /// that dies goes on where the last one ended.
    pub(crate) async fn write_announcement(
        &self,
        organizer: OrganizerId,
        announcement: AnnouncementId,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut tx = self.organizer(organizer).await?;
        announcements::lock(&mut tx, organizer, announcement).await?;
        let Some(row) = announcements::find(&mut tx, organizer, announcement).await? else { return Ok(()) };
        if row.is_written {
            return Ok(());
        }
        let AnnouncementRow { event, audience, written_to, .. } = row;
        let batch =
            announcements::addressees(&mut tx, organizer, event, audience, &written_to, LETTERS_AT_ONCE).await?;
        let letters: Vec<Letter> = batch
            .iter()
            .map(|to| Letter {
                order: Some(to.order),
                to: to.email.clone(),
                locale: to.locale,
                kind: LetterKind::Announcement { announcement },
            })
            .collect();
        let ids = self.want_emails(&mut tx, organizer, &letters).await?;
        let kept: Vec<_> =
            batch.iter().zip(&ids).flat_map(|(to, id)| to.orders.iter().map(move |order| (*order, *id))).collect();
        announcements::keep(&mut tx, organizer, announcement, &kept).await?;
        let last = batch.last().map_or(written_to.as_str(), |to| to.key.as_str());
        let is_end = batch.len() < LETTERS_AT_ONCE as usize;
        announcements::set_written(&mut tx, organizer, announcement, last, is_end.then_some(now)).await?;
        if !is_end {
            self.enqueue(&mut tx, &jobs::WriteAnnouncement { organizer, announcement }, None).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// An announcement as the buyer of this order gets it.
    pub(crate) async fn announcement_email(
        &self,
        organizer: OrganizerId,
        announcement: AnnouncementId,
        order: Option<&Order>,
        locale: Locale,
    ) -> Result<Option<Email>, Fault> {
        let mut tx = self.organizer(organizer).await?;
        let Some(row) = announcements::find(&mut tx, organizer, announcement).await? else { return Ok(None) };
        drop(tx);
        let Some(order) = order else { return Ok(None) };
        let of_it = |ticket: &&OrderTicket| {
            let line = order.lines.iter().find(|l| l.id == ticket.line && l.event == row.event);
            let is_meant = |l: &domain::order::OrderLine| {
                row.audience.performance.is_none_or(|p| p == l.performance)
                    && row.audience.ticket_type.is_none_or(|t| t == l.ticket_type)
            };
            ticket.state == TicketState::Valid && line.is_some_and(is_meant)
        };
        let tickets: Vec<TicketId> = order.tickets.iter().filter(of_it).map(|ticket| ticket.id).collect();
        Ok(Some(Email::Announcement(Announcement {
            name: order.buyer_name.clone(),
            number: Some(order.number.clone()),
            url: Some(self.site.order_url(&self.keys.order_secret(order.id))),
            lines: lines_of(order, &tickets, locale)?,
            ..said(&row.subject, &row.body, locale)
        })))
    }
}

/// The words of it, in this language.
pub(crate) fn said(subject: &Translated, body: &Translated, locale: Locale) -> Announcement {
    Announcement {
        subject: subject.get(locale).to_owned(),
        paragraphs: body.get(locale).lines().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect(),
        ..Announcement::default()
    }
}
