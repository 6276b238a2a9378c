//! Which order a secret opens: those who ask at the same time share a statement.

use crate::Billing;
use base::Fault;
use base::desk::{IfAbandoned, fault_for_all};
use domain::cart::Secret;
use domain::ids::{OrderId, OrganizerId};
use std::collections::HashMap;

/// A secret's hash.
pub type Hash = [u8; 32];
/// What a secret opens.
pub type Opened<T> = Result<Option<T>, Fault>;

impl Billing {
    /// What opens an order's page.
    pub fn order_secret(&self, order: OrderId) -> Secret {
        self.base.keys.order_secret(order)
    }

    /// Whose order a secret opens, and which.
    pub async fn order_of_secret(&self, hash: Hash) -> Opened<(OrganizerId, OrderId)> {
        let look = async |money: Billing, hashes: Vec<Hash>| opened_by(&hashes, money.orders_of_secrets(&hashes).await);
        self.desks().opening.serve(self, (), hash, IfAbandoned::Drop, look).await
    }

    async fn orders_of_secrets(&self, hashes: &[Hash]) -> Result<HashMap<Vec<u8>, (OrganizerId, OrderId)>, Fault> {
        let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
        let mut conn = self.base.db.unscoped().await?;
        let found = storage::orders::by_secrets(&mut conn, &hashes).await?;
        Ok(found.into_iter().map(|(hash, organizer, order)| (hash, (organizer, order))).collect())
    }
}

/// What each of these opens; what broke the look-up broke it for all.
pub fn opened_by<T: Copy>(hashes: &[Hash], found: Result<HashMap<Vec<u8>, T>, Fault>) -> Vec<Opened<T>> {
    match found {
        Ok(found) => hashes.iter().map(|hash| Ok(found.get(hash.as_slice()).copied())).collect(),
        Err(fault) => fault_for_all(hashes.len(), fault),
    }
}
