//! Commands that sell or pay, done once per key of the caller: the API's `Idempotency-Key`.

use crate::checkout::Placed;
use crate::checkout::place::{Press, Sent};
use crate::refund::RefundReason;
use crate::returns::{How, Once, Return};
use crate::{Actor, Failure, Flows, keys};
use domain::buyer::BuyerDraft;
use domain::cart::Secret;
use domain::ids::{OrderId, TicketId};
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::refusal::{CartRefusal, OrderRefusal};
use domain::role::Permission;
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::holds::Via;

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

    /// Refunds tickets; the same request with the same key is one refund, whatever is said of who is inside.
    pub async fn refund_once<'a>(
        &self,
        actor: &Actor,
        order: OrderId,
        tickets: &[TicketId],
        reason: impl Into<RefundReason<'a>>,
        key: &str,
    ) -> Result<(), Failure<OnceRefusal<OrderRefusal>>> {
        actor.require(Permission::MendOrders)?;
        let refused = |refusal| Failure::Refused(OnceRefusal::Refused(refusal));
        let RefundReason { words, though_inside } = reason.into();
        let reason = crate::refund::check_reason(words).map_err(wrapped)?;
        if tickets.is_empty() {
            return Err(refused(OrderRefusal::Nothing));
        }
        let request = request_hash(&(order, tickets, &reason));
        check_key(key)?;
        let once = Once { command: REFUND, key: key.to_owned(), request };
        let how = How::Refund {
            tickets: tickets.to_vec(),
            reason,
            though_inside,
            via: Via::Api,
            key: key.to_owned(),
            once: Some(once),
            counter: None,
        };
        self.take_back(actor.organizer, Return { order, by: actor.to_string(), how }).await.map(drop)
    }
}

/// A key is 1 to 100 plain characters.
pub(crate) fn check_key<R: std::fmt::Debug + std::fmt::Display>(key: &str) -> Result<(), Failure<OnceRefusal<R>>> {
    if key.is_empty() || key.chars().count() > KEY_CHARS_MAX || key.chars().any(char::is_control) {
        return Err(Failure::Refused(OnceRefusal::KeyNeeded));
    }
    Ok(())
}

pub(crate) fn request_hash(request: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(request).unwrap_or_default()).into()
}

fn wrapped<R: std::fmt::Debug + std::fmt::Display>(failure: Failure<R>) -> Failure<OnceRefusal<R>> {
    match failure {
        Failure::Refused(refusal) => Failure::Refused(OnceRefusal::Refused(refusal)),
        Failure::Denied(denied) => Failure::Denied(denied),
        Failure::Fault(fault) => Failure::Fault(fault),
    }
}
