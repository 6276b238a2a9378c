//! What a waiting page says, in words: rendered with the page, and asked for again by its island.

use super::text;
use chrono::{DateTime, Utc};
use domain::locale::Locale;
use domain::room::Standing;
use selling::room::PlaceInRoom;
use serde::{Deserialize, Serialize};

/// The mosaic's tiles.
pub const TILES: u32 = 24;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomNews {
    /// Another one than the page's, and the page is loaded anew.
    pub step: String,
    pub headline: String,
    pub detail: String,
    /// How many are before; the island says aloud only when it is much fewer than last time.
    pub before: u32,
    /// Tiles that are laid.
    pub tiles: u32,
    pub ask_again_seconds: u32,
    /// When this was said, in milliseconds of Unix time, rounded up.
    pub told: i64,
}

pub fn news(locale: Locale, place: &PlaceInRoom, now: DateTime<Utc>) -> RoomNews {
    let (step, headline, detail, before, tiles) = match &place.standing {
        Standing::BeforeDraw { draw_at, waiting, .. } => {
            let minutes = u32::try_from((*draw_at - now).num_minutes().max(0)).unwrap_or(u32::MAX);
            let detail = text::before_draw_detail(locale).to_owned();
            ("before_draw", text::before_draw(locale, *waiting), detail, 0, TILES.saturating_sub(minutes.max(1)))
        }
        Standing::Queued { place, before, minutes, .. } => {
            let headline = match before {
                0 => text::next(locale).to_owned(),
                n => text::people_before(locale, *n),
            };
            let detail = match minutes {
                Some(minutes) => text::about(locale, *minutes),
                None => text::no_estimate(locale).to_owned(),
            };
            ("queued", headline, detail, *before, laid(*place, *before))
        }
        Standing::Turn { .. } => ("turn", text::turn(locale).to_owned(), String::new(), 0, TILES),
        Standing::Outside { waiting } => ("outside", text::now_waiting(locale, *waiting), String::new(), 0, 0),
        Standing::Opens { .. } => ("opens", String::new(), String::new(), 0, 0),
        Standing::Free => ("free", String::new(), String::new(), 0, TILES),
    };
    RoomNews {
        step: step.to_owned(),
        headline,
        detail,
        before,
        tiles,
        ask_again_seconds: place.ask_again_seconds,
        told: now.timestamp_millis() + 1,
    }
}

/// As much of the mosaic as is behind one, and the last tile only when it is one's turn.
fn laid(place: u64, before: u32) -> u32 {
    let all = place.saturating_sub(1).max(1);
    let behind = all.saturating_sub(u64::from(before));
    u32::try_from(behind * u64::from(TILES - 1) / all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_fill_as_one_comes_nearer() {
        assert_eq!([laid(1_000, 999), laid(1_000, 500), laid(1_000, 0), laid(1, 0)], [0, 11, 23, 23]);
    }
}
