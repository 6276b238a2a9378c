//! The demo's other side: what stands in for the world around a ticket shop, seen and worked by hand.
//!
//! Each part is a real counterpart on a real socket or file, spoken to only through the shop's own clients; none of it is
//! linked into what a shop runs without the demo. It must not know the shop's tables or flows.
//!
//! To add a counterpart: a module that listens on an address it is given and is seen by its pages in app/backstage; then its
//! place in `demo`.

pub mod gateway;
pub mod mailbox;
pub mod printer;
