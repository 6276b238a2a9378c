//! All SQL, and nothing but SQL: rows to domain and back. Nothing else knows a table.
//!
//! Functions are plain and take a connection whose transaction was begun with [`Db::begin`]: that is where the scope is
//! set which row-level security holds every statement to. Every function on tenant data takes an `OrganizerId` as well,
//! so there is no unscoped finder. A lookup that may find nothing returns `Option`; an update that must change one row
//! goes through [`error::one_row`].
//!
//! To add a query: put it in the module of its noun, with `sqlx::query!`; run `cargo xtask sqlx` to write down what it
//! looks like for builds without a database.

pub mod error;
pub mod db;
pub mod login;
pub mod migrate;
pub mod folded;
pub mod forms;
pub mod health;
pub mod jobs;
pub mod news;
pub mod rows;
pub mod organizers;
pub mod people;
pub mod venues;
pub mod events;
pub mod catalogue;
pub mod protections;
pub mod rooms;
pub mod stats;
pub mod holds;
pub mod terms;
pub mod desk;
pub mod carts;
pub mod desk_orders;
pub mod persons;
pub mod proofs;
pub mod orders;
pub mod issue;
pub mod payments;
pub mod ledger;
pub mod emails;
pub mod deliveries;
pub mod announcements;
pub mod corrections;
pub mod keys;
pub mod admissions;
pub mod audit;
pub mod idempotency;
pub mod print_jobs;
pub mod returns;
pub mod slugs;
pub mod seat_feed;
pub mod stream;
pub mod terminals;
pub mod tills;
pub mod upkeep;

pub use db::{Conn, Db, Scope, Tx};
pub use error::Error;
