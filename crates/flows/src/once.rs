//! Commands that sell or pay, done once per key of the caller: the API's `Idempotency-Key`.

use crate::checkout::Placed;
use crate::checkout::place::{Press, Sent};
use crate::refund::Return;
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
use storage::Conn;
use storage::holds::Via;
use storage::idempotency::{self, Begun};

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
        check_key(key)?;
        let request = request_hash(&(cart, draft, gateway, seen_total));
        let sent = Some(Sent { draft: draft.clone(), key: key.to_owned(), request });
        self.press(Press { cart: keys::hash(cart), gateway, seen_total, sent, counted: false.into() }).await
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
            let what = Return { order, tickets, reason: &reason, key, via: Via::Api };
            self.refund_in(&mut tx, actor, &what, self.clock.now()).await.map_err(wrapped)?;
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
    check_key(key)?;
    match idempotency::begin(conn, organizer, command, key, request, flows.clock.now()).await? {
        Begun::OtherRequest => Err(Failure::Refused(OnceRefusal::KeyReused)),
        Begun::Repeated(_) => Ok(false),
        Begun::New => {
            idempotency::finish(conn, organizer, command, key, &json!({})).await?;
            Ok(true)
        }
    }
}

fn check_key<R: std::fmt::Debug + std::fmt::Display>(key: &str) -> Result<(), Failure<OnceRefusal<R>>> {
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX || key.chars().any(char::is_control) {
        return Err(Failure::Refused(OnceRefusal::KeyNeeded));
    }
    Ok(())
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
