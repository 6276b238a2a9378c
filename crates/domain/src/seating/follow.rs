//! How a page keeps up with a date's seats: a picture first, then changes to it, numbered without gaps.

use super::{Picture, SeatState, picture};
use serde::Deserialize;

/// What one line of the feed says of seats.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SeatNews {
    /// One more at each change.
    pub n: u64,
    /// A whole picture; see [`Picture::encode`].
    #[serde(default)]
    pub seats: Option<String>,
    /// A seat's number and its state's code, by turns.
    #[serde(default)]
    pub changes: Vec<u32>,
}

/// What a page has heard so far.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    picture: Option<Picture>,
    number: u64,
}

/// What a line meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// All seats are as the picture says.
    Whole,
    /// These changed.
    Changed(Vec<(u32, SeatState)>),
    /// Something was lost: only a new stream, which begins with a picture, can tell.
    Missed,
}

impl Followed {
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    pub fn take_in(&mut self, news: &SeatNews) -> Heard {
        if let Some(text) = &news.seats {
            let Some(picture) = Picture::decode(text) else { return Heard::Missed };
            (self.picture, self.number) = (Some(picture), news.n);
            return Heard::Whole;
        }
        // The first line of a date without numbered seats brings no picture, and nothing ever follows it.
        if self.number != 0 && news.n != self.number + 1 {
            return Heard::Missed;
        }
        self.number = news.n;
        let pairs = news.changes.chunks_exact(2);
        let read = |pair: &[u32]| Some((pair[0], picture::state(u8::try_from(pair[1]).ok()?)?));
        let changes: Vec<(u32, SeatState)> = pairs.filter_map(read).collect();
        if let Some(picture) = &mut self.picture {
            changes.iter().for_each(|(seat, state)| picture.set(*seat, *state));
        }
        Heard::Changed(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_noticed_and_a_picture_mends_it() {
        let mut page = Followed::default();
        let whole = |n| SeatNews { n, seats: Some(Picture::free(9).encode()), changes: Vec::new() };
        let change = |n| SeatNews { n, seats: None, changes: vec![3, 2] };
        assert_eq!(page.take_in(&whole(5)), Heard::Whole);
        assert_eq!(page.take_in(&change(6)), Heard::Changed(vec![(3, SeatState::Sold)]));
        assert_eq!(page.picture().map(|p| p.get(3)), Some(SeatState::Sold));
        assert_eq!(page.take_in(&change(8)), Heard::Missed);
        assert_eq!(page.take_in(&whole(8)), Heard::Whole);
        assert_eq!(page.take_in(&SeatNews { n: 9, seats: Some("?".into()), changes: Vec::new() }), Heard::Missed);
    }

    #[test]
    fn a_date_without_seats_is_followed_all_the_same() {
        let mut page = Followed::default();
        let line = |n| SeatNews { n, ..SeatNews::default() };
        assert_eq!(page.take_in(&line(3)), Heard::Changed(Vec::new()));
        assert_eq!(page.take_in(&line(4)), Heard::Changed(Vec::new()));
    }
}
