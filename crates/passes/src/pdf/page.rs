//! Where everything stands on the page of one ticket.
//!
//! Nothing crosses the two lines the page is folded at, so that it becomes an A6 card with the code outside.

use crate::pdf::TicketDocument;
use crate::pdf::canvas::{Canvas, Rgb, TextStyle, ink, mark, rect, ticket_shape};
use crate::pdf::fonts::Style;
use crate::pdf::mosaic::{Fade, Grid, lay};
use crate::{PassError, qr, text};
use domain::locale::Locale;
use domain::paper::PaperTicket;
use domain::seating::SeatKind;
use domain::time;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::page::Page;
use krilla::tagging::{Identifier, Tag, TagGroup};
use std::num::NonZeroU16;

/// The page, in millimeters.
pub const WIDTH: f32 = 210.0;
pub const HEIGHT: f32 = 297.0;
/// Where it is folded.
const FOLD_X: f32 = WIDTH / 2.0;
const FOLD_Y: f32 = HEIGHT / 2.0;
/// The ticket: the top third, less a margin no home printer cuts off.
const CARD: (f32, f32, f32, f32) = (10.0, 9.0, 190.0, 90.0);
/// The side of the code with its quiet zone.
const QR_SIDE: f32 = 50.0;
const QR_X: f32 = CARD.0 + CARD.2 - QR_SIDE - 5.0;
const QR_Y: f32 = CARD.1 + 5.0;
/// The left edges of the two columns, and their width.
const LEFT: f32 = 15.0;
const RIGHT: f32 = 113.0;
const COLUMN: f32 = 82.0;
/// The wider of the two facts that stand side by side.
const FACT: f32 = 52.0;
/// Beside the mosaic.
const STORY_X: f32 = 40.0;
const STORY_WIDTH: f32 = FOLD_X - STORY_X - 6.0;

const fn kind(style: Style, size_max: f32, size_min: f32, color: Rgb) -> TextStyle {
    TextStyle { style, size_max, size_min, color }
}

const EYEBROW: TextStyle = kind(Style::Strong, 9.0, 7.0, ink::TERRACOTTA_DEEP);
const TITLE: TextStyle = kind(Style::Display, 27.0, 12.0, ink::INK);
const WHEN: TextStyle = kind(Style::Strong, 12.5, 9.0, ink::INK);
const BODY: TextStyle = kind(Style::Plain, 9.5, 7.5, ink::INK);
const QUIET: TextStyle = kind(Style::Plain, 8.5, 7.0, ink::MUTED);
const LABEL: TextStyle = kind(Style::Plain, 7.5, 6.0, ink::MUTED);
const VALUE: TextStyle = kind(Style::Strong, 10.5, 7.0, ink::INK);
/// A name that takes two lines.
const NAME: TextStyle = kind(Style::Strong, 8.5, 6.5, ink::INK);
/// What a ticket type says of itself.
const TERMS: TextStyle = kind(Style::Plain, 7.5, 6.5, ink::INK);
const BIG: TextStyle = kind(Style::Display, 27.0, 9.0, ink::INK);
const CANCELLED: TextStyle = kind(Style::Display, 20.0, 9.0, ink::TERRACOTTA_DEEP);
const HEADING: TextStyle = kind(Style::Display, 14.0, 11.0, ink::INK);
const LINK: TextStyle = kind(Style::Strong, 9.5, 7.0, ink::TERRACOTTA_DEEP);

/// Draws one ticket and returns what is on the page in reading order.
pub fn draw(mut page: Page<'_>, document: &TicketDocument, index: usize) -> Result<TagGroup, PassError> {
    let ticket = document.tickets.get(index).ok_or(PassError::Geometry)?;
    // One page speaks one language.
    let ticket = &PaperTicket { locale: document.locale, ..ticket.clone() };
    let mut canvas = Canvas::new(page.surface());
    card(&mut canvas, ticket)?;
    story(&mut canvas, document, ticket)?;
    place_in_hall(&mut canvas, ticket)?;
    code(&mut canvas, ticket)?;
    let cut = facts(&mut canvas, ticket)?;
    venue(&mut canvas, ticket)?;
    order(&mut canvas, document, ticket, index)?;
    entrance(&mut canvas, document, ticket.description.as_deref().filter(|_| cut))?;
    let address = help(&mut canvas, document)?;
    foot(&mut canvas, ticket)?;

    let mut groups = canvas.finish();
    if let (Some((ids, bottom, width)), Some(email)) = (address, &document.help_email) {
        groups.push(mail_link(&mut page, document, email, ids, bottom, width)?);
    }
    page.finish();
    let mut section = TagGroup::new(Tag::Section);
    groups.into_iter().for_each(|group| section.push(group));
    Ok(section)
}

/// The card itself, its notches, the line it is torn at, and its mosaic.
fn card(canvas: &mut Canvas<'_>, ticket: &PaperTicket) -> Result<(), PassError> {
    let (x, y, width, height) = CARD;
    canvas.ornament(|c| {
        c.fill_path(ticket_shape(x, y, width, height, 3.5, Some((FOLD_X, 3.2))), ink::CARD)?;
        c.dots((FOLD_X, y + 5.5), (FOLD_X, y + height - 5.5), ink::LINE)?;
        lay(c, Grid { x: x + 4.0, y: y + 4.0, pitch: 5.13, columns: 4, rows: 16 }, Fade::Right, ticket.ticket.0)?;
        c.dots((4.0, FOLD_Y), (9.0, FOLD_Y), ink::LINE)?;
        c.dots((WIDTH - 9.0, FOLD_Y), (WIDTH - 4.0, FOLD_Y), ink::LINE)
    })
}

/// Who, what, when, where: the left half of the card.
fn story(canvas: &mut Canvas<'_>, document: &TicketDocument, ticket: &PaperTicket) -> Result<(), PassError> {
    let (locale, zone) = (document.locale, ticket.zone);
    let mut y = canvas.paragraph(EYEBROW, &ticket.organizer, STORY_X, CARD.1 + 6.0, STORY_WIDTH, 1)?;
    let title = canvas.text(TITLE, &ticket.event, STORY_X, y + 1.6, STORY_WIDTH, 4)?;
    y = title.bottom;
    canvas.group(Tag::Hn(NonZeroU16::MIN, Some(ticket.event.clone())), title.ids);

    y = canvas.paragraph(WHEN, &time::long_date(ticket.starts_at, zone, locale), STORY_X, y + 2.4, STORY_WIDTH, 1)?;
    let clock = TextStyle { size_max: 22.0, ..BIG };
    let hour = canvas.text(clock, &time::clock_time(ticket.starts_at, zone), STORY_X, y + 0.6, 24.0, 1)?;
    canvas.group(Tag::P, hour.ids);
    let beside = STORY_X + hour.width + 4.0;
    let room = FOLD_X - 6.0 - beside;
    let doors = ticket.doors_at.map(|at| text::doors(locale, time::clock_time(at, zone)));
    let age = ticket.age_min.filter(|years| *years > 0).map(|years| text::age(locale, years));
    let mut line = y + if doors.is_some() && age.is_some() { 1.6 } else { 3.6 };
    for words in [doors, age].into_iter().flatten() {
        line = canvas.paragraph(QUIET, &words, beside, line, room, 1)?;
    }
    y = hour.bottom;
    if zone != document.home_zone {
        y = canvas.paragraph(QUIET, &text::local_time(locale, zone.name()), STORY_X, y + 0.2, STORY_WIDTH, 1)?;
    }
    let low = CARD.1 + CARD.3 - 11.5;
    canvas.paragraph(VALUE, &ticket.venue, STORY_X, low.max(y + 1.0), STORY_WIDTH, 2)?;
    Ok(())
}

/// Area, row and seat in large figures beside the code.
fn place_in_hall(canvas: &mut Canvas<'_>, ticket: &PaperTicket) -> Result<(), PassError> {
    let locale = ticket.locale;
    let (x, width) = (RIGHT, QR_X - RIGHT - 4.0);
    let mut y = CARD.1 + 6.0;
    if let Some(area) = &ticket.area {
        y = fact(canvas, text::area(locale), area, TextStyle { size_max: 17.0, ..BIG }, x, y, width)? + 2.0;
    }
    match (&ticket.row, &ticket.seat) {
        (None, None) => {
            y = canvas.paragraph(TextStyle { size_max: 19.0, ..BIG }, text::admit_one(locale), x, y, width, 3)?;
            canvas.paragraph(QUIET, text::no_fixed_seat(locale), x, y + 1.0, width, 2)?;
        }
        (row, seat) => {
            let special = special(locale, ticket.seat_kind);
            // It needs room above the line of the facts.
            let big = if special.is_some() { TextStyle { size_max: 19.0, ..BIG } } else { BIG };
            if let Some(row) = row {
                y = fact(canvas, text::row(locale), row, big, x, y, width)? + 2.0;
            }
            if let Some(seat) = seat {
                y = fact(canvas, text::seat(locale), seat, big, x, y, width)?;
            }
            if let Some(words) = special {
                canvas.paragraph(QUIET, words, x, y + 0.6, width, 2)?;
            }
        }
    }
    Ok(())
}

/// What the buyer of a seat was told of it.
fn special(locale: Locale, kind: SeatKind) -> Option<&'static str> {
    match kind {
        SeatKind::Standard => None,
        SeatKind::Wheelchair => Some(text::wheelchair(locale)),
        SeatKind::Companion => Some(text::companion(locale)),
        SeatKind::RestrictedView => Some(text::restricted_view(locale)),
    }
}

/// The code on white, whatever the paper.
fn code(canvas: &mut Canvas<'_>, ticket: &PaperTicket) -> Result<(), PassError> {
    if ticket.cancelled {
        return no_code(canvas, ticket.locale);
    }
    let modules = qr::modules(&ticket.code)?;
    let pitch = QR_SIDE / (modules.width + 2 * qr::QUIET_ZONE) as f32;
    let edge = pitch * qr::QUIET_ZONE as f32;
    canvas.figure(text::qr_alt(ticket.locale, &ticket.order_number), |c| {
        c.fill_path(ticket_shape(QR_X, QR_Y, QR_SIDE, QR_SIDE, 2.0, None), ink::WHITE)?;
        let runs = (0..modules.width).flat_map(|y| modules.runs(y).into_iter().map(move |(x, length)| (x, y, length)));
        let rects = runs.map(|(x, y, length)| {
            (QR_X + edge + pitch * x as f32, QR_Y + edge + pitch * y as f32, pitch * length as f32, pitch)
        });
        c.rects(rects, (0, 0, 0))
    })
}

/// Where the code would be, on a ticket of a date that doesn't take place.
fn no_code(canvas: &mut Canvas<'_>, locale: Locale) -> Result<(), PassError> {
    canvas.ornament(|c| c.fill_path(ticket_shape(QR_X, QR_Y, QR_SIDE, QR_SIDE, 2.0, None), ink::WHITE))?;
    let (x, width) = (QR_X + 4.0, QR_SIDE - 8.0);
    let y = canvas.paragraph(CANCELLED, text::cancelled(locale), x, QR_Y + 15.0, width, 1)?;
    canvas.paragraph(QUIET, text::cancelled_note(locale), x, y + 1.4, width, 4)?;
    Ok(())
}

/// What was paid, by whom, on what terms, and the number of the sale: below the code. What there was no room for in the terms
/// stands whole on the page.
fn facts(canvas: &mut Canvas<'_>, ticket: &PaperTicket) -> Result<bool, PassError> {
    let locale = ticket.locale;
    let price = if ticket.price.is_zero() { text::free(locale).to_owned() } else { ticket.price.format(locale) };
    let y = QR_Y + QR_SIDE + 3.6;
    canvas.ornament(|c| c.rect(RIGHT, y - 1.4, COLUMN, 0.2, ink::LINE))?;
    let next = name_below(canvas, text::ticket_type(locale), &ticket.ticket_type, RIGHT, y, FACT)?;
    fact(canvas, text::price(locale), &price, VALUE, RIGHT + FACT + 4.0, y, COLUMN - FACT - 4.0)?;
    let mut y = next.max(y + 8.4);
    let mut cut = false;
    if let Some(description) = &ticket.description {
        let drawn = canvas.text(TERMS, description, RIGHT, y, COLUMN, 2)?;
        (y, cut) = (drawn.bottom, drawn.cut);
        canvas.group(Tag::P, drawn.ids);
    }
    y += 1.0;
    if let Some(holder) = &ticket.holder {
        name_below(canvas, text::holder(locale), holder, RIGHT, y, FACT)?;
    }
    let (x, width) = (RIGHT + FACT + 4.0, COLUMN - FACT - 4.0);
    let y = fact(canvas, text::sale_number(locale), &ticket.sale_number.to_string(), VALUE, x, y, width)?;
    if ticket.copy > 0 {
        canvas.paragraph(EYEBROW, &text::copy(locale, ticket.copy), x, y, width, 1)?;
    }
    Ok(cut)
}

/// A name with its label above: in one line where it can stand in letters of a good size, else in two.
fn name_below(canvas: &mut Canvas<'_>, label: &str, name: &str, x: f32, y: f32, width: f32) -> Result<f32, PassError> {
    let above = canvas.text(LABEL, label, x, y, width, 1)?;
    let lines = if canvas.fits(TextStyle { size_min: NAME.size_max, ..VALUE }, name, width)? { 1 } else { 2 };
    let kind = if lines == 1 { VALUE } else { NAME };
    let below = canvas.text(kind, name, x, above.bottom - 0.2, width, lines)?;
    canvas.group(Tag::P, above.ids.into_iter().chain(below.ids));
    Ok(below.bottom)
}

fn venue(canvas: &mut Canvas<'_>, ticket: &PaperTicket) -> Result<(), PassError> {
    let y = heading(canvas, text::place_heading(ticket.locale), LEFT, 108.0)?;
    let y = canvas.paragraph(VALUE, &ticket.venue, LEFT, y, COLUMN, 2)?;
    canvas.paragraph(BODY, &ticket.venue_address, LEFT, y + 0.4, COLUMN, 4)?;
    Ok(())
}

fn order(
    canvas: &mut Canvas<'_>,
    document: &TicketDocument,
    ticket: &PaperTicket,
    index: usize,
) -> Result<(), PassError> {
    let locale = document.locale;
    let y = heading(canvas, text::order_heading(locale), RIGHT, 108.0)?;
    fact(canvas, text::order_number(locale), &document.order_number, VALUE, RIGHT, y, 36.0)?;
    let next = fact(canvas, text::sold_by(locale), &document.organizer, VALUE, RIGHT + 40.0, y, COLUMN - 40.0)?;
    let count = document.tickets.len();
    let which = text::one_ticket_of(locale, index + 1, count);
    let y = canvas.paragraph(QUIET, &which, RIGHT, next.max(y + 9.0) + 2.0, COLUMN, 1)?;
    canvas.paragraph(
        TextStyle { size_max: 6.5, size_min: 5.0, ..LABEL },
        &ticket.ticket.to_string(),
        RIGHT,
        y,
        COLUMN,
        1,
    )?;
    Ok(())
}

/// What helps at the entrance, `terms` before all else.
fn entrance(canvas: &mut Canvas<'_>, document: &TicketDocument, terms: Option<&str>) -> Result<(), PassError> {
    let locale = document.locale;
    let mut y = heading(canvas, text::entrance_heading(locale), LEFT, FOLD_Y + 7.0)?;
    let ours = [text::entrance_once(locale), text::entrance_private(locale), text::entrance_paper(locale)];
    for sentence in terms.into_iter().chain(ours) {
        let tile = y + 0.9;
        canvas.ornament(|c| c.fill_path(ticket_shape(LEFT, tile, 2.0, 2.0, 0.25, None), ink::TERRACOTTA))?;
        y = canvas.paragraph(BODY, sentence, LEFT + 5.0, y, COLUMN - 5.0, 5)? + 1.8;
    }
    Ok(())
}

/// The lines of the address, their lower edge and width.
type Address = (Vec<Identifier>, f32, f32);

fn help(canvas: &mut Canvas<'_>, document: &TicketDocument) -> Result<Option<Address>, PassError> {
    let locale = document.locale;
    let y = heading(canvas, text::help_heading(locale), RIGHT, FOLD_Y + 7.0)?;
    let y = canvas.paragraph(BODY, text::help_change(locale), RIGHT, y, COLUMN, 4)? + 1.8;
    let Some(email) = &document.help_email else { return Ok(None) };
    let write = text::help_write(locale, &document.organizer, &document.order_number);
    let y = canvas.paragraph(BODY, &write, RIGHT, y, COLUMN, 4)? + 0.6;
    let address = canvas.text(LINK, email, RIGHT, y, COLUMN, 2)?;
    Ok(Some((address.ids, address.bottom, address.width)))
}

fn mail_link(
    page: &mut Page<'_>,
    document: &TicketDocument,
    email: &str,
    ids: Vec<Identifier>,
    bottom: f32,
    width: f32,
) -> Result<TagGroup, PassError> {
    let target = Target::Action(Action::Link(LinkAction::new(format!("mailto:{email}"))));
    let height = 4.6 * ids.len() as f32;
    let area = rect(RIGHT, bottom - height, width, height)?;
    let alt = text::help_link_alt(document.locale, email);
    let annotation = page.add_tagged_annotation(Annotation::new_link(LinkAnnotation::new(area, target), Some(alt)));
    let mut link = TagGroup::new(Tag::Link);
    link.push(annotation);
    ids.into_iter().for_each(|id| link.push(id));
    let mut paragraph = TagGroup::new(Tag::P);
    paragraph.push(link);
    Ok(paragraph)
}

/// A frieze of tiles and the mark at the foot of the page.
fn foot(canvas: &mut Canvas<'_>, ticket: &PaperTicket) -> Result<(), PassError> {
    canvas.ornament(|c| {
        let grid = Grid { x: LEFT, y: 229.05, pitch: 5.15, columns: 35, rows: 9 };
        lay(c, grid, Fade::Up, ticket.ticket.0)?;
        mark(c, LEFT, 279.5, 6.0, ink::INK, ink::TERRACOTTA)?;
        let name = kind(Style::Display, 13.0, 13.0, ink::INK);
        c.wordmark(name, "tessera", LEFT + 8.0, 279.6)
    })
}

fn heading(canvas: &mut Canvas<'_>, title: &str, x: f32, y: f32) -> Result<f32, PassError> {
    let drawn = canvas.text(HEADING, title, x, y, COLUMN, 1)?;
    canvas.group(Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(title.to_owned())), drawn.ids);
    Ok(drawn.bottom + 1.4)
}

/// A small label with its value below, said together. Returns the lower edge.
fn fact(
    canvas: &mut Canvas<'_>,
    label: &str,
    value: &str,
    t: TextStyle,
    x: f32,
    y: f32,
    width: f32,
) -> Result<f32, PassError> {
    let lines = if t.style == Style::Display { 2 } else { 1 };
    let above = canvas.text(LABEL, label, x, y, width, 1)?;
    let below = canvas.text(t, value, x, above.bottom - 0.2, width, lines)?;
    canvas.group(Tag::P, above.ids.into_iter().chain(below.ids));
    Ok(below.bottom)
}
