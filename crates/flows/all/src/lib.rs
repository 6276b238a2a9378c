//! All parts of the house put together, and the worker that serves their jobs: what the server starts, and tests.
//!
//! Faces are given the parts they ask, never this. It must not decide anything: a rule belongs to a part or to `domain`.
//!
//! To add a part: its crate beside the others, its field in [`Flows`], its jobs in the worker.

mod worker;

use base::chance::Chance;
use base::clock::Clock;
use base::keys::MasterKey;
use base::live::Live;
use base::{Access, Base, Site};
use counter::Counter;
use door::Door;
use money::Treasury;
use notify::transport::Transport;
use office::Office;
use payments::registry::Registry;
use selling::Selling;
use std::sync::Arc;
use storage::Db;

/// Every part, on one base. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Flows {
    pub access: Access,
    pub selling: Selling,
    pub money: Treasury,
    pub counter: Counter,
    pub door: Door,
    pub office: Office,
    base: Base,
    gateways: Registry,
    mail: Transport,
}

/// Put together by `server`, and by tests.
pub struct Parts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub gateways: Registry,
    pub mail: Transport,
    pub keys: MasterKey,
    pub live: Live,
    pub site: Site,
    /// Begin payments the moment their orders are placed, instead of when the worker comes to them.
    pub eager: bool,
}

impl Flows {
    pub fn new(parts: Parts) -> Flows {
        let Parts { db, clock, chance, gateways, mail, keys, live, site, eager } = parts;
        let base = Base::new(base::Tools { db, clock, chance, keys, live, site, eager });
        let money = Treasury::new(&base, gateways.clone(), mail.clone());
        let selling = Selling::new(&base, &money);
        let counter = Counter::new(&base, &money, &selling);
        let (door, office) = (Door::new(&base), Office::new(&base, &money));
        Flows { access: Access::new(&base), selling, money, counter, door, office, base, gateways, mail }
    }

    /// What it was put together of, for another that differs in something.
    pub fn parts(&self) -> Parts {
        let base = &self.base;
        Parts {
            db: base.db.clone(),
            clock: base.clock.clone(),
            chance: base.chance.clone(),
            gateways: self.gateways.clone(),
            mail: self.mail.clone(),
            keys: base.keys.clone(),
            live: base.live.clone(),
            site: base.site.clone(),
            eager: base.eager,
        }
    }

    /// What the parts stand on: for the server's upkeep, for tests and the simulator. No face uses it.
    pub fn base(&self) -> &Base {
        &self.base
    }
}
