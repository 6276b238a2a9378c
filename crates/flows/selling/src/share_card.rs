//! The picture by which an event is shown where its address is shared: what stands on it, and its number.

use data_encoding::HEXLOWER;
use domain::event::{EventPage, Performance, PerformanceStatus};
use domain::locale::Locale;
use domain::time::{long_date, long_date_time};
use domain::typed::capitalized;
use passes::PassError;
use sha2::{Digest, Sha256};

pub use passes::card::{Card, HEIGHT, WIDTH};

/// So many letters of a hash tell one card of an event from the next.
const NUMBER_BYTES: usize = 6;

/// What stands on an event's card: nothing that changes from hour to hour, since others keep the picture for weeks.
pub fn card(page: &EventPage, locale: Locale) -> Card {
    let mut performances: Vec<&Performance> = page.performances.iter().map(|one| &one.performance).collect();
    if performances.iter().any(|performance| performance.status == PerformanceStatus::Scheduled) {
        performances.retain(|performance| performance.status == PerformanceStatus::Scheduled);
    }
    performances.sort_by_key(|performance| performance.starts_at);
    Card {
        title: page.event.title.get(locale).to_owned(),
        when: capitalized(&when(&performances, page, locale)),
        place: place(&performances),
        organizer: page.organizer.name.clone(),
        seed: page.event.id.0.as_u128(),
    }
}

/// The card as an SVG without a font of its own. `art` is the event's picture, an SVG as well.
pub fn drawing(card: &Card, art: Option<&[u8]>) -> Result<String, PassError> {
    passes::card::svg(card, art)
}

/// The card said in words, for whoever doesn't see it.
pub fn words(card: &Card) -> String {
    let parts = [&card.title, &card.when, &card.place, &card.organizer];
    parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Another card has another number: with it in its address, nobody keeps an old one for the new.
pub fn number(card: &Card, artwork: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for part in [&card.title, &card.when, &card.place, &card.organizer, artwork.unwrap_or_default()] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    HEXLOWER.encode(&hash.finalize()[..NUMBER_BYTES])
}

fn when(performances: &[&Performance], page: &EventPage, locale: Locale) -> String {
    let zone = page.event.zone;
    match performances {
        [] => String::new(),
        [only] => long_date_time(only.starts_at, zone, locale),
        [first, .., last] => {
            let (from, to) = (long_date(first.starts_at, zone, locale), long_date(last.starts_at, zone, locale));
            if from == to { from } else { format!("{from} – {to}") }
        }
    }
}

/// The hall with its town; the towns of an event that goes around.
fn place(performances: &[&Performance]) -> String {
    let mut halls: Vec<String> = performances
        .iter()
        .map(|performance| format!("{}, {}", performance.venue.name, performance.venue.city))
        .collect();
    halls.dedup();
    if let [hall] = halls.as_slice() {
        return hall.clone();
    }
    let mut towns: Vec<&str> = Vec::new();
    for performance in performances {
        if !towns.contains(&performance.venue.city.as_str()) {
            towns.push(&performance.venue.city);
        }
    }
    towns.join(" · ")
}
