//! The dates of an event: performances and their pools.

use crate::{Actor, Failure, Fault, Flows};
use domain::edit::EventRefusal;
use domain::form::{FormRefusal, PerformanceForm};
use domain::ids::{EventId, PerformanceId, PoolId};

impl Flows {
    /// A new date, or a changed one. With a seat map it gets one pool per zone, without one a single pool. The map can't be
    /// changed once something was held or sold.
    pub async fn save_performance(
        &self,
        actor: &Actor,
        event: EventId,
        performance: Option<PerformanceId>,
        form: &PerformanceForm,
    ) -> Result<PerformanceId, Failure<FormRefusal>> {
        let _ = (actor, event, performance, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Nobody can buy it or be let in to it any more.
    pub async fn cancel_performance(
        &self,
        actor: &Actor,
        performance: PerformanceId,
    ) -> Result<(), Failure<EventRefusal>> {
        let _ = (actor, performance);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Only when nothing was ever held or sold for it.
    pub async fn delete_performance(
        &self,
        actor: &Actor,
        performance: PerformanceId,
    ) -> Result<(), Failure<EventRefusal>> {
        let _ = (actor, performance);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Never below what is held and sold. A seated pool has as many places as its zone has seats.
    pub async fn set_capacity(&self, actor: &Actor, pool: PoolId, capacity: &str) -> Result<(), Failure<FormRefusal>> {
        let _ = (actor, pool, capacity);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
