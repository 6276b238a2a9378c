//! The parts of the house that this face asks. Server only.

pub use face::request::access;

use counter::Counter;
use face::request::part;
use money::Billing;
use office::Office;
use selling::Selling;

pub fn money() -> Billing {
    part()
}

pub fn selling() -> Selling {
    part()
}

pub fn counter() -> Counter {
    part()
}

pub fn office() -> Office {
    part()
}
