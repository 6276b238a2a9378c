//! From the cart to an order that awaits its payment, and the buyer's own view of it.

use crate::letters;
use crate::{Failure, Fault, Flows, jobs, keys, live::News};
use chrono::{DateTime, Duration, Utc};
use domain::buyer::Buyer;
use domain::cart::{Cart, Secret};
use domain::event::Channel;
use domain::hold::PAYMENT_MINUTES;
use domain::ids::{OrderId, OrderLineId, OrganizerId, PaymentId, PersonId, TillId};
use domain::locale::Locale;
use domain::money::Money;
use domain::order::{Order, OrderState, number_from_random};
use domain::payment::GatewayKind;
use domain::refusal::{CartRefusal, OrderRefusal};
use std::collections::BTreeSet;
use storage::orders::{self, NewLine, NewOrder};
use storage::payments::NewPayment;
use storage::{Conn, Scope, Tx, holds, payments};
use uuid::Uuid;

/// When an unpaid order is looked at again, in real time; the sweeper finds it too.
const PAY_WITHIN: std::time::Duration = std::time::Duration::from_secs(PAYMENT_MINUTES as u64 * 60 + 1);

/// What a buyer gets for pressing the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub order: OrderId,
    pub secret: Secret,
    pub number: String,
}

/// Everything an order is made from, already checked.
pub(crate) struct OrderPlan<'a> {
    pub cart: &'a Cart,
    pub channel: Channel,
    pub locale: Locale,
    pub buyer: Option<&'a Buyer>,
    pub till: Option<TillId>,
    pub cashier: Option<PersonId>,
}

impl Flows {
    /// Turns a cart into an order. Pressing twice, or in two tabs, is one order. Nothing owed is paid at once; anything
    /// else is asked of the gateway by a job, so that a gateway that stalls can neither lose nor double the order.
    pub async fn place_order(
        &self,
        cart: &Secret,
        gateway: GatewayKind,
        seen_total: Option<Money>,
    ) -> Result<Placed, Failure<CartRefusal>> {
        let now = self.clock.now();
        let whole = self.cart(cart).await?.ok_or(Failure::Refused(CartRefusal::Unknown))?;
        let (mut tx, row) = self.open_cart(cart, true).await?.ok_or(Failure::Refused(CartRefusal::Unknown))?;
        let organizer = row.organizer;
        if let Some(order) = row.order {
            return Ok(self.placed(&mut tx, organizer, order).await?);
        }
        check_cart(&whole, seen_total)?;
        let buyer = whole
            .draft
            .check(crate::carts::asked(&whole))
            .map_err(|problems| Failure::Refused(CartRefusal::Invalid { problems }))?;
        let gateway = if whole.total.is_zero() { GatewayKind::Free } else { gateway };
        let offered = self.gateways_of(&mut tx, organizer).await?;
        if gateway != GatewayKind::Free && (gateway == GatewayKind::Cash || !offered.contains(&gateway)) {
            return Err(Failure::Refused(CartRefusal::GatewayNotOffered));
        }
        let plan = OrderPlan {
            cart: &whole,
            channel: row.channel,
            locale: row.locale,
            buyer: Some(&buyer),
            till: None,
            cashier: None,
        };
        self.person_may_order(&mut tx, organizer, row.channel, &whole, &buyer.email, now).await?;
        let order = self.write_order(&mut tx, organizer, &plan, now).await?;
        let payment = PaymentId(self.chance.uuid(now));
        payments::insert(
            &mut tx,
            organizer,
            NewPayment { id: payment, order: order.order, gateway, amount: whole.total, tendered: None },
            now,
        )
        .await?;
        if gateway == GatewayKind::Free {
            self.settle_paid(&mut tx, organizer, order.order, payment, None, now).await?;
        } else {
            self.enqueue(&mut tx, &jobs::StartPayment { organizer, payment }, None).await?;
            self.enqueue(&mut tx, &jobs::ExpireOrder { organizer, order: order.order }, Some(PAY_WITHIN)).await?;
        }
        tx.commit().await?;
        Ok(order)
    }

    /// Writes the order and keeps its holds for as long as paying may take. Refused when a hold has lapsed meanwhile.
    pub(crate) async fn write_order(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        plan: &OrderPlan<'_>,
        now: DateTime<Utc>,
    ) -> Result<Placed, Failure<CartRefusal>> {
        let pending = holds::of_cart(conn, organizer, plan.cart.id).await?;
        let live: Vec<_> = pending.iter().filter(|h| h.state == "pending" && h.expires_at > now).collect();
        let pools: BTreeSet<Uuid> = live.iter().flat_map(|h| h.pools.iter().map(|p| p.0)).collect();
        holds::lock_pools(conn, organizer, &pools.into_iter().collect::<Vec<_>>()).await?;
        let until = now + Duration::minutes(PAYMENT_MINUTES);
        let ids: Vec<Uuid> = live.iter().map(|h| h.id.0).collect();
        let kept = holds::keep_until(conn, organizer, &ids, until, false).await?;
        if live.len() != plan.cart.lines.len() || kept != ids.len() as u64 {
            return Err(Failure::Refused(CartRefusal::Expired));
        }
        let id = OrderId(self.chance.uuid(now));
        let secret = self.keys.order_secret(id);
        let number = number_from_random(self.chance.number());
        let order = NewOrder {
            id,
            number: &number,
            secret_hash: keys::hash(&secret),
            cart: plan.cart.id,
            channel: plan.channel,
            locale: plan.locale,
            buyer_name: plan.buyer.map(|b| b.name.as_str()).filter(|n| !n.is_empty()),
            buyer_email: plan.buyer.map(|b| b.email.as_str()).filter(|e| !e.is_empty()),
            buyer_phone: plan.buyer.and_then(|b| b.phone.as_deref()),
            total: plan.cart.total,
            expires_at: Some(until),
            till: plan.till,
            cashier: plan.cashier,
            placed_at: now,
        };
        let lines = self.new_lines(plan, now);
        orders::insert(conn, organizer, &order, &lines).await?;
        self.record(
            conn,
            organizer,
            now,
            "buyer",
            "order.placed",
            &id.to_string(),
            serde_json::json!({"number": number}),
        )
        .await?;
        Ok(Placed { order: id, secret, number })
    }

    fn new_lines(&self, plan: &OrderPlan<'_>, now: DateTime<Utc>) -> Vec<NewLine> {
        let mut holders = plan.buyer.map(|b| b.holders.clone()).unwrap_or_default().into_iter();
        let lines = plan.cart.lines.iter().map(|line| NewLine {
            id: OrderLineId(self.chance.uuid(now)),
            hold: line.hold,
            performance: line.performance.id,
            ticket_type: line.ticket_type,
            seat: line.seat,
            quantity: line.quantity,
            price: line.price,
            holders: holders.by_ref().take(line.quantity as usize).collect(),
        });
        lines.collect()
    }

    async fn placed(&self, conn: &mut Conn, organizer: OrganizerId, order: OrderId) -> Result<Placed, Fault> {
        let found = orders::find(conn, organizer, order).await?;
        let number = found.map(|(o, _)| o.number).unwrap_or_default();
        Ok(Placed { order, secret: self.keys.order_secret(order), number })
    }

    /// The order that a secret opens, whole, with the codes of its valid tickets.
    pub async fn order_by_secret(&self, secret: &Secret) -> Result<Option<Order>, Fault> {
        let Some((mut tx, organizer, order)) = self.open_order(secret).await? else { return Ok(None) };
        self.whole_order(&mut tx, organizer, order).await
    }

    pub(crate) async fn open_order(&self, secret: &Secret) -> Result<Option<(Tx, OrganizerId, OrderId)>, Fault> {
        let hash = keys::hash(secret);
        let mut tx = self.db.begin(Scope::Secret(hash)).await?;
        let Some((organizer, order)) = orders::by_secret(&mut tx, &hash).await? else { return Ok(None) };
        tx.rescope(organizer).await?;
        Ok(Some((tx, organizer, order)))
    }

    pub(crate) async fn whole_order(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        id: OrderId,
    ) -> Result<Option<Order>, Fault> {
        let Some((mut order, keys)) = orders::find(conn, organizer, id).await? else { return Ok(None) };
        order.payments = payments::of_order(conn, organizer, id).await?;
        if !keys.is_empty() {
            let signer = self.signer(conn, organizer).await?;
            for (ticket, key) in order.tickets.iter_mut().zip(&keys) {
                if ticket.state == domain::ticket::TicketState::Valid {
                    ticket.code = signer.code(key)?;
                }
            }
        }
        Ok(Some(order))
    }

    /// Another attempt after one that failed or was given up, while the places are kept.
    pub async fn pay_again(&self, secret: &Secret, gateway: GatewayKind) -> Result<(), Failure<OrderRefusal>> {
        let unknown = || Failure::Refused(OrderRefusal::Unknown);
        let (mut tx, organizer, id) = self.open_order(secret).await?.ok_or_else(unknown)?;
        let now = self.clock.now();
        let order = orders::lock(&mut tx, organizer, id).await?.ok_or_else(unknown)?;
        match order.state {
            OrderState::AwaitingPayment => {}
            OrderState::Paid | OrderState::PartlyRefunded => return Err(Failure::Refused(OrderRefusal::PaidAlready)),
            _ => return Err(Failure::Refused(OrderRefusal::Ended)),
        }
        // An attempt that may still bring money is the one to wait for: two open ones could both be paid.
        let attempts = payments::of_order(&mut tx, organizer, id).await?;
        if attempts.iter().any(|p| p.state.is_open()) {
            return Ok(());
        }
        if !self.gateways_of(&mut tx, organizer).await?.contains(&gateway) {
            return Err(Failure::Refused(OrderRefusal::Ended));
        }
        let payment = PaymentId(self.chance.uuid(now));
        payments::insert(
            &mut tx,
            organizer,
            NewPayment { id: payment, order: id, gateway, amount: order.total, tendered: None },
            now,
        )
        .await?;
        self.enqueue(&mut tx, &jobs::StartPayment { organizer, payment }, None).await?;
        self.say(&mut tx, News::Order { organizer, order: id }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The buyer doesn't want it any more: the places are free at once, and an open payment is called off.
    pub async fn give_up_order(&self, secret: &Secret) -> Result<(), Failure<OrderRefusal>> {
        let unknown = || Failure::Refused(OrderRefusal::Unknown);
        let (mut tx, organizer, id) = self.open_order(secret).await?.ok_or_else(unknown)?;
        self.end_unpaid(&mut tx, organizer, id, OrderState::Cancelled, "buyer").await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends an order nobody paid: holds let go, open payments called off.
    pub(crate) async fn end_unpaid(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        id: OrderId,
        state: OrderState,
        actor: &str,
    ) -> Result<(), Failure<OrderRefusal>> {
        let now = self.clock.now();
        let order = orders::lock(conn, organizer, id).await?.ok_or(Failure::Refused(OrderRefusal::Unknown))?;
        match order.state {
            OrderState::AwaitingPayment => {}
            OrderState::Cancelled | OrderState::Expired => return Ok(()),
            _ => return Err(Failure::Refused(OrderRefusal::PaidAlready)),
        }
        let lines = orders::line_rows(conn, organizer, id).await?;
        self.lock_line_pools(conn, organizer, &lines).await?;
        let ids: Vec<Uuid> = lines.iter().map(|l| l.hold.0).collect();
        holds::void(conn, organizer, &ids, now).await?;
        orders::set_state(conn, organizer, id, state, None).await?;
        for payment in payments::of_order(conn, organizer, id).await?.iter().filter(|p| p.state.is_open()) {
            self.enqueue(conn, &jobs::CancelPayment { organizer, payment: payment.id }, None).await?;
        }
        self.say_lines(conn, organizer, id, &lines).await?;
        self.record(
            conn,
            organizer,
            now,
            actor,
            &format!("order.{}", state.as_str()),
            &id.to_string(),
            serde_json::json!({}),
        )
        .await?;
        Ok(())
    }

    /// Where the buyer pays, as soon as the gateway has said so, so that most people are sent straight there. `None` when
    /// it takes longer than `patience`, or when there is nothing to pay: the order's page goes on from there.
    pub async fn wait_for_pay_url(
        &self,
        secret: &Secret,
        patience: std::time::Duration,
    ) -> Result<Option<String>, Fault> {
        let mut news = self.live.listen();
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let Some(order) = self.order_by_secret(secret).await? else { return Ok(None) };
            if order.state != OrderState::AwaitingPayment {
                return Ok(None);
            }
            let open = order.payments.iter().rev().find(|p| p.state.is_open());
            match open {
                Some(payment) if payment.pay_url.is_some() => return Ok(payment.pay_url.clone()),
                None => return Ok(None),
                Some(_) => {}
            }
            let about_this = async {
                loop {
                    match news.recv().await {
                        Ok(News::Order { order: id, .. }) if id == order.id => return,
                        Ok(_) => {}
                        // Too slow, or no listener in this process: look again shortly.
                        Err(_) => return tokio::time::sleep(std::time::Duration::from_millis(100)).await,
                    }
                }
            };
            // News can be lost; looking again now and then costs little.
            let pause = tokio::time::sleep(std::time::Duration::from_millis(300));
            tokio::select! {
                () = tokio::time::sleep_until(deadline) => return Ok(None),
                () = about_this => {}
                () = pause => {}
            }
        }
    }

    pub(crate) async fn lock_line_pools(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        lines: &[orders::LineRow],
    ) -> Result<Vec<holds::LockedPool>, Fault> {
        let pools: BTreeSet<Uuid> = lines.iter().flat_map(|l| l.pools.iter().map(|p| p.0)).collect();
        Ok(holds::lock_pools(conn, organizer, &pools.into_iter().collect::<Vec<_>>()).await?)
    }

    /// Tells open pages about an order and the availability it changed.
    pub(crate) async fn say_lines(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        lines: &[orders::LineRow],
    ) -> Result<(), Fault> {
        self.say(conn, News::Order { organizer, order }).await?;
        let performances: BTreeSet<_> = lines.iter().map(|l| l.performance).collect();
        for performance in performances {
            self.say(conn, News::Availability { organizer, performance }).await?;
        }
        Ok(())
    }

    /// One line in the audit log and one in the event stream, in the transaction of the change.
    pub(crate) async fn record(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        at: DateTime<Utc>,
        actor: &str,
        action: &str,
        subject: &str,
        detail: serde_json::Value,
    ) -> Result<(), Fault> {
        storage::audit::write(conn, organizer, at, actor, action, subject, detail.clone()).await?;
        storage::stream::append(conn, organizer, at, action, subject, detail).await?;
        Ok(())
    }

    /// An e-mail, wanted by this transaction and sent after it.
    pub(crate) async fn want_email(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        letter: &letters::Letter,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let id = domain::ids::EmailId(self.chance.uuid(now));
        let detail = serde_json::to_value(&letter.kind).map_err(|e| Fault::Broken(e.to_string()))?;
        storage::emails::insert(
            conn,
            organizer,
            storage::emails::NewEmail {
                id,
                order: letter.order,
                kind: letter.kind.name(),
                to_address: &letter.to,
                locale: letter.locale,
                detail: &detail,
            },
            now,
        )
        .await?;
        self.enqueue(conn, &jobs::SendEmail { organizer, email: id }, None).await
    }
}

fn check_cart(cart: &Cart, seen_total: Option<Money>) -> Result<(), Failure<CartRefusal>> {
    if cart.lines.is_empty() {
        let refusal = if cart.lapsed.is_empty() { CartRefusal::Empty } else { CartRefusal::Expired };
        return Err(Failure::Refused(refusal));
    }
    match seen_total {
        Some(was) if was != cart.total => Err(Failure::Refused(CartRefusal::PriceChanged { was, now: cart.total })),
        _ => Ok(()),
    }
}
