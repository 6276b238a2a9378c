//! What a cart comes to: its lines as their holds stand, and what follows from them.

use super::{Cart, CartLine};
use crate::buyer::{BuyerDraft, RequiredFields};
use crate::event::Organizer;
use crate::hold::HoldState;
use crate::hold::grant::Granted;
use crate::ids::CartId;
use crate::money::{Money, MoneyError};
use crate::sale_terms::{Claimable, SaleTerms};
use crate::seating::Place;
use chrono::{DateTime, Utc};

/// A line with how its hold stands and what its event asks the buyer for.
#[derive(Clone, Debug)]
pub struct HeldLine {
    pub line: CartLine,
    pub state: HoldState,
    pub expires_at: DateTime<Utc>,
    /// More time was asked for, which is given once.
    pub extended: bool,
    pub ask_holder_names: bool,
    pub ask_phone: bool,
}

impl HeldLine {
    /// What was granted a moment ago, under the terms of its date and as a place of this kind; `seat` is how its seat is named,
    /// without the area, and says nothing where it has none. Of the areas that it draws from, the first of the hall is named.
    ///
    /// # Errors
    /// The price is too large a sum.
    pub fn granted(sale: &SaleTerms, kind: &Claimable, granted: &Granted, seat: Place) -> Result<HeldLine, MoneyError> {
        let areas = kind.pools.iter().filter(|p| granted.pools.contains(&p.pool)).filter_map(|p| p.area.as_ref());
        let area = areas.min_by_key(|(position, _)| *position).map(|(_, name)| name.clone());
        let unit_total = granted.quote.price.total()?;
        let line = CartLine {
            hold: granted.id,
            event: sale.event.id,
            event_slug: sale.event.slug.clone(),
            event_title: sale.event.title.clone(),
            artwork: sale.event.artwork.clone(),
            performance: sale.performance.clone(),
            zone: sale.event.zone,
            ticket_type: granted.ticket_type,
            ticket_name: kind.name.clone(),
            ticket_description: kind.description.clone(),
            quantity: granted.quantity,
            seat: granted.seat,
            place: Place { area, ..seat },
            price: granted.quote.price,
            applied: granted.quote.applied.clone(),
            unit_total,
            total: unit_total.checked_mul(granted.quantity.into())?,
        };
        Ok(HeldLine {
            line,
            state: HoldState::Pending,
            expires_at: granted.expires_at,
            extended: false,
            ask_holder_names: sale.event.ask_holder_names,
            ask_phone: sale.event.ask_phone,
        })
    }
}

impl Cart {
    /// A cart as it stands now: it comes to what is kept for it, and the lines that aren't any more have lapsed. Nothing is
    /// typed yet, and it is no order.
    ///
    /// # Errors
    /// The lines are of several currencies, or cost too much together.
    pub fn of(id: CartId, organizer: Organizer, lines: Vec<HeldLine>, now: DateTime<Utc>) -> Result<Cart, MoneyError> {
        let (live, lapsed) = lines.into_iter().partition(|l| l.state.is_kept(l.expires_at, now));
        Cart::of_live(id, organizer, live, lapsed)
    }

    /// A cart that was just made, of what it was given: in the order of the dates, as it is shown from then on.
    ///
    /// # Errors
    /// As [`Cart::of`].
    pub fn granted(id: CartId, organizer: Organizer, mut lines: Vec<HeldLine>) -> Result<Cart, MoneyError> {
        lines.sort_by_key(|l| l.line.performance.starts_at);
        Cart::of_live(id, organizer, lines, Vec::new())
    }

    fn of_live(
        id: CartId,
        organizer: Organizer,
        live: Vec<HeldLine>,
        lapsed: Vec<HeldLine>,
    ) -> Result<Cart, MoneyError> {
        // An empty cart costs nothing of what the organizer counts in.
        let currency = live.first().map_or(organizer.currency, |l| l.line.total.currency);
        Ok(Cart {
            id,
            organizer,
            currency,
            expires_at: live.iter().filter(|l| l.state == HoldState::Pending).map(|l| l.expires_at).min(),
            extended: live.iter().any(|l| l.extended),
            total: Money::sum(currency, live.iter().map(|l| l.line.total))?,
            ask_holder_names: live.iter().any(|l| l.ask_holder_names),
            ask_phone: live.iter().any(|l| l.ask_phone),
            lines: live.into_iter().map(|l| l.line).collect(),
            lapsed: lapsed.into_iter().map(|l| l.line).collect(),
            draft: BuyerDraft::default(),
            code: None,
            order: None,
        })
    }

    /// What its buyer is asked for.
    pub fn required_fields(&self) -> RequiredFields {
        RequiredFields { holder_names: self.ask_holder_names, phone: self.ask_phone, tickets: self.tickets() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{HoldId, PoolId, SeatId};
    use crate::locale::Translated;
    use crate::money::Currency;
    use crate::pricing::Quote;
    use crate::sale_terms::ClaimablePool;
    use crate::sale_terms::example::{DATE, HALL, SEATED, STALLS, STANDING, at, sale};
    use proptest::prelude::*;
    use uuid::Uuid;

    const CART: CartId = CartId(Uuid::from_u128(1));

    fn quote(minor: i64, currency: Currency) -> Quote {
        Quote::of(Money::new(minor, currency), 1000)
    }

    fn grant(id: u128, quantity: u32, minor: i64) -> Granted {
        Granted {
            id: HoldId(Uuid::from_u128(id)),
            performance: DATE,
            ticket_type: STANDING,
            pools: vec![HALL],
            quantity,
            seat: None,
            quote: quote(minor, Currency::EUR),
            code: None,
            expires_at: at(60),
        }
    }

    fn line(granted: &Granted) -> HeldLine {
        let sale = sale();
        HeldLine::granted(&sale, &sale.claimables[&granted.ticket_type], granted, Place::default()).unwrap()
    }

    /// A line whose hold stands so, and ends in this hour.
    fn held(id: u128, quantity: u32, minor: i64, state: HoldState, ends: i64) -> HeldLine {
        HeldLine { state, expires_at: at(ends), ..line(&grant(id, quantity, minor)) }
    }

    fn ids(lines: &[CartLine]) -> Vec<u128> {
        lines.iter().map(|line| line.hold.0.as_u128()).collect()
    }

    #[test]
    fn a_cart_comes_to_what_is_kept_for_it() {
        use HoldState::{Expired, Pending, Posted, Voided};
        for (lines, kept, lapsed, total, ends) in [
            (vec![], vec![], vec![], 0, None),
            (vec![(2, 1000, Pending, 60)], vec![1], vec![], 2000, Some(60)),
            (vec![(2, 1000, Pending, 60), (1, 500, Pending, 55)], vec![1, 2], vec![], 2500, Some(55)),
            // Its last moment is over at the moment itself.
            (vec![(2, 1000, Pending, 50), (1, 500, Pending, 51)], vec![2], vec![1], 500, Some(51)),
            (vec![(2, 1000, Expired, 60)], vec![], vec![1], 0, None),
            (vec![(2, 1000, Voided, 60), (3, 700, Pending, 60)], vec![2], vec![1], 2100, Some(60)),
            // What is sold is kept for good, and has no end.
            (vec![(2, 1000, Posted, 40)], vec![1], vec![], 2000, None),
            (vec![(2, 1000, Posted, 40), (1, 500, Pending, 70)], vec![1, 2], vec![], 2500, Some(70)),
        ] {
            let held = lines.iter().zip(1..).map(|((n, minor, state, ends), id)| held(id, *n, *minor, *state, *ends));
            let cart = Cart::of(CART, sale().organizer, held.collect(), at(50)).unwrap();
            assert_eq!((ids(&cart.lines), ids(&cart.lapsed)), (kept, lapsed), "{lines:?}");
            assert_eq!((cart.total, cart.expires_at), (Money::new(total, Currency::EUR), ends.map(at)), "{lines:?}");
        }
    }

    #[test]
    fn what_lapsed_asks_for_nothing() {
        let asked = |ends: [i64; 2]| {
            let names = HeldLine { ask_holder_names: true, ..held(1, 2, 1000, HoldState::Pending, ends[0]) };
            let phone = HeldLine { ask_phone: true, extended: true, ..held(2, 3, 1000, HoldState::Pending, ends[1]) };
            let cart = Cart::of(CART, sale().organizer, vec![names, phone], at(50)).unwrap();
            (cart.required_fields(), cart.extended)
        };
        let fields = |holder_names, phone, tickets| RequiredFields { holder_names, phone, tickets };
        assert_eq!(asked([60, 60]), (fields(true, true, 5), true));
        assert_eq!(asked([60, 40]), (fields(true, false, 2), false));
        assert_eq!(asked([40, 60]), (fields(false, true, 3), true));
        assert_eq!(asked([40, 40]), (fields(false, false, 0), false));
    }

    #[test]
    fn a_cart_counts_in_what_its_places_cost() {
        let yen = |id, state| {
            let granted = Granted { quote: quote(900, Currency::JPY), ..grant(id, 1, 900) };
            HeldLine { state, ..line(&granted) }
        };
        let cart = |lines| Cart::of(CART, sale().organizer, lines, at(50));
        let of_yen = cart(vec![yen(1, HoldState::Pending)]).unwrap();
        assert_eq!((of_yen.currency, of_yen.total), (Currency::JPY, Money::new(900, Currency::JPY)));
        let lapsed = cart(vec![yen(1, HoldState::Expired)]).unwrap();
        assert_eq!((lapsed.currency, lapsed.total), (Currency::EUR, Money::zero(Currency::EUR)));
        let mixed = cart(vec![yen(1, HoldState::Pending), held(2, 1, 500, HoldState::Pending, 60)]);
        assert_eq!(mixed, Err(MoneyError::CurrencyMismatch(Currency::JPY, Currency::EUR)));
    }

    #[test]
    fn a_granted_place_is_named_by_the_first_of_its_areas() {
        let (mut sale, area) = (sale(), |name: &str| Translated::new(name, ""));
        let pool = |pool, position, name| ClaimablePool {
            pool,
            zone: None,
            seated_zone: None,
            area: Some((position, area(name))),
        };
        let elsewhere = PoolId(Uuid::from_u128(20));
        let kind = sale.claimables.get_mut(&SEATED).unwrap();
        kind.pools = vec![pool(elsewhere, 0, "Gallery"), pool(HALL, 2, "Hall"), pool(STALLS, 1, "Stalls")];
        sale.event.ask_phone = true;
        let granted = Granted {
            ticket_type: SEATED,
            pools: vec![HALL, STALLS],
            seat: Some(SeatId(Uuid::from_u128(21))),
            ..grant(1, 1, 2650)
        };
        let seat = Place { row: Some("B".into()), seat: Some("7".into()), ..Place::default() };
        let held = HeldLine::granted(&sale, &sale.claimables[&SEATED], &granted, seat.clone()).unwrap();
        assert_eq!(held.line.place, Place { area: Some(area("Stalls")), ..seat });
        assert_eq!((held.line.seat, held.line.ticket_type), (granted.seat, SEATED));
        assert_eq!((held.ask_holder_names, held.ask_phone, held.extended), (false, true, false));
        let nowhere = Granted { pools: vec![], ..granted };
        let held = HeldLine::granted(&sale, &sale.claimables[&SEATED], &nowhere, Place::default()).unwrap();
        assert_eq!(held.line.place, Place::default());
    }

    #[test]
    fn a_price_that_is_too_large_is_no_line() {
        let sale = sale();
        let line = |granted| HeldLine::granted(&sale, &sale.claimables[&STANDING], &granted, Place::default());
        assert_eq!(line(grant(1, 2, i64::MAX)).err(), Some(MoneyError::Overflow));
        let whole = || held(1, 1, i64::MAX, HoldState::Pending, 60);
        assert_eq!(Cart::granted(CART, sale.organizer.clone(), vec![whole(), whole()]), Err(MoneyError::Overflow));
    }

    #[test]
    fn a_new_cart_shows_its_dates_in_order() {
        let on = |id, hour| {
            let mut held = held(id, 1, 1000, HoldState::Pending, 60);
            held.line.performance.starts_at = at(hour);
            held
        };
        let cart = Cart::granted(CART, sale().organizer, vec![on(1, 120), on(2, 100), on(3, 110), on(4, 100)]);
        assert_eq!(ids(&cart.unwrap().lines), [2, 4, 3, 1]);
    }

    proptest! {
        /// While its time isn't over, what was just granted is the cart that is read afterwards.
        #[test]
        fn a_new_cart_is_the_one_that_is_read(
            grants in prop::collection::vec((1u32..6, 30i64..5_000, 51i64..70), 0..5),
        ) {
            let lines = || {
                let grant = |((n, minor, ends), id): (&(u32, i64, i64), u128)| {
                    line(&Granted { expires_at: at(*ends), ..grant(id, *n, *minor) })
                };
                grants.iter().zip(1..).map(grant).collect::<Vec<_>>()
            };
            let cart = Cart::granted(CART, sale().organizer, lines()).unwrap();
            prop_assert_eq!(&cart, &Cart::of(CART, sale().organizer, lines(), at(50)).unwrap());
            let total: i64 = grants.iter().map(|(n, minor, _)| i64::from(*n) * minor).sum();
            prop_assert_eq!(cart.total, Money::new(total, Currency::EUR));
            prop_assert_eq!(cart.expires_at, grants.iter().map(|(.., ends)| at(*ends)).min());
            prop_assert_eq!(cart.required_fields().tickets, grants.iter().map(|(n, ..)| n).sum::<u32>());
        }

        /// No line is lost, and none is shown twice.
        #[test]
        fn a_line_is_kept_or_has_lapsed(
            lines in prop::collection::vec((0usize..4, 40i64..60), 0..8),
            now in 40i64..60,
        ) {
            use strum::VariantArray;
            let held = lines.iter().zip(1..).map(|((state, ends), id)| held(id, 1, 100, HoldState::VARIANTS[*state], *ends));
            let cart = Cart::of(CART, sale().organizer, held.collect(), at(now)).unwrap();
            let mut all = [ids(&cart.lines), ids(&cart.lapsed)].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (1..=lines.len() as u128).collect::<Vec<_>>());
            prop_assert_eq!(cart.total.minor, 100 * i64::from(cart.tickets()));
            prop_assert!(cart.expires_at.is_none_or(|ends| ends > at(now)));
        }
    }
}
