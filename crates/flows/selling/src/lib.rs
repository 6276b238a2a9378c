//! Selling: the catalogue, places in carts, the waiting room, and the checkout that makes an order of a cart.
//!
//! Whoever sells comes here, be it the shop, the API or a till: an order may say whose drawer its cash lies in. It must not
//! know what a till shows or prints, of gates, or of the office. To add a flow: an `impl Selling` block in the file of its
//! noun, a refusal by name in `domain`, and a test.

pub mod best;
pub mod share_card;
pub mod carts;
pub mod catalogue;
pub mod checkout;
pub mod fair_sale;
pub mod feed;
pub mod guard;
pub mod hold_desk;
pub mod page_cache;
pub mod room;
pub mod search;
pub mod slugs;
mod sweep;
pub mod terms_cache;

use base::Base;
use base::desk::Desk;
use checkout::place_orders::{OrderRequest, OrderResult};
use domain::ids::OrganizerId;
use money::Billing;
use std::sync::Arc;

/// The part of the house that sells. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Selling {
    base: Base,
    money: Billing,
    state: Arc<State>,
}

struct State {
    hold_desk: hold_desk::HoldDesk,
    /// Carts are ordered.
    placing: Desk<OrganizerId, OrderRequest, OrderResult>,
    /// Secrets are shown: whose carts are they?
    opening: Desk<(), [u8; 32], Result<Option<OrganizerId>, base::Fault>>,
    terms: terms_cache::TermsCache,
    rooms: room::Rooms,
    guard: guard::Guard,
    feed: feed::Feed,
    pages: page_cache::PageCache,
    searching: search::NameIndex,
}

impl Selling {
    pub fn new(base: &Base, money: &Billing) -> Selling {
        let rooms = room::Rooms::new(base.chance.uuid(base.clock.now()));
        let state = State {
            hold_desk: hold_desk::HoldDesk::default(),
            placing: Desk::default(),
            opening: Desk::default(),
            terms: terms_cache::TermsCache::default(),
            rooms,
            guard: guard::Guard::default(),
            feed: feed::Feed::default(),
            pages: page_cache::PageCache::default(),
            searching: search::NameIndex::default(),
        };
        Selling { base: base.clone(), money: money.clone(), state: Arc::new(state) }
    }

    fn terms_cache(&self) -> &terms_cache::TermsCache {
        &self.state.terms
    }

    fn hold_desk(&self) -> &hold_desk::HoldDesk {
        &self.state.hold_desk
    }

    fn rooms(&self) -> &room::Rooms {
        &self.state.rooms
    }

    fn guard(&self) -> &guard::Guard {
        &self.state.guard
    }

    fn feed(&self) -> &feed::Feed {
        &self.state.feed
    }

    fn page_cache(&self) -> &page_cache::PageCache {
        &self.state.pages
    }

    fn name_index(&self) -> &search::NameIndex {
        &self.state.searching
    }
}
