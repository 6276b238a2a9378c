//! The gates: who is let in, who was, and who forgot their ticket.
//!
//! It must not know of selling or money; that a place is free again when a refunded guest leaves is a row it writes. To add a
//! flow: an `impl Door` block in the file of its noun, a refusal by name in `domain`, and a test.

pub mod scanning;
mod gate_desk;

use base::Base;

/// The part of the house at its gates. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Door {
    base: Base,
    desk: gate_desk::GateDesk,
}

impl Door {
    pub fn new(base: &Base) -> Door {
        Door { base: base.clone(), desk: gate_desk::GateDesk::default() }
    }
}
