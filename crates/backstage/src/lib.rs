//! The demo's other side: what stands in for the world around a ticket shop, seen and worked by hand.
//!
//! Each part is a real counterpart on a real socket or file, spoken to only through the shop's own clients; none of it is
//! linked into what a shop runs without the demo. It must not know the shop's tables or flows.

pub mod gateway;
pub mod mailbox;
pub mod printer;
