//! The e-mail to whoever has tickets of a date that has become another.

use super::{EMAILS_AT_ONCE, lines_of};
use crate::Billing;
use base::Fault;
use base::outbox::OutgoingEmail;
use base::saving::SaveRequest;
use domain::email::kind::EmailKind;
use domain::ids::{OrganizerId, TicketId};
use domain::locale::Locale;
use domain::order::{Order, OrderLine};
use domain::question::{PerformanceMove, Spot};
use domain::ticket::TicketState;
use notify::email::MovedPerformance;
use uuid::Uuid;

impl Billing {
    /// Whoever has valid tickets of these dates, and left an address, is told where and when they are now, unless the save
    /// was told not to. Says how many e-mails that makes.
    pub async fn email_moved_performances(
        &self,
        conn: &mut storage::Conn,
        organizer: OrganizerId,
        moves: &[PerformanceMove],
        saving: &SaveRequest<'_>,
    ) -> Result<usize, Fault> {
        if moves.is_empty() || !saving.emails {
            return Ok(0);
        }
        let ids: Vec<Uuid> = moves.iter().map(|m| m.performance.0).collect();
        let reached = storage::orders::reached(conn, organizer, &ids).await?;
        let email = |to: storage::orders::Reached| {
            let of_theirs = |m: &&PerformanceMove| to.performances.contains(&m.performance);
            let kind = EmailKind::DatesMoved { moves: moves.iter().filter(of_theirs).cloned().collect() };
            OutgoingEmail { order: Some(to.order), to: to.email, locale: to.locale, kind }
        };
        let emails: Vec<OutgoingEmail> = reached.into_iter().map(email).collect();
        for emails in emails.chunks(EMAILS_AT_ONCE) {
            self.base.queue_emails(conn, organizer, emails).await?;
        }
        Ok(emails.len())
    }
}

/// The dates that are at another hour or place than they were, as far as the order still has tickets that let somebody in.
pub(super) fn moved_performances(
    order: &Order,
    moves: &[PerformanceMove],
    locale: Locale,
) -> Result<Vec<MovedPerformance>, Fault> {
    let mut moved = Vec::new();
    for PerformanceMove { performance, from, .. } in moves {
        let Some(line) = order.lines.iter().find(|line| line.performance == *performance) else { continue };
        let of_date = |id| order.lines.iter().any(|line| line.id == id && line.performance == *performance);
        let valid = order.tickets.iter().filter(|t| of_date(t.line) && order.reads_as(t) == TicketState::Valid);
        let lines = lines_of(order, &valid.map(|t| t.id).collect::<Vec<TicketId>>(), locale)?;
        if !lines.is_empty() && !is_there(line, from) {
            let (starts_at, zone) = (from.starts_at, from.zone);
            moved.push(MovedPerformance { lines, was_at: starts_at, was_zone: zone, was_place: from.place() });
        }
    }
    Ok(moved)
}

fn is_there(line: &OrderLine, spot: &Spot) -> bool {
    line.starts_at == spot.starts_at && line.venue_name == spot.venue_name && line.venue_address == spot.address
}
