//! The gates on a real database: who is let in, once, whatever is scanned.
//!
//! To add a test: `let shop = Shop::open().await;`, act through `shop.flows`, look at what a person would see.
//! It must not know how a ticket came to be: the kit sells it.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

mod gate;
mod gate_desk;

use base::Fault;
use door::Door;
use kit::{House, Parts};
use std::ops::Deref;

type Shop = kit::Shop<Flows>;

/// What sells, and the gates.
#[derive(Clone)]
struct Flows {
    core: kit::Flows,
    door: Door,
}

impl House for Flows {
    fn new(parts: Parts) -> Flows {
        let core = kit::Flows::new(parts);
        let door = Door::new(core.base());
        Flows { core, door }
    }

    fn core(&self) -> &kit::Flows {
        &self.core
    }

    async fn work_off(&self, database_url: &str) -> Result<(), Fault> {
        self.core.work_off(database_url).await
    }
}

impl Deref for Flows {
    type Target = kit::Flows;
    fn deref(&self) -> &kit::Flows {
        &self.core
    }
}
