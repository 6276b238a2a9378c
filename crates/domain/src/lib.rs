//! What a ticket shop is: money, ids, states and rules.
//!
//! Nothing here does IO, reads a clock or draws a random number: time and chance are parameters, so every rule
//! can be tested as a table and the same code runs in the server, in the browser and in the terminal at the counter.
//!
//! What has a fixed set of names is an enum that derives them (`strum`): as they are stored, sent and shown in addresses.
//! `names.rs` holds each name to what it was.
//!
//! To add a rule: a plain function over these types that returns a refusal by its name ([`refusal`]), and a property test beside it.

pub mod admission;
pub mod announcement;
pub mod audit;
pub mod availability;
pub mod buyer;
pub mod cart;
pub mod cash_sale;
pub mod checkout;
pub mod code;
pub mod country;
pub mod discount_code;
pub mod edit;
pub mod email;
pub mod event;
pub mod fold;
pub mod form;
pub mod hall;
pub mod gate;
pub mod hold;
pub mod ids;
pub mod known_names;
pub mod ledger;
pub mod locale;
pub mod money;
pub mod order;
pub mod paper;
pub mod payment;
pub mod payment_report;
pub mod person;
pub mod person_limit;
pub mod pricing;
pub mod print_job;
pub mod protection;
pub mod question;
pub mod reason;
pub mod refusal;
pub mod reversals;
pub mod role;
pub mod room;
pub mod sale_terms;
pub mod seating;
pub mod spelling;
pub mod stats;
pub mod ticket;
pub mod till;
pub mod time;
pub mod transition;
pub mod typed;

#[cfg(test)]
mod names;
