//! The box office: tills, what is sold and taken back there, and the printers beside them.
//!
//! It sells through `selling` and takes back through `money`, as every other channel does, and must not know of gates or the
//! office. To add a flow: an `impl Counter` block in the file of its noun, a refusal by name in `domain`, and a test.

pub mod terminals;
pub mod till;

use base::Base;
use base::desk::Desk;
use domain::ids::OrganizerId;
use money::Billing;
use selling::Selling;
use till::cash_desk::{CashSale, CashSaleResult};

/// The part of the house at the counter. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Counter {
    base: Base,
    money: Billing,
    selling: Selling,
    /// Where sales for cash gather.
    desk: Desk<OrganizerId, CashSale, CashSaleResult>,
}

impl Counter {
    pub fn new(base: &Base, money: &Billing, selling: &Selling) -> Counter {
        Counter { base: base.clone(), money: money.clone(), selling: selling.clone(), desk: Desk::default() }
    }
}
