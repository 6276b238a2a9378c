//! What organizers do in their admin: events, dates, ticket types, halls, people, e-mails to buyers, numbers and tables.
//!
//! It must not know how tickets are sold; what it changes is found by whoever sells. To add a flow: an `impl Office` block in the
//! file of its noun, a refusal by name in `domain`, and a test.

pub mod announcements;
pub mod corrections;
pub mod performances;
pub mod discount_codes;
pub mod prices;
pub mod events;
pub mod table_export;
pub mod halls;
pub mod jobs;
pub mod organizers;
pub mod people;
pub mod stats;
pub mod ticket_types;

use base::Base;
use money::Billing;

/// The office of the house. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Office {
    base: Base,
    money: Billing,
}

impl Office {
    pub fn new(base: &Base, money: &Billing) -> Office {
        Office { base: base.clone(), money: money.clone() }
    }
}
