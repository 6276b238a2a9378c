//! What every open page of a date is told: one picture per watched date, kept up to date by asking the database only for
//! what changed, at most about once a second however many watch.
//!
//! A page's stream holds no task, no timer and no copy of anything: it waits for the date's next news and hands on bytes
//! that all streams share. Whoever renders a page takes a [`glance`](Selling::glance) at the same picture.

mod hall;
mod look;
mod said;

pub use hall::{Hall, Part};
pub use said::Said;

use crate::Selling;
use base::Fault;
use base::live::News;
use domain::ids::PerformanceId;
use futures::{Stream, StreamExt};
use look::Known;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// However much happens, a date is looked at this often at most: with the look itself, a page hears within a second.
const PAUSE: Duration = Duration::from_millis(800);
/// Dates open and close with time, and news can be lost: so often the feed looks for itself.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// What a page may show without looking again. Rendered pages are kept for as long again (`server::web::pages`), so that
/// nothing shown is older than a second.
const GLANCE_MAX: Duration = Duration::from_millis(500);
/// So many dates are kept; those that nobody watches give way.
const DATES_MAX: usize = 256;

/// The dates somebody watches or looked at of late, and the halls they are in. Maps and not caches: what is in use stays,
/// whatever its number, since pages wait for its news.
#[derive(Default)]
pub struct Feed {
    dates: Mutex<HashMap<PerformanceId, Arc<Date>>>,
    halls: hall::Halls,
}

type Latest = Option<Arc<Said>>;

struct Date {
    id: PerformanceId,
    /// Held while somebody looks, so that all others wait for the same look.
    known: tokio::sync::Mutex<Option<Known>>,
    said: watch::Sender<Latest>,
    looked_at: Mutex<Option<Instant>>,
    /// Whether a task keeps it up to date.
    is_followed: Mutex<bool>,
}

impl Date {
    fn new(id: PerformanceId) -> Date {
        let (known, said) = (tokio::sync::Mutex::new(None), watch::Sender::new(None));
        Date { id, known, said, looked_at: Mutex::new(None), is_followed: Mutex::new(false) }
    }

    /// What was said last, unless it is older than this.
    fn fresh(&self, age_max: Duration) -> Latest {
        let looked_at = (*lock(&self.looked_at))?;
        (looked_at.elapsed() <= age_max).then(|| self.said.borrow().clone())?
    }

    fn is_idle(&self) -> bool {
        self.said.receiver_count() == 0 && self.fresh(LOOK_EVERY).is_none()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept is put in and taken out whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Selling {
    /// What a date has left, at most half a second old. `None` if there is no such date on show.
    pub async fn glance(&self, performance: PerformanceId) -> Result<Latest, Fault> {
        self.look_within(&self.date(performance), GLANCE_MAX).await
    }

    /// The same as it is now, for an answer that must show what has just happened.
    pub async fn look(&self, performance: PerformanceId) -> Result<Latest, Fault> {
        self.look_within(&self.date(performance), Duration::ZERO).await
    }

    /// What a date has left, at once and after each change, as lines of an event stream: first a whole picture, then
    /// changes, and a whole picture again to whoever missed some. `None` if there is no such date on show. It ends when
    /// the process is asked to end.
    pub async fn watch(
        &self,
        performance: PerformanceId,
    ) -> Result<Option<impl Stream<Item = said::Line> + Send + use<>>, Fault> {
        let date = self.date(performance);
        // Before the look, so that the date isn't given up meanwhile.
        let receiver = date.said.subscribe();
        if self.look_within(&date, GLANCE_MAX).await?.is_none() {
            return Ok(None);
        }
        self.follow(&date);
        let mut seen = None;
        let news = tokio_stream::wrappers::WatchStream::new(receiver);
        let news = news.take_while(|said| std::future::ready(said.is_some())).filter_map(std::future::ready);
        Ok(Some(news.map(move |said| said.since(&mut seen))))
    }

    fn date(&self, id: PerformanceId) -> Arc<Date> {
        let mut dates = lock(&self.feed().dates);
        if let Some(date) = dates.get(&id) {
            return date.clone();
        }
        if dates.len() >= DATES_MAX {
            dates.retain(|_, date| !date.is_idle());
        }
        dates.entry(id).or_insert_with(|| Arc::new(Date::new(id))).clone()
    }

    async fn look_within(&self, date: &Date, age_max: Duration) -> Result<Latest, Fault> {
        if let Some(said) = date.fresh(age_max) {
            return Ok(Some(said));
        }
        let asked_at = Instant::now();
        let mut known = date.known.lock().await;
        // Another look that began after this one was asked for is as good.
        let is_later = (*lock(&date.looked_at)).is_some_and(|at| at >= asked_at);
        let other = if is_later { date.said.borrow().clone() } else { date.fresh(age_max) };
        if let Some(said) = other {
            return Ok(Some(said));
        }
        let began_at = Instant::now();
        let before = date.said.borrow().clone();
        let said = self.look_again(date.id, &mut known, before.as_deref()).await?;
        match &said {
            Some(said) => {
                *lock(&date.looked_at) = Some(began_at);
                date.said.send_if_modified(|last| {
                    let news = last.as_ref().is_none_or(|last| last.number != said.number);
                    if news {
                        *last = Some(said.clone());
                    }
                    news
                });
            }
            None => {
                lock(&self.feed().dates).remove(&date.id);
                date.said.send_replace(None);
            }
        }
        Ok(said)
    }

    /// Sees to it that somebody keeps the date up to date while it is watched.
    fn follow(&self, date: &Arc<Date>) {
        let mut is_followed = lock(&date.is_followed);
        if !*is_followed {
            *is_followed = true;
            let heard = self.base.live.listen();
            tokio::spawn(self.clone().keep_up(date.clone(), heard));
        }
    }

    /// Looks after each change until nobody watches any more.
    async fn keep_up(self, date: Arc<Date>, mut heard: broadcast::Receiver<News>) {
        let mut next = Instant::now() + PAUSE;
        loop {
            let is_news = tokio::select! {
                is_news = changed(&mut heard, date.id) => is_news,
                () = self.base.live.closed() => break,
            };
            sleep_until(next).await;
            {
                let mut is_followed = lock(&date.is_followed);
                if date.said.receiver_count() == 0 {
                    *is_followed = false;
                    return;
                }
            }
            let number = |date: &Date| date.said.borrow().as_ref().map(|said| said.number);
            let before = number(&date);
            match self.look_within(&date, Duration::ZERO).await {
                Ok(Some(_)) if !is_news && number(&date) == before => {
                    // A line without content, so that proxies don't take a quiet stream for a dead one.
                    date.said.send_modify(|_| {});
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(fault) => tracing::warn!(%fault, "a date can't be looked at just now"),
            }
            next = Instant::now() + PAUSE;
        }
        *lock(&date.is_followed) = false;
        lock(&self.feed().dates).remove(&date.id);
        date.said.send_replace(None);
    }
}

/// Returns when something about this date may have changed, or after a while: then without news.
async fn changed(heard: &mut broadcast::Receiver<News>, id: PerformanceId) -> bool {
    let hear = async {
        loop {
            match heard.recv().await {
                Ok(News::Availability { performance, .. }) if performance == id => return,
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return,
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    timeout(LOOK_EVERY, hear).await.is_ok()
}
