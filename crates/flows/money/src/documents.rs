//! What a buyer takes along: the PDF, the calendar file, the QR code on the page.

use crate::Billing;
use base::Fault;
use domain::cart::Secret;
use domain::locale::{Locale, Translated};
use domain::order::{Order, OrderState};
use domain::paper::PaperTicket;
use domain::ticket::TicketState;
use passes::calendar::CalendarEntry;
use passes::pdf::TicketDocument;

/// A file to keep, by the name it is kept under.
#[derive(Clone, Debug)]
pub struct Document {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Billing {
    /// The tickets of an order that weren't given back as PDF; `None` when there is no such order or no such ticket. Those
    /// of a cancelled date say so where the code was.
    pub async fn ticket_pdf(&self, secret: &Secret) -> Result<Option<Document>, Fault> {
        let Some(order) = self.order_by_secret(secret).await? else { return Ok(None) };
        if paper_tickets(&order).is_empty() {
            return Ok(None);
        }
        let bytes = self.pdf_of(&order).await?;
        Ok(Some(Document { name: order.file_name("pdf"), bytes }))
    }

    /// The dates of an order as an iCalendar file.
    pub async fn calendar_file(&self, secret: &Secret) -> Result<Option<Document>, Fault> {
        let order = self.order_by_secret(secret).await?.filter(|order| order.state.has_tickets());
        Ok(order.map(|order| Document { name: order.file_name("ics"), bytes: self.calendar_of(&order).into_bytes() }))
    }

    pub async fn pdf_of(&self, order: &Order) -> Result<Vec<u8>, Fault> {
        let document = document(order);
        // Milliseconds of computing: kept off the threads that answer requests.
        let made = tokio::task::spawn_blocking(move || passes::pdf::tickets(&document)).await;
        made.map_err(|e| Fault::Broken(e.to_string()))?.map_err(|e| Fault::Broken(e.to_string()))
    }

    /// The same when there is time for it.
    pub async fn pdf_for_email(&self, order: &Order) -> Result<Vec<u8>, Fault> {
        let document = document(order);
        let made = self.base.background().run(move || passes::pdf::tickets(&document)).await?;
        made.map_err(|e| Fault::Broken(e.to_string()))
    }

    pub fn calendar_of(&self, order: &Order) -> String {
        let url = self.base.site.order_url(&self.base.keys.order_secret(order.id));
        let mut entries: Vec<CalendarEntry> = Vec::new();
        for line in &order.lines {
            let tickets =
                order.tickets.iter().filter(|t| t.line == line.id && t.state == TicketState::Valid).count() as u32;
            match entries.iter_mut().find(|e| e.performance == line.performance) {
                Some(entry) => entry.tickets += tickets,
                None => entries.push(CalendarEntry {
                    performance: line.performance,
                    event: line.event_title.get(order.locale).to_owned(),
                    starts_at: line.starts_at,
                    ends_at: line.ends_at,
                    venue: line.venue_name.clone(),
                    venue_address: line.venue_address.clone(),
                    tickets,
                    order_url: url.clone(),
                    order_number: order.number.clone(),
                    cancelled: order.state == OrderState::Refunded || line.cancelled,
                    sequence: line.sequence,
                }),
            }
        }
        passes::calendar::ics(order.locale, &entries, self.base.clock.now())
    }
}

fn document(order: &Order) -> TicketDocument {
    TicketDocument {
        locale: order.locale,
        order_number: order.number.clone(),
        organizer: order.organizer.name.clone(),
        help_email: Some(order.organizer.email.clone()),
        home_zone: order.organizer.zone,
        tickets: paper_tickets(order),
    }
}

/// A ticket type's description in a language, where it has one.
pub fn ticket_type_description(description: &Translated, locale: Locale) -> Option<String> {
    Some(description.get(locale).trim()).filter(|words| !words.is_empty()).map(str::to_owned)
}

/// The tickets of an order that weren't given back, as they are printed; those of a cancelled date without their code.
pub fn paper_tickets(order: &Order) -> Vec<PaperTicket> {
    let valid = order.tickets.iter().filter(|t| t.state == TicketState::Valid);
    valid
        .filter_map(|ticket| {
            let line = order.lines.iter().find(|l| l.id == ticket.line)?;
            let locale = order.locale;
            Some(PaperTicket {
                locale,
                ticket: ticket.id,
                organizer: order.organizer.name.clone(),
                event: line.event_title.get(locale).to_owned(),
                starts_at: line.starts_at,
                doors_at: line.doors_at,
                zone: line.zone,
                venue: line.venue_name.clone(),
                venue_address: line.venue_address.clone(),
                ticket_type: line.ticket_name.get(locale).to_owned(),
                description: ticket_type_description(&line.ticket_description, locale),
                area: line.place.area.as_ref().map(|a| a.get(locale).to_owned()),
                row: line.place.row.clone(),
                seat: line.place.seat.clone(),
                seat_kind: line.place.kind,
                age_min: line.age_min,
                holder: ticket.holder.clone(),
                price: line.unit_total,
                order_number: order.number.clone(),
                sale_number: ticket.sale_number,
                code: if line.cancelled { String::new() } else { ticket.code.clone() },
                cancelled: line.cancelled,
                copy: ticket.printed,
            })
        })
        .collect()
}
