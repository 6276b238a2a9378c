//! The gate: a steward's phone or a hand scanner, one verdict at a time, readable at arm's length.
//!
//! The server renders only the frame ([`page`]): a form to sign in, or an empty place that the bundle `gate` fills. The
//! bundle ([`app`]) reads codes with the camera (public/camera.js, which asks the browser's own detector or the bundle
//! `decoder` in a worker) or from whatever types; every scan is decided by the server function [`act::check`].
//!
//! A scan has a nonce from the moment it is read until its answer is known: however often it is sent, it is one scan.
//!
//! It must not decide who comes in, nor keep a list of guests. To add something a steward does: a server function in [`act`], its
//! place in `app` and `view`, its words in `text`.

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod house;
pub mod act;
pub mod model;
pub mod text;

#[cfg(feature = "hydrate")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod view;
