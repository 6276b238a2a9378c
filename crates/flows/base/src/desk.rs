//! Desks: where many asks for one thing queue up and go to Postgres together.
//!
//! An ask waits behind those that came before it. Whoever finds nobody at work begins a task that takes what has gathered,
//! up to a batch, does it in one transaction, answers each ask by itself, and goes on until nobody waits. So a lone ask
//! waits for nothing, and a crowd costs a commit per batch. Nobody waits in vain: a queue that is full says so at once.
//!
//! A desk belongs to one process and guarantees nothing: two servers have two desks, and the row locks decide.

use crate::{Failure, Fault};
use std::collections::{HashMap, VecDeque};
use std::fmt::{Debug, Display};
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::oneshot;

/// The most asks that share a transaction. More would make the first wait for the last.
pub const BATCH_MAX: usize = 256;
/// The most asks that wait at one desk: what it does in a second or so.
pub const WAITING_MAX: usize = 8192;

/// The queue is full; after so many seconds it is worth asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    pub seconds: u32,
}

/// Why an ask has no answer.
#[derive(Debug)]
pub enum NoAnswer {
    Busy(Busy),
    Broken(Fault),
}

impl NoAnswer {
    /// What whoever asked is told where a full desk is refused by name.
    pub fn refused<R: Debug + Display>(self, busy: impl FnOnce(Busy) -> R) -> Failure<R> {
        match self {
            NoAnswer::Busy(full) => Failure::Refused(busy(full)),
            NoAnswer::Broken(fault) => Failure::Fault(fault),
        }
    }
}

/// What becomes of an ask whose turn comes when nobody waits for its answer any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfAbandoned {
    Do,
    /// It would help nobody.
    Drop,
}

/// Queues by what is asked for. Cheap to clone.
pub struct Desk<K, A, R>(Arc<Mutex<HashMap<K, Queue<A, R>>>>);

struct Queue<A, R> {
    waiting: VecDeque<Waiter<A, R>>,
    /// How long an ask takes, as the last batches took, in microseconds.
    pace_us: u64,
}

struct Waiter<A, R> {
    ask: A,
    answer: oneshot::Sender<R>,
    if_abandoned: IfAbandoned,
}

impl<A, R> Waiter<A, R> {
    fn is_to_be_done(&self) -> bool {
        self.if_abandoned == IfAbandoned::Do || !self.answer.is_closed()
    }
}

impl<K, A, R> Clone for Desk<K, A, R> {
    fn clone(&self) -> Self {
        Desk(self.0.clone())
    }
}

impl<K, A, R> Default for Desk<K, A, R> {
    fn default() -> Self {
        Desk(Arc::new(Mutex::new(HashMap::new())))
    }
}

impl<K, A, R> Desk<K, A, R>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    A: Send + 'static,
    R: Send + 'static,
{
    /// Queues an ask and waits for its answer. `work` does a batch and gives one answer per ask, in their order. `if_abandoned`:
    /// what becomes of it when whoever asked stops listening before its turn.
    pub async fn ask<F, Work>(&self, key: K, ask: A, if_abandoned: IfAbandoned, work: F) -> Result<R, NoAnswer>
    where
        F: Fn(Vec<A>) -> Work + Send + 'static,
        Work: Future<Output = Vec<R>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let begins = {
            let mut queues = self.queues();
            match queues.get_mut(&key) {
                Some(queue) if queue.waiting.len() >= WAITING_MAX => {
                    return Err(NoAnswer::Busy(Busy { seconds: wait_seconds(queue.waiting.len(), queue.pace_us) }));
                }
                Some(queue) => {
                    queue.waiting.push_back(Waiter { ask, answer, if_abandoned });
                    false
                }
                None => {
                    let waiting = VecDeque::from([Waiter { ask, answer, if_abandoned }]);
                    queues.insert(key.clone(), Queue { waiting, pace_us: 0 });
                    true
                }
            }
        };
        if begins {
            tokio::spawn(self.clone().work_off(key, work));
        }
        answered.await.map_err(|_| NoAnswer::Broken(Fault::Broken("a desk broke down at its work".into())))
    }

    async fn work_off<F, Work>(self, key: K, work: F)
    where
        F: Fn(Vec<A>) -> Work,
        Work: Future<Output = Vec<R>>,
    {
        let closes = CloseOnPanic { desk: self.clone(), key: Some(key.clone()) };
        while let Some(batch) = self.next_batch(&key) {
            let begun = Instant::now();
            let (asks, answers): (Vec<A>, Vec<_>) = batch.into_iter().map(|w| (w.ask, w.answer)).unzip();
            let count = asks.len();
            let results = work(asks).await;
            debug_assert_eq!(results.len(), count, "a desk answers each ask");
            for (answer, result) in answers.into_iter().zip(results) {
                // Whoever asked may be gone by now.
                let _ = answer.send(result);
            }
            self.note_pace(&key, begun, count);
        }
        closes.forget();
    }

    /// What has gathered, up to a batch; with nobody waiting the desk closes.
    fn next_batch(&self, key: &K) -> Option<Vec<Waiter<A, R>>> {
        let mut queues = self.queues();
        let queue = queues.get_mut(key)?;
        let mut batch = Vec::with_capacity(queue.waiting.len().min(BATCH_MAX));
        while batch.len() < BATCH_MAX
            && let Some(next) = queue.waiting.pop_front()
        {
            batch.extend(Some(next).filter(Waiter::is_to_be_done));
        }
        if batch.is_empty() {
            queues.remove(key);
            return None;
        }
        Some(batch)
    }

    fn note_pace(&self, key: &K, begun: Instant, count: usize) {
        let spent = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let each = spent / count.max(1) as u64;
        if let Some(queue) = self.queues().get_mut(key) {
            queue.pace_us = if queue.pace_us == 0 { each } else { (queue.pace_us * 7 + each) / 8 };
        }
    }
}

impl<K, A, T, E> Desk<K, A, Result<T, E>>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    A: Send + 'static,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    /// As [`ask`](Desk::ask), where the work is done by a part of the house: each batch has a clone of it. A desk that is full
    /// or breaks down is a fault like others.
    pub async fn serve<B, F, Work>(&self, by: &B, key: K, ask: A, if_abandoned: IfAbandoned, work: F) -> Result<T, E>
    where
        B: Clone + Send + 'static,
        F: Fn(B, Vec<A>) -> Work + Send + 'static,
        Work: Future<Output = Vec<Result<T, E>>> + Send + 'static,
    {
        let by = by.clone();
        match self.ask(key, ask, if_abandoned, move |asks| work(by.clone(), asks)).await {
            Ok(answer) => answer,
            Err(NoAnswer::Busy(busy)) => Err(Fault::Busy { seconds: busy.seconds }.into()),
            Err(NoAnswer::Broken(fault)) => Err(fault.into()),
        }
    }
}

impl<K, A, R> Desk<K, A, R> {
    fn queues(&self) -> MutexGuard<'_, HashMap<K, Queue<A, R>>> {
        // Asks are put in and taken out whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A panic at work closes the desk: who waits is told instead of waiting for ever, and the next ask opens it anew.
struct CloseOnPanic<K: Eq + Hash, A, R> {
    desk: Desk<K, A, R>,
    key: Option<K>,
}

impl<K: Eq + Hash, A, R> CloseOnPanic<K, A, R> {
    fn forget(mut self) {
        self.key = None;
    }
}

impl<K: Eq + Hash, A, R> Drop for CloseOnPanic<K, A, R> {
    fn drop(&mut self) {
        if let Some(key) = &self.key {
            self.desk.queues().remove(key);
        }
    }
}

/// The same fault for everybody.
pub fn fault_for_all<T>(count: usize, fault: Fault) -> Vec<Result<T, Fault>> {
    let fault = Arc::new(fault);
    (0..count).map(|_| Err(Fault::Together(fault.clone()))).collect()
}

fn wait_seconds(waiting: usize, pace_us: u64) -> u32 {
    let micros = pace_us.saturating_mul(waiting as u64);
    u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX).clamp(1, 60)
}

#[cfg(test)]
mod tests;
