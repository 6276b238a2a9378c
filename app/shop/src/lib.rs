//! The shop: from the catalogue to the ticket on the phone. Every purchase is possible without a script.
//!
//! Pages are rendered by the server and post plain forms to the server functions in [`act`]; an island only makes a form
//! quicker to use: it counts, draws, and keeps what is shown true. So an island knows the page's elements and nothing of
//! the flows, and a page whose island never wakes up works all the same.
//!
//! To add a page: one file with a component whose content is `page::page(async …)`, a route in [`routes`], its words in
//! [`text`].

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod house;
#[cfg(feature = "ssr")]
mod room_cookie;
pub mod island;

#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod visit;
#[cfg(feature = "ssr")]
pub mod knock;
#[cfg(feature = "ssr")]
pub mod catalogue;
#[cfg(feature = "ssr")]
pub mod filter;
#[cfg(feature = "ssr")]
pub mod event;
#[cfg(feature = "ssr")]
pub mod dates;
#[cfg(feature = "ssr")]
pub mod zone;
#[cfg(feature = "ssr")]
pub mod head;
#[cfg(feature = "ssr")]
pub mod pick;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
pub mod wait;
#[cfg(feature = "ssr")]
pub mod seats;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod hall;
#[cfg(feature = "ssr")]
pub mod cart;
#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
pub mod checkout;
#[cfg(feature = "ssr")]
pub mod order;
#[cfg(feature = "ssr")]
pub mod organizer;
#[cfg(feature = "ssr")]
pub mod find;
#[cfg(feature = "ssr")]
pub mod legal;
#[cfg(feature = "ssr")]
pub mod act;
#[cfg(feature = "ssr")]
pub mod text;
