//! A hold keeps places for one cart line for some minutes. It is pending, then posted (sold), voided (let go by the buyer) or
//! expired.
//!
//! What may be claimed is said by [`check`], who gets what by [`grant`], what comes back for money that came late by [`revival`];
//! what is written down of it all is [`trail`].

pub mod check;
pub mod grant;
pub mod revival;
pub mod trail;

use crate::ids::{CartId, HoldId, PerformanceId, PoolId, SeatId, TicketTypeId};
use crate::refusal::CartRefusal;
use crate::transition::{self, InvalidTransition};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// How long a hold lasts unless the event says otherwise.
pub const HOLD_MINUTES: u32 = 10;
/// How much longer the one extension makes it.
pub const EXTENSION_MINUTES: i64 = 10;
/// From the moment the buyer goes to pay, the hold lasts at least this long, so that nobody is overtaken at the gateway.
pub const PAYMENT_MINUTES: i64 = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum HoldState {
    /// Its places are kept; once its time is over, only until somebody needs them.
    Pending,
    /// Sold.
    Posted,
    /// Let go by the buyer, or with an order that ended unpaid.
    Voided,
    /// Its time was over, and its places went back on sale.
    Expired,
}

impl HoldState {
    /// Moves on, or says that this can't be. One whose time is over can be posted while it is pending: its places are still
    /// counted as held. Money that comes after a hold ended brings it back, if its places are free: [`revival`] decides that.
    /// What was sold stays posted, also when its tickets are given back.
    pub fn become_state(self, to: HoldState) -> Result<HoldState, InvalidTransition<HoldState>> {
        use HoldState::*;
        let allowed = matches!((self, to), (Pending, Posted | Voided | Expired) | (Voided | Expired, Pending));
        transition::change(self, to, allowed)
    }

    /// Whether its places are the cart's at this moment: sold, or kept until a time that isn't over.
    pub fn is_kept(self, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        match self {
            HoldState::Posted => true,
            HoldState::Pending => expires_at > now,
            HoldState::Voided | HoldState::Expired => false,
        }
    }

    /// The states that can become this one.
    pub fn follows(self) -> impl Iterator<Item = HoldState> {
        HoldState::VARIANTS.iter().copied().filter(move |from| from.become_state(self).is_ok())
    }
}

/// How a seat stands to the hold that claims it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum SeatClaimState {
    Held,
    Sold,
    /// It is anybody's again.
    Released,
}

/// What one person asks to have kept: some places of one performance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    /// How many places, where they are not numbered. With `seats` it is ignored.
    #[serde(default)]
    pub quantity: u32,
    /// The seats, where they are.
    #[serde(default)]
    pub seats: Vec<SeatId>,
}

impl Claim {
    /// How many places this is.
    pub fn places(&self) -> u32 {
        if self.seats.is_empty() { self.quantity } else { self.seats.len() as u32 }
    }
}

/// A hold that is [`HoldState::Pending`], whether its time is over or not.
#[derive(Clone, Debug)]
pub struct PendingHold {
    pub cart: CartId,
    pub id: HoldId,
    pub performance: PerformanceId,
    pub ticket_type: TicketTypeId,
    pub pools: Vec<PoolId>,
    pub quantity: u32,
    pub expires_at: DateTime<Utc>,
    /// More time was asked for, which is given once.
    pub extended: bool,
}

impl PendingHold {
    /// Whether its places are kept at this moment, whoever else needs them.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires_at > now
    }
}

/// More time, once, for those of a cart's holds that are live: the first that would end gets [`EXTENSION_MINUTES`], and none
/// ends before it. Returns which are kept, and until when at least.
pub fn extend(of_cart: Vec<&mut PendingHold>, now: DateTime<Utc>) -> Result<(Vec<HoldId>, DateTime<Utc>), CartRefusal> {
    let live: Vec<&mut PendingHold> = of_cart.into_iter().filter(|hold| hold.is_live(now)).collect();
    let first = live.iter().map(|hold| hold.expires_at).min().ok_or(CartRefusal::Expired)?;
    if live.iter().any(|hold| hold.extended) {
        return Err(CartRefusal::ExtendedAlready);
    }
    let until = first + Duration::minutes(EXTENSION_MINUTES);
    let ids = live.iter().map(|hold| hold.id).collect();
    for hold in live {
        (hold.expires_at, hold.extended) = (hold.expires_at.max(until), true);
    }
    Ok((ids, until))
}

/// Which of a cart's places are let go.
#[derive(Clone, Copy, Debug)]
pub enum Release {
    One(HoldId),
    /// All but so many of a hold's places. Those that stay are a hold of their own from then on, as new as it is named.
    AllBut {
        hold: HoldId,
        keep: u32,
        new: HoldId,
    },
    All,
}

impl Release {
    /// Whether it is about this hold. One whose time is over has nothing left to keep.
    pub fn meets(&self, hold: &PendingHold, now: DateTime<Utc>) -> bool {
        match self {
            Release::One(id) => *id == hold.id,
            Release::AllBut { hold: id, keep, .. } => *id == hold.id && hold.quantity > *keep && hold.is_live(now),
            Release::All => true,
        }
    }

    /// What it comes to for a cart's holds that weren't let go before.
    pub fn decide<'a>(&self, of_cart: impl Iterator<Item = &'a PendingHold>, now: DateTime<Utc>) -> Released<'a> {
        let gone: Vec<&PendingHold> = of_cart.filter(|hold| self.meets(hold, now)).collect();
        let kept = match (self, gone.as_slice()) {
            (Release::AllBut { keep, new, .. }, [whole]) if *keep > 0 => {
                Some((whole.id, PendingHold { id: *new, quantity: *keep, ..(*whole).clone() }))
            }
            _ => None,
        };
        Released { gone, kept }
    }
}

/// What becomes of a cart's holds.
#[derive(Clone, Debug)]
pub struct Released<'a> {
    /// They are let go, whole.
    pub gone: Vec<&'a PendingHold>,
    /// A part of one of them that stays, as a hold of its own, and which it was a part of.
    pub kept: Option<(HoldId, PendingHold)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    fn hold(n: u128, expires_at: DateTime<Utc>) -> PendingHold {
        PendingHold {
            cart: CartId(Uuid::from_u128(1)),
            id: HoldId(Uuid::from_u128(n)),
            performance: PerformanceId(Uuid::from_u128(2)),
            ticket_type: TicketTypeId(Uuid::from_u128(3)),
            pools: Vec::new(),
            quantity: 3,
            expires_at,
            extended: false,
        }
    }

    #[test]
    fn a_hold_ends_once_and_only_what_was_not_sold_comes_back() {
        use HoldState::*;
        for from in [Pending, Posted, Voided, Expired] {
            for to in [Pending, Posted, Voided, Expired] {
                let allowed = (from == Pending && to != Pending) || (matches!(from, Voided | Expired) && to == Pending);
                assert_eq!(from.become_state(to).is_ok(), allowed, "{from:?} to {to:?}");
                assert_eq!(to.follows().any(|state| state == from), allowed, "{to:?} after {from:?}");
            }
        }
    }

    #[test]
    fn a_cart_is_extended_once_and_only_while_it_lives() {
        let (mut first, mut later, mut over) = (hold(1, at(10)), hold(2, at(25)), hold(3, at(5)));
        let more = extend(vec![&mut first, &mut later, &mut over], at(9));
        assert_eq!(more, Ok((vec![first.id, later.id], at(20))));
        assert_eq!((first.expires_at, later.expires_at, over.expires_at), (at(20), at(25), at(5)));
        assert_eq!(extend(vec![&mut first], at(19)), Err(CartRefusal::ExtendedAlready));
        assert_eq!(extend(vec![&mut over], at(5)), Err(CartRefusal::Expired));
    }

    #[test]
    fn a_line_is_shortened_while_it_lives_and_has_more() {
        let hold = hold(1, at(10));
        let all_but = |keep| Release::AllBut { hold: hold.id, keep, new: HoldId(Uuid::from_u128(9)) };
        assert!(all_but(2).meets(&hold, at(9)));
        assert!(!all_but(3).meets(&hold, at(9)), "it has no more than are to be kept");
        assert!(!all_but(2).meets(&hold, at(10)), "its time is over");
        assert!(Release::One(hold.id).meets(&hold, at(10)) && Release::All.meets(&hold, at(10)));
        assert!(!Release::One(HoldId(Uuid::from_u128(9))).meets(&hold, at(9)));
    }

    #[test]
    fn what_stays_of_a_line_is_a_hold_of_its_own() {
        let cart = [hold(1, at(10)), hold(2, at(10))];
        let new = HoldId(Uuid::from_u128(9));
        let come_to = |what: Release| {
            let Released { gone, kept } = what.decide(cart.iter(), at(9));
            let kept = kept.map(|(of, kept)| (of, kept.id, kept.quantity, kept.expires_at));
            (gone.into_iter().map(|hold| hold.id).collect::<Vec<_>>(), kept)
        };
        assert_eq!(come_to(Release::One(cart[1].id)), (vec![cart[1].id], None));
        assert_eq!(come_to(Release::All), (vec![cart[0].id, cart[1].id], None));
        let shorter = |keep| Release::AllBut { hold: cart[0].id, keep, new };
        assert_eq!(come_to(shorter(2)), (vec![cart[0].id], Some((cart[0].id, new, 2, at(10)))));
        assert_eq!(come_to(shorter(0)), (vec![cart[0].id], None), "nothing stays of it");
        assert_eq!(come_to(shorter(3)), (vec![], None), "it has no more than are to be kept");
    }

    #[test]
    fn a_line_is_in_the_cart_while_it_is_kept_or_once_it_is_sold() {
        use HoldState::*;
        for (state, in_time, late) in
            [(Pending, true, false), (Posted, true, true), (Voided, false, false), (Expired, false, false)]
        {
            assert_eq!((state.is_kept(at(10), at(9)), state.is_kept(at(10), at(10))), (in_time, late), "{state:?}");
        }
    }
}
