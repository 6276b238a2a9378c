//! What is written down of a hold's places, step by step. Nothing is decided by it.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A step of a place. Rows keep the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AllocationStep {
    Held,
    /// The hold was given more time.
    Extended,
    Released,
    Expired,
    Sold,
    Returned,
    /// Held again for an order whose payment came late.
    Revived,
}

/// Where a step was made: through which face of a sale, or where somebody took the places back. Rows keep the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Via {
    Shop,
    Till,
    Api,
    /// The organizer's pages.
    Office,
    /// A gate: somebody left whose ticket had been given back while they were inside.
    Gate,
}
