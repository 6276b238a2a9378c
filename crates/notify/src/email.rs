//! The e-mails there are, as data, and what each of them says.

use crate::layout::{EmailBlock, EmailLayout, EmailTableRow};
use crate::{html, plain, text};
use chrono::{DateTime, Utc};
use domain::email::kind::{FoundOrder, TooLate};
use domain::locale::Locale;
use domain::money::Money;
use domain::paper::TaxSum;
use domain::time::{self, Timezone};
use domain::typed::capitalized;
use serde::{Deserialize, Serialize};

/// An e-mail and all it needs to be written. It can be stored in a job and rendered later, in any language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "email", rename_all = "snake_case")]
pub enum Email {
    /// Paid (or free), and the tickets are attached.
    OrderConfirmed { order: OrderSummary },
    /// The same tickets again, because someone asked.
    TicketsResent { order: OrderSummary },
    /// Some or all of it is given back; `returned` are the tickets that no longer count.
    OrderRefunded { order: OrderSummary, refunded: Money, returned: Vec<EmailOrderLine>, reason: Option<String> },
    /// The order is over. Nothing was paid where `refunded` is missing.
    OrderCancelled { order: OrderSummary, refunded: Option<Money>, reason: Option<String> },
    /// What the tickets are for doesn't take place; `off` are the lines it is about. What becomes of the price is told
    /// when it is decided.
    DatesCancelled { order: OrderSummary, off: Vec<EmailOrderLine>, reason: Option<String> },
    /// What the tickets are for is at another hour or place than before.
    DatesMoved { order: OrderSummary, moved: Vec<MovedPerformance> },
    /// What the organizer has to say to buyers.
    Announcement(Announcement),
    /// The office gave an order another address than this one. Whoever has this one may be a stranger: it says no more.
    AddressChanged { number: String },
    /// Paid when there was nothing to be had for it any more: the money goes back.
    PaidTooLate { order: OrderSummary, refunded: Money, because: TooLate, shop_url: String },
    /// The answer to "find my tickets", also where there are none, so that the page says the same to everyone.
    FindMyTickets { orders: Vec<FoundOrder> },
}

/// What an organizer writes, in one language, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub name: Option<String>,
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// The tickets it is about.
    pub lines: Vec<EmailOrderLine>,
    /// The order it came by, and its page; missing in a trial.
    pub number: Option<String>,
    pub url: Option<String>,
}

/// An order as its buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSummary {
    pub number: String,
    /// The buyer's own page, with its secret.
    pub url: String,
    pub buyer_name: Option<String>,
    pub lines: Vec<EmailOrderLine>,
    /// Fees in the total that aren't in the lines.
    pub fees: Option<Money>,
    /// The taxes in the total.
    pub taxes: Vec<TaxSum>,
    pub total: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailOrderLine {
    pub event: String,
    pub starts_at: DateTime<Utc>,
    pub doors_at: Option<DateTime<Utc>>,
    pub zone: Timezone,
    pub venue: String,
    pub venue_address: String,
    pub ticket_type: String,
    /// What the ticket type says of itself (who may have it, how long it lets in), and what lowered its price.
    #[serde(default)]
    pub description: Option<String>,
    /// `Stalls, row C, seats 14 and 15`
    pub place: Option<String>,
    pub quantity: u32,
    /// For the whole line.
    pub amount: Money,
}

/// A date that has become another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedPerformance {
    /// What the order has of it, with hour and place as they are now.
    pub lines: Vec<EmailOrderLine>,
    pub was_at: DateTime<Utc>,
    pub was_zone: Timezone,
    /// `Teatro Goldoni, Livorno`
    pub was_place: String,
}

/// Who writes: the last lines of every e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    pub organizer: String,
    pub help_email: Option<String>,
}

/// An e-mail ready to be addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub html: String,
    pub text: String,
}

impl Email {
    /// The e-mail in this language. HTML and text say the same, and everything in them is escaped.
    pub fn render(&self, locale: Locale, from: &Letterhead) -> Rendered {
        let layout = self.layout(locale, from);
        Rendered { html: html::render(&layout), text: plain::render(&layout), subject: layout.subject }
    }

    fn layout(&self, l: Locale, from: &Letterhead) -> EmailLayout {
        let (subject, heading, body, blocks) = match self {
            Email::OrderConfirmed { order } => {
                let body = text::confirmed_body(l, &order.number);
                (order.subject(l), text::confirmed_heading(l).into(), body, order.with_button(l))
            }
            Email::TicketsResent { order } => {
                let body = text::resent_body(l, &order.number);
                (order.subject(l), text::resent_heading(l).into(), body, order.with_button(l))
            }
            Email::OrderRefunded { order, refunded, returned, reason } => {
                refund(l, order, *refunded, returned, reason.as_deref())
            }
            Email::OrderCancelled { order, refunded, reason } => cancellation(l, order, *refunded, reason.as_deref()),
            Email::DatesCancelled { order, off, reason } => called_off(l, order, off, reason.as_deref()),
            Email::DatesMoved { order, moved: dates } => moved(l, order, dates),
            Email::Announcement(announcement) => announced(l, announcement),
            Email::AddressChanged { number } => {
                let (heading, body) = (text::address_heading(l).into(), text::address_body(l, number));
                (
                    text::address_subject(l, number),
                    heading,
                    body,
                    vec![EmailBlock::Paragraph(text::address_wrong(l).into())],
                )
            }
            Email::PaidTooLate { order, refunded, because, shop_url } => late(l, order, *refunded, *because, shop_url),
            Email::FindMyTickets { orders } => found(l, orders),
        };
        let greeting = self.greeting(l);
        let mut all = vec![EmailBlock::Paragraph(greeting), EmailBlock::Paragraph(capitalized(&body))];
        all.extend(blocks);
        EmailLayout {
            locale: l,
            subject,
            preview: capitalized(&body),
            heading,
            blocks: all,
            signature: from.signature(l),
        }
    }

    fn greeting(&self, l: Locale) -> String {
        let name = match self {
            Email::OrderConfirmed { order }
            | Email::TicketsResent { order }
            | Email::OrderRefunded { order, .. }
            | Email::OrderCancelled { order, .. }
            | Email::DatesCancelled { order, .. }
            | Email::DatesMoved { order, .. }
            | Email::PaidTooLate { order, .. } => order.buyer_name.as_deref(),
            Email::Announcement(announcement) => announcement.name.as_deref(),
            Email::FindMyTickets { .. } | Email::AddressChanged { .. } => None,
        };
        match name.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => text::hello_name(l, name),
            None => text::hello(l).into(),
        }
    }
}

/// Subject, heading, first paragraph, the rest.
type Parts = (String, String, String, Vec<EmailBlock>);

fn refund(
    l: Locale,
    order: &OrderSummary,
    refunded: Money,
    returned: &[EmailOrderLine],
    reason: Option<&str>,
) -> Parts {
    let amount = refunded.format(l);
    let mut blocks = Vec::new();
    blocks.extend(reason.map(|reason| EmailBlock::Paragraph(text::reason(l, reason))));
    if !returned.is_empty() {
        let count: u32 = returned.iter().map(|line| line.quantity).sum();
        blocks.push(EmailBlock::Paragraph(text::refunded_tickets(l, count)));
        blocks.extend(events(l, returned));
    }
    blocks.push(EmailBlock::Sums(vec![EmailTableRow::sum(text::refunded_sum(l), amount.clone()).strong()]));
    blocks.push(EmailBlock::Button { label: text::open_order(l).into(), url: order.url.clone() });
    let subject = text::refunded_subject(l, &amount, &order.number);
    (subject, text::refunded_heading(l).into(), text::refunded_body(l, &amount, &order.number), blocks)
}

fn cancellation(l: Locale, order: &OrderSummary, refunded: Option<Money>, reason: Option<&str>) -> Parts {
    let mut blocks = Vec::new();
    blocks.extend(reason.map(|reason| EmailBlock::Paragraph(text::reason(l, reason))));
    blocks.push(EmailBlock::Paragraph(match refunded {
        Some(amount) => text::cancelled_refund(l, amount.format(l)),
        None => text::cancelled_nothing_paid(l).into(),
    }));
    blocks.extend(events(l, &order.lines));
    let subject = text::cancelled_subject(l, &order.number);
    (subject, text::cancelled_heading(l).into(), text::cancelled_body(l, &order.number), blocks)
}

fn called_off(l: Locale, order: &OrderSummary, off: &[EmailOrderLine], reason: Option<&str>) -> Parts {
    let mut blocks = Vec::new();
    blocks.extend(reason.map(|reason| EmailBlock::Paragraph(text::reason(l, reason))));
    blocks.extend(events(l, off));
    let paid = off.iter().any(|line| !line.amount.is_zero());
    blocks.extend(paid.then(|| EmailBlock::Paragraph(text::called_off_price(l).into())));
    blocks.push(EmailBlock::Button { label: text::open_order(l).into(), url: order.url.clone() });
    let what = match off.split_first() {
        Some((first, rest)) if rest.iter().all(|line| line.event == first.event) => first.event.clone(),
        _ => text::find_order(l, &order.number),
    };
    let body = text::called_off_body(l, &order.number);
    (text::called_off_subject(l, &what), text::called_off_heading(l).into(), body, blocks)
}

fn moved(l: Locale, order: &OrderSummary, dates: &[MovedPerformance]) -> Parts {
    let mut blocks = Vec::new();
    for date in dates {
        blocks.extend(described_events(l, &date.lines));
        let zone = date.lines.first().map_or(date.was_zone, |line| line.zone);
        let mut was = time::long_date_time(date.was_at, date.was_zone, l);
        if zone != date.was_zone {
            // The hour on the wall may well be the same.
            blocks.push(EmailBlock::Paragraph(text::moved_local_time(l, zone.name())));
            was = text::at_local_time(l, &was, date.was_zone.name());
        }
        blocks.push(EmailBlock::Paragraph(text::moved_before(l, &was, &date.was_place)));
    }
    blocks.push(EmailBlock::Button { label: text::open_order(l).into(), url: order.url.clone() });
    blocks.push(EmailBlock::Note(text::moved_calendar(l).into()));
    let lines = || dates.iter().flat_map(|date| &date.lines);
    let what = match lines().next() {
        Some(first) if lines().all(|line| line.event == first.event) => first.event.clone(),
        _ => text::find_order(l, &order.number),
    };
    let body = text::moved_body(l, &order.number);
    (text::moved_subject(l, &what), text::moved_heading(l).into(), body, blocks)
}

fn announced(l: Locale, announcement: &Announcement) -> Parts {
    let (first, rest) = announcement.paragraphs.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
    let mut blocks: Vec<EmailBlock> = rest.iter().map(|text| EmailBlock::Paragraph(text.clone())).collect();
    blocks.extend(described_events(l, &announcement.lines));
    let button = |url: &String| EmailBlock::Button { label: text::open_order(l).into(), url: url.clone() };
    blocks.extend(announcement.url.as_ref().map(button));
    blocks.push(EmailBlock::Note(match &announcement.number {
        Some(number) => text::announcement_why(l, number),
        None => text::announcement_trial(l).to_owned(),
    }));
    (announcement.subject.clone(), announcement.subject.clone(), first.to_owned(), blocks)
}

fn late(l: Locale, order: &OrderSummary, refunded: Money, because: TooLate, shop_url: &str) -> Parts {
    let mut blocks = vec![EmailBlock::Paragraph(text::cancelled_refund(l, refunded.format(l)))];
    blocks.extend(events(l, &order.lines));
    blocks.push(EmailBlock::Button { label: text::look_again(l).into(), url: shop_url.to_owned() });
    let subject = text::late_subject(l, &order.number);
    let (heading, body) = match because {
        TooLate::PlacesGone => (text::late_heading(l), text::late_body(l, &order.number)),
        TooLate::OrderCancelled => (text::late_goes_back(l), text::late_cancelled_body(l, &order.number)),
        TooLate::PerformanceCancelled => (text::late_goes_back(l), text::late_called_off_body(l, &order.number)),
    };
    (subject, heading.into(), body, blocks)
}

fn found(l: Locale, orders: &[FoundOrder]) -> Parts {
    let mut blocks = Vec::new();
    for order in orders {
        let name = if order.cancelled { text::called_off_subject(l, &order.event) } else { order.event.clone() };
        blocks.push(EmailBlock::Event {
            name,
            when: time::long_date_time(order.starts_at, order.zone, l),
            place: order.venue.clone(),
            items: Vec::new(),
        });
        blocks.push(EmailBlock::Button { label: text::find_order(l, &order.number), url: order.url.clone() });
    }
    blocks.push(EmailBlock::Note(text::not_you(l).into()));
    let (heading, body) = match orders.len() {
        0 => (text::find_none_heading(l), text::find_none(l).to_owned()),
        count => (text::find_heading(l), text::find_body(l, count)),
    };
    (text::find_subject(l).into(), heading.into(), body, blocks)
}

impl OrderSummary {
    fn subject(&self, l: Locale) -> String {
        match self.lines.split_first() {
            Some((first, rest)) if rest.iter().all(|line| line.event == first.event) => {
                text::confirmed_subject(l, &first.event)
            }
            _ => text::confirmed_subject_several(l, &self.number),
        }
    }

    fn with_button(&self, l: Locale) -> Vec<EmailBlock> {
        let mut blocks = vec![
            EmailBlock::Button { label: text::open_order(l).into(), url: self.url.clone() },
            EmailBlock::Note(text::keep_link(l).into()),
        ];
        blocks.extend(self.details(l));
        blocks
    }

    fn details(&self, l: Locale) -> Vec<EmailBlock> {
        let mut blocks = described_events(l, &self.lines);
        let mut sums = Vec::new();
        sums.extend(
            self.fees.filter(|fees| !fees.is_zero()).map(|fees| EmailTableRow::sum(text::fees(l), fees.format(l))),
        );
        sums.push(EmailTableRow::sum(text::total(l), price(l, self.total)).strong());
        let taxes = self.taxes.iter().filter(|sum| !sum.tax.is_zero());
        sums.extend(
            taxes.map(|sum| EmailTableRow::sum(text::tax_included(l, percent(l, sum.rate_bp)), sum.tax.format(l))),
        );
        blocks.push(EmailBlock::Sums(sums));
        blocks
    }
}

/// The lines of tickets that let in nobody: what they said of themselves holds no more.
fn events(l: Locale, lines: &[EmailOrderLine]) -> Vec<EmailBlock> {
    let bare: Vec<EmailOrderLine> =
        lines.iter().map(|line| EmailOrderLine { description: None, ..line.clone() }).collect();
    described_events(l, &bare)
}

/// The lines, those of one performance together, in the order they came.
fn described_events(l: Locale, lines: &[EmailOrderLine]) -> Vec<EmailBlock> {
    let mut groups: Vec<(&EmailOrderLine, Vec<&EmailOrderLine>)> = Vec::new();
    for line in lines {
        let same = |other: &EmailOrderLine| {
            (&other.event, other.starts_at, &other.venue) == (&line.event, line.starts_at, &line.venue)
        };
        match groups.iter_mut().find(|(first, _)| same(first)) {
            Some((_, members)) => members.push(line),
            None => groups.push((line, vec![line])),
        }
    }
    groups.into_iter().map(|(first, members)| event(l, first, &members)).collect()
}

fn event(l: Locale, first: &EmailOrderLine, lines: &[&EmailOrderLine]) -> EmailBlock {
    let mut when = time::long_date_time(first.starts_at, first.zone, l);
    if let Some(doors_at) = first.doors_at {
        when = format!("{when} ({})", text::doors(l, time::clock_time(doors_at, first.zone)));
    }
    let place: Vec<&str> =
        [first.venue.trim(), first.venue_address.trim()].into_iter().filter(|p| !p.is_empty()).collect();
    let items = lines.iter().map(|line| EmailTableRow {
        label: text::quantity(l, line.quantity, &line.ticket_type),
        detail: line.place.clone(),
        note: line.description.clone(),
        amount: Some(price(l, line.amount)),
        strong: false,
    });
    EmailBlock::Event {
        name: first.event.clone(),
        when: capitalized(&when),
        place: place.join(", "),
        items: items.collect(),
    }
}

fn price(l: Locale, amount: Money) -> String {
    if amount.is_zero() { text::free(l).into() } else { amount.format(l) }
}

/// Basis points as percent: `22`, `7.5`, in Italian `7,5`.
fn percent(l: Locale, basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    let point = match l {
        Locale::En => '.',
        Locale::It => ',',
    };
    match rest {
        0 => whole.to_string(),
        tenth if tenth % 10 == 0 => format!("{whole}{point}{}", tenth / 10),
        _ => format!("{whole}{point}{rest:02}"),
    }
}

impl Letterhead {
    fn signature(&self, l: Locale) -> Vec<String> {
        let mut lines = vec![self.organizer.clone()];
        lines.extend(self.help_email.as_ref().map(|email| text::questions(l, email)));
        lines.push(text::sent_with(l).into());
        lines
    }
}

#[cfg(test)]
mod tests;
