//! A set of seats, by their numbers in the map: one bit each.

/// Which of a map's seats are free, wanted, sold here…
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatSet {
    words: Vec<u64>,
    count: usize,
}

impl SeatSet {
    /// None of so many seats.
    pub fn empty(count: usize) -> SeatSet {
        SeatSet { words: vec![0; count.div_ceil(64)], count }
    }

    /// All of so many seats.
    pub fn full(count: usize) -> SeatSet {
        let mut all = SeatSet { words: vec![u64::MAX; count.div_ceil(64)], count };
        if let Some(last) = all.words.last_mut()
            && !count.is_multiple_of(64)
        {
            *last = (1 << (count % 64)) - 1;
        }
        all
    }

    pub fn has(&self, seat: u32) -> bool {
        let seat = seat as usize;
        seat < self.count && (self.words[seat / 64] >> (seat % 64)) & 1 == 1
    }

    /// Seats the map doesn't have are left out.
    pub fn insert(&mut self, seat: u32) {
        let seat = seat as usize;
        if seat < self.count {
            self.words[seat / 64] |= 1 << (seat % 64);
        }
    }

    pub fn remove(&mut self, seat: u32) {
        let seat = seat as usize;
        if seat < self.count {
            self.words[seat / 64] &= !(1 << (seat % 64));
        }
    }

    /// How many are in it.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_beyond_the_map() {
        let mut set = SeatSet::empty(70);
        set.insert(0);
        set.insert(69);
        set.insert(70);
        assert_eq!((set.len(), set.has(69), set.has(70), set.has(1)), (2, true, false, false));
        set.remove(69);
        assert!(!set.has(69) && !set.is_empty());
        assert_eq!(SeatSet::full(70).len(), 70);
        assert_eq!(SeatSet::full(64).len(), 64);
        assert!(SeatSet::full(0).is_empty());
    }
}
