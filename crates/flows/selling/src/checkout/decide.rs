//! What becomes of each press of the button, decided in the order in which they came, on what was read under the carts'
//! locks. No IO.

use super::place::{Press, Sent};
use crate::guard::person::{PersonBook, PersonWish};
use base::idempotency::OnceRefusal;
use base::{Failure, Fault};
use chrono::{DateTime, Utc};
use domain::buyer::{Asked, Buyer, BuyerDraft};
use domain::event::Organizer;
use domain::ids::{CartId, OrderId};
use domain::money::{Currency, Money};
use domain::payment::GatewayKind;
use domain::refusal::CartRefusal;
use std::collections::HashMap;
use storage::desk_orders::{CheckoutLine, LockedCart};
use storage::idempotency::UsedKey;

pub(super) type Refused = Failure<OnceRefusal<CartRefusal>>;

/// A cart under its lock.
pub struct CartSeen {
    pub cart: LockedCart,
    /// Set by the batch as well, so that a second press finds the first one's order.
    pub order: Option<(OrderId, String)>,
    /// Places that are kept, in the order in which the buyer sees them.
    pub live: Vec<CheckoutLine>,
    /// Whether places went back on sale.
    pub lapsed: bool,
    /// What was typed is newer than what is stored.
    pub draft_is_new: bool,
}

/// What all presses of a batch are decided on.
pub(super) struct Seen {
    pub organizer: Organizer,
    pub offered: Vec<GatewayKind>,
    pub carts: HashMap<Vec<u8>, CartSeen>,
    /// What was asked with the keys that were used, by command and key.
    pub keys: HashMap<(String, String), Vec<u8>>,
    /// What the buyer of each cart may have, where an event limits it.
    pub limits: HashMap<Vec<u8>, Result<Vec<PersonWish>, CartRefusal>>,
    pub persons: PersonBook,
}

/// What a press comes to.
pub(super) enum Decision {
    /// The cart is this order already.
    Same(OrderId, String),
    New(Agreed),
}

/// An order that can be written.
pub(super) struct Agreed {
    pub buyer: Buyer,
    pub gateway: GatewayKind,
    pub total: Money,
}

impl CartSeen {
    pub fn new(cart: LockedCart, order: Option<(OrderId, String)>) -> CartSeen {
        CartSeen { cart, order, live: Vec::new(), lapsed: false, draft_is_new: false }
    }

    pub fn take_line(&mut self, line: CheckoutLine, now: DateTime<Utc>) {
        if line.pending && line.expires_at > now {
            self.live.push(line);
        } else {
            self.lapsed = true;
        }
    }

    /// What the places cost that are kept; `none` says what nothing costs.
    pub fn total(&self, none: Currency) -> Result<Money, Fault> {
        let currency = self.live.first().map_or(none, |l| l.price.net.currency);
        let of_line = |line: &CheckoutLine| line.price.total()?.checked_mul(line.quantity.into());
        let sums: Result<Vec<Money>, _> = self.live.iter().map(of_line).collect();
        Ok(Money::sum(currency, sums?)?)
    }

    /// Why there is nothing to be ordered, if there isn't.
    pub fn nothing_left(&self) -> Option<CartRefusal> {
        match (self.live.is_empty(), self.lapsed) {
            (false, _) => None,
            (true, true) => Some(CartRefusal::Expired),
            (true, false) => Some(CartRefusal::Empty),
        }
    }

    fn asked(&self) -> Asked {
        Asked {
            holder_names: self.live.iter().any(|l| l.ask_holder_names),
            phone: self.live.iter().any(|l| l.ask_phone),
            tickets: self.live.iter().map(|l| l.quantity).sum(),
        }
    }
}

impl Seen {
    pub(super) fn decide(&mut self, press: &Press) -> Result<Decision, Refused> {
        let cart = self.carts.get_mut(press.cart.as_slice()).ok_or_else(|| refused(CartRefusal::Unknown))?;
        if let Some(sent) = &press.sent {
            check_key(&self.keys, cart, sent)?;
            if cart.order.is_none() {
                cart.cart.draft.clone_from(&sent.draft);
                cart.draft_is_new = true;
            }
        }
        if let Some((order, number)) = &cart.order {
            return Ok(Decision::Same(*order, number.clone()));
        }
        let total = cart.total(self.organizer.currency)?;
        if let Some(nothing) = cart.nothing_left() {
            return Err(refused(nothing));
        }
        if let Some(was) = press.seen_total
            && was != total
        {
            return Err(refused(CartRefusal::PriceChanged { was, now: total }));
        }
        let buyer =
            cart.cart.draft.check(cart.asked()).map_err(|problems| refused(CartRefusal::Invalid { problems }))?;
        let gateway = if total.is_zero() { GatewayKind::Free } else { press.gateway };
        let online = gateway != GatewayKind::Cash && self.offered.contains(&gateway);
        if gateway != GatewayKind::Free && !online {
            return Err(refused(CartRefusal::GatewayNotOffered));
        }
        match self.limits.get(press.cart.as_slice()) {
            Some(Err(refusal)) => return Err(refused(refusal.clone())),
            Some(Ok(wishes)) => {
                let allowed = self.persons.check(wishes);
                allowed.map_err(|(max, had)| refused(CartRefusal::PersonLimit { max, had }))?;
                self.persons.take(wishes, cart.cart.id);
            }
            None => {}
        }
        Ok(Decision::New(Agreed { buyer, gateway, total }))
    }

    /// From now on the cart is this order, and its key is used.
    pub(super) fn placed(&mut self, press: &Press, order: OrderId, number: &str) {
        let Some(cart) = self.carts.get_mut(press.cart.as_slice()) else { return };
        cart.order = Some((order, number.to_owned()));
        if let Some(sent) = &press.sent {
            self.keys.insert((command(cart.cart.id), sent.key.clone()), sent.request.to_vec());
        }
    }

    /// What was typed and isn't stored yet.
    pub(super) fn new_drafts(&self) -> Vec<(CartId, &BuyerDraft)> {
        self.carts.values().filter(|c| c.draft_is_new).map(|c| (c.cart.id, &c.cart.draft)).collect()
    }
}

/// The same key is the same request, and a new one is no way to an order that was placed with another.
fn check_key(used: &HashMap<(String, String), Vec<u8>>, cart: &CartSeen, sent: &Sent) -> Result<(), Refused> {
    match used.get(&(command(cart.cart.id), sent.key.clone())) {
        Some(request) if *request != sent.request => Err(Failure::Refused(OnceRefusal::KeyReused)),
        Some(_) => Ok(()),
        None if cart.order.is_some() => Err(refused(CartRefusal::Ordered)),
        None => Ok(()),
    }
}

/// The command that a key is for: each cart has its own keys.
pub(super) fn command(cart: CartId) -> String {
    format!("api.checkout {cart}")
}

pub(super) fn key_of(cart: CartId, sent: &Sent) -> UsedKey {
    UsedKey {
        command: command(cart),
        key: sent.key.clone(),
        request_hash: sent.request.to_vec(),
        response: serde_json::json!({}),
    }
}

pub(super) fn refused(refusal: CartRefusal) -> Refused {
    Failure::Refused(OnceRefusal::Refused(refusal))
}
