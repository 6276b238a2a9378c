//! Writing to the buyers of an event: counted, tried on oneself, then written by jobs in batches, one e-mail to an address,
//! kept with each of its orders.

use crate::{Office, jobs};
use base::actor::ActorKind;
use base::failure::Never;
use base::outbox::OutgoingEmail;
use base::{Actor, Failure, Fault};
use domain::announcement::{AGAIN_AFTER, Announced, AnnouncementRefusal, check_sending};
use domain::audit::Action;
use domain::email::kind::EmailKind;
use domain::form::{AnnouncementForm, CheckedAnnouncement};
use domain::ids::{AnnouncementId, EventId, OrganizerId};
use domain::locale::Locale;
use domain::role::Permission;
use serde_json::json;
use storage::announcements::{self, AnnouncementRow, NewAnnouncement};
use storage::{Conn, events, people};

/// So many e-mails are written down at once.
const EMAILS_AT_ONCE: u32 = 500;

impl Office {
    /// What was written to the buyers of an event, the newest first.
    pub async fn announcements(&self, actor: &Actor, event: EventId) -> Result<Vec<Announced>, Failure<Never>> {
        actor.require(Permission::EditEvents)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
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
        let mut tx = self.base.organizer(actor.organizer).await?;
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
        let mut tx = self.base.organizer(organizer).await?;
        let (checked, _) = self.checked_announcement(&mut tx, organizer, event, form).await?;
        let to = people::email_of(&mut tx, *id).await?.ok_or(Failure::Refused(AnnouncementRefusal::NoMailbox))?;
        let CheckedAnnouncement { subject, body, .. } = checked;
        let kind = EmailKind::AnnouncementTrial { name: name.clone(), subject, body };
        self.base.queue_email(&mut tx, organizer, &OutgoingEmail { order: None, to: to.clone(), locale, kind }).await?;
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
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let (checked, people) = self.checked_announcement(&mut tx, organizer, event, form).await?;
        let by = actor.to_string();
        let CheckedAnnouncement { audience, subject, body } = &checked;
        let new = NewAnnouncement { id, event, audience: *audience, subject, body, people, actor: &by };
        events::lock(&mut tx, organizer, event).await?;
        let same = announcements::same(&mut tx, organizer, &new, now - AGAIN_AFTER).await?;
        if !check_sending(id, same, people).map_err(Failure::Refused)? {
            return Ok(people);
        }
        // The press had sent something else: this page is older than that e-mail.
        if !announcements::insert(&mut tx, organizer, &new, now).await? {
            return Err(Failure::Refused(AnnouncementRefusal::SentAlready));
        }
        self.base.enqueue(&mut tx, &jobs::WriteAnnouncement { organizer, announcement: id }, None).await?;
        let detail = json!({"announcement": id, "people": people, "subject": subject});
        self.base.record(&mut tx, organizer, now, &by, Action::EventAnnounced, event, detail).await?;
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

    /// Writes the next e-mails of an announcement and asks for their sending and for the rest, in one transaction: a job
    /// that dies goes on where the last one ended.
    pub(crate) async fn write_announcement(
        &self,
        organizer: OrganizerId,
        announcement: AnnouncementId,
    ) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        announcements::lock(&mut tx, organizer, announcement).await?;
        let Some(row) = announcements::find(&mut tx, organizer, announcement).await? else { return Ok(()) };
        if row.is_written {
            return Ok(());
        }
        let AnnouncementRow { event, audience, written_to, .. } = row;
        let batch = announcements::addressees(&mut tx, organizer, event, audience, &written_to, EMAILS_AT_ONCE).await?;
        let emails: Vec<OutgoingEmail> = batch
            .iter()
            .map(|to| OutgoingEmail {
                order: Some(to.order),
                to: to.email.clone(),
                locale: to.locale,
                kind: EmailKind::Announcement { announcement },
            })
            .collect();
        let ids = self.base.queue_emails(&mut tx, organizer, &emails).await?;
        let kept: Vec<_> =
            batch.iter().zip(&ids).flat_map(|(to, id)| to.orders.iter().map(move |order| (*order, *id))).collect();
        announcements::keep(&mut tx, organizer, announcement, &kept).await?;
        let last = batch.last().map_or(written_to.as_str(), |to| to.key.as_str());
        let is_end = batch.len() < EMAILS_AT_ONCE as usize;
        announcements::set_written(&mut tx, organizer, announcement, last, is_end.then_some(now)).await?;
        if !is_end {
            self.base.enqueue(&mut tx, &jobs::WriteAnnouncement { organizer, announcement }, None).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
