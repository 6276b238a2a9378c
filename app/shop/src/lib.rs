//! The shop: from the catalogue to the ticket on the phone. Every purchase is possible without a script.
//!
//! Pages are rendered by the server and post plain forms to the server functions in [`act`]; an island only makes a form
//! quicker to use: it counts, draws, and keeps what is shown true. So an island knows the page's elements and nothing of
//! the flows, and a page whose island never wakes up works all the same. No page decides what something costs or who may have it.
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
pub mod own_carts;
#[cfg(feature = "ssr")]
pub mod visitor;
#[cfg(feature = "ssr")]
pub mod catalogue;
#[cfg(feature = "ssr")]
pub mod filter;
#[cfg(feature = "ssr")]
pub mod event;
#[cfg(feature = "ssr")]
pub mod performances;
#[cfg(feature = "ssr")]
pub mod zone_note;
#[cfg(feature = "ssr")]
pub mod event_head;
#[cfg(feature = "ssr")]
pub mod performance;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
pub mod wait;
#[cfg(feature = "ssr")]
pub mod seats;
#[cfg(feature = "ssr")]
pub mod hall_parts;
#[cfg(feature = "ssr")]
pub mod hall;
#[cfg(feature = "ssr")]
pub mod cart;
#[cfg(feature = "ssr")]
mod discount_code;
#[cfg(feature = "ssr")]
mod email_question;
#[cfg(feature = "ssr")]
pub mod checkout;
#[cfg(feature = "ssr")]
pub mod order;
#[cfg(feature = "ssr")]
pub mod organizer;
#[cfg(feature = "ssr")]
pub mod my_tickets;
#[cfg(feature = "ssr")]
pub mod legal;
#[cfg(feature = "ssr")]
pub mod act;
#[cfg(feature = "ssr")]
pub mod text;
