//! What no part does alone, on real parts: the API, the demo's season, walls between organizers, an organizer's first day, and
//! what a change in one part means in the others.
//!
//! To add a test: `let shop = Shop::open().await;`, act through `shop.flows`, look at what a person would see.
//! It must not test what one part does alone: that belongs to that part's crate.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

mod api;
mod api_hall;
mod cancelled;
mod corrections;
mod login;
mod refunds;
mod search;
mod season;
mod setup;
mod walls;

use base::Fault;
use kit::{House, Parts};
use std::ops::Deref;

type Shop = kit::Shop<Flows>;

/// All parts, as the server has them.
#[derive(Clone)]
struct Flows {
    core: kit::Flows,
    all: flows::Core,
}

impl House for Flows {
    fn new(parts: Parts) -> Flows {
        let Parts { tools, gateways, mail } = parts;
        let all = flows::Core::new(tools, gateways, mail);
        Flows { core: kit::Flows::of(all.base(), &all.selling, &all.money), all }
    }

    fn core(&self) -> &kit::Flows {
        &self.core
    }

    async fn work_off(&self, database_url: &str) -> Result<(), Fault> {
        self.all.work_off(database_url).await
    }
}

impl Deref for Flows {
    type Target = flows::Core;
    fn deref(&self) -> &flows::Core {
        &self.all
    }
}
