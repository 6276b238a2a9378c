//! What is on sale, kept in memory: the terms of a date as claims are checked against them and as carts show them.
//!
//! A picture is never trusted by its age: the transaction that claims places reads the number of the terms under the
//! pools' locks, and a picture with another number is read anew. So an organizer's change counts from its commit on.

use crate::Selling;
use base::Fault;
use domain::ids::{OrganizerId, PerformanceId};
use domain::sale::Sale;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use storage::{Conn, Scope, carts, events, holds, terms};

/// So many dates are remembered; a shop with more reads some of them again now and then.
const KEPT_MAX: usize = 20_000;

/// The dates this process knows.
#[derive(Default)]
pub struct Sales(Mutex<HashMap<PerformanceId, Arc<Sale>>>);

impl Sales {
    fn kept(&self) -> MutexGuard<'_, HashMap<PerformanceId, Arc<Sale>>> {
        // Pictures are put in and taken out whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Selling {
    /// A date that anybody may ask for; `None` when there is none or its event is a draft.
    pub async fn sale(&self, performance: PerformanceId) -> Result<Option<Arc<Sale>>, Fault> {
        if let Some(known) = self.sales().kept().get(&performance) {
            return Ok(Some(known.clone()));
        }
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let Some(organizer) = holds::organizer_of(&mut tx, performance).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        let sale = self.read_sale(&mut tx, organizer, performance).await?;
        tx.commit().await?;
        Ok(sale)
    }

    /// Reads a date's terms anew. `None` when it is gone.
    pub async fn read_sale(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performance: PerformanceId,
    ) -> Result<Option<Arc<Sale>>, Fault> {
        self.sales().kept().remove(&performance);
        // The number first: a change in between makes the picture look old, never new.
        let Some(number) = terms::number(conn, organizer, performance).await? else { return Ok(None) };
        let dates = events::performances_by_id(conn, organizer, &[performance.0]).await?;
        let Some(date) = dates.into_iter().next() else { return Ok(None) };
        let Some(event) = events::find(conn, organizer, date.event).await? else { return Ok(None) };
        let Some(seller) = carts::organizer(conn, organizer).await? else { return Ok(None) };
        let claimables = terms::claimables(conn, organizer, performance).await?;
        let gateways = self.money.gateways_of(conn, organizer).await?;
        let sale = Arc::new(Sale { organizer: seller, gateways, event, performance: date, claimables, number });
        let mut kept = self.sales().kept();
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(performance, sale.clone());
        Ok(Some(sale))
    }
}
