//! The parts of the house that this face asks. Server only.

pub use face::request::access;

use door::Door;
use face::request::part;

pub fn door() -> Door {
    part()
}
