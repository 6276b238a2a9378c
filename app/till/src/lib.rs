//! The till: a page that draws itself in the browser and goes on when the network doesn't. What, how much, how paid.
//!
//! The server renders only the frame (`page`): a form to sign in, or an empty place that the bundle `till` fills. The bundle
//! (`app`) keeps what the cashier sees and asks the server functions in [`act`]; whatever is decided is decided there, by the
//! flows. The two speak in [`model`]: times are words already, money is still money. What is refused comes as data, which the
//! page says ([`refusal`]).
//!
//! A cart's changes go to the server one after the other, so that taps in a hurry make one cart. A payment has a key from the
//! moment it is pressed until its answer is known, so that pressing, waiting or reloading never makes a second sale.
//!
//! The page must not decide what is sold or what it costs, and knows no time zone. To add something a cashier does: a server
//! function in [`act`], a panel in `app`, its words in [`text`].

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod house;
pub mod act;
pub mod cash;
pub mod model;
pub mod refusal;
pub mod text;

#[cfg(feature = "hydrate")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod page;
