//! Whole flows on real parts: a fresh Postgres database per test, the Test Bank and the mailbox on real sockets, a clock
//! that only a test moves. One binary; each module is one part of the product.
//!
//! To add a test: `let shop = kit::Shop::open().await;`, act through `shop.flows`, look at what a person would see.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

pub mod kit;

#[cfg(test)]
mod buying;
#[cfg(test)]
mod events;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod inventory;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod money;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod people;
#[cfg(test)]
mod season;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod room;
#[cfg(test)]
mod upkeep;
#[cfg(test)]
mod walls;
#[cfg(test)]
mod login;
#[cfg(test)]
mod api;
#[cfg(test)]
mod api_hall;
#[cfg(test)]
mod search;
#[cfg(test)]
mod counter;
#[cfg(test)]
mod desks;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod gate_desk;
