//! What is on sale, kept in memory: the terms of a date as claims are checked against them and as carts show them.
//!
//! A picture is never trusted by its age: the transaction that claims places reads the number of the terms under the
//! pools' locks, and a picture with another number is read anew. So an organizer's change counts from its commit on.

use crate::Selling;
use base::Fault;
use base::organizer::organizer_by_id;
use domain::ids::{OrganizerId, PerformanceId};
use domain::sale_terms::SaleTerms;
use quick_cache::sync::Cache;
use std::sync::Arc;
use storage::{Conn, Scope, events, organizers, terms};

/// So many dates are remembered; a shop with more reads some of them again now and then.
const KEPT_MAX: usize = 20_000;

/// The terms of the performances this process knows.
pub struct TermsCache(Cache<PerformanceId, Arc<SaleTerms>>);

impl Default for TermsCache {
    fn default() -> TermsCache {
        TermsCache(Cache::new(KEPT_MAX))
    }
}

impl Selling {
    /// A date that anybody may ask for; `None` when there is none or its event is a draft. A crowd that asks for a date this
    /// process doesn't know reads it once.
    pub async fn sale_terms(&self, performance: PerformanceId) -> Result<Option<Arc<SaleTerms>>, Fault> {
        let turn = match self.terms_cache().0.get_value_or_guard_async(&performance).await {
            Ok(known) => return Ok(Some(known)),
            Err(turn) => turn,
        };
        let mut tx = self.base.db.begin(Scope::Catalogue).await?;
        let Some(organizer) = organizers::of_performance(&mut tx, performance).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        let sale = self.terms(&mut tx, organizer, performance).await?;
        tx.commit().await?;
        if let Some(sale) = &sale {
            // Refused where somebody has read it anew meanwhile.
            let _ = turn.insert(sale.clone());
        }
        Ok(sale)
    }

    /// Reads a date's terms anew. `None` when it is gone. It waits for nobody, whoever holds the connection.
    pub async fn read_sale_terms(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performance: PerformanceId,
    ) -> Result<Option<Arc<SaleTerms>>, Fault> {
        self.terms_cache().0.remove(&performance);
        let sale = self.terms(conn, organizer, performance).await?;
        if let Some(sale) = &sale {
            self.terms_cache().0.insert(performance, sale.clone());
        }
        Ok(sale)
    }

    async fn terms(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        performance: PerformanceId,
    ) -> Result<Option<Arc<SaleTerms>>, Fault> {
        // The number first: a change in between makes the picture look old, never new.
        let Some(number) = terms::number(conn, organizer, performance).await? else { return Ok(None) };
        let performances = events::performances_by_id(conn, organizer, &[performance.0]).await?;
        let Some(stored) = performances.into_iter().next() else { return Ok(None) };
        let Some(event) = events::find(conn, organizer, stored.event).await? else { return Ok(None) };
        let seller = organizer_by_id(conn, organizer).await?;
        let claimables = terms::claimables(conn, organizer, performance).await?;
        let gateways = self.money.gateways_of(conn, organizer).await?;
        Ok(Some(Arc::new(SaleTerms { organizer: seller, gateways, event, performance: stored, claimables, number })))
    }
}
