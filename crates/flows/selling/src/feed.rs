//! What every open page of a date is told: one picture per watched date, kept up to date by asking the database only for
//! what changed, at most about once a second however many watch.
//!
//! A page's stream holds no task, no timer and no copy of anything: it waits for the date's next news and hands on bytes
//! that all streams share. Whoever renders a page asks for the same picture ([`recent_availability`](Selling::recent_availability)).

mod hall;
mod look;
mod availability;

pub use availability::LiveAvailability;
pub use hall::{HallMap, HallPart};

use crate::Selling;
use base::Fault;
use base::live::News;
use domain::ids::PerformanceId;
use futures::{Stream, StreamExt};
use look::KnownSeats;
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
const RECENT_MAX: Duration = Duration::from_millis(500);
/// So many dates are kept; those that nobody watches give way.
const PERFORMANCES_MAX: usize = 256;

/// The dates somebody watches or looked at of late, and the halls they are in. Maps and not caches: what is in use stays,
/// whatever its number, since pages wait for its news.
#[derive(Default)]
pub struct Feed {
    performances: Mutex<HashMap<PerformanceId, Arc<WatchedPerformance>>>,
    halls: hall::Halls,
}

type Latest = Option<Arc<LiveAvailability>>;

struct WatchedPerformance {
    id: PerformanceId,
    /// Held while somebody looks, so that all others wait for the same look.
    seats: tokio::sync::Mutex<Option<KnownSeats>>,
    availability: watch::Sender<Latest>,
    looked_at: Mutex<Option<Instant>>,
    /// Whether a task keeps it up to date.
    is_followed: Mutex<bool>,
}

impl WatchedPerformance {
    fn new(id: PerformanceId) -> WatchedPerformance {
        let (seats, availability) = (tokio::sync::Mutex::new(None), watch::Sender::new(None));
        WatchedPerformance { id, seats, availability, looked_at: Mutex::new(None), is_followed: Mutex::new(false) }
    }

    /// What was said last, unless it is older than this.
    fn fresh(&self, age_max: Duration) -> Latest {
        let looked_at = (*lock(&self.looked_at))?;
        (looked_at.elapsed() <= age_max).then(|| self.availability.borrow().clone())?
    }

    fn is_idle(&self) -> bool {
        self.availability.receiver_count() == 0 && self.fresh(LOOK_EVERY).is_none()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept is put in and taken out whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Selling {
    /// What a date has left, at most half a second old. `None` if there is no such date on show.
    pub async fn recent_availability(&self, performance: PerformanceId) -> Result<Latest, Fault> {
        self.look_within(&self.watched(performance), RECENT_MAX).await
    }

    /// The same as it is now, for an answer that must show what has just happened.
    pub async fn current_availability(&self, performance: PerformanceId) -> Result<Latest, Fault> {
        self.look_within(&self.watched(performance), Duration::ZERO).await
    }

    /// What a date has left, at once and after each change, as lines of an event stream: first a whole picture, then
    /// changes, and a whole picture again to whoever missed some. `None` if there is no such date on show. It ends when
    /// the process is asked to end.
    pub async fn watch_availability(
        &self,
        performance: PerformanceId,
    ) -> Result<Option<impl Stream<Item = availability::StreamLine> + Send + use<>>, Fault> {
        let watched = self.watched(performance);
        // Before the look, so that the date isn't given up meanwhile.
        let receiver = watched.availability.subscribe();
        if self.look_within(&watched, RECENT_MAX).await?.is_none() {
            return Ok(None);
        }
        self.follow(&watched);
        let mut seen = None;
        let news = tokio_stream::wrappers::WatchStream::new(receiver);
        let news =
            news.take_while(|availability| std::future::ready(availability.is_some())).filter_map(std::future::ready);
        Ok(Some(news.map(move |availability| availability.since(&mut seen))))
    }

    fn watched(&self, id: PerformanceId) -> Arc<WatchedPerformance> {
        let mut performances = lock(&self.feed().performances);
        if let Some(watched) = performances.get(&id) {
            return watched.clone();
        }
        if performances.len() >= PERFORMANCES_MAX {
            performances.retain(|_, watched| !watched.is_idle());
        }
        performances.entry(id).or_insert_with(|| Arc::new(WatchedPerformance::new(id))).clone()
    }

    async fn look_within(&self, watched: &WatchedPerformance, age_max: Duration) -> Result<Latest, Fault> {
        if let Some(availability) = watched.fresh(age_max) {
            return Ok(Some(availability));
        }
        let asked_at = Instant::now();
        let mut seats = watched.seats.lock().await;
        // Another look that began after this one was asked for is as good.
        let is_later = (*lock(&watched.looked_at)).is_some_and(|at| at >= asked_at);
        let other = if is_later { watched.availability.borrow().clone() } else { watched.fresh(age_max) };
        if let Some(availability) = other {
            return Ok(Some(availability));
        }
        let began_at = Instant::now();
        let before = watched.availability.borrow().clone();
        let availability = self.look_again(watched.id, &mut seats, before.as_deref()).await?;
        match &availability {
            Some(availability) => {
                *lock(&watched.looked_at) = Some(began_at);
                watched.availability.send_if_modified(|last| {
                    let news = last.as_ref().is_none_or(|last| last.number != availability.number);
                    if news {
                        *last = Some(availability.clone());
                    }
                    news
                });
            }
            None => {
                lock(&self.feed().performances).remove(&watched.id);
                watched.availability.send_replace(None);
            }
        }
        Ok(availability)
    }

    /// Sees to it that somebody keeps the date up to date while it is watched.
    fn follow(&self, watched: &Arc<WatchedPerformance>) {
        let mut is_followed = lock(&watched.is_followed);
        if !*is_followed {
            *is_followed = true;
            let heard = self.base.live.listen();
            tokio::spawn(self.clone().keep_up(watched.clone(), heard));
        }
    }

    /// Looks after each change until nobody watches any more.
    async fn keep_up(self, watched: Arc<WatchedPerformance>, mut heard: broadcast::Receiver<News>) {
        let mut next = Instant::now() + PAUSE;
        loop {
            let is_news = tokio::select! {
                is_news = changed(&mut heard, watched.id) => is_news,
                () = self.base.live.closed() => break,
            };
            sleep_until(next).await;
            {
                let mut is_followed = lock(&watched.is_followed);
                if watched.availability.receiver_count() == 0 {
                    *is_followed = false;
                    return;
                }
            }
            let number = |watched: &WatchedPerformance| {
                watched.availability.borrow().as_ref().map(|availability| availability.number)
            };
            let before = number(&watched);
            match self.look_within(&watched, Duration::ZERO).await {
                Ok(Some(_)) if !is_news && number(&watched) == before => {
                    // A line without content, so that proxies don't take a quiet stream for a dead one.
                    watched.availability.send_modify(|_| {});
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(fault) => tracing::warn!(%fault, "a date can't be looked at just now"),
            }
            next = Instant::now() + PAUSE;
        }
        *lock(&watched.is_followed) = false;
        lock(&self.feed().performances).remove(&watched.id);
        watched.availability.send_replace(None);
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
