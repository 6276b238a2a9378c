//! Which seats of a hall are gone, small enough to be sent to everyone who looks.
//!
//! A picture has two bits for each seat, in the order of the map. It travels as base64 of the shortest of three forms: the
//! two bits themselves, runs of one state (an evening that has just gone on sale), or a code in which frequent states are
//! short. 60,000 seats are never more than 15,000 bytes, which are 20,000 letters, with a few more for the head.

use super::{SeatMap, SeatState};
use crate::ids::SeatId;
use data_encoding::BASE64;

/// The states of all seats. `Mine` is nobody's state in general: a picture is of no one person's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    seats: usize,
    /// Four seats each, the first in the lowest bits.
    bits: Vec<u8>,
}

/// By their two bits.
const STATES: [SeatState; 4] = [SeatState::Free, SeatState::Held, SeatState::Sold, SeatState::Locked];
/// More seats than any hall has: what claims more is damaged.
const SEATS_MAX: usize = 1 << 20;
const PLAIN: u8 = 0;
const RUNS: u8 = 1;
/// Larger marks carry the order of the states, the most frequent first.
const CODED: u8 = 2;

/// A state as two bits.
pub fn code(state: SeatState) -> u8 {
    match state {
        SeatState::Free => 0,
        SeatState::Held | SeatState::Mine => 1,
        SeatState::Sold => 2,
        SeatState::Locked => 3,
    }
}

/// The state of two bits; anything else is no state.
pub fn state(code: u8) -> Option<SeatState> {
    STATES.get(usize::from(code)).copied()
}

impl Picture {
    /// A hall with nothing taken.
    pub fn free(seats: usize) -> Picture {
        Picture { seats, bits: vec![0; seats.div_ceil(4)] }
    }

    pub fn len(&self) -> usize {
        self.seats
    }

    pub fn is_empty(&self) -> bool {
        self.seats == 0
    }

    /// The state of a seat; of one the map hasn't, locked.
    pub fn get(&self, seat: u32) -> SeatState {
        let seat = seat as usize;
        if seat < self.seats { STATES[usize::from(self.code_at(seat))] } else { SeatState::Locked }
    }

    pub fn set(&mut self, seat: u32, state: SeatState) {
        let seat = seat as usize;
        if seat < self.seats {
            let shift = seat % 4 * 2;
            let byte = &mut self.bits[seat / 4];
            *byte = *byte & !(3 << shift) | code(state) << shift;
        }
    }

    fn code_at(&self, seat: usize) -> u8 {
        self.bits[seat / 4] >> (seat % 4 * 2) & 3
    }

    /// What became of which seats between this picture and a later one of the same hall.
    pub fn changes(&self, later: &Picture) -> Vec<(u32, SeatState)> {
        let differ = self.bits.iter().zip(&later.bits).enumerate().filter(|(_, (a, b))| a != b);
        differ
            .flat_map(|(byte, _)| byte * 4..(byte * 4 + 4).min(self.seats))
            .filter(|seat| self.code_at(*seat) != later.code_at(*seat))
            .map(|seat| (seat as u32, later.get(seat as u32)))
            .collect()
    }

    /// Seats that aren't free, by their ids.
    pub fn taken(&self, map: &SeatMap) -> Vec<(SeatId, SeatState)> {
        let all = map.numbered().enumerate().map(|(number, (_, seat))| (seat.id, self.get(number as u32)));
        all.filter(|(_, state)| *state != SeatState::Free).collect()
    }

    /// As text, for a line of an event stream.
    pub fn encode(&self) -> String {
        let mut bytes = vec![PLAIN];
        push_count(&mut bytes, self.seats);
        let head = bytes.len();
        bytes.extend(&self.bits);
        for other in [self.as_runs(bytes.len()), self.as_code(bytes.len())].into_iter().flatten() {
            if other.len() < bytes.len() {
                bytes = other;
            }
        }
        debug_assert!(bytes.len() <= head + self.bits.len(), "the plain form is the longest");
        BASE64.encode(&bytes)
    }

    /// Reads what [`Picture::encode`] wrote; anything else is `None`.
    pub fn decode(text: &str) -> Option<Picture> {
        let bytes = BASE64.decode(text.as_bytes()).ok()?;
        let (mark, mut rest) = bytes.split_first()?;
        let seats = take_count(&mut rest).filter(|seats| *seats <= SEATS_MAX)?;
        let mut picture = Picture::free(seats);
        match *mark {
            PLAIN => {
                picture.bits.copy_from_slice(rest.get(..).filter(|rest| rest.len() == seats.div_ceil(4))?);
                // Bits beyond the last seat would make two equal pictures differ.
                if let Some(last) = picture.bits.last_mut()
                    && seats % 4 != 0
                {
                    *last &= (1 << (seats % 4 * 2)) - 1;
                }
            }
            RUNS => picture.read_runs(rest)?,
            coded => picture.read_code(coded.checked_sub(CODED)?, rest)?,
        }
        Some(picture)
    }

    /// Runs of one state: its two bits below the length. `None` once it is longer than `max`.
    fn as_runs(&self, max: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![RUNS];
        push_count(&mut bytes, self.seats);
        let mut seat = 0;
        while seat < self.seats {
            let start = seat;
            while seat < self.seats && self.code_at(seat) == self.code_at(start) {
                seat += 1;
            }
            push_count(&mut bytes, (seat - start) << 2 | usize::from(self.code_at(start)));
            if bytes.len() > max {
                return None;
            }
        }
        Some(bytes)
    }

    fn read_runs(&mut self, mut rest: &[u8]) -> Option<()> {
        let mut seat = 0;
        while seat < self.seats {
            let run = take_count(&mut rest)?;
            let (length, state) = (run >> 2, STATES[run & 3]);
            if length == 0 || length > self.seats - seat {
                return None;
            }
            for _ in 0..length {
                self.set(seat as u32, state);
                seat += 1;
            }
        }
        rest.is_empty().then_some(())
    }

    /// The states by how often they come: `0`, `10`, `110`, `111`.
    fn as_code(&self, max: usize) -> Option<Vec<u8>> {
        let mut counts = [0usize; 4];
        (0..self.seats).for_each(|seat| counts[usize::from(self.code_at(seat))] += 1);
        let mut order = [0u8, 1, 2, 3];
        order.sort_by_key(|code| std::cmp::Reverse(counts[usize::from(*code)]));
        let mut bits = Bits { bytes: vec![CODED + order_number(order)?], filled: 8 };
        push_count(&mut bits.bytes, self.seats);
        if bits.bytes.len() > max {
            return None;
        }
        let mut place = [0u8; 4];
        order.iter().enumerate().for_each(|(at, code)| place[usize::from(*code)] = at as u8);
        for seat in 0..self.seats {
            match place[usize::from(self.code_at(seat))] {
                0 => bits.push(0, 1),
                1 => bits.push(0b01, 2),
                2 => bits.push(0b011, 3),
                _ => bits.push(0b111, 3),
            }
        }
        Some(bits.bytes)
    }

    fn read_code(&mut self, order: u8, rest: &[u8]) -> Option<()> {
        let order = orders().nth(usize::from(order))?;
        let mut at = 0usize;
        let mut next = || {
            let bit = rest.get(at / 8)? >> (at % 8) & 1;
            at += 1;
            Some(bit == 1)
        };
        for seat in 0..self.seats {
            let place = match () {
                () if !next()? => 0,
                () if !next()? => 1,
                () if !next()? => 2,
                () => 3,
            };
            self.set(seat as u32, STATES[usize::from(order[place])]);
        }
        Some(())
    }
}

/// All orders of the four states.
fn orders() -> impl Iterator<Item = [u8; 4]> {
    let all = (0..256u32).map(|n| [n & 3, n >> 2 & 3, n >> 4 & 3, n >> 6 & 3].map(|code| code as u8));
    all.filter(|order| (0..4).all(|code| order.contains(&code)))
}

fn order_number(order: [u8; 4]) -> Option<u8> {
    orders().position(|one| one == order).and_then(|at| u8::try_from(at).ok())
}

/// Bits, the first in the lowest place.
struct Bits {
    bytes: Vec<u8>,
    /// How much of the last byte is in use.
    filled: u32,
}

impl Bits {
    fn push(&mut self, bits: u8, count: u32) {
        for at in 0..count {
            if self.filled == 8 {
                self.bytes.push(0);
                self.filled = 0;
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= (bits >> at & 1) << self.filled;
            }
            self.filled += 1;
        }
    }
}

/// Seven bits a byte, the lowest first.
fn push_count(bytes: &mut Vec<u8>, mut count: usize) {
    while count >= 128 {
        bytes.push(count as u8 & 127 | 128);
        count >>= 7;
    }
    bytes.push(count as u8);
}

fn take_count(bytes: &mut &[u8]) -> Option<usize> {
    let mut count = 0usize;
    for shift in (0..28).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        count |= usize::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(count);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn picture(codes: impl IntoIterator<Item = u8>) -> Picture {
        let codes: Vec<u8> = codes.into_iter().collect();
        let mut picture = Picture::free(codes.len());
        codes.iter().enumerate().for_each(|(seat, code)| picture.set(seat as u32, STATES[usize::from(*code)]));
        picture
    }

    /// As random as it must be here, and the same every time.
    fn noise(count: usize) -> impl Iterator<Item = u32> {
        let mut x = 0x2545_F491u32;
        (0..count).map(move |_| {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            x >> 8
        })
    }

    #[test]
    fn a_stadium_fits_into_twenty_kilobytes_whatever_is_sold() {
        let half = picture(noise(60_000).map(|n| if n % 2 == 0 { 0 } else { 2 }));
        assert!(half.encode().len() < 16_000, "{}", half.encode().len());
        let in_carts = picture(noise(60_000).map(|n| [0, 0, 0, 0, 2, 2, 2, 2, 2, 1][n as usize % 10]));
        assert!(in_carts.encode().len() < 17_500, "{}", in_carts.encode().len());
        let anything = picture(noise(60_000).map(|n| (n % 4) as u8));
        assert!(anything.encode().len() <= 20_008, "{}", anything.encode().len());
        for text in [&half, &in_carts, &anything].map(Picture::encode) {
            assert_eq!(Picture::decode(&text).map(|p| p.encode()), Some(text));
        }
        assert!(Picture::free(60_000).encode().len() < 20);
    }

    #[test]
    fn damage_is_noticed() {
        let whole = picture([0, 1, 2, 3, 0, 0, 2]).encode();
        assert_eq!(Picture::decode(&whole).map(|p| p.get(3)), Some(SeatState::Locked));
        for broken in ["", "A", "!!!!", "AAAA", "AQQFAA==", "/wQA", &whole[..whole.len() - 4]] {
            assert_eq!(Picture::decode(broken).filter(|p| !p.is_empty()), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(codes in prop::collection::vec(0u8..4, 0..300), run in 1usize..20) {
            for one in [picture(codes.iter().copied()), picture(codes.iter().flat_map(|code| vec![*code; run]))] {
                prop_assert_eq!(Picture::decode(&one.encode()), Some(one));
            }
        }

        #[test]
        fn a_picture_and_its_changes_are_the_later_picture(
            before in prop::collection::vec(0u8..4, 1..200), after in prop::collection::vec(0u8..4, 200),
        ) {
            let (mut early, late) = (picture(before.iter().copied()), picture(after[..before.len()].iter().copied()));
            let changes = early.changes(&late);
            prop_assert!(changes.len() == before.iter().zip(&after).filter(|(a, b)| a != b).count());
            changes.iter().for_each(|(seat, state)| early.set(*seat, *state));
            prop_assert_eq!(early, late);
        }

        #[test]
        fn nonsense_is_never_more_than_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = Picture::decode(&BASE64.encode(&bytes));
        }
    }
}
