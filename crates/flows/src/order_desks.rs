//! The desks between cart and ticket: at one the buttons are pressed, at one tills sell, at one the gateways' words are taken
//! in, at one places come back, at one orders are read. All are keyed by organizer; two more find out whose cart or order a
//! secret opens.

use crate::checkout::place::{Press, Pressed};
use crate::desk::{Desk, NoAnswer, Unheard};
use crate::payment::eager::Starting;
use crate::payment::take::Word;
use crate::returns::{Return, Returned};
use crate::till::selling::{CashSale, SoldOrNot};
use crate::{Fault, Flows};
use domain::ids::{OrderId, OrganizerId};
use domain::order::Order;
use std::collections::HashMap;
use std::sync::Arc;

/// A secret's hash.
pub(crate) type Hash = [u8; 32];
/// What a door leads to.
type Behind<T> = Result<Option<T>, Fault>;

#[derive(Default)]
pub(crate) struct OrderDesks {
    carts: Desk<(), Hash, Behind<OrganizerId>>,
    orders: Desk<(), Hash, Behind<(OrganizerId, OrderId)>>,
    pub placing: Desk<OrganizerId, Press, Pressed>,
    pub settling: Desk<OrganizerId, Word, Result<(), Fault>>,
    pub selling: Desk<OrganizerId, CashSale, SoldOrNot>,
    pub returning: Desk<OrganizerId, Return, Returned>,
    pub reading: Desk<OrganizerId, OrderId, Result<Option<Order>, Fault>>,
    pub starting: Starting,
}

impl Flows {
    pub(crate) fn desks(&self) -> &OrderDesks {
        &self.0.orders
    }

    /// Whose cart a secret opens.
    pub(crate) async fn organizer_of_cart(&self, hash: Hash) -> Behind<OrganizerId> {
        let flows = self.clone();
        let look = move |hashes: Vec<Hash>| {
            let flows = flows.clone();
            async move { behind(&hashes, flows.carts_behind(&hashes).await) }
        };
        self.desks().carts.ask((), hash, Unheard::Drop, look).await.map_err(fault_of)?
    }

    /// Whose order a secret opens, and which.
    pub(crate) async fn order_of_secret(&self, hash: Hash) -> Behind<(OrganizerId, OrderId)> {
        let flows = self.clone();
        let look = move |hashes: Vec<Hash>| {
            let flows = flows.clone();
            async move { behind(&hashes, flows.orders_behind(&hashes).await) }
        };
        self.desks().orders.ask((), hash, Unheard::Drop, look).await.map_err(fault_of)?
    }

    async fn carts_behind(&self, hashes: &[Hash]) -> Result<HashMap<Vec<u8>, OrganizerId>, Fault> {
        let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
        let mut conn = self.db.unscoped().await?;
        Ok(storage::desk_orders::organizers_of_carts(&mut conn, &hashes).await?.into_iter().collect())
    }

    async fn orders_behind(&self, hashes: &[Hash]) -> Result<HashMap<Vec<u8>, (OrganizerId, OrderId)>, Fault> {
        let hashes: Vec<Vec<u8>> = hashes.iter().map(|h| h.to_vec()).collect();
        let mut conn = self.db.unscoped().await?;
        let found = storage::orders::by_secrets(&mut conn, &hashes).await?;
        Ok(found.into_iter().map(|(hash, organizer, order)| (hash, (organizer, order))).collect())
    }
}

/// What each of these opens; what broke the look-up broke it for all.
fn behind<T: Copy>(hashes: &[Hash], found: Result<HashMap<Vec<u8>, T>, Fault>) -> Vec<Behind<T>> {
    match found {
        Ok(found) => hashes.iter().map(|hash| Ok(found.get(hash.as_slice()).copied())).collect(),
        Err(fault) => for_all(hashes.len(), fault),
    }
}

/// The same fault for everybody.
pub(crate) fn for_all<T>(count: usize, fault: Fault) -> Vec<Result<T, Fault>> {
    let fault = Arc::new(fault);
    (0..count).map(|_| Err(Fault::Together(fault.clone()))).collect()
}

pub(crate) fn fault_of(none: NoAnswer) -> Fault {
    match none {
        NoAnswer::Busy(busy) => Fault::Busy { seconds: busy.seconds },
        NoAnswer::Broken(fault) => fault,
    }
}
