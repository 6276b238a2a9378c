//! The desk where buttons are pressed: many carts become orders in one transaction.

use super::decide::{self, Agreed, CartSeen, Decision, Refused, Seen, refused};
use super::{Drawn, Outline, PAY_MINUTES, Placed};
use crate::desk::{NoAnswer, Unheard};
use crate::guard::person::PersonWish;
use crate::order_desks::Hash;
use crate::payment::eager::Beginning;
use crate::settle::Sale;
use crate::together::{Batch, together};
use crate::{Failure, Fault, Flows, jobs, keys};
use chrono::{DateTime, Utc};
use domain::buyer::BuyerDraft;
use domain::ids::{OrganizerId, PaymentId};
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::GatewayKind;
use domain::refusal::CartRefusal;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use storage::audit::Line;
use storage::desk_orders as rows;
use storage::idempotency::{self, UsedKey};
use storage::jobs::NewJob;
use storage::orders::{self, LineRow, NewLine, NewOrder, OrderHead};
use storage::payments::NewPayment;
use storage::{Conn, holds, payments};
use uuid::Uuid;

/// Somebody presses the button.
pub(crate) struct Press {
    /// Of the cart's secret.
    pub cart: Hash,
    pub gateway: GatewayKind,
    pub seen_total: Option<Money>,
    /// What comes with the press through the API.
    pub sent: Option<Sent>,
    /// Set once it was counted against how often its buyer may order: a batch that is done anew counts nobody twice.
    pub counted: AtomicBool,
}

/// The buyer's details, to be saved with the order, and the key of the request.
pub(crate) struct Sent {
    pub draft: BuyerDraft,
    pub key: String,
    pub request: [u8; 32],
}

pub(crate) type Pressed = Result<Placed, Refused>;

impl Flows {
    /// Queues a press at the desk of the cart's organizer.
    pub(crate) async fn press(&self, press: Press) -> Pressed {
        let organizer = self.organizer_of_cart(press.cart).await?.ok_or_else(|| refused(CartRefusal::Unknown))?;
        let flows = self.clone();
        let work = move |presses: Vec<Press>| {
            let placing = Placing { flows: flows.clone(), organizer };
            async move {
                let answers = together(&placing, &presses).await;
                answers.into_iter().map(|a| a.unwrap_or_else(|fault| Err(Failure::Fault(fault)))).collect()
            }
        };
        match self.desks().placing.ask(organizer, press, Unheard::Do, work).await {
            Ok(pressed) => pressed,
            Err(NoAnswer::Busy(busy)) => Err(refused(CartRefusal::Busy { seconds: busy.seconds })),
            Err(NoAnswer::Broken(fault)) => Err(fault.into()),
        }
    }
}

struct Placing {
    flows: Flows,
    organizer: OrganizerId,
}

/// All that a batch writes.
#[derive(Default)]
struct Made {
    orders: Vec<NewOrder>,
    lines: Vec<NewLine>,
    payments: Vec<NewPayment>,
    holds: Vec<Uuid>,
    free: Vec<Free>,
    keys: Vec<UsedKey>,
    jobs: Vec<NewJob>,
    beginnings: Vec<Beginning>,
}

/// An order that owes nothing: it is settled with its placing.
struct Free {
    head: OrderHead,
    lines: Vec<LineRow>,
    payment: PaymentId,
}

impl Free {
    fn sale(&self) -> Sale<'_> {
        Sale { head: &self.head, lines: &self.lines, payment: self.payment, started: None, received: None }
    }
}

impl Batch for Placing {
    type Ask = Press;
    type Answer = Pressed;

    async fn run(&self, presses: &[Press]) -> Result<Vec<Pressed>, Fault> {
        let now = to_the_microsecond(self.flows.clock.now());
        let mut tx = self.flows.db.at_desk(self.organizer, None).await?;
        let Some(mut seen) = self.look(&mut tx, presses, now).await? else {
            return Ok(presses.iter().map(|_| Err(refused(CartRefusal::Unknown))).collect());
        };
        let mut made = Made::default();
        let answers: Vec<Pressed> = presses.iter().map(|press| self.answer(&mut seen, press, now, &mut made)).collect();
        let drafts = seen.new_drafts();
        if !drafts.is_empty() {
            rows::save_drafts(&mut tx, self.organizer, &drafts).await?;
        }
        if !self.write(&mut tx, &made, now).await? {
            // A place was needed by someone else between our look and our lock.
            if let [_] = presses {
                return Ok(vec![Err(refused(CartRefusal::Expired))]);
            }
            return Err(Fault::Broken("a place of a batch lapsed meanwhile".into()));
        }
        if !seen.persons.remembered.is_empty() {
            storage::persons::remember_all(&mut tx, self.organizer, &seen.persons.remembered).await?;
        }
        tx.commit().await?;
        self.flows.rush().note(made.orders.len());
        self.flows.begin_payments(self.organizer, made.beginnings);
        Ok(answers)
    }
}

impl Placing {
    /// Locks the carts and reads what decides. `None` when the organizer is gone.
    async fn look(&self, conn: &mut Conn, presses: &[Press], now: DateTime<Utc>) -> Result<Option<Seen>, Fault> {
        let hashes: BTreeSet<Vec<u8>> = presses.iter().map(|p| p.cart.to_vec()).collect();
        let locked = rows::lock_carts(conn, self.organizer, &hashes.into_iter().collect::<Vec<_>>()).await?;
        let Some(organizer) = storage::carts::organizer(conn, self.organizer).await? else { return Ok(None) };
        let offered = self.flows.gateways_of(conn, self.organizer).await?;
        let ids: Vec<Uuid> = locked.iter().map(|c| c.id.0).collect();
        let mut ordered: HashMap<_, _> = rows::orders_of_carts(conn, self.organizer, &ids)
            .await?
            .into_iter()
            .map(|(cart, order, number)| (cart, (order, number)))
            .collect();
        let hash_of: HashMap<_, _> = locked.iter().map(|c| (c.id, c.secret_hash.clone())).collect();
        let mut carts: HashMap<_, _> = locked
            .into_iter()
            .map(|cart| (cart.secret_hash.clone(), CartSeen::new(cart.clone(), ordered.remove(&cart.id))))
            .collect();
        for line in rows::lines_of_carts(conn, self.organizer, &ids).await? {
            if let Some(cart) = hash_of.get(&line.cart).and_then(|hash| carts.get_mut(hash)) {
                cart.take_line(line, now);
            }
        }
        let keys = self.used_keys(conn, presses, &carts).await?;
        let limits = self.limits(conn, presses, &carts, now).await?;
        let wishes: Vec<PersonWish> = limits.values().flatten().flatten().cloned().collect();
        let persons = self.flows.person_book(conn, self.organizer, &wishes, now).await?;
        Ok(Some(Seen { organizer, offered, carts, keys, limits, persons }))
    }

    /// What each buyer may have, by cart. Carts that are orders already are left out.
    async fn limits(
        &self,
        conn: &mut Conn,
        presses: &[Press],
        carts: &HashMap<Vec<u8>, CartSeen>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<Vec<u8>, Result<Vec<PersonWish>, CartRefusal>>, Fault> {
        let mut limits = HashMap::new();
        for press in presses {
            let Some(seen) = carts.get(press.cart.as_slice()).filter(|cart| cart.order.is_none()) else { continue };
            if limits.contains_key(press.cart.as_slice()) {
                continue;
            }
            let email = press.sent.as_ref().map_or(&seen.cart.draft.email, |sent| &sent.draft.email);
            let counts = !press.counted.swap(true, Ordering::Relaxed);
            let places: Vec<_> = seen.live.iter().map(|l| (l.performance, l.quantity)).collect();
            let wishes =
                match self.flows.buyer_wishes(conn, seen.cart.channel, email.trim(), &places, counts, now).await {
                    Ok(wishes) => Ok(wishes),
                    Err(Failure::Refused(refusal)) => Err(refusal),
                    Err(Failure::Fault(fault)) => return Err(fault),
                    Err(Failure::Denied(denied)) => return Err(Fault::Broken(denied.to_string())),
                };
            limits.insert(press.cart.to_vec(), wishes);
        }
        Ok(limits)
    }

    async fn used_keys(
        &self,
        conn: &mut Conn,
        presses: &[Press],
        carts: &HashMap<Vec<u8>, CartSeen>,
    ) -> Result<HashMap<(String, String), Vec<u8>>, Fault> {
        let with_key = presses.iter().filter_map(|p| Some((carts.get(p.cart.as_slice())?, p.sent.as_ref()?)));
        let wanted: BTreeSet<_> = with_key.map(|(c, sent)| (decide::command(c.cart.id), sent.key.clone())).collect();
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let (commands, keys): (Vec<_>, Vec<_>) = wanted.into_iter().unzip();
        let used = idempotency::used(conn, self.organizer, &commands, &keys).await?;
        Ok(used.into_iter().map(|k| ((k.command, k.key), k.request_hash)).collect())
    }

    fn answer(&self, seen: &mut Seen, press: &Press, now: DateTime<Utc>, made: &mut Made) -> Pressed {
        match seen.decide(press) {
            Ok(Decision::Same(order, number)) => {
                Ok(Placed { order, secret: self.flows.keys.order_secret(order), number })
            }
            Ok(Decision::New(agreed)) => {
                let placed = self.draw_up(seen, press, agreed, now, made)?;
                seen.placed(press, placed.order, &placed.number);
                Ok(placed)
            }
            // A key is kept with the order that it made: that of a refused request may be used for the corrected one.
            Err(failure) => Err(failure),
        }
    }

    fn draw_up(
        &self,
        seen: &Seen,
        press: &Press,
        agreed: Agreed,
        now: DateTime<Utc>,
        made: &mut Made,
    ) -> Result<Placed, Fault> {
        let Agreed { buyer, gateway, total } = agreed;
        let Some(CartSeen { cart, live, .. }) = seen.carts.get(press.cart.as_slice()) else {
            return Err(Fault::Broken("a cart that was decided on is gone".into()));
        };
        let outline = Outline {
            cart: cart.id,
            channel: cart.channel,
            locale: cart.locale,
            buyer: Some(&buyer),
            till: None,
            cashier: None,
            total,
            until: super::pay_until(now, live.iter().map(|l| l.expires_at)),
        };
        let Drawn { order, lines, placed } =
            self.flows.draw_up(&outline, live.iter().map(super::PlannedLine::from).collect(), now);
        let payment = PaymentId(self.flows.chance.uuid(now));
        let mut told = None;
        if gateway == GatewayKind::Free {
            made.free.push(free(&order, &lines, live, payment));
        } else {
            // This process begins it by itself; where it dies before, whoever sweeps does.
            if !self.flows.eager {
                made.jobs.push(jobs::start_payment(self.organizer, payment)?);
            }
            let title = live.first().map(|l| l.event_title.get(cart.locale)).unwrap_or_default();
            let asked = self.flows.words_for_gateway(&seen.organizer, title);
            let of = crate::payment::AttemptOf {
                payment,
                gateway,
                organizer: seen.organizer.id,
                order: placed.order,
                order_number: &placed.number,
                amount: total,
                locale: cart.locale,
                asked: &asked,
                buyer_email: &buyer.email,
                created_at: now,
            };
            made.beginnings.push(Beginning {
                payment,
                gateway,
                order: placed.order,
                secret: keys::hash(&placed.secret),
                attempt: self.flows.attempt_of(&of),
            });
            told = Some(asked);
        }
        made.payments.push(NewPayment {
            id: payment,
            order: placed.order,
            gateway,
            amount: total,
            tendered: None,
            asked: told,
        });
        made.holds.extend(live.iter().map(|l| l.hold.0));
        made.keys.extend(press.sent.as_ref().map(|sent| decide::key_of(cart.id, sent)));
        made.orders.push(order);
        made.lines.extend(lines);
        Ok(placed)
    }

    /// Writes it all; `false` when a hold isn't pending any more and nothing of this may stay.
    async fn write(&self, conn: &mut Conn, made: &Made, now: DateTime<Utc>) -> Result<bool, Fault> {
        let (flows, organizer) = (&self.flows, self.organizer);
        if made.orders.is_empty() {
            return Ok(true);
        }
        let until = now + PAY_MINUTES;
        orders::insert_many(conn, organizer, &made.orders, &made.lines, now).await?;
        payments::insert_many(conn, organizer, &made.payments, now).await?;
        // Pools before holds, as everywhere; what is to be paid needs none yet.
        let pools: BTreeSet<Uuid> =
            made.free.iter().flat_map(|f| &f.lines).flat_map(|l| l.pools.iter().map(|p| p.0)).collect();
        if !pools.is_empty() {
            holds::lock_pools(conn, organizer, &pools.into_iter().collect::<Vec<_>>()).await?;
        }
        let kept = holds::keep_until(conn, organizer, &made.holds, until, false, now).await?;
        if kept != made.holds.len() as u64 {
            return Ok(false);
        }
        let placed: Vec<Line> = made.orders.iter().map(super::told).collect();
        storage::audit::record_many(conn, organizer, now, &placed).await?;
        if !made.keys.is_empty() {
            idempotency::keep(conn, organizer, &made.keys, now).await?;
        }
        storage::jobs::enqueue_many(conn, &made.jobs).await?;
        let free: Vec<Sale> = made.free.iter().map(Free::sale).collect();
        if !free.is_empty() {
            flows.sell(conn, organizer, &free, now).await?;
        }
        Ok(true)
    }
}

fn free(order: &NewOrder, lines: &[NewLine], live: &[rows::CheckoutLine], payment: PaymentId) -> Free {
    let line = |(line, of): (&NewLine, &rows::CheckoutLine)| LineRow {
        id: line.id,
        order: line.order,
        hold: line.hold,
        held: true,
        performance: line.performance,
        ticket_type: line.ticket_type,
        seat: line.seat,
        quantity: line.quantity,
        price: line.price,
        holders: line.holders.clone(),
        pools: of.pools.clone(),
    };
    let head = OrderHead {
        id: order.id,
        number: order.number.clone(),
        cart: order.cart,
        channel: order.channel,
        state: OrderState::AwaitingPayment,
        locale: order.locale,
        currency: order.total.currency,
        total: order.total,
        refunded: Money::zero(order.total.currency),
        buyer_email: order.buyer_email.clone(),
        till: order.till,
        expires_at: None,
    };
    Free { head, lines: lines.iter().zip(live).map(line).collect(), payment }
}

/// As Postgres keeps it: what is made of a time now and what is made of it once it was stored are the same.
fn to_the_microsecond(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}
