//! Selling on a real database: holds, carts, the waiting room, checkout, the catalogue and what open pages are told.
//!
//! To add a test: `let shop = Shop::open().await;`, act through `shop.flows`, look at what a person would see.
//! It must not test what a payment does once it is begun: that is `money-tests`.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

mod buying;
mod discount_codes;
mod feed;
mod guard;
mod hold_desk;
mod inventory;
mod order_desks;
mod prices;
mod room;
mod search;

type Shop = kit::Shop<kit::Flows>;
