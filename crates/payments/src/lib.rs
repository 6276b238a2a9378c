//! Gateways: how money reaches the organizer from outside, one file per provider behind one small trait.
//!
//! Knows `domain` and HTTP; must not know a table, an order's state or a clock. A gateway keeps nothing: it is
//! asked, and what it says is written down by the flow that asked, in a transaction of its own. It is never called
//! inside a transaction, and an answer that didn't come leaves the payment pending, never failed.
//!
//! To add a gateway: docs/adding-a-gateway.md.

pub mod gateway;
pub mod error;
pub mod registry;
pub mod cash;
pub mod test_gateway;
pub mod call;
pub mod signature;
