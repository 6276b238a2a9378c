//! How many places of an event one person may have, over all their carts and orders.

use crate::ids::{CartId, EventId};
use std::collections::HashMap;

/// What somebody wants of an event that limits how many places a person may have.
#[derive(Clone, Debug)]
pub struct PersonWish {
    pub event: EventId,
    /// A keyed hash.
    pub person: [u8; 32],
    pub places: u32,
    pub max: u32,
}

/// What the persons of a batch have, plus what the batch gives them.
#[derive(Default)]
pub struct PersonBook {
    had: HashMap<(EventId, [u8; 32]), u32>,
    /// Whose carts are to be remembered.
    pub remembered: Vec<(EventId, CartId, [u8; 32])>,
}

impl PersonBook {
    /// `had`: how many places they have before the batch.
    pub fn new(had: HashMap<(EventId, [u8; 32]), u32>) -> PersonBook {
        PersonBook { had, remembered: Vec::new() }
    }

    /// Whether a person may have it all; otherwise the limit, and what they have.
    pub fn check(&self, wishes: &[PersonWish]) -> Result<(), (u32, u32)> {
        for wish in wishes {
            let had = self.had.get(&(wish.event, wish.person)).copied().unwrap_or(0);
            if had.saturating_add(wish.places) > wish.max {
                return Err((wish.max, had));
            }
        }
        Ok(())
    }

    /// They have it now, in this cart.
    pub fn take(&mut self, wishes: &[PersonWish], cart: CartId) {
        for wish in wishes {
            let had = self.had.entry((wish.event, wish.person)).or_default();
            *had = had.saturating_add(wish.places);
            self.remembered.push((wish.event, cart, wish.person));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_a_batch_gives_counts_with_what_was_there() {
        let (event, cart) = (EventId(Uuid::from_u128(1)), CartId(Uuid::from_u128(2)));
        let wish = |person: u8, places| [PersonWish { event, person: [person; 32], places, max: 4 }];
        let mut book = PersonBook::new(HashMap::from([((event, [1; 32]), 2)]));
        assert_eq!(book.check(&wish(1, 3)), Err((4, 2)));
        assert_eq!(book.check(&wish(1, 2)), Ok(()));
        book.take(&wish(1, 2), cart);
        assert_eq!(book.check(&wish(1, 1)), Err((4, 4)));
        assert_eq!(book.check(&wish(2, 4)), Ok(()), "somebody else has their own");
        assert_eq!(book.remembered, [(event, cart, [1; 32])]);
    }
}
