//! The desk where orders are placed: many carts become orders in one transaction.

use super::write_orders::{NewOrders, SettledOrder, look_at_carts, to_the_microsecond};
use super::{OrderDraft, OrderOutline, PlacedOrder};
use crate::Selling;
use base::batch::{Batch, answer_batch};
use base::desk::{Busy, IfAbandoned};
use base::idempotency::{Command, IdempotencyRefusal, KeyedRequest, UsedKeys};
use base::organizer::organizer_by_id;
use base::{Failure, Fault, keys};
use chrono::{DateTime, Utc};
use domain::buyer::BuyerDraft;
use domain::checkout::{AcceptedOrder, CheckoutCart, CheckoutDecision, Purchase, pay_until};
use domain::event::Organizer;
use domain::ids::{CartId, OrderId, OrganizerId, PaymentId};
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::person_limit::{PersonBook, PersonWish};
use domain::refusal::CartRefusal;
use money::jobs;
use money::orders::secrets::Hash;
use money::payment::start_now::PaymentToStart;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::idempotency::UsedKey;
use storage::payments::PaymentToInsert;
use storage::{Conn, carts};

/// Somebody orders what is in their cart.
pub struct OrderRequest {
    /// Of the cart's secret.
    pub cart: Hash,
    pub gateway: GatewayKind,
    pub seen_total: Option<Money>,
    /// What comes with the request through the API.
    pub sent: Option<SubmittedDetails>,
    /// Set once it was counted against how often its buyer may order: a batch that is done anew counts nobody twice.
    pub counted: AtomicBool,
}

/// The buyer's details, to be saved with the order, and the key of the request.
pub struct SubmittedDetails {
    pub draft: BuyerDraft,
    pub key: String,
    pub request: [u8; 32],
}

impl SubmittedDetails {
    /// Each cart has keys of its own.
    fn keyed(&self, cart: CartId) -> KeyedRequest {
        KeyedRequest { command: Command::Checkout(cart), key: self.key.clone(), request: self.request }
    }
}

pub type OrderResult = Result<PlacedOrder, CheckoutRefused>;
type CheckoutRefused = Failure<IdempotencyRefusal<CartRefusal>>;

impl Selling {
    /// Queues a request at the desk of the cart's organizer.
    pub async fn queue_order(&self, request: OrderRequest) -> OrderResult {
        let organizer = self.organizer_of_cart(request.cart).await?.ok_or_else(|| refused(CartRefusal::Unknown))?;
        let selling = self.clone();
        let work = move |requests: Vec<OrderRequest>| {
            let placing = CheckoutBatch { selling: selling.clone(), organizer };
            async move { answer_batch(&placing, &requests).await }
        };
        let placed = self.state.placing.ask(organizer, request, IfAbandoned::Do, work).await;
        let busy = |busy: Busy| IdempotencyRefusal::Refused(CartRefusal::Busy { seconds: busy.seconds });
        placed.map_err(|none| none.refused(busy))?
    }
}

/// What all requests of a batch are decided on.
struct CheckoutState {
    organizer: Organizer,
    offered: Vec<GatewayKind>,
    carts: HashMap<Vec<u8>, CheckoutCart>,
    keys: UsedKeys,
    /// What the buyer of each cart may have, where an event limits it.
    limits: HashMap<Vec<u8>, Result<Vec<PersonWish>, CartRefusal>>,
    persons: PersonBook,
}

impl CheckoutState {
    fn decide(&mut self, request: &OrderRequest) -> Result<CheckoutDecision, CheckoutRefused> {
        let hash = request.cart.as_slice();
        let cart = self.carts.get_mut(hash).ok_or_else(|| refused(CartRefusal::Unknown))?;
        if let Some(sent) = &request.sent {
            check_key(&self.keys, cart, sent)?;
            cart.type_in(&sent.draft);
        }
        let purchase = Purchase {
            gateway: request.gateway,
            seen_total: request.seen_total,
            offered: &self.offered,
            currency: self.organizer.currency,
            limits: self.limits.get(hash).map_or(Ok(&[][..]), Result::as_deref),
        };
        let decision = cart.decide(&purchase, &mut self.persons);
        decision.map_err(|error| Failure::from(error).map(IdempotencyRefusal::Refused))
    }

    /// From now on the cart is this order, and its key is used. Its answer is the order's own.
    fn placed(&mut self, request: &OrderRequest, order: OrderId, number: &str) -> Option<UsedKey> {
        let cart = self.carts.get_mut(request.cart.as_slice())?;
        cart.order = Some((order, number.to_owned()));
        let sent = request.sent.as_ref()?;
        Some(self.keys.keep(&sent.keyed(cart.id), serde_json::json!({})))
    }

    /// What was typed and isn't stored yet.
    fn new_drafts(&self) -> Vec<(CartId, &BuyerDraft)> {
        self.carts.values().filter(|c| c.draft_is_new).map(|c| (c.id, &c.draft)).collect()
    }
}

/// The same key is the same request, and a new one is no way to an order that was placed with another.
fn check_key(used: &UsedKeys, cart: &CheckoutCart, sent: &SubmittedDetails) -> Result<(), CheckoutRefused> {
    match used.answer(&sent.keyed(cart.id))? {
        None if cart.order.is_some() => Err(refused(CartRefusal::Ordered)),
        Some(_) | None => Ok(()),
    }
}

fn refused(refusal: CartRefusal) -> CheckoutRefused {
    Failure::Refused(IdempotencyRefusal::Refused(refusal))
}

struct CheckoutBatch {
    selling: Selling,
    organizer: OrganizerId,
}

/// All that a batch writes, and the payments that begin after it.
#[derive(Default)]
struct CheckoutWrites {
    new: NewOrders,
    payments: Vec<PaymentToStart>,
}

impl Batch for CheckoutBatch {
    type Ask = OrderRequest;
    type Answer = OrderResult;

    async fn run(&self, requests: &[OrderRequest]) -> Result<Vec<OrderResult>, Fault> {
        let now = to_the_microsecond(self.selling.base.clock.now());
        let mut tx = self.selling.base.db.begin_batch(self.organizer, None).await?;
        let mut seen = self.lock_and_read(&mut tx, requests, now).await?;
        let mut made = CheckoutWrites::default();
        let answers: Vec<OrderResult> =
            requests.iter().map(|request| self.answer(&mut seen, request, now, &mut made)).collect();
        let drafts = seen.new_drafts();
        if !drafts.is_empty() {
            carts::save_drafts(&mut tx, self.organizer, &drafts).await?;
        }
        if !self.selling.write_orders(&mut tx, self.organizer, &made.new, now).await? {
            // A place was needed by someone else between our look and our lock.
            if let [_] = requests {
                return Ok(vec![Err(refused(CartRefusal::Expired))]);
            }
            return Err(Fault::Broken("a place of a batch lapsed meanwhile".into()));
        }
        if !seen.persons.remembered.is_empty() {
            storage::persons::remember_all(&mut tx, self.organizer, &seen.persons.remembered).await?;
        }
        tx.commit().await?;
        self.selling.base.rush().note(made.new.orders.len());
        self.selling.money.start_payments_now(self.organizer, made.payments);
        Ok(answers)
    }
}

impl CheckoutBatch {
    /// Locks the carts and reads what decides.
    async fn lock_and_read(
        &self,
        conn: &mut Conn,
        requests: &[OrderRequest],
        now: DateTime<Utc>,
    ) -> Result<CheckoutState, Fault> {
        let carts = look_at_carts(conn, self.organizer, requests.iter().map(|p| p.cart.to_vec()), now).await?;
        let organizer = organizer_by_id(conn, self.organizer).await?;
        let offered = self.selling.money.gateways_of(conn, self.organizer).await?;
        let keyed = |p: &OrderRequest| Some(p.sent.as_ref()?.keyed(carts.get(p.cart.as_slice())?.id));
        let keys = UsedKeys::look(conn, self.organizer, requests.iter().filter_map(keyed)).await?;
        let limits = self.limits(conn, requests, &carts, now).await?;
        let wishes: Vec<PersonWish> = limits.values().flatten().flatten().cloned().collect();
        let persons = self.selling.person_book(conn, self.organizer, &wishes, now).await?;
        Ok(CheckoutState { organizer, offered, carts, keys, limits, persons })
    }

    /// What each buyer may have, by cart. Carts that are orders already are left out.
    async fn limits(
        &self,
        conn: &mut Conn,
        requests: &[OrderRequest],
        carts: &HashMap<Vec<u8>, CheckoutCart>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<Vec<u8>, Result<Vec<PersonWish>, CartRefusal>>, Fault> {
        let mut limits = HashMap::new();
        for request in requests {
            let Some(seen) = carts.get(request.cart.as_slice()).filter(|seen| seen.order.is_none()) else {
                continue;
            };
            if limits.contains_key(request.cart.as_slice()) {
                continue;
            }
            let email = request.sent.as_ref().map_or(&seen.draft.email, |sent| &sent.draft.email);
            // As it will be written down: the same mailbox is the same person, however its address was typed.
            let email = domain::email::check(email).unwrap_or_default();
            let counts = !request.counted.swap(true, Ordering::Relaxed);
            let places: Vec<_> = seen.live.iter().map(|l| (l.performance, l.quantity)).collect();
            let wishes = match self.selling.buyer_wishes(conn, seen.channel, &email, &places, counts, now).await {
                Ok(wishes) => Ok(wishes),
                Err(Failure::Refused(refusal)) => Err(refusal),
                Err(Failure::Fault(fault)) => return Err(fault),
                Err(Failure::Denied(denied)) => return Err(Fault::Broken(denied.to_string())),
            };
            limits.insert(request.cart.to_vec(), wishes);
        }
        Ok(limits)
    }

    fn answer(
        &self,
        seen: &mut CheckoutState,
        request: &OrderRequest,
        now: DateTime<Utc>,
        made: &mut CheckoutWrites,
    ) -> OrderResult {
        match seen.decide(request) {
            Ok(CheckoutDecision::Same(order, number)) => {
                Ok(PlacedOrder { order, secret: self.selling.base.keys.order_secret(order), number })
            }
            Ok(CheckoutDecision::New(agreed)) => {
                let placed = self.draw_up(seen, request, agreed, now, made)?;
                made.new.keys.extend(seen.placed(request, placed.order, &placed.number));
                Ok(placed)
            }
            // A key is kept with the order that it made: that of a refused request may be used for the corrected one.
            Err(failure) => Err(failure),
        }
    }

    fn draw_up(
        &self,
        seen: &CheckoutState,
        request: &OrderRequest,
        agreed: AcceptedOrder,
        now: DateTime<Utc>,
        made: &mut CheckoutWrites,
    ) -> Result<PlacedOrder, Fault> {
        let AcceptedOrder { buyer, gateway, total } = agreed;
        let Some(cart) = seen.carts.get(request.cart.as_slice()) else {
            return Err(Fault::Broken("a cart that was decided on is gone".into()));
        };
        let live = &cart.live;
        let outline = OrderOutline {
            cart: cart.id,
            channel: cart.channel,
            locale: cart.locale,
            buyer: Some(&buyer),
            till: None,
            cashier: None,
            total,
            until: pay_until(now, live.iter().map(|l| l.expires_at)),
        };
        let OrderDraft { order, lines, placed } = self.selling.draw_up(&outline, live, now);
        let payment = PaymentId(self.selling.base.chance.uuid(now));
        let mut asked = None;
        if gateway == GatewayKind::Free {
            made.new.at_once.push(SettledOrder::free(&order, &lines, live, payment));
        } else {
            // This process begins it by itself; where it dies before, whoever sweeps does.
            if !self.selling.base.eager {
                made.new.jobs.push(jobs::start_payment(self.organizer, payment)?);
            }
            let title = live.first().map(|l| l.event_title.get(cart.locale)).unwrap_or_default();
            let words = self.selling.money.words_for_gateway(&seen.organizer, title);
            let of = money::payment::AttemptParts {
                payment,
                gateway,
                organizer: seen.organizer.id,
                order: placed.order,
                order_number: &placed.number,
                amount: total,
                locale: cart.locale,
                asked: &words,
                buyer_email: &buyer.email,
                created_at: now,
            };
            made.payments.push(PaymentToStart {
                payment,
                gateway,
                order: placed.order,
                secret: keys::hash(&placed.secret),
                attempt: self.selling.money.attempt_of(&of),
            });
            asked = Some(words);
        }
        made.new.payments.push(PaymentToInsert {
            id: payment,
            order: placed.order,
            gateway,
            amount: total,
            tendered: None,
            asked,
        });
        made.new.holds.extend(live.iter().map(|l| l.hold.0));
        made.new.orders.push(order);
        made.new.lines.extend(lines);
        Ok(placed)
    }
}
