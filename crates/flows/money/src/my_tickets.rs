//! The orders that one device made, for whoever sits at it ([`base::device`]).

use crate::Billing;
use crate::orders::FOUND_FOR_DAYS;
use base::Fault;
use chrono::Duration;
use domain::cart::Secret;
use domain::event::ends_by;
use domain::ids::OrderId;
use domain::order::{Order, OrderState};

/// An order with the secret that opens it.
pub struct OrderWithSecret {
    pub secret: Secret,
    pub order: Order,
}

impl Billing {
    /// Those of the orders that have tickets or wait for their payment, as long as they would be found by e-mail.
    pub async fn orders_with_secrets(&self, orders: &[OrderId]) -> Result<Vec<OrderWithSecret>, Fault> {
        let since = self.base.clock.now() - Duration::days(FOUND_FOR_DAYS);
        let mut found = Vec::new();
        for id in orders {
            let secret = self.base.keys.order_secret(*id);
            let Some(order) = self.order_by_secret(&secret).await? else { continue };
            let is_kept = order.state.has_tickets() || order.state == OrderState::AwaitingPayment;
            if is_kept && order.lines.iter().any(|line| ends_by(line.starts_at, line.ends_at) > since) {
                found.push(OrderWithSecret { secret, order });
            }
        }
        Ok(found)
    }
}
