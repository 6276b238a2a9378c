//! One look at a date for all who watch it.

use domain::event::Channel;
use domain::ids::PerformanceId;
use domain::seating::SeatState;
use flows::live::News;
use flows::{Fault, Flows};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// However much happens, a page hears of it at most this often.
const PAUSE: Duration = Duration::from_secs(1);
/// Dates open and close with time, and news can be lost: so often it looks for itself.
const LOOK_EVERY: Duration = Duration::from_secs(20);

type Said = Option<Arc<str>>;

/// Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    flows: Flows,
    stop: CancellationToken,
    watched: Mutex<HashMap<PerformanceId, watch::Sender<Said>>>,
}

impl Hub {
    pub fn new(flows: Flows, stop: CancellationToken) -> Hub {
        Hub(Arc::new(Inner { flows, stop, watched: Mutex::new(HashMap::new()) }))
    }

    /// What this date has left, from now on. `None` if there is no such date on show.
    pub async fn watch(&self, id: PerformanceId) -> Option<watch::Receiver<Said>> {
        if let Some(sender) = self.watched().get(&id) {
            return Some(sender.subscribe());
        }
        let heard = self.0.flows.live.listen();
        let first = match availability(&self.0.flows, id).await {
            Ok(first) => first?,
            Err(fault) => {
                tracing::error!(%fault, "a date can't be followed");
                return None;
            }
        };
        let mut watched = self.watched();
        // Someone else may have been quicker.
        if let Some(sender) = watched.get(&id) {
            return Some(sender.subscribe());
        }
        let (sender, receiver) = watch::channel(Some(Arc::from(first)));
        watched.insert(id, sender.clone());
        drop(watched);
        tokio::spawn(self.clone().follow(id, sender, heard));
        Some(receiver)
    }

    /// Looks after each change until nobody watches any more.
    async fn follow(
        self,
        id: PerformanceId,
        sender: watch::Sender<Said>,
        mut heard: tokio::sync::broadcast::Receiver<News>,
    ) {
        let mut next = Instant::now() + PAUSE;
        loop {
            tokio::select! {
                () = changed(&mut heard, id) => {}
                () = self.0.stop.cancelled() => break,
            }
            sleep_until(next).await;
            // Whoever comes now finds the entry gone and begins anew.
            {
                let mut watched = self.watched();
                if sender.receiver_count() == 0 {
                    watched.remove(&id);
                    return;
                }
            }
            match availability(&self.0.flows, id).await {
                Ok(Some(text)) => {
                    sender.send_if_modified(|said| {
                        let news = said.as_deref() != Some(text.as_str());
                        if news {
                            *said = Some(Arc::from(text.as_str()));
                        }
                        news
                    });
                }
                Ok(None) => break,
                Err(fault) => tracing::warn!(%fault, "a date can't be looked at just now"),
            }
            next = Instant::now() + PAUSE;
        }
        self.watched().remove(&id);
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<PerformanceId, watch::Sender<Said>>> {
        // Entries are put in and taken out whole.
        self.0.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns when something about this date may have changed, or after a while.
async fn changed(heard: &mut tokio::sync::broadcast::Receiver<News>, id: PerformanceId) {
    let hear = async {
        loop {
            match heard.recv().await {
                Ok(News::Availability { performance, .. }) if performance == id => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    // Nothing heard in time is no mistake.
    let _ = timeout(LOOK_EVERY, hear).await;
}

/// As the pages read it; docs in app/shop's island of the event page.
async fn availability(flows: &Flows, id: PerformanceId) -> Result<Option<String>, Fault> {
    let Some((_, offers)) = flows.performance_offers(id, Channel::Shop).await? else { return Ok(None) };
    let seating = flows.seating(id, None, Channel::Shop).await?;
    let each = offers.offers.iter().map(|offer| json!({ "ticket_type": offer.ticket_type.id, "state": offer.state }));
    let taken = seating.map(|plan| {
        let seats = plan.taken.iter().filter_map(|(seat, state)| match state {
            SeatState::Held => Some(json!([seat, "held"])),
            SeatState::Sold | SeatState::Locked => Some(json!([seat, "sold"])),
            SeatState::Free | SeatState::Mine => None,
        });
        seats.collect::<Vec<_>>()
    });
    let offers_said = each.collect::<Vec<_>>();
    Ok(Some(json!({ "state": offers.state, "offers": offers_said, "taken": taken }).to_string()))
}
