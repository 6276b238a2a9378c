//! A ticket on paper, laid out: what, when, where, and the place in tiles large enough for a dark hall.

use crate::bitmap::{Bitmap, Pen};
use crate::clean::printable;
use crate::glyph;
use crate::profile::Profile;
use crate::sheet::{Align, PaperSheet, SheetLook, length, wrap};
use crate::{mark, receipt, text};
use domain::paper::PaperTicket;
use domain::seating::SeatKind;
use domain::time;
use domain::typed::capitalized;

pub fn sheet(ticket: &PaperTicket, profile: &Profile) -> PaperSheet {
    let mut sheet = PaperSheet::new(profile);
    let locale = ticket.locale;
    sheet.text(&ticket.organizer, SheetLook { align: Align::Center, ..SheetLook::BOLD });
    receipt::copy_number(&mut sheet, ticket.copy, locale);
    sheet.heavy_rule();
    sheet.name(&ticket.event, Align::Left, 4);
    sheet.space();
    when_and_where(&mut sheet, ticket);
    place(&mut sheet, ticket);
    remarks(&mut sheet, ticket);
    facts(&mut sheet, ticket);
    code(&mut sheet, ticket);
    sheet.picture(mark::strip(sheet.dots), vec!["tessera".to_owned()]);
    sheet
}

fn when_and_where(sheet: &mut PaperSheet, ticket: &PaperTicket) {
    let locale = ticket.locale;
    sheet.text(&capitalized(&time::long_date(ticket.starts_at, ticket.zone, locale)), SheetLook::BOLD);
    let starts = text::starts(locale, time::clock_time(ticket.starts_at, ticket.zone));
    let doors = ticket.doors_at.map(|at| text::doors(locale, time::clock_time(at, ticket.zone)));
    sheet.whole_pair(&starts, doors.as_deref().unwrap_or(""), SheetLook::BOLD);
    sheet.space();
    sheet.text(&ticket.venue, SheetLook::BOLD);
    sheet.text(&ticket.venue_address, SheetLook::PLAIN);
}

fn place(sheet: &mut PaperSheet, ticket: &PaperTicket) {
    let locale = ticket.locale;
    let tile = |label: &'static str, value: &Option<String>| {
        let value = printable(value.as_deref().unwrap_or(""));
        (!value.is_empty()).then_some(Tile { label, value })
    };
    let area = tile(text::area(locale), &ticket.area);
    let seat: Vec<Tile> =
        [tile(text::row(locale), &ticket.row), tile(text::seat(locale), &ticket.seat)].into_iter().flatten().collect();
    let mut rows: Vec<Vec<Tile>> = Vec::new();
    match area {
        Some(area) if seat.is_empty() || length(&area.value) > sheet.columns / 6 => rows.extend([vec![area], seat]),
        Some(area) => rows.push(std::iter::once(area).chain(seat).collect()),
        None => rows.push(seat),
    }
    for tiles in rows.into_iter().filter(|tiles| !tiles.is_empty()) {
        sheet.space();
        let words: Vec<String> = tiles.iter().map(|tile| format!("{} {}", tile.label, tile.value)).collect();
        let words = wrap(&words.join(" "), sheet.columns);
        sheet.picture(mosaic(&tiles, sheet.dots), words);
    }
}

/// What is special about the seat, and who may come in.
fn remarks(sheet: &mut PaperSheet, ticket: &PaperTicket) {
    let kind = match ticket.seat_kind {
        SeatKind::Standard => None,
        SeatKind::Wheelchair => Some(text::wheelchair(ticket.locale).to_owned()),
        SeatKind::Companion => Some(text::companion(ticket.locale).to_owned()),
        SeatKind::RestrictedView => Some(text::restricted_view(ticket.locale).to_owned()),
    };
    let age = ticket.age_min.filter(|years| *years > 0).map(|years| text::age(ticket.locale, years));
    for words in [kind, age].into_iter().flatten() {
        sheet.text(&words, SheetLook::BOLD);
    }
}

struct Tile {
    label: &'static str,
    value: String,
}

const GAP: usize = 6;
const RADIUS: usize = 10;
const STROKE: usize = 3;
const LABEL: usize = glyph::HEIGHT + 8;
const PADDING: usize = 10;

/// The tiles side by side: a black head with the label, the value below it as large as fits.
fn mosaic(tiles: &[Tile], dots: usize) -> Bitmap {
    let share = (dots - GAP * (tiles.len() - 1)) / tiles.len();
    let values: Vec<(usize, Vec<String>)> =
        tiles.iter().map(|tile| set_value(&tile.value, share - 2 * PADDING)).collect();
    let body = values.iter().map(|(size, lines)| size * glyph::HEIGHT * lines.len()).max().unwrap_or(0);
    let height = LABEL + body + 2 * PADDING;
    let mut picture = Bitmap::new(dots, height);
    for (at, (tile, (size, lines))) in tiles.iter().zip(&values).enumerate() {
        let left = at * (share + GAP);
        let width = if at + 1 == tiles.len() { dots - left } else { share };
        picture.tile(left, 0, width, height, RADIUS, true);
        let inside = width - 2 * STROKE;
        picture.tile(left + STROKE, LABEL, inside, height - LABEL - STROKE, RADIUS - STROKE, false);
        picture.fill(left + STROKE, LABEL, inside, RADIUS, false);
        let middle = |text: &str, size: usize| left + (width - (length(text) * glyph::WIDTH * size).min(width)) / 2;
        let label_pen = Pen { bold: true, ..Pen::sized(1) };
        picture.write(middle(tile.label, 1), (LABEL - glyph::HEIGHT) / 2, tile.label, label_pen, false);
        let top = LABEL + PADDING + (body - size * glyph::HEIGHT * lines.len()) / 2;
        for (nth, line) in lines.iter().enumerate() {
            let y = top + nth * size * glyph::HEIGHT;
            picture.write(middle(line, *size), y, line, Pen { bold: true, ..Pen::sized(*size) }, true);
        }
    }
    picture
}

/// The largest size at which the value stands well: big in one line, double in three, plain in as many as it takes.
fn set_value(value: &str, width: usize) -> (usize, Vec<String>) {
    for (size, lines_max) in [(4, 1), (3, 1), (2, 3), (1, usize::MAX)] {
        let columns = (width / glyph::WIDTH / size).max(1);
        let lines = wrap(value, columns);
        let whole_words = value.split(' ').all(|word| length(word) <= columns);
        if lines.len() <= lines_max && (whole_words || size == 1) {
            return (size, lines);
        }
    }
    (1, Vec::new())
}

fn facts(sheet: &mut PaperSheet, ticket: &PaperTicket) {
    let locale = ticket.locale;
    sheet.space();
    sheet.pair(&ticket.ticket_type, &ticket.price.format(locale), 0, SheetLook::BOLD);
    if let Some(description) = &ticket.description {
        sheet.text(description, SheetLook::PLAIN);
    }
    if let Some(holder) = &ticket.holder {
        sheet.pair(text::holder(locale), holder, 0, SheetLook::PLAIN);
    }
    sheet.pair(text::order_label(locale), &ticket.order_number, 0, SheetLook::PLAIN);
    sheet.pair(text::sale_number(locale), &format!("{:06}", ticket.sale_number), 0, SheetLook::PLAIN);
}

fn code(sheet: &mut PaperSheet, ticket: &PaperTicket) {
    let locale = ticket.locale;
    sheet.rule();
    sheet.qr(&ticket.code);
    let place = [
        ticket.area.clone(),
        ticket.row.as_ref().map(|row| text::row_of(locale, row)),
        ticket.seat.as_ref().map(|seat| text::seat_of(locale, seat)),
    ];
    let place: Vec<String> = place.into_iter().flatten().collect();
    sheet.text(&place.join(" · "), SheetLook { align: Align::Center, ..SheetLook::BOLD });
    sheet.text(text::show_code(locale), SheetLook::CENTER);
}
