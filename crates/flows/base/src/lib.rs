//! What all flows share: who asks, how a flow ends, batch desks, jobs, live news, the outbox of e-mails, the trail, clock and
//! chance.
//!
//! A part of the house ([`Base`] is in each) opens the transaction and calls the rest: lock, check, change, write the books,
//! enqueue, commit. No provider is called inside a transaction: it enqueues a job, the worker calls, the answer is a new
//! transaction. Time and chance come from [`Clock`] and [`Chance`]. Whoever asks is an [`Actor`]; the flow checks what they
//! may do, whatever face they came through.
//!
//! It must not know of any part, nor of what is sold beyond the code on a ticket. To add to it: what two parts need that
//! don't know each other.

pub mod actor;
pub mod background;
pub mod timed_cache;
pub mod chance;
pub mod clock;
pub mod desk;
pub mod device;
pub mod failure;
pub mod forms;
pub mod jobs;
pub mod keys;
pub mod live;
pub mod idempotency;
pub mod organizer;
pub mod order_rush;
pub mod outbox;
pub mod saving;
pub mod sign_in;
pub mod signing;
pub mod batch;
pub mod auth_cache;
mod audit_trail;
pub mod visitor;

pub use actor::Actor;
pub use chance::Chance;
pub use clock::Clock;
pub use failure::{Failure, Fault};
pub use visitor::Visitor;

use domain::ids::OrganizerId;
use std::ops::Deref;
use std::sync::Arc;
use storage::Db;

/// What every part of the house works with. Cheap to clone; one per process. Faces have none.
#[derive(Clone)]
pub struct Base(Arc<BaseInner>);

struct BaseInner {
    tools: Tools,
    tokens: auth_cache::AuthCache,
    background: background::Background,
    rush: order_rush::OrderRush,
}

/// Put together by `server`, and by tests. Clones are of the same database, clock and keys.
#[derive(Clone)]
pub struct Tools {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub keys: keys::MasterKey,
    pub live: live::Live,
    pub site: Site,
    /// Begin payments the moment their orders are placed, instead of when the worker comes to them.
    pub eager: bool,
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
        order_url(&self.url, secret)
    }
}

/// The page of an order in the shop at this address.
pub fn order_url(site: &str, secret: &domain::cart::Secret) -> String {
    format!("{site}/orders/{}", secret.as_str())
}

impl Base {
    pub fn new(tools: Tools) -> Base {
        Base(Arc::new(BaseInner {
            tools,
            tokens: auth_cache::AuthCache::default(),
            background: background::Background::default(),
            rush: order_rush::OrderRush::default(),
        }))
    }

    pub fn rush(&self) -> &order_rush::OrderRush {
        &self.0.rush
    }

    pub fn background(&self) -> &background::Background {
        &self.0.background
    }

    pub fn auth_cache(&self) -> &auth_cache::AuthCache {
        &self.0.tokens
    }

    /// A transaction that sees one organizer.
    pub async fn organizer(&self, id: OrganizerId) -> Result<storage::Tx, storage::Error> {
        self.db.organizer(id).await
    }
}

impl Deref for Base {
    type Target = Tools;
    fn deref(&self) -> &Tools {
        &self.0.tools
    }
}

/// Who asks: sessions, tokens, visitors, and forms that are kept for them. What faces have of [`Base`].
#[derive(Clone)]
pub struct Access {
    base: Base,
    sign_ins: Arc<sign_in::Throttle>,
}

impl Access {
    pub fn new(base: &Base) -> Access {
        Access { base: base.clone(), sign_ins: Arc::default() }
    }

    /// What the deployment is called and where it stands.
    pub fn site(&self) -> &Site {
        &self.base.site
    }

    /// The time, as flows have it.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.base.clock.now()
    }

    /// An id for something that is about to be made.
    pub fn new_id(&self) -> uuid::Uuid {
        self.base.chance.uuid(self.base.clock.now())
    }
}
