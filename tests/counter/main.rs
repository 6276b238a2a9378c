//! The box office on a real database: sales for cash, tills, and paper that is never printed twice by itself.
//!
//! To add a test: `let shop = Shop::open().await;`, act through `shop.flows`, look at what a person would see.
//! It must not test how something is sold elsewhere, nor how a printer is spoken to: those are `selling-tests` and `kiosk`.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

mod sales;
mod tills;

use base::Fault;
use counter::Counter;
use kit::{House, Parts};
use std::ops::Deref;

type Shop = kit::Shop<Flows>;

/// What sells, and the counter.
#[derive(Clone)]
struct Flows {
    core: kit::Flows,
    counter: Counter,
}

impl House for Flows {
    fn new(parts: Parts) -> Flows {
        let core = kit::Flows::new(parts);
        let counter = Counter::new(core.base(), &core.money, &core.selling);
        Flows { core, counter }
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
