//! The desk where gateways' words are taken in. Payments that came in time are settled together; whatever isn't plain goes
//! the slow way, one by one, in a transaction of its own.

use super::account_of;
use crate::Treasury;
use crate::settle::Sale;
use base::Fault;
use base::batch::{Batch, again, together};
use base::desk::{Unheard, fault_of};
use base::live::News;
use domain::hold::HoldState;
use domain::ids::{OrderId, OrganizerId, PaymentId};
use domain::order::OrderState;
use domain::payment::{PaymentState, Settled as Final};
use payments::gateway::Outcome;
use std::collections::{BTreeSet, HashMap, HashSet};
use storage::Conn;
use storage::orders::{self, LineRow, OrderHead};
use storage::payments::{self as rows, PaymentNote, PaymentRow};
use uuid::Uuid;

/// What a gateway said of a payment.
pub struct Word {
    pub payment: PaymentId,
    pub order: OrderId,
    /// What it calls the payment and where the buyer pays, when it has just begun.
    pub started: Option<(String, Option<String>)>,
    pub outcome: Outcome,
}

impl Word {
    fn said(&self) -> Option<(&str, Option<&str>)> {
        self.started.as_ref().map(|(reference, url)| (reference.as_str(), url.as_deref()))
    }
}

/// How far the batch came with a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Done,
    NotPlain,
}

impl Treasury {
    /// Takes a gateway's word in. The order is locked first, so words that come twice, late or in any order end the same
    /// way: tickets once, or the money back once.
    pub async fn hear(&self, organizer: OrganizerId, word: Word) -> Result<(), Fault> {
        let flows = self.clone();
        let work = move |words: Vec<Word>| flows.clone().hear_all(organizer, words);
        self.desks().settling.ask(organizer, word, Unheard::Do, work).await.map_err(fault_of)?
    }

    async fn hear_all(self, organizer: OrganizerId, words: Vec<Word>) -> Vec<Result<(), Fault>> {
        let settling = Settling { flows: self, organizer };
        let mut answers = Vec::with_capacity(words.len());
        for (taken, word) in together(&settling, &words).await.into_iter().zip(&words) {
            answers.push(match taken {
                Ok(Taken::Done) => Ok(()),
                Ok(Taken::NotPlain) => again(|| settling.flows.take_one(organizer, word)).await,
                Err(fault) => Err(fault),
            });
        }
        answers
    }
}

struct Settling {
    flows: Treasury,
    organizer: OrganizerId,
}

/// What the words are about, locked.
struct Seen {
    orders: HashMap<OrderId, OrderHead>,
    payments: HashMap<PaymentId, PaymentRow>,
    lines: HashMap<OrderId, Vec<LineRow>>,
}

/// What becomes of a word.
enum Way {
    /// It says nothing new, apart from what the gateway calls the payment.
    Nothing,
    /// The payment is open at the gateway.
    Open,
    /// It is paid, in time and as it was asked for.
    Paid,
    NotPlain,
}

impl Seen {
    fn way(&self, word: &Word) -> Way {
        let Some(payment) = self.payments.get(&word.payment) else { return Way::Nothing };
        let Some(order) = self.orders.get(&payment.order) else { return Way::Nothing };
        let next = match payment.payment.state.report(&word.outcome.report()) {
            Ok(Some(next)) => next,
            // Nothing new, or a word against money we have already seen: the money counts.
            Ok(None) | Err(Final) => return Way::Nothing,
        };
        let lines = self.lines.get(&order.id).map(Vec::as_slice).unwrap_or_default();
        let held = !lines.is_empty() && lines.iter().all(|l| l.hold_state.become_state(HoldState::Posted).is_ok());
        match (next, &word.outcome) {
            (PaymentState::Pending, Outcome::Pending) => Way::Open,
            (PaymentState::Captured, Outcome::Captured { amount, .. })
                if *amount == payment.payment.amount && order.state == OrderState::AwaitingPayment && held =>
            {
                Way::Paid
            }
            _ => Way::NotPlain,
        }
    }
}

impl Batch for Settling {
    type Ask = Word;
    type Answer = Taken;

    async fn run(&self, words: &[Word]) -> Result<Vec<Taken>, Fault> {
        let (flows, organizer) = (&self.flows, self.organizer);
        let now = flows.base.clock.now();
        let mut tx = flows.base.db.at_desk(organizer, None).await?;
        let seen = self.look(&mut tx, words).await?;
        let mut answers = Vec::with_capacity(words.len());
        let (mut sales, mut notes, mut news) = (Vec::new(), Vec::new(), Vec::new());
        let mut met = HashSet::new();
        for word in words {
            // A second word about an order is decided on what the first one leaves.
            let way = if met.insert(word.order) { seen.way(word) } else { Way::NotPlain };
            answers.push(if matches!(way, Way::NotPlain) { Taken::NotPlain } else { Taken::Done });
            match (way, seen.sale(word)) {
                (Way::Paid, Some(sale)) => sales.push(sale),
                (Way::Open, _) => {
                    notes.push(PaymentNote {
                        id: word.payment,
                        state: Some(PaymentState::Pending),
                        started: word.said(),
                    });
                    news.push(News::Order { organizer, order: word.order });
                }
                (Way::Nothing, Some(_)) if word.started.is_some() => {
                    notes.push(PaymentNote { id: word.payment, state: None, started: word.said() });
                }
                _ => {}
            }
        }
        if !sales.is_empty() {
            flows.sell(&mut tx, organizer, &sales, now).await?;
        }
        if !notes.is_empty() {
            rows::note_many(&mut tx, organizer, &notes, now).await?;
            flows.base.say_all(&mut tx, news).await?;
        }
        tx.commit().await?;
        Ok(answers)
    }
}

impl Seen {
    /// The sale that a word would be. `None`: nothing is known of its payment.
    fn sale<'a>(&'a self, word: &'a Word) -> Option<Sale<'a>> {
        let payment = self.payments.get(&word.payment)?;
        let head = self.orders.get(&payment.order)?;
        let lines = self.lines.get(&head.id).map(Vec::as_slice).unwrap_or_default();
        let received = Some(account_of(payment.payment.gateway, head));
        Some(Sale { head, lines, payment: word.payment, started: word.said(), received, by: "system" })
    }
}

impl Settling {
    async fn look(&self, conn: &mut Conn, words: &[Word]) -> Result<Seen, Fault> {
        let ids: BTreeSet<Uuid> = words.iter().map(|w| w.payment.0).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let of_words: BTreeSet<Uuid> = words.iter().map(|w| w.order.0).collect();
        let of_words: Vec<Uuid> = of_words.into_iter().collect();
        let orders = orders::lock_many(conn, self.organizer, &of_words).await?;
        let payments = rows::lock_many(conn, self.organizer, &ids).await?;
        let unpaid = orders.iter().filter(|o| o.state == OrderState::AwaitingPayment);
        let unpaid: Vec<Uuid> = unpaid.map(|o| o.id.0).collect();
        let mut lines: HashMap<OrderId, Vec<LineRow>> = HashMap::new();
        for line in orders::line_rows_of(conn, self.organizer, &unpaid).await? {
            lines.entry(line.order).or_default().push(line);
        }
        Ok(Seen {
            orders: orders.into_iter().map(|o| (o.id, o)).collect(),
            payments: payments.into_iter().map(|p| (p.payment.id, p)).collect(),
            lines,
        })
    }
}
