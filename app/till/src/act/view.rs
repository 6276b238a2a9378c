//! From the flows' words to what the page shows.

use crate::model::{Basket, BasketLine, OrderView, PrintJobRow, SaleRow, TicketView, TillOffer, TillPerformance};
use crate::text;
use chrono::{DateTime, Utc};
use domain::cart::{Cart, CartLine, Secret};
use domain::discount_code::said_of;
use domain::event::{Event, PerformanceOffers};
use domain::locale::Locale;
use domain::order::{Order, OrderLine, OrderRow, OrderTicket};
use domain::payment::{GatewayKind, PaymentState};
use domain::seating::Place;
use domain::ticket::TicketState;
use domain::till::PrintJobView;
use domain::time::{Timezone, short_date_time};
use ui::text::refusal::{order_state, ticket_state};

pub fn performance(locale: Locale, event: &Event, offers: &PerformanceOffers) -> TillPerformance {
    let performance = &offers.performance;
    let mut when = short_date_time(performance.starts_at, event.zone, locale);
    if !performance.label.is_empty() {
        when = format!("{when} · {}", performance.label.get(locale));
    }
    TillPerformance {
        id: performance.id,
        event: event.title.get(locale).to_owned(),
        when,
        venue: performance.venue.name.clone(),
        state: offers.state.clone(),
        currency: event.currency,
        offers: offers.offers.iter().map(|one| offer(locale, one)).collect(),
    }
}

fn offer(locale: Locale, offer: &domain::event::Offer) -> TillOffer {
    let kind = &offer.ticket_type;
    TillOffer {
        ticket_type: kind.id,
        name: kind.name.get(locale).to_owned(),
        price: offer.price,
        is_seated: !kind.seated_zones.is_empty(),
        state: offer.state.clone(),
        most: domain::hold::check::PLACES_MAX,
    }
}

pub fn basket(locale: Locale, secret: Secret, cart: &Cart, now: DateTime<Utc>) -> Basket {
    let mut lines: Vec<BasketLine> = Vec::new();
    for one in &cart.lines {
        let same = lines.iter_mut().find(|line| {
            line.seat.is_none()
                && one.seat.is_none()
                && (line.performance, line.ticket_type) == (one.performance.id, one.ticket_type)
        });
        match same {
            Some(line) => {
                line.quantity += one.quantity;
                line.holds.push((one.hold, one.quantity));
                // Sums that don't fit were refused when the places were kept.
                line.total = line.total.checked_add(one.total).unwrap_or(line.total);
            }
            None => lines.push(cart_line(locale, one)),
        }
    }
    Basket {
        secret,
        lines,
        lapsed: cart.lapsed.iter().map(|line| one_name(locale, line)).collect(),
        total: cart.total,
        code: cart.code.as_ref().map(|of| match said_of(&of.words, &of.code, locale) {
            Some(words) => format!("{} · {words}", of.code),
            None => of.code.clone(),
        }),
        tickets: cart.tickets(),
        seconds_left: cart.expires_at.map(|at| (at - now).num_seconds().max(0)),
        can_extend: !cart.extended && !cart.lines.is_empty(),
        is_sold: cart.order.is_some(),
    }
}

/// A date that isn't torn at the end of a line.
fn untorn(performance: &str) -> String {
    performance.replace(' ', "\u{a0}")
}

fn cart_line(locale: Locale, line: &CartLine) -> BasketLine {
    let when = untorn(&short_date_time(line.performance.starts_at, line.zone, locale));
    let about = [Some(line.event_title.get(locale).to_owned()), Some(when), place(locale, &line.place)];
    let reasons = line.applied.iter().map(|one| Some(one.words.get(locale).to_owned()));
    BasketLine {
        performance: line.performance.id,
        ticket_type: line.ticket_type,
        name: line.ticket_name.get(locale).to_owned(),
        about: about.into_iter().chain(reasons).flatten().collect::<Vec<_>>().join(" · "),
        seat: line.seat,
        quantity: line.quantity,
        total: line.total,
        holds: vec![(line.hold, line.quantity)],
    }
}

fn one_name(locale: Locale, line: &CartLine) -> String {
    let name = line.ticket_name.get(locale);
    match place(locale, &line.place) {
        Some(place) => format!("{name}, {place}"),
        None => format!("{} × {name}", line.quantity),
    }
}

/// `Stalls, row C, seat 14`
fn place(locale: Locale, place: &Place) -> Option<String> {
    let area = place.area.as_ref().map(|area| area.get(locale).to_owned()).filter(|area| !area.is_empty());
    let seat = match (&place.row, &place.seat) {
        (Some(row), Some(seat)) => Some(ui::text::seat(locale, row, seat)),
        (Some(row), None) => Some(ui::text::row(locale, row)),
        (None, seat) => seat.clone(),
    };
    let kind = ui::seatmap::kind_words(place.kind, locale).map(str::to_owned);
    let words: Vec<String> = [area, seat, kind].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

pub fn job(locale: Locale, zone: Timezone, job: PrintJobView) -> PrintJobRow {
    PrintJobRow {
        id: job.id,
        state: job.state,
        papers_done: job.papers_done,
        papers: job.papers,
        message: job.message,
        number: job.order_number,
        at: short_date_time(job.created_at, zone, locale),
    }
}

pub fn sale_row(locale: Locale, zone: Timezone, row: OrderRow) -> SaleRow {
    SaleRow {
        order: row.id,
        number: row.number,
        event: row.event_title.get(locale).to_owned(),
        at: untorn(&short_date_time(row.placed_at, zone, locale)),
        state: order_state(locale, row.state).to_owned(),
        buyer: row.buyer_name.or(row.buyer_email).unwrap_or_default(),
        tickets: row.tickets,
        total: row.total,
    }
}

pub fn order(locale: Locale, order: &Order) -> OrderView {
    let in_cash = order.payments.iter().any(|p| p.gateway == GatewayKind::Cash && p.state == PaymentState::Captured);
    let buyer: Vec<&str> = [&order.buyer_name, &order.buyer_email].into_iter().flatten().map(String::as_str).collect();
    OrderView {
        order: order.id,
        number: order.number.clone(),
        state: order_state(locale, order.state).to_owned(),
        at: short_date_time(order.placed_at, order.organizer.zone, locale),
        buyer: buyer.join(" · "),
        email: order.buyer_email.clone(),
        total: order.total,
        refunded: order.refunded,
        has_tickets: order.state.has_tickets(),
        in_cash,
        tickets: order.tickets.iter().filter_map(|ticket| order_ticket(locale, order, ticket)).collect(),
    }
}

fn order_ticket(locale: Locale, order: &Order, ticket: &OrderTicket) -> Option<TicketView> {
    let line: &OrderLine = order.lines.iter().find(|line| line.id == ticket.line)?;
    let about = [line.event_title.get(locale).to_owned(), untorn(&short_date_time(line.starts_at, line.zone, locale))];
    let scanned = match ticket.is_inside() {
        true => Some(text::is_inside(locale).to_owned()),
        false => ticket.last_admission.is_some().then(|| text::was_scanned(locale).to_owned()),
    };
    let reads_as = order.reads_as(ticket);
    let state = [Some(ticket_state(locale, reads_as).to_owned()), scanned];
    Some(TicketView {
        id: ticket.id,
        number: ticket.sale_number,
        name: line.ticket_name.get(locale).to_owned(),
        place: place(locale, &line.place),
        about: about.join(" · "),
        price: line.unit_total,
        is_valid: ticket.state == TicketState::Valid,
        is_inside: ticket.is_inside(),
        takes_place: reads_as == TicketState::Valid,
        state: state.into_iter().flatten().collect::<Vec<_>>().join(", "),
        printed: ticket.printed,
    })
}
