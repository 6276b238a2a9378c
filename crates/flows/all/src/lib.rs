//! All parts of the house put together, and the worker that serves their jobs: what the server starts, and tests.
//!
//! [`Flows`] is what a face is given that asks every part. What the parts stand on (the database, the keys, the gateways) is in
//! [`Core`] alone, which servers, workers, tests and the simulator hold, and no face. It must not decide anything: a rule
//! belongs to a part or to `domain`.
//!
//! To add a part: its crate beside the others, its field in [`Flows`], its jobs in the worker.

mod worker;

use base::{Access, Base, Tools};
use counter::Counter;
use door::Door;
use money::Billing;
use notify::transport::Transport;
use office::Office;
use payments::registry::Registry;
use selling::Selling;
use std::ops::Deref;

/// Every part, as a face asks them. Cheap to clone.
#[derive(Clone)]
pub struct Flows {
    pub access: Access,
    pub selling: Selling,
    pub money: Billing,
    pub counter: Counter,
    pub door: Door,
    pub office: Office,
}

/// Every part and what they stand on. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Core {
    /// For faces.
    pub flows: Flows,
    base: Base,
    gateways: Registry,
    mail: Transport,
}

impl Core {
    pub fn new(tools: Tools, gateways: Registry, mail: Transport) -> Core {
        let base = Base::new(tools);
        let money = Billing::new(&base, gateways.clone(), mail.clone());
        let selling = Selling::new(&base, &money);
        let counter = Counter::new(&base, &money, &selling);
        let (door, office) = (Door::new(&base), Office::new(&base, &money));
        let flows = Flows { access: Access::new(&base), selling, money, counter, door, office };
        Core { flows, base, gateways, mail }
    }

    /// Another one, with the same gateways and mail, on other tools.
    pub fn with_tools(&self, tools: Tools) -> Core {
        Core::new(tools, self.gateways.clone(), self.mail.clone())
    }

    /// What the parts stand on: for the server's upkeep, for tests and the simulator.
    pub fn base(&self) -> &Base {
        &self.base
    }
}

impl Deref for Core {
    type Target = Flows;
    fn deref(&self) -> &Flows {
        &self.flows
    }
}
