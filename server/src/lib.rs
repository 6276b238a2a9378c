//! The server: configuration and wiring, and nothing a flow decides.
//!
//! One binary with a command each for serving, working, migrating, showing and examining. What it must not know: SQL,
//! prices, who may do what.
//!
//! To add a route: its handler in the file of its noun below `web`, its line in [`web::router`].

pub mod command;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod logging;
mod listen;
mod organizer;
pub mod serve;
pub mod stop;
mod text;
pub mod web;
pub mod wiring;
