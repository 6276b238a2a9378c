//! The use cases: hold, check out, pay, refund, admit, print. The only composer: it opens the transaction and calls the rest.
//!
//! One transaction per flow: lock, check, change, write the books, enqueue, commit. No provider is called inside one: the
//! transaction enqueues a job, the worker calls, the answer is a new transaction. Time and chance come from [`Clock`] and
//! [`Chance`]. Whoever asks is an [`Actor`]; the flow checks what they may do, whatever face they came through.
//!
//! To add a flow: an `impl Flows` block in the file of its noun, a refusal by name in `domain`, and a test in `tests/`.

pub mod actor;
pub mod chance;
pub mod clock;
pub mod failure;
pub mod keys;
pub mod live;
pub mod feed;
pub mod recent;
mod shown;
mod signing;
pub mod jobs;
pub mod letters;
mod hold;
pub mod carts;
pub mod checkout;
pub mod once;
pub mod settle;
pub mod payment;
mod refund;
pub mod orders;
pub mod documents;
mod worker;
pub mod forms;
pub mod qr;
pub mod catalogue;
pub mod slugs;
pub mod events;
pub mod dates;
pub mod tickets;
pub mod halls;
pub mod people;
mod organizers;
pub mod sign_in;
pub mod stats;
pub mod export;
pub mod seed;
pub mod admit;
pub mod till;
pub mod terminals;

pub use actor::Actor;
pub use chance::Chance;
pub use clock::Clock;
pub use failure::{Failure, Fault};
pub use hold::PLACES_MAX;

use domain::ids::OrganizerId;
use std::ops::Deref;
use std::sync::Arc;
use storage::Db;

/// Everything the flows work with. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Flows(Arc<Whole>);

struct Whole {
    parts: Parts,
    sign_ins: sign_in::Throttle,
    feed: feed::Feed,
    shown: shown::Shown,
}

/// Put together by `server`, and by tests.
pub struct Parts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub gateways: payments::registry::Registry,
    pub mail: notify::transport::Transport,
    pub keys: keys::MasterKey,
    pub live: live::Live,
    pub site: Site,
}

/// What the deployment is called and where it stands.
#[derive(Clone, Debug)]
pub struct Site {
    /// Without a slash at the end: `https://tickets.example.org`.
    pub url: String,
    /// The address e-mails come from.
    pub mail_from: String,
}

impl Site {
    /// The page of an order, for whoever holds its secret.
    pub fn order_url(&self, secret: &domain::cart::Secret) -> String {
        format!("{}/orders/{}", self.url, secret.as_str())
    }
}

impl Flows {
    pub fn new(parts: Parts) -> Flows {
        Flows(Arc::new(Whole {
            parts,
            sign_ins: sign_in::Throttle::default(),
            feed: feed::Feed::default(),
            shown: shown::Shown::default(),
        }))
    }

    pub(crate) fn feed(&self) -> &feed::Feed {
        &self.0.feed
    }

    pub(crate) fn shown(&self) -> &shown::Shown {
        &self.0.shown
    }

    /// A transaction that sees one organizer.
    pub(crate) async fn organizer(&self, id: OrganizerId) -> Result<storage::Tx, storage::Error> {
        self.db.organizer(id).await
    }
}

impl Deref for Flows {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
