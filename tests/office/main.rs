//! The office on a real database: events, dates, halls, people, e-mails, numbers and tables.
//!
//! To add a test: `let shop = Shop::open().await;`, act through `shop.flows`, look at what a person would see.
//! It must not test what buyers see of it: that is `selling-tests`, or `whole-tests` where it crosses parts.

#![expect(
    clippy::disallowed_methods,
    reason = "a test names its rows as it likes; what is tested takes time and chance from the kit"
)]

mod cancelled;
mod events;
mod emails;
mod moves;
mod people;
mod discount_codes;
mod prices;
mod trail;
mod upkeep;

use base::Fault;
use base::jobs::WorkingPart;
use kit::{House, Parts};
use office::Office;
use std::ops::Deref;

type Shop = kit::Shop<Flows>;

/// What sells, and the office.
#[derive(Clone)]
struct Flows {
    core: kit::Flows,
    office: Office,
}

impl House for Flows {
    fn new(parts: Parts) -> Flows {
        let core = kit::Flows::new(parts);
        let office = Office::new(core.base(), &core.money);
        Flows { core, office }
    }

    fn core(&self) -> &kit::Flows {
        &self.core
    }

    async fn work_off(&self, database_url: &str) -> Result<(), Fault> {
        let worker = self.core.jobs().add_extension(WorkingPart(self.office.clone()));
        base::jobs::work_off(office::jobs::define(worker), database_url).await
    }
}

impl Deref for Flows {
    type Target = kit::Flows;
    fn deref(&self) -> &kit::Flows {
        &self.core
    }
}
