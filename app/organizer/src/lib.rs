//! The organizer's admin: events, orders, people, and the numbers an organizer trusts. Dense and quiet, phone first.
//!
//! Every page is rendered by the server and every change is a plain form that posts to a server function in [`act`] and is
//! led on to a page. A page asks for its [`page::Staff`] first: who is signed in, for whom they work, what they may do.
//! What isn't allowed isn't shown, and the flows refuse it all the same. It must not decide anything itself.
//!
//! To add a page: one file with a component whose content is `page::page(|staff| …)`, a route in [`routes`], its words in
//! [`text`].

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod house;
#[cfg(feature = "ssr")]
pub mod act;
#[cfg(feature = "ssr")]
mod questions;
#[cfg(feature = "ssr")]
mod announcements;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod correct_order;
#[cfg(feature = "ssr")]
mod performances;
#[cfg(feature = "ssr")]
mod discount_codes;
#[cfg(feature = "ssr")]
mod prices;
#[cfg(feature = "ssr")]
mod event_details;
#[cfg(feature = "ssr")]
mod form_builder;
#[cfg(feature = "ssr")]
mod event;
#[cfg(feature = "ssr")]
mod events;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
mod fair_sale;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod edit_conflict;
#[cfg(feature = "ssr")]
mod emails;
#[cfg(feature = "ssr")]
mod event_stats;
#[cfg(feature = "ssr")]
mod order;
#[cfg(feature = "ssr")]
mod orders;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod preview;
#[cfg(feature = "ssr")]
mod publish;
#[cfg(feature = "ssr")]
mod quick_event;
#[cfg(feature = "ssr")]
mod refund;
#[cfg(feature = "ssr")]
mod refusal;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod scans;
#[cfg(feature = "ssr")]
mod session;
#[cfg(feature = "ssr")]
mod export_sheets;
#[cfg(feature = "ssr")]
mod text;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod tickets;
#[cfg(feature = "ssr")]
mod tills;
#[cfg(feature = "ssr")]
mod tokens;
#[cfg(feature = "ssr")]
mod venues;
#[cfg(feature = "ssr")]
mod labels;

#[cfg(feature = "ssr")]
pub use routes::OrganizerRoutes;
#[cfg(feature = "ssr")]
pub use session::SignInNotice;
