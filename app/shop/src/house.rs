//! The parts of the house that this face asks. Server only.

pub use face::request::access;

use face::request::part;
use money::Treasury;
use selling::Selling;

pub fn money() -> Treasury {
    part()
}

pub fn selling() -> Selling {
    part()
}
