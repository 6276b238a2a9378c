//! The server: configuration and wiring, and nothing a flow decides.
//!
//! One binary with a command each for serving, working, migrating and examining. What it must not know: SQL, prices, who may
//! do what, and the demo, which serves the same with [`Additions`] of its own.
//!
//! To add a route: its handler in the file of its noun below `web`, its line in `web::router`.

mod additions;
pub mod command;
pub mod config;
mod doctor;
pub mod logging;
mod listen;
pub mod memory;
mod organizer;
pub mod serve;
mod stop;
mod text;
mod web;
pub mod wiring;

pub use additions::Additions;
