//! From the cart to an order that awaits its payment, and what becomes of one that nobody pays.

pub mod place_orders;
pub mod write_orders;

use crate::Selling;
use base::idempotency::{IdempotencyRefusal, check_key, request_hash, without_key};
use base::live::News;
use base::{Failure, keys};
use chrono::{DateTime, Utc};
use domain::audit::{Action, BUYER, SYSTEM};
use domain::buyer::{Buyer, BuyerDraft};
use domain::cart::Secret;
use domain::checkout::CheckoutLine;
use domain::event::Channel;
use domain::ids::*;
use domain::locale::Locale;
use domain::money::Money;
use domain::order::number_from_random;
use domain::payment::{self, GatewayKind, PayAgain};
use domain::refusal::{CartRefusal, OrderRefusal};
use money::jobs;
use money::reversals::{Reversal, ReversalKind};
use place_orders::{OrderRequest, SubmittedDetails};
use storage::audit::AuditLine;
use storage::orders::{self, NewLine, NewOrder};
use storage::payments;
use storage::payments::PaymentToInsert;

/// What a buyer gets for pressing the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedOrder {
    pub order: OrderId,
    pub secret: Secret,
    pub number: String,
}

/// Everything an order is made from apart from its lines, already checked.
pub struct OrderOutline<'a> {
    pub cart: CartId,
    pub channel: Channel,
    pub locale: Locale,
    pub buyer: Option<&'a Buyer>,
    pub till: Option<TillId>,
    pub cashier: Option<PersonId>,
    pub total: Money,
    /// Until when it may be paid.
    pub until: DateTime<Utc>,
}

/// An order as it is going to be written.
struct OrderDraft {
    order: NewOrder,
    lines: Vec<NewLine>,
    placed: PlacedOrder,
}

impl Selling {
    /// Turns a cart into an order. Pressing twice, or in two tabs, is one order. Nothing owed is paid at once; anything
    /// else is asked of the gateway by a job, so that a gateway that stalls can neither lose nor double the order.
    pub async fn place_order(
        &self,
        cart: &Secret,
        gateway: GatewayKind,
        seen_total: Option<Money>,
    ) -> Result<PlacedOrder, Failure<CartRefusal>> {
        let placed = self
            .queue_order(OrderRequest {
                cart: keys::hash(cart),
                gateway,
                seen_total,
                sent: None,
                counted: false.into(),
            })
            .await;
        placed.map_err(without_key)
    }

    /// Saves the buyer's details and places the order. Sent again with the same key it is the same order; a request that
    /// was refused may be corrected and sent with the same key.
    pub async fn checkout_once(
        &self,
        cart: &Secret,
        draft: &BuyerDraft,
        gateway: GatewayKind,
        seen_total: Option<Money>,
        key: &str,
    ) -> Result<PlacedOrder, Failure<IdempotencyRefusal<CartRefusal>>> {
        check_key(key)?;
        let request = request_hash(&(cart, draft, gateway, seen_total));
        let sent = Some(SubmittedDetails { draft: draft.clone(), key: key.to_owned(), request });
        self.queue_order(OrderRequest { cart: keys::hash(cart), gateway, seen_total, sent, counted: false.into() })
            .await
    }

    /// The order that these lines of a cart become.
    fn draw_up(&self, outline: &OrderOutline<'_>, lines: &[CheckoutLine], now: DateTime<Utc>) -> OrderDraft {
        let id = OrderId(self.base.chance.uuid(now));
        let secret = self.base.keys.order_secret(id);
        let number = number_from_random(self.base.chance.number());
        let order = NewOrder {
            id,
            number: number.clone(),
            secret_hash: keys::hash(&secret),
            cart: outline.cart,
            channel: outline.channel,
            locale: outline.locale,
            buyer_name: outline.buyer.map(|b| b.name.clone()).filter(|n| !n.is_empty()),
            buyer_email: outline.buyer.map(|b| b.email.clone()).filter(|e| !e.is_empty()),
            buyer_phone: outline.buyer.and_then(|b| b.phone.clone()),
            total: outline.total,
            expires_at: outline.until,
            till: outline.till,
            cashier: outline.cashier,
        };
        let mut holders = outline.buyer.map(|b| b.holders.clone()).unwrap_or_default().into_iter();
        let line = |(position, line): (usize, &CheckoutLine)| NewLine {
            id: OrderLineId(self.base.chance.uuid(now)),
            order: id,
            position,
            hold: line.hold,
            performance: line.performance,
            ticket_type: line.ticket_type,
            seat: line.seat,
            quantity: line.quantity,
            quote: line.quote.clone(),
            holders: holders.by_ref().take(line.quantity as usize).collect(),
        };
        let lines = lines.iter().enumerate().map(line).collect();
        OrderDraft { order, lines, placed: PlacedOrder { order: id, secret, number } }
    }

    /// Another attempt after one that failed or was given up, while the places are kept.
    pub async fn pay_again(&self, secret: &Secret, gateway: GatewayKind) -> Result<(), Failure<OrderRefusal>> {
        let unknown = || Failure::Refused(OrderRefusal::Unknown);
        let (mut tx, organizer, id) = self.money.open_order(secret).await?.ok_or_else(unknown)?;
        let now = self.base.clock.now();
        let order = orders::lock(&mut tx, organizer, id).await?.ok_or_else(unknown)?;
        let attempts = payments::of_order(&mut tx, organizer, id).await?;
        let offered = self.money.gateways_of(&mut tx, organizer).await?;
        match payment::pay_again(order.state, &attempts, gateway, &offered).map_err(Failure::Refused)? {
            PayAgain::Wait => return Ok(()),
            PayAgain::Begin => {}
        }
        let payment = PaymentId(self.base.chance.uuid(now));
        payments::insert(
            &mut tx,
            organizer,
            PaymentToInsert { id: payment, order: id, gateway, amount: order.total, tendered: None, asked: None },
            now,
        )
        .await?;
        storage::jobs::enqueue_many(&mut tx, &[jobs::start_payment(organizer, payment)?]).await?;
        self.base.send_news(&mut tx, News::Order { organizer, order: id }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The buyer doesn't want it any more: the places are free at once, and an open payment is called off.
    pub async fn give_up_order(&self, secret: &Secret) -> Result<(), Failure<OrderRefusal>> {
        let unknown = || Failure::Refused(OrderRefusal::Unknown);
        let (tx, organizer, order) = self.money.open_order(secret).await?.ok_or_else(unknown)?;
        drop(tx);
        let back = Reversal { order, by: BUYER.to_owned(), how: ReversalKind::GiveUp };
        self.money.reverse_order(organizer, back).await.map(drop).map_err(without_key)
    }
}

/// Who places an order, as the audit log names them: whoever stands at the till, and the buyer everywhere else.
fn placed_by(order: &NewOrder) -> String {
    match (order.channel, order.cashier) {
        (_, Some(cashier)) => format!("person:{cashier}"),
        (Channel::Till, None) => SYSTEM.to_owned(),
        (Channel::Shop | Channel::Api, None) => BUYER.to_owned(),
    }
}

fn audit_line<'a>(order: &NewOrder, by: &'a str) -> AuditLine<'a> {
    let detail = serde_json::json!({"number": order.number});
    AuditLine { actor: by, action: Action::OrderPlaced, subject: order.id.to_string(), detail }
}
