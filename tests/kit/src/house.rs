//! The parts of the house that a shop of the tests has.

use base::jobs::{WorkingPart, work_off};
use base::{Access, Base, Fault, Tools};
use graphile_worker::WorkerOptions;
use money::Billing;
use notify::transport::Transport;
use payments::registry::Registry;
use selling::Selling;
use std::future::Future;
use storage::Scope;

/// What a house is put together of.
pub struct Parts {
    pub tools: Tools,
    pub gateways: Registry,
    pub mail: Transport,
}

/// The parts that a crate's tests ask, put together as a server does: [`Flows`] by itself, or with what is tested besides.
pub trait House: Clone + Send + Sync + 'static {
    fn new(parts: Parts) -> Self;

    /// Through these every purchase goes.
    fn core(&self) -> &Flows;

    /// Does every job of its parts that is due now, and those that they ask for, and returns.
    fn work_off(&self, database_url: &str) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// What sells, and what money has to do with it.
#[derive(Clone)]
pub struct Flows {
    pub access: Access,
    pub selling: Selling,
    pub money: Billing,
    base: Base,
}

impl House for Flows {
    fn new(parts: Parts) -> Flows {
        let base = Base::new(parts.tools);
        let money = Billing::new(&base, parts.gateways, parts.mail);
        let selling = Selling::new(&base, &money);
        Flows::of(&base, &selling, &money)
    }

    fn core(&self) -> &Flows {
        self
    }

    async fn work_off(&self, database_url: &str) -> Result<(), Fault> {
        work_off(self.jobs(), database_url).await
    }
}

impl Flows {
    /// Of parts that stand already.
    pub fn of(base: &Base, selling: &Selling, money: &Billing) -> Flows {
        Flows { access: Access::new(base), selling: selling.clone(), money: money.clone(), base: base.clone() }
    }

    pub fn base(&self) -> &Base {
        &self.base
    }

    /// The jobs of these parts, for a worker that may have others too.
    pub fn jobs(&self) -> WorkerOptions {
        let worker = WorkerOptions::default().add_extension(WorkingPart(self.money.clone()));
        money::jobs::define_emails(money::jobs::define(worker))
    }

    /// What the worker's sweeper does of these parts, for every organizer.
    pub async fn sweep(&self) -> Result<(), Fault> {
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let organizers = storage::organizers::all(&mut tx).await?;
        tx.commit().await?;
        for organizer in organizers {
            self.money.sweep_orders(organizer).await?;
            self.selling.sweep_holds(organizer).await?;
            self.selling.fold_texts(organizer).await?;
            self.money.check_silent_payments(organizer).await?;
        }
        Ok(())
    }
}
