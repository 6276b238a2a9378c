//! An announcement of an organizer, as one buyer gets it.

use super::lines_of;
use crate::Billing;
use base::Fault;
use domain::ids::{AnnouncementId, OrganizerId, TicketId};
use domain::locale::{Locale, Translated};
use domain::order::{Order, OrderTicket};
use domain::ticket::TicketState;
use notify::email::{Announcement, Email};
use storage::announcements;

impl Billing {
    /// An announcement as the buyer of this order gets it.
    pub async fn announcement_email(
        &self,
        organizer: OrganizerId,
        announcement: AnnouncementId,
        order: Option<&Order>,
        locale: Locale,
    ) -> Result<Option<Email>, Fault> {
        let mut tx = self.base.organizer(organizer).await?;
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
            url: Some(self.base.site.order_url(&self.base.keys.order_secret(order.id))),
            lines: lines_of(order, &tickets, locale)?,
            ..said(&row.subject, &row.body, locale)
        })))
    }
}

/// The words of it, in this language.
pub fn said(subject: &Translated, body: &Translated, locale: Locale) -> Announcement {
    Announcement {
        subject: subject.get(locale).to_owned(),
        paragraphs: body.get(locale).lines().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect(),
        ..Announcement::default()
    }
}
