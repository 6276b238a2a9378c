//! What the cashier sees, and what changes it.

use super::browser::{self, Memory};
use crate::act::{cart, counter, orders, print, sell};
use crate::model::{Basket, CompletedSale, DayStart, PrinterView, SaleAnswer, SaleAttempt, TillPerformance};
use crate::refusal::{self, TillError};
use crate::text;
use domain::cart::Secret;
use domain::hold::Claim;
use domain::ids::{HoldId, OrderId, PerformanceId, SeatId, TicketTypeId, TillId};
use domain::locale::Locale;
use domain::money::Money;
use domain::seating::{SeatState, SeatingPlan};
use face::error::FaceError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{HashSet, VecDeque};
use ui::kit::{Tone, current_locale};

const CART: &str = "till.cart";
const ATTEMPT: &str = "till.attempt";
const PERFORMANCE: &str = "till.date";
const TILL: &str = "till.till";

/// What the large panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Sell,
    Performances,
    Sales,
    Order(OrderId),
    Printer,
}

/// A change of the cart, waiting for its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CartChange {
    Add(Claim),
    Best {
        performance: PerformanceId,
        ticket_type: TicketTypeId,
        count: u32,
    },
    Remove(Vec<HoldId>),
    Less(HoldId),
    Extend,
    /// Price it with this discount code, or with none.
    UseCode(Option<String>),
}

/// Everything on the till's screen, and what is done there. Copies are the same till.
#[derive(Clone, Copy)]
pub struct TillApp {
    pub locale: Locale,
    pub start: RwSignal<Option<DayStart>>,
    pub till: RwSignal<Option<TillId>>,
    pub performances: RwSignal<Vec<TillPerformance>>,
    pub performance: RwSignal<Option<PerformanceId>>,
    pub search: RwSignal<String>,
    pub view: RwSignal<Panel>,
    pub basket: RwSignal<Option<Basket>>,
    /// When the first place goes back on sale, by this browser's clock in milliseconds.
    pub ends_at: RwSignal<Option<f64>>,
    pub clock: RwSignal<f64>,
    queue: RwSignal<VecDeque<CartChange>>,
    pub working: RwSignal<bool>,
    /// How many the next tile gives, as typed; 0 is one.
    pub times: RwSignal<u32>,
    /// The ticket type whose number is asked for.
    pub asking: RwSignal<Option<TicketTypeId>>,
    pub map_open: RwSignal<bool>,
    pub plan: RwSignal<Option<SeatingPlan>>,
    pub taken: RwSignal<Vec<(SeatId, SeatState)>>,
    /// Cash as typed.
    pub given: RwSignal<String>,
    pub name: RwSignal<String>,
    pub email: RwSignal<String>,
    pub fields: RwSignal<Vec<(String, String)>>,
    /// A payment whose answer isn't known yet.
    pub attempt: RwSignal<Option<SaleAttempt>>,
    pub paying: RwSignal<bool>,
    pub done: RwSignal<Option<CompletedSale>>,
    pub printer: RwSignal<Option<PrinterView>>,
    /// Nothing is printed at this till.
    pub paperless: Memo<bool>,
    pub said: RwSignal<Option<(Tone, String)>>,
    pub spoken: RwSignal<String>,
    pub online: RwSignal<bool>,
    pub signed_out: RwSignal<bool>,
    /// Performances of which something was sold or came back since we looked.
    pub stale: RwSignal<HashSet<PerformanceId>>,
    /// Counts up when the list of sales should be looked at again.
    pub sold: RwSignal<u32>,
}

impl TillApp {
    pub fn new() -> TillApp {
        let (start, printer) = (RwSignal::new(None), RwSignal::new(None));
        let till = RwSignal::new(Memory::Device.read(TILL));
        TillApp {
            locale: current_locale(),
            start,
            till,
            performances: RwSignal::new(Vec::new()),
            performance: RwSignal::new(Memory::Tab.read(PERFORMANCE)),
            search: RwSignal::new(String::new()),
            view: RwSignal::new(Panel::Sell),
            basket: RwSignal::new(None),
            ends_at: RwSignal::new(None),
            clock: RwSignal::new(browser::now()),
            queue: RwSignal::new(VecDeque::new()),
            working: RwSignal::new(false),
            times: RwSignal::new(0),
            asking: RwSignal::new(None),
            map_open: RwSignal::new(false),
            plan: RwSignal::new(None),
            taken: RwSignal::new(Vec::new()),
            given: RwSignal::new(String::new()),
            name: RwSignal::new(String::new()),
            email: RwSignal::new(String::new()),
            fields: RwSignal::new(Vec::new()),
            attempt: RwSignal::new(Memory::Tab.read(ATTEMPT)),
            paying: RwSignal::new(false),
            done: RwSignal::new(None),
            printer,
            paperless: Memo::new(move |_| is_paperless(start, till, printer)),
            said: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            online: RwSignal::new(true),
            signed_out: RwSignal::new(false),
            stale: RwSignal::new(HashSet::new()),
            sold: RwSignal::new(0),
        }
    }

    /// Fetches what the day begins with, and what a reload left behind.
    pub fn begin(self) {
        spawn_local(async move {
            let Some(start) = self.take(counter::begin_day().await) else { return };
            let known = |id: &TillId| start.tills.iter().any(|till| till.id == *id);
            let only = || (start.tills.len() == 1).then(|| start.tills[0].id);
            self.till.set(self.till.get_untracked().filter(known).or_else(only));
            let chosen = self
                .performance
                .get_untracked()
                .filter(|id| start.performances.iter().any(|performance| performance.id == *id));
            let only = || (start.performances.len() == 1).then(|| start.performances[0].id);
            self.performance.set(chosen.or_else(only));
            if self.performance.get_untracked().is_none() {
                self.view.set(Panel::Performances);
            }
            self.performances.set(start.performances.clone());
            self.start.set(Some(start));
            if self.attempt.get_untracked().is_some() {
                self.try_attempt();
            }
            self.look_at_cart().await;
            self.look_at_printer();
        });
    }

    pub fn choose_till(self, till: TillId) {
        Memory::Device.keep(TILL, Some(&till));
        self.till.set(Some(till));
        self.printer.set(None);
        self.look_at_printer();
        browser::focus("main");
    }

    pub fn choose_performance(self, performance: PerformanceId) {
        Memory::Tab.keep(PERFORMANCE, Some(&performance));
        self.asking.set(None);
        self.times.set(0);
        self.performance.set(Some(performance));
        self.view.set(Panel::Sell);
        self.stale.update(|stale| {
            stale.insert(performance);
        });
        browser::focus("date-title");
    }

    /// The performance that is sold now.
    pub fn current_performance(self) -> Option<TillPerformance> {
        let id = self.performance.get()?;
        self.performances.with(|performances| performances.iter().find(|performance| performance.id == id).cloned())
    }

    pub fn say(self, tone: Tone, words: impl Into<String>) {
        self.said.set(Some((tone, words.into())));
    }

    /// Shows how a question failed. `None` then.
    pub fn take<T>(self, answer: Result<T, impl Into<TillError>>) -> Option<T> {
        let error = match answer.map_err(Into::into) {
            Ok(answer) => {
                self.online.set(true);
                return Some(answer);
            }
            Err(TillError::Refused { refusal }) => {
                self.say(Tone::Error, refusal::words(self.locale, &refusal));
                return None;
            }
            Err(TillError::Face(error)) => error,
        };
        match error {
            FaceError::Offline => self.online.set(false),
            FaceError::NotSignedIn => self.signed_out.set(true),
            FaceError::NotAllowed => self.say(Tone::Error, text::may_not(self.locale)),
            FaceError::Missing => self.say(Tone::Error, text::gone(self.locale)),
            FaceError::Refused(words) => self.say(Tone::Error, words),
            FaceError::Unreadable => self.say(Tone::Error, text::out_of_date(self.locale)),
            FaceError::Unavailable => self.say(Tone::Error, text::server_broke(self.locale)),
        }
        None
    }

    /// Puts a change of the cart in line.
    pub fn change(self, change: CartChange) {
        if self.attempt.get_untracked().is_some() {
            return;
        }
        self.begin_next();
        self.said.set(None);
        self.queue.update(|queue| match (queue.back_mut(), &change) {
            // Taps in a hurry on the same tile are one request.
            (Some(CartChange::Add(last)), CartChange::Add(new))
                if last.seats.is_empty()
                    && new.seats.is_empty()
                    && (last.performance, last.ticket_type) == (new.performance, new.ticket_type) =>
            {
                last.quantity += new.quantity;
            }
            _ => queue.push_back(change),
        });
        if !self.working.get_untracked() {
            self.working.set(true);
            spawn_local(async move {
                while let Some(next) = self.queue.try_update(VecDeque::pop_front).flatten() {
                    self.carry_out(next).await;
                }
                self.working.set(false);
            });
        }
    }

    async fn carry_out(self, change: CartChange) {
        let secret = self.secret();
        let is_smaller = matches!(change, CartChange::Remove(_) | CartChange::Less(_));
        let answer = match (change, secret) {
            (CartChange::Add(claim), secret) => cart::add(secret, claim).await,
            (CartChange::Best { performance, ticket_type, count }, secret) => {
                cart::best(secret, performance, ticket_type, count).await
            }
            (CartChange::Remove(holds), Some(secret)) => cart::remove(secret, holds).await,
            (CartChange::Less(hold), Some(secret)) => cart::less(secret, hold).await,
            (CartChange::Extend, Some(secret)) => cart::extend(secret).await,
            (CartChange::UseCode(code), Some(secret)) => cart::use_code(secret, code).await,
            (CartChange::Remove(_) | CartChange::Less(_) | CartChange::Extend | CartChange::UseCode(_), None) => return,
        };
        match answer {
            Ok(basket) => {
                self.online.set(true);
                self.spoken.set(text::in_the_cart(self.locale, basket.tickets, basket.total.format(self.locale)));
                self.show(basket);
            }
            Err(error) => {
                let unsure = error.is_unsure();
                self.take(Err::<(), _>(error));
                if unsure {
                    self.queue.update(VecDeque::clear);
                    self.say(Tone::Warning, text::not_changed(self.locale));
                }
                if unsure || is_smaller {
                    self.look_at_cart().await;
                }
            }
        }
    }

    fn secret(self) -> Option<Secret> {
        self.basket.with_untracked(|basket| basket.as_ref().filter(|b| !b.is_sold).map(|b| b.secret.clone()))
    }

    fn show(self, basket: Basket) {
        if basket.is_sold {
            self.forget_cart();
            return;
        }
        let seen = self.basket.with_untracked(|old| old.as_ref().map_or(0, |old| old.lapsed.len()));
        if basket.lapsed.len() > seen {
            self.say(Tone::Warning, text::went_back(self.locale, basket.lapsed[seen..].join("; ")));
        }
        if basket.lines.is_empty() {
            self.forget_customer();
        }
        Memory::Tab.keep(CART, Some(&basket.secret));
        self.ends_at.set(basket.seconds_left.map(|left| browser::now() + left as f64 * 1000.0));
        self.basket.set(Some(basket));
    }

    fn forget_cart(self) {
        Memory::Tab.keep::<Secret>(CART, None);
        self.basket.set(None);
        self.ends_at.set(None);
        self.forget_customer();
    }

    /// What was counted and typed for one customer is nothing to the next.
    fn forget_customer(self) {
        for field in [self.given, self.name, self.email] {
            field.set(String::new());
        }
        self.fields.set(Vec::new());
    }

    /// The cart as the server has it: after a reload, after a lost answer, when a place's time is over.
    pub async fn look_at_cart(self) {
        let Some(secret) = self.secret().or_else(|| Memory::Tab.read(CART)) else { return };
        match cart::look_at_cart(secret).await {
            Ok(Some(basket)) => {
                self.online.set(true);
                self.show(basket);
            }
            Ok(None) => self.forget_cart(),
            Err(error) if error.is_unsure() => self.online.set(error != FaceError::Offline),
            Err(error) => {
                self.take(Err::<(), _>(error));
            }
        }
    }

    /// Everything in the cart goes back on sale.
    pub fn empty_cart(self) {
        let holds = self.basket.with_untracked(|basket| {
            basket.iter().flat_map(|b| &b.lines).flat_map(|line| line.holds.iter().map(|(hold, _)| *hold)).collect()
        });
        self.change(CartChange::Remove(holds));
        browser::focus("cart-title");
    }

    /// Is paid. Pressing again while it isn't answered presses the same key.
    pub fn pay(self, tendered: Money) {
        let (Some(till), Some(cart)) = (self.till.get_untracked(), self.secret()) else { return };
        if self.working.get_untracked() || self.attempt.get_untracked().is_some() {
            return;
        }
        if self.paperless.get_untracked() && self.email.with_untracked(|email| domain::typed::is_blank(email)) {
            let words = text::email_needed(self.locale);
            self.fields.set(vec![("email".to_owned(), words.to_owned())]);
            self.say(Tone::Error, words);
            browser::focus("field-email");
            return;
        }
        let attempt = SaleAttempt {
            key: browser::fresh_key(),
            till,
            cart,
            tendered,
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
        };
        Memory::Tab.keep(ATTEMPT, Some(&attempt));
        self.said.set(None);
        self.attempt.set(Some(attempt));
        self.try_attempt();
    }

    /// Asks for the answer to the payment under way; safe to call at any time.
    pub fn try_attempt(self) {
        let Some(attempt) = self.attempt.get_untracked() else { return };
        if self.paying.get_untracked() {
            return;
        }
        self.paying.set(true);
        spawn_local(async move {
            let answer = sell::sell(attempt).await;
            self.paying.set(false);
            match answer {
                Ok(SaleAnswer::Sold(sale)) => self.finish(sale),
                Ok(SaleAnswer::Refused { refusal, basket }) => {
                    self.end_attempt();
                    self.fields.set(refusal::fields(self.locale, &refusal));
                    self.say(Tone::Error, refusal::till(self.locale, &refusal));
                    // The till may have lost its printer meanwhile.
                    self.look_at_printer();
                    match basket {
                        Some(basket) => self.show(basket),
                        None => self.forget_cart(),
                    }
                }
                Err(FaceError::Offline) => self.online.set(false),
                Err(FaceError::Unavailable) => {}
                Err(FaceError::NotSignedIn) => self.signed_out.set(true),
                Err(error) => {
                    self.end_attempt();
                    self.take(Err::<(), _>(error));
                }
            }
        });
    }

    fn end_attempt(self) {
        Memory::Tab.keep::<SaleAttempt>(ATTEMPT, None);
        self.attempt.set(None);
    }

    fn finish(self, sale: CompletedSale) {
        self.end_attempt();
        self.online.set(true);
        self.forget_cart();
        self.spoken.set(match (sale.total.is_zero(), sale.change.is_zero()) {
            (true, true) => text::sold_as(self.locale, &sale.number),
            (false, true) => text::sold_no_change(self.locale, &sale.number),
            (_, false) => text::sold_with_change(self.locale, &sale.number, sale.change.format(self.locale)),
        });
        self.done.set(Some(sale));
        self.sold.update(|count| *count += 1);
        self.look_at_printer();
        browser::focus("change-title");
    }

    /// What was wrong with a field is no longer said once it is typed in again.
    pub fn typed_again(self, field: &str) {
        if self.fields.with_untracked(|all| all.iter().any(|(name, _)| name == field)) {
            self.fields.update(|all| all.retain(|(name, _)| name != field));
        }
    }

    /// The change due goes away with the first tap of the next sale.
    pub fn begin_next(self) {
        if self.done.with_untracked(Option::is_some) {
            self.done.set(None);
        }
    }

    pub fn look_at_printer(self) {
        let Some(till) = self.till.get_untracked() else { return };
        spawn_local(async move {
            match print::look_at_printer(till).await {
                Ok(printer) => {
                    if self.printer.with_untracked(|old| old.as_ref() != Some(&printer)) {
                        self.printer.set(Some(printer));
                    }
                }
                Err(FaceError::NotSignedIn) => self.signed_out.set(true),
                // The bar shows it when there is no network; a broken server is told of by what it was asked for.
                Err(_) => {}
            }
        });
    }

    /// Looks again at performances that have changed, and at the list when all may have.
    pub fn refresh_performances(self) {
        let stale: Vec<PerformanceId> = self.stale.try_update(|stale| stale.drain().collect()).unwrap_or_default();
        for id in stale {
            spawn_local(async move {
                let Ok(found) = counter::performance(id).await else { return };
                self.performances.update(|performances| {
                    let old = performances.iter_mut().find(|performance| performance.id == id);
                    if let (Some(old), Some(new)) = (old, found) {
                        *old = new;
                    }
                });
            });
        }
    }

    pub fn refresh_all_performances(self) {
        spawn_local(async move {
            if let Ok(performances) = counter::performances().await {
                self.performances.set(performances);
            }
        });
    }

    /// Does something and says how it went. `then` gets what came back.
    pub fn act<T: 'static>(
        self,
        work: impl Future<Output = Result<T, TillError>> + 'static,
        done: impl Into<String>,
        then: impl FnOnce(T) + 'static,
    ) {
        let done: String = done.into();
        spawn_local(async move {
            if let Some(answer) = self.take(work.await) {
                if !done.is_empty() {
                    self.say(Tone::Success, done);
                }
                then(answer);
            }
            self.look_at_printer();
        });
    }

    /// Opens an order, by its number's row or after a sale. What was said was about another one.
    pub fn open_order(self, order: OrderId) {
        self.said.set(None);
        self.view.set(Panel::Order(order));
        browser::focus("order-title");
    }

    pub async fn order(self, order: OrderId) -> Option<crate::model::OrderView> {
        self.take(orders::order(order).await)
    }
}

/// As the printer was last seen; until it was looked at, as the day began.
fn is_paperless(
    start: RwSignal<Option<DayStart>>,
    till: RwSignal<Option<TillId>>,
    printer: RwSignal<Option<PrinterView>>,
) -> bool {
    if let Some(prints) = printer.with(|printer| printer.as_ref().map(|printer| printer.state.is_some())) {
        return !prints;
    }
    let here = till.get();
    start.with(|start| {
        let mut tills = start.iter().flat_map(|start| &start.tills);
        tills.any(|one| Some(one.id) == here && !one.prints)
    })
}
