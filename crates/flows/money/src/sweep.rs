//! What nobody told the worker: orders whose time is over, payments and refunds that stayed silent.

use crate::Billing;
use crate::jobs::{CheckPayment, SendRefund};
use crate::reversals::{Reversal, ReversalKind};
use base::{Failure, Fault};
use chrono::Duration;
use domain::audit::SYSTEM;
use domain::ids::{OrderId, OrganizerId};
use storage::{orders, payments};

/// A payment that has been open this long is asked about.
const SILENT_SECONDS: i64 = 20;
/// A payment that the process which placed its order hasn't begun by then is begun by whoever sweeps.
const EAGER_SECONDS: i64 = 5;

impl Billing {
    /// Ends overdue orders.
    pub async fn sweep_orders(&self, organizer: OrganizerId) -> Result<(), Fault> {
        let mut tx = self.base.organizer(organizer).await?;
        let overdue = orders::overdue(&mut tx, organizer, self.base.clock.now()).await?;
        drop(tx);
        let ends = overdue.into_iter().map(|order| self.expire_order(organizer, order));
        futures::future::join_all(ends).await.into_iter().collect()
    }

    /// Ends an unpaid order whose time is over; one that has been paid, or has more time, is left alone.
    pub async fn expire_order(&self, organizer: OrganizerId, order: OrderId) -> Result<(), Fault> {
        let back = Reversal { order, by: SYSTEM.to_owned(), how: ReversalKind::Expire };
        match self.reverse_order(organizer, back).await {
            // A desk with more to do than it can do: the next sweep comes by again.
            Err(Failure::Fault(Fault::Busy { .. })) => Ok(()),
            Err(Failure::Fault(fault)) => Err(fault),
            Ok(_) | Err(Failure::Refused(_) | Failure::Denied(_)) => Ok(()),
        }
    }

    /// Asks about payments and refunds that stayed silent.
    pub async fn check_silent_payments(&self, organizer: OrganizerId) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        let silent = now - Duration::seconds(SILENT_SECONDS);
        let begun_by = now - Duration::seconds(EAGER_SECONDS);
        for payment in payments::open_since(&mut tx, organizer, begun_by, silent).await? {
            self.base.enqueue_once(&mut tx, &CheckPayment { organizer, payment }, &payment.to_string()).await?;
        }
        for refund in payments::open_refunds(&mut tx, organizer, silent).await? {
            self.base.enqueue_once(&mut tx, &SendRefund { organizer, refund }, &refund.to_string()).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
