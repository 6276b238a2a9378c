//! How the worker writes and sends the e-mails that transactions wanted ([`base::outbox`]), and who is told of a date that
//! became another.

pub mod announcement;
mod performance_moved;

use crate::documents::ticket_type_description;
use crate::{Billing, jobs};
use base::Fault;
use base::organizer::organizer_by_id;
use base::outbox::OutgoingEmail;
use domain::email::EmailState;
use domain::email::kind::{EmailKind, FoundOrder};
use domain::ids::{EmailId, OrganizerId, PerformanceId, TicketId};
use domain::locale::Locale;
use domain::money::Money;
use domain::order::{Order, OrderLine, OrderTicket};
use domain::paper::tax_sums;
use domain::ticket::TicketState;
use notify::email::{self, Email, Letterhead, OrderSummary};
use notify::message::{Address, Attachment, Message};
use std::time::Duration;
use storage::emails::{self, EmailRow};

/// After so long an e-mail that could not be sent is tried again for the first time.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// A mail server that hasn't taken an e-mail for so long is given up on; a person decides what next.
const RETRY_FOR: chrono::Duration = chrono::Duration::hours(48);

/// So many e-mails of a whole house are written down by one statement.
const EMAILS_AT_ONCE: usize = 5_000;

impl Billing {
    /// Whoever has valid tickets of these dates, and left an address, is told that they don't take place.
    pub async fn email_cancelled_performances(
        &self,
        conn: &mut storage::Conn,
        organizer: OrganizerId,
        performances: &[PerformanceId],
        reason: Option<&str>,
    ) -> Result<(), Fault> {
        let ids: Vec<_> = performances.iter().map(|p| p.0).collect();
        let reached = storage::orders::reached(conn, organizer, &ids).await?;
        let emails: Vec<OutgoingEmail> = reached
            .into_iter()
            .map(|to| OutgoingEmail {
                order: Some(to.order),
                to: to.email,
                locale: to.locale,
                kind: EmailKind::DatesCancelled { performances: to.performances, reason: reason.map(str::to_owned) },
            })
            .collect();
        for emails in emails.chunks(EMAILS_AT_ONCE) {
            self.base.queue_emails(conn, organizer, emails).await?;
        }
        Ok(())
    }

    /// Writes and sends e-mails. One that can't be sent now holds up no other: it gets a job of its own.
    pub async fn send_emails(&self, organizer: OrganizerId, emails: Vec<EmailId>) -> Result<(), Fault> {
        for email in emails {
            if let Err(fault) = self.send_email(organizer, email).await {
                tracing::warn!(%fault, %email, "an e-mail could not be sent and will be tried again");
                let mut tx = self.base.organizer(organizer).await?;
                self.base.enqueue(&mut tx, &jobs::SendEmail { organizer, email }, Some(TRY_AGAIN)).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// Writes and sends an e-mail. One that can't ever be delivered, or that no mail server took for days, is marked as
    /// failed and waits for a person; any other is tried again.
    /// In a rush it waits a little.
    pub async fn send_email(&self, organizer: OrganizerId, id: EmailId) -> Result<(), Fault> {
        self.base.rush().wait_until_over().await;
        let mut tx = self.base.organizer(organizer).await?;
        let Some(row) = emails::find(&mut tx, organizer, id).await? else { return Ok(()) };
        if row.state != EmailState::Queued {
            return Ok(());
        }
        drop(tx);
        let Some(message) = self.write_email(organizer, &row).await? else {
            let mut tx = self.base.organizer(organizer).await?;
            emails::set_moot(&mut tx, organizer, id).await?;
            tx.commit().await?;
            return Ok(());
        };
        let sent = self.state.mail.send(&message).await;
        let now = self.base.clock.now();
        let last = sent.as_ref().is_err_and(|error| !error.is_temporary() || now - row.asked_at >= RETRY_FOR);
        let mut tx = self.base.organizer(organizer).await?;
        match &sent {
            Ok(()) => {
                // Corrected while it was under way: whoever has the new address gets it as well.
                if !emails::set_sent(&mut tx, organizer, id, &row.to_address, now).await? {
                    self.base.enqueue(&mut tx, &jobs::SendEmail { organizer, email: id }, None).await?;
                }
            }
            Err(error) => emails::set_error(&mut tx, organizer, id, &error.to_string(), last).await?,
        }
        tx.commit().await?;
        match sent {
            Err(error) if !last => Err(Fault::Broken(format!("the mail server: {error}"))),
            Err(error) => {
                tracing::error!(%error, email = %id, "an e-mail can't be delivered");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn write_email(&self, organizer: OrganizerId, row: &EmailRow) -> Result<Option<Message>, Fault> {
        let kind: EmailKind = storage::rows::json("emails", "detail", row.detail.clone())?;
        let order = match row.order {
            Some(id) => self.read_order(organizer, id).await?,
            None => None,
        };
        let order = match (&kind, order) {
            // What was given back isn't sent again, and without a ticket that lets somebody in there is nothing to send.
            (EmailKind::TicketsResent | EmailKind::OrderConfirmed, Some(order)) => {
                if !order.has_valid_ticket() {
                    return Ok(None);
                }
                Some(still_valid(order)?)
            }
            (_, order) => order,
        };
        let sender = match &order {
            Some(order) => order.organizer.clone(),
            None => organizer_by_id(&mut *self.base.organizer(organizer).await?, organizer).await?,
        };
        let email = match &kind {
            EmailKind::Announcement { announcement } => {
                self.announcement_email(organizer, *announcement, order.as_ref(), row.locale).await?
            }
            kind => self.email(kind, order.as_ref(), row.locale)?,
        };
        let Some(email) = email else { return Ok(None) };
        let letterhead = Letterhead { organizer: sender.name.clone(), help_email: Some(sender.email.clone()) };
        let rendered = email.render(row.locale, &letterhead);
        let from = Address { name: Some(sender.name.clone()), email: self.base.site.mail_from.clone() };
        let name = match &kind {
            // Whoever has that mailbox may be a stranger.
            EmailKind::AddressChanged => None,
            _ => order.as_ref().and_then(|o| o.buyer_name.clone()),
        };
        let to = Address { name, email: row.to_address.clone() };
        let host = self.base.site.mail_from.rsplit('@').next().unwrap_or("localhost");
        let mut message = Message::new(from, to, rendered, format!("{}@{host}", row.id), row.asked_at);
        message.reply_to = Some(Address { name: Some(sender.name), email: sender.email });
        let with_tickets =
            matches!(kind, EmailKind::OrderConfirmed | EmailKind::TicketsResent | EmailKind::DatesMoved { .. });
        if let Some(order) = order.as_ref().filter(|_| with_tickets) {
            message.attachments = self.attachments(order).await?;
        }
        Ok(Some(message))
    }

    async fn attachments(&self, order: &Order) -> Result<Vec<Attachment>, Fault> {
        let pdf = self.pdf_for_email(order).await?;
        let calendar = self.calendar_of(order);
        Ok(vec![
            Attachment { name: order.file_name("pdf"), content_type: "application/pdf".into(), bytes: pdf },
            Attachment {
                name: order.file_name("ics"),
                content_type: "text/calendar; charset=utf-8".into(),
                bytes: calendar.into_bytes(),
            },
        ])
    }

    fn email(&self, kind: &EmailKind, order: Option<&Order>, locale: Locale) -> Result<Option<Email>, Fault> {
        let summary = order.map(|o| self.summary(o, locale)).transpose()?;
        Ok(match (kind, summary, order) {
            (EmailKind::FindMyTickets { orders }, _, _) => Some(Email::FindMyTickets { orders: orders.clone() }),
            (EmailKind::OrderConfirmed, Some(order), _) => Some(Email::OrderConfirmed { order }),
            (EmailKind::TicketsResent, Some(order), _) => Some(Email::TicketsResent { order }),
            (EmailKind::OrderRefunded { amount, tickets, reason }, Some(summary), Some(order)) => {
                let returned = lines_of(order, tickets, locale)?;
                Some(Email::OrderRefunded { order: summary, refunded: *amount, returned, reason: Some(reason.clone()) })
            }
            (EmailKind::OrderCancelled { reason }, Some(order), _) => {
                Some(Email::OrderCancelled { order, refunded: None, reason: Some(reason.clone()) })
            }
            (EmailKind::DatesCancelled { performances, reason }, Some(summary), Some(order)) => {
                let of_dates = |ticket: &OrderTicket| {
                    let line = order.lines.iter().find(|l| l.id == ticket.line);
                    line.is_some_and(|l| performances.contains(&l.performance))
                };
                let held = order.tickets.iter().filter(|t| t.state == TicketState::Valid && of_dates(t));
                let off = lines_of(order, &held.map(|t| t.id).collect::<Vec<_>>(), locale)?;
                // Refunded meanwhile: another e-mail has said so.
                (!off.is_empty()).then(|| Email::DatesCancelled { order: summary, off, reason: reason.clone() })
            }
            (EmailKind::DatesMoved { moves }, Some(summary), Some(order)) => {
                let moved = performance_moved::moved_performances(order, moves, locale)?;
                // Back where they were, cancelled or refunded meanwhile: there is nothing to tell, or another e-mail has.
                (!moved.is_empty()).then_some(Email::DatesMoved { order: summary, moved })
            }
            (EmailKind::AnnouncementTrial { name, subject, body }, _, _) => {
                let said = announcement::said(subject, body, locale);
                Some(Email::Announcement(email::Announcement { name: Some(name.clone()), ..said }))
            }
            (EmailKind::AddressChanged, Some(order), _) => Some(Email::AddressChanged { number: order.number }),
            (EmailKind::PaidTooLate { amount, because }, Some(order), _) => {
                let (refunded, because) = (*amount, *because);
                Some(Email::PaidTooLate { order, refunded, because, shop_url: self.base.site.url.clone() })
            }
            _ => None,
        })
    }

    fn summary(&self, order: &Order, locale: Locale) -> Result<OrderSummary, Fault> {
        let lines: Vec<_> = order.lines.iter().map(|l| email_line(l, l.quantity, l.total, locale)).collect();
        let prices: Vec<_> = order.lines.iter().map(|line| (line.price, line.quantity)).collect();
        let mut taxes = tax_sums(&prices)?;
        taxes.retain(|sum| !sum.tax.is_zero());
        Ok(OrderSummary {
            number: order.number.clone(),
            url: self.base.site.order_url(&self.base.keys.order_secret(order.id)),
            buyer_name: order.buyer_name.clone(),
            lines,
            fees: None,
            taxes,
            total: order.total,
        })
    }

    pub fn found_order(&self, order: &Order, locale: Locale) -> Option<FoundOrder> {
        let line = order.lines.first()?;
        Some(FoundOrder {
            number: order.number.clone(),
            url: self.base.site.order_url(&self.base.keys.order_secret(order.id)),
            event: line.event_title.get(locale).to_owned(),
            starts_at: line.starts_at,
            zone: line.zone,
            venue: line.venue_name.clone(),
            cancelled: order.lines.iter().all(|line| line.cancelled),
        })
    }
}

/// An order as far as its tickets let somebody in.
fn still_valid(mut order: Order) -> Result<Order, Fault> {
    let lets_in = |ticket: &&OrderTicket| order.reads_as(ticket) == TicketState::Valid;
    let valid: Vec<_> = order.tickets.iter().filter(lets_in).map(|t| t.line).collect();
    order.total = Money::zero(order.total.currency);
    for line in &mut order.lines {
        line.quantity = valid.iter().filter(|of| **of == line.id).count() as u32;
        line.total = line.unit_total.checked_mul(line.quantity.into())?;
        order.total = order.total.checked_add(line.total)?;
    }
    order.lines.retain(|line| line.quantity > 0);
    Ok(order)
}

/// The lines of an order as far as they are these tickets.
pub fn lines_of(order: &Order, tickets: &[TicketId], locale: Locale) -> Result<Vec<email::EmailOrderLine>, Fault> {
    let mut lines = Vec::new();
    for line in &order.lines {
        let count = order.tickets.iter().filter(|t| t.line == line.id && tickets.contains(&t.id)).count() as u32;
        if count > 0 {
            lines.push(email_line(line, count, line.unit_total.checked_mul(count.into())?, locale));
        }
    }
    Ok(lines)
}

fn email_line(line: &OrderLine, quantity: u32, amount: Money, locale: Locale) -> email::EmailOrderLine {
    let reasons = line.applied.iter().map(|one| one.said(line.total.currency, quantity, locale));
    let notes: Vec<String> =
        ticket_type_description(&line.ticket_description, locale).into_iter().chain(reasons).collect();
    email::EmailOrderLine {
        event: line.event_title.get(locale).to_owned(),
        starts_at: line.starts_at,
        doors_at: line.doors_at,
        zone: line.zone,
        venue: line.venue_name.clone(),
        venue_address: line.venue_address.clone(),
        ticket_type: line.ticket_name.get(locale).to_owned(),
        description: (!notes.is_empty()).then(|| notes.join(" · ")),
        place: line.place.words(locale),
        quantity,
        amount,
    }
}
