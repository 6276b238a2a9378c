//! Commands that sell or pay, done once per key of the caller: the API's `Idempotency-Key`.

use crate::checkout::Placed;
use crate::{Actor, Failure, Flows, keys};
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::ids::{OrderId, OrganizerId, TicketId};
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::refusal::{CartRefusal, OrderRefusal};
use domain::role::Permission;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::idempotency::{self, Begun};
use storage::{Conn, Scope, carts};

pub const KEY_CHARS_MAX: usize = 100;
const REFUND: &str = "api.refund";

/// Why a command with a key was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnceRefusal<R: std::fmt::Debug + std::fmt::Display> {
    #[error("an idempotency key of 1 to 100 plain characters is needed")]
    KeyNeeded,
    #[error("this key was used for another request")]
    KeyReused,
    #[error("{0}")]
    Refused(R),
}

impl Flows {
    /// Saves the buyer's details and places the order. Sent again with the same key it is the same order; a request that
    /// was refused may be corrected and sent with the same key.
    pub async fn checkout_once(
        &self,
        cart: &Secret,
        draft: &BuyerDraft,
        gateway: GatewayKind,
        seen_total: Option<Money>,
        key: &str,
    ) -> Result<Placed, Failure<OnceRefusal<CartRefusal>>> {
        let request = request_hash(&(cart, draft, gateway, seen_total));
        let hash = keys::hash(cart);
        let mut tx = self.db.begin(Scope::Secret(hash)).await?;
        let unknown = || Failure::Refused(OnceRefusal::Refused(CartRefusal::Unknown));
        let organizer = carts::organizer_of(&mut tx, &hash).await?.ok_or_else(unknown)?;
        tx.rescope(organizer).await?;
        let row = carts::find(&mut tx, organizer, &hash, false).await?.ok_or_else(unknown)?;
        let command = format!("api.checkout {}", row.id);
        // The key is claimed before the work and let go when the work is refused. Should we die between the two, the
        // same request goes on where this one stopped: a cart becomes one order at most.
        let new = begin(self, &mut tx, organizer, &command, key, &request).await?;
        tx.commit().await?;
        if new && row.order.is_some() {
            self.let_go(organizer, &command, key).await?;
            return Err(Failure::Refused(OnceRefusal::Refused(CartRefusal::Ordered)));
        }
        match self.draft_and_place(cart, draft, gateway, seen_total).await {
            Ok(placed) => Ok(placed),
            Err(failure) => {
                // After a fault nobody knows whether the order was placed: the key stays, so that repeating finds out.
                if matches!(failure, Failure::Refused(_)) {
                    self.let_go(organizer, &command, key).await?;
                }
                Err(wrapped(failure))
            }
        }
    }

    async fn draft_and_place(
        &self,
        cart: &Secret,
        draft: &BuyerDraft,
        gateway: GatewayKind,
        seen_total: Option<Money>,
    ) -> Result<Placed, Failure<CartRefusal>> {
        match self.save_draft(cart, draft).await {
            // Placed by the first sending of this request.
            Ok(()) | Err(Failure::Refused(CartRefusal::Ordered)) => {}
            Err(failure) => return Err(failure),
        }
        self.place_order(cart, gateway, seen_total).await
    }

    async fn let_go(&self, organizer: OrganizerId, command: &str, key: &str) -> Result<(), crate::Fault> {
        let mut tx = self.organizer(organizer).await?;
        idempotency::forget(&mut tx, organizer, command, key).await?;
        Ok(tx.commit().await?)
    }

    /// Refunds tickets; the same request with the same key is one refund.
    pub async fn refund_once(
        &self,
        actor: &Actor,
        order: OrderId,
        tickets: &[TicketId],
        reason: &str,
        key: &str,
    ) -> Result<(), Failure<OnceRefusal<OrderRefusal>>> {
        actor.require(Permission::MendOrders)?;
        let refused = |refusal| Failure::Refused(OnceRefusal::Refused(refusal));
        let reason = crate::refund::check_reason(reason).map_err(wrapped)?;
        if tickets.is_empty() {
            return Err(refused(OrderRefusal::Nothing));
        }
        let request = request_hash(&(order, tickets, &reason));
        let mut tx = self.organizer(actor.organizer).await?;
        if begin(self, &mut tx, actor.organizer, REFUND, key, &request).await? {
            self.refund_in(&mut tx, actor, order, tickets, &reason, key, self.clock.now()).await.map_err(wrapped)?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Claims a key. `false`: the same request was done before.
async fn begin<R: std::fmt::Debug + std::fmt::Display>(
    flows: &Flows,
    conn: &mut Conn,
    organizer: OrganizerId,
    command: &str,
    key: &str,
    request: &[u8; 32],
) -> Result<bool, Failure<OnceRefusal<R>>> {
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX || key.chars().any(char::is_control) {
        return Err(Failure::Refused(OnceRefusal::KeyNeeded));
    }
    match idempotency::begin(conn, organizer, command, key, request, flows.clock.now()).await? {
        Begun::OtherRequest => Err(Failure::Refused(OnceRefusal::KeyReused)),
        Begun::Repeated(_) => Ok(false),
        Begun::New => {
            idempotency::finish(conn, organizer, command, key, &json!({})).await?;
            Ok(true)
        }
    }
}

fn request_hash(request: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(request).unwrap_or_default()).into()
}

fn wrapped<R: std::fmt::Debug + std::fmt::Display>(failure: Failure<R>) -> Failure<OnceRefusal<R>> {
    match failure {
        Failure::Refused(refusal) => Failure::Refused(OnceRefusal::Refused(refusal)),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}
