//! A sale for cash: order, payment, tickets, books and paper in one transaction, once per key.

use crate::{Actor, Failure, Fault, Flows};
use domain::cart::Secret;
use domain::ids::{OrderId, OrganizerId, PrintJobId, TicketId, TillId};
use domain::money::Money;
use domain::order::Order;
use domain::till::{Sold, TillRefusal};
use storage::Conn;

/// Who the buyer says they are, if they say so; for the name on tickets and an e-mail with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walker {
    pub name: String,
    pub email: String,
}

impl Flows {
    /// Sells a cart for cash. The same `key` with the same request is the same sale and gets the same answer.
    pub async fn sell_for_cash(
        &self,
        actor: &Actor,
        till: TillId,
        cart: &Secret,
        tendered: Money,
        buyer: Option<(String, String)>,
        key: &str,
    ) -> Result<Sold, Failure<TillRefusal>> {
        let _ = (actor, till, cart, tendered, buyer, key);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Takes tickets back at the counter: the money leaves the drawer, which opens, and a receipt prints.
    pub async fn refund_at_till(
        &self,
        actor: &Actor,
        till: TillId,
        order: OrderId,
        tickets: &[TicketId],
        reason: &str,
        key: &str,
    ) -> Result<Option<PrintJobId>, Failure<TillRefusal>> {
        let _ = (actor, till, order, tickets, reason, key);
        Err(Fault::Broken("not written yet".into()).into())
    }

    pub(crate) async fn order_in(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        id: OrderId,
    ) -> Result<Option<Order>, Fault> {
        let _ = (conn, organizer, id);
        Err(Fault::Broken("not written yet".into()))
    }
}
