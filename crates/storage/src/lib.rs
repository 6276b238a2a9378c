//! All SQL, and nothing but SQL: rows to domain and back. Nothing else knows a table.
//!
//! Functions are plain and take a connection whose transaction was begun with [`Db::begin`]: that is where the scope is
//! set which row-level security holds every statement to. Every function on tenant data takes an `OrganizerId` as well,
//! so there is no unscoped finder. A lookup that may find nothing returns `Option`; an update that must change one row
//! goes through [`error::one_row`].
//!
//! # Locks
//!
//! Whoever locks rows of several kinds does it in this order, and rows of one kind by id, so that no two transactions wait for
//! each other:
//!
//! 1. the organizer or its memberships; a venue, a seat map, an event; an announcement; a waiting room; a terminal, then its print jobs (a new job
//!    may be written without its terminal's lock; only who takes or ends jobs needs it)
//! 2. carts, then the persons whose places are counted ([`persons::lock_all`])
//! 3. orders. Their refunds and payments come at any point after them: nobody locks one of these together with anything else
//!    without its order's lock (settling locks payments at once, reversals change them after the tickets)
//! 4. tickets
//! 5. pools: those of performances, then those of none, which holds of many performances draw from (the uses of a discount code)
//! 6. holds and claims on seats: as they are changed, most of them under their pools' locks
//! 7. performances, for the numbers of their sales
//!
//! What a transaction has just made is locked by it, and nobody waits for that. A batch does what needs no pool first: whoever
//! wants a place waits for the pools. `SKIP LOCKED` waits for nobody and stands outside of the order.
//!
//! # Many rows in one statement
//!
//! Ids, and what stands beside them, go as arrays (`= ANY`, `unnest`). Records go as JSON with the names of their table's columns,
//! whose types `jsonb_populate_recordset(NULL::table, $n)` knows, so that none is written twice. The statements that carry a
//! rush, [`claims::write`], [`ledger::post_many`] and [`admissions::record`], pass records as arrays as well: as JSON a batch of 256
//! claims took Postgres a quarter longer (23 ms against 19), and what is posted for an order 360 µs against 250.
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
pub mod prices;
pub mod discount_codes;
pub mod terms;
pub mod claims;
pub mod carts;
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
pub mod reversals;
pub mod slugs;
pub mod seat_feed;
pub mod stream;
pub mod terminals;
pub mod tills;
pub mod upkeep;

pub use db::{Conn, Db, Scope, Tx};
pub use error::Error;
