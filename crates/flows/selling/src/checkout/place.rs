//! The desk where buttons are pressed: many carts become orders in one transaction.

use super::write::{AtOnce, NewOrders, look_at_carts, to_the_microsecond};
use super::{Drawn, Outline, Placed};
use crate::Selling;
use base::batch::{Batch, together};
use base::desk::{NoAnswer, Unheard};
use base::idempotency::{Command, OnceRefusal, wrapped};
use base::{Failure, Fault, keys};
use chrono::{DateTime, Utc};
use domain::buyer::BuyerDraft;
use domain::checkout::{Agreed, CheckoutCart, Decision, Purchase, pay_until};
use domain::event::Organizer;
use domain::ids::{CartId, OrderId, OrganizerId, PaymentId};
use domain::money::Money;
use domain::payment::GatewayKind;
use domain::person_limit::{PersonBook, PersonWish};
use domain::refusal::CartRefusal;
use money::jobs;
use money::orders::secrets::Hash;
use money::payment::eager::Beginning;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use storage::idempotency::UsedKey;
use storage::payments::NewPayment;
use storage::{Conn, carts, idempotency};

/// Somebody presses the button.
pub struct Press {
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
pub struct Sent {
    pub draft: BuyerDraft,
    pub key: String,
    pub request: [u8; 32],
}

pub type Pressed = Result<Placed, Refused>;
type Refused = Failure<OnceRefusal<CartRefusal>>;

impl Selling {
    /// Queues a press at the desk of the cart's organizer.
    pub async fn press(&self, press: Press) -> Pressed {
        let organizer = self.organizer_of_cart(press.cart).await?.ok_or_else(|| refused(CartRefusal::Unknown))?;
        let flows = self.clone();
        let work = move |presses: Vec<Press>| {
            let placing = Placing { flows: flows.clone(), organizer };
            async move {
                let answers = together(&placing, &presses).await;
                answers.into_iter().map(|a| a.unwrap_or_else(|fault| Err(Failure::Fault(fault)))).collect()
            }
        };
        match self.state.placing.ask(organizer, press, Unheard::Do, work).await {
            Ok(pressed) => pressed,
            Err(NoAnswer::Busy(busy)) => Err(refused(CartRefusal::Busy { seconds: busy.seconds })),
            Err(NoAnswer::Broken(fault)) => Err(fault.into()),
        }
    }
}

/// What all presses of a batch are decided on.
struct Seen {
    organizer: Organizer,
    offered: Vec<GatewayKind>,
    carts: HashMap<Vec<u8>, CheckoutCart>,
    /// What was asked with the keys that were used, by command and key.
    keys: HashMap<(String, String), Vec<u8>>,
    /// What the buyer of each cart may have, where an event limits it.
    limits: HashMap<Vec<u8>, Result<Vec<PersonWish>, CartRefusal>>,
    persons: PersonBook,
}

impl Seen {
    fn decide(&mut self, press: &Press) -> Result<Decision, Refused> {
        let hash = press.cart.as_slice();
        let cart = self.carts.get_mut(hash).ok_or_else(|| refused(CartRefusal::Unknown))?;
        if let Some(sent) = &press.sent {
            check_key(&self.keys, cart, sent)?;
            cart.type_in(&sent.draft);
        }
        let purchase = Purchase {
            gateway: press.gateway,
            seen_total: press.seen_total,
            offered: &self.offered,
            currency: self.organizer.currency,
            limits: self.limits.get(hash).map_or(Ok(&[][..]), Result::as_deref),
        };
        let decision = cart.decide(&purchase, &mut self.persons);
        decision.map_err(|error| wrapped(error.into()))
    }

    /// From now on the cart is this order, and its key is used.
    fn placed(&mut self, press: &Press, order: OrderId, number: &str) {
        let Some(cart) = self.carts.get_mut(press.cart.as_slice()) else { return };
        cart.order = Some((order, number.to_owned()));
        if let Some(sent) = &press.sent {
            self.keys.insert((Command::Checkout(cart.id).to_string(), sent.key.clone()), sent.request.to_vec());
        }
    }

    /// What was typed and isn't stored yet.
    fn new_drafts(&self) -> Vec<(CartId, &BuyerDraft)> {
        self.carts.values().filter(|c| c.draft_is_new).map(|c| (c.id, &c.draft)).collect()
    }
}

/// The same key is the same request, and a new one is no way to an order that was placed with another.
fn check_key(used: &HashMap<(String, String), Vec<u8>>, cart: &CheckoutCart, sent: &Sent) -> Result<(), Refused> {
    match used.get(&(Command::Checkout(cart.id).to_string(), sent.key.clone())) {
        Some(request) if *request != sent.request => Err(Failure::Refused(OnceRefusal::KeyReused)),
        Some(_) => Ok(()),
        None if cart.order.is_some() => Err(refused(CartRefusal::Ordered)),
        None => Ok(()),
    }
}

fn key_of(cart: CartId, sent: &Sent) -> UsedKey {
    UsedKey {
        command: Command::Checkout(cart).to_string(),
        key: sent.key.clone(),
        request_hash: sent.request.to_vec(),
        response: serde_json::json!({}),
    }
}

fn refused(refusal: CartRefusal) -> Refused {
    Failure::Refused(OnceRefusal::Refused(refusal))
}

struct Placing {
    flows: Selling,
    organizer: OrganizerId,
}

/// All that a batch writes, and the payments that begin after it.
#[derive(Default)]
struct Made {
    new: NewOrders,
    beginnings: Vec<Beginning>,
}

impl Batch for Placing {
    type Ask = Press;
    type Answer = Pressed;

    async fn run(&self, presses: &[Press]) -> Result<Vec<Pressed>, Fault> {
        let now = to_the_microsecond(self.flows.base.clock.now());
        let mut tx = self.flows.base.db.at_desk(self.organizer, None).await?;
        let Some(mut seen) = self.look(&mut tx, presses, now).await? else {
            return Ok(presses.iter().map(|_| Err(refused(CartRefusal::Unknown))).collect());
        };
        let mut made = Made::default();
        let answers: Vec<Pressed> = presses.iter().map(|press| self.answer(&mut seen, press, now, &mut made)).collect();
        let drafts = seen.new_drafts();
        if !drafts.is_empty() {
            carts::save_drafts(&mut tx, self.organizer, &drafts).await?;
        }
        if !self.flows.write_orders(&mut tx, self.organizer, &made.new, now).await? {
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
        self.flows.base.rush().note(made.new.orders.len());
        self.flows.money.begin_payments(self.organizer, made.beginnings);
        Ok(answers)
    }
}

impl Placing {
    /// Locks the carts and reads what decides. `None` when the organizer is gone.
    async fn look(&self, conn: &mut Conn, presses: &[Press], now: DateTime<Utc>) -> Result<Option<Seen>, Fault> {
        let carts = look_at_carts(conn, self.organizer, presses.iter().map(|p| p.cart.to_vec()), now).await?;
        let Some(organizer) = storage::organizers::find(conn, self.organizer).await? else { return Ok(None) };
        let offered = self.flows.money.gateways_of(conn, self.organizer).await?;
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
        carts: &HashMap<Vec<u8>, CheckoutCart>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<Vec<u8>, Result<Vec<PersonWish>, CartRefusal>>, Fault> {
        let mut limits = HashMap::new();
        for press in presses {
            let Some(seen) = carts.get(press.cart.as_slice()).filter(|seen| seen.order.is_none()) else {
                continue;
            };
            if limits.contains_key(press.cart.as_slice()) {
                continue;
            }
            let email = press.sent.as_ref().map_or(&seen.draft.email, |sent| &sent.draft.email);
            // As it will be written down: the same mailbox is the same person, however its address was typed.
            let email = domain::email::check(email).unwrap_or_default();
            let counts = !press.counted.swap(true, Ordering::Relaxed);
            let places: Vec<_> = seen.live.iter().map(|l| (l.performance, l.quantity)).collect();
            let wishes = match self.flows.buyer_wishes(conn, seen.channel, &email, &places, counts, now).await {
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
        carts: &HashMap<Vec<u8>, CheckoutCart>,
    ) -> Result<HashMap<(String, String), Vec<u8>>, Fault> {
        let with_key = presses.iter().filter_map(|p| Some((carts.get(p.cart.as_slice())?, p.sent.as_ref()?)));
        let wanted: BTreeSet<_> =
            with_key.map(|(c, sent)| (Command::Checkout(c.id).to_string(), sent.key.clone())).collect();
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
                Ok(Placed { order, secret: self.flows.base.keys.order_secret(order), number })
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
        let Some(cart) = seen.carts.get(press.cart.as_slice()) else {
            return Err(Fault::Broken("a cart that was decided on is gone".into()));
        };
        let live = &cart.live;
        let outline = Outline {
            cart: cart.id,
            channel: cart.channel,
            locale: cart.locale,
            buyer: Some(&buyer),
            till: None,
            cashier: None,
            total,
            until: pay_until(now, live.iter().map(|l| l.expires_at)),
        };
        let Drawn { order, lines, placed } = self.flows.draw_up(&outline, live, now);
        let payment = PaymentId(self.flows.base.chance.uuid(now));
        let mut told = None;
        if gateway == GatewayKind::Free {
            made.new.at_once.push(AtOnce::free(&order, &lines, live, payment));
        } else {
            // This process begins it by itself; where it dies before, whoever sweeps does.
            if !self.flows.base.eager {
                made.new.jobs.push(jobs::start_payment(self.organizer, payment)?);
            }
            let title = live.first().map(|l| l.event_title.get(cart.locale)).unwrap_or_default();
            let asked = self.flows.money.words_for_gateway(&seen.organizer, title);
            let of = money::payment::AttemptOf {
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
                attempt: self.flows.money.attempt_of(&of),
            });
            told = Some(asked);
        }
        made.new.payments.push(NewPayment {
            id: payment,
            order: placed.order,
            gateway,
            amount: total,
            tendered: None,
            asked: told,
        });
        made.new.holds.extend(live.iter().map(|l| l.hold.0));
        made.new.keys.extend(press.sent.as_ref().map(|sent| key_of(cart.id, sent)));
        made.new.orders.push(order);
        made.new.lines.extend(lines);
        Ok(placed)
    }
}
