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
mod desk;
mod known;
mod together;
mod order_desks;
pub mod jobs;
pub mod letters;
mod announcements;
pub mod corrections;
pub mod deliveries;
mod sales;
pub mod visitor;
pub mod room;
pub mod guard;
pub mod carts;
pub mod checkout;
pub mod once;
pub mod settle;
pub mod payment;
pub mod refund;
mod returns;
pub mod orders;
pub mod documents;
pub mod device;
pub mod cards;
mod worker;
pub mod forms;
pub mod qr;
pub mod best;
pub mod catalogue;
pub mod slugs;
pub mod saving;
pub mod events;
pub mod dates;
pub mod fair;
pub mod tickets;
pub mod halls;
pub mod people;
pub mod organizers;
mod searching;
pub mod sign_in;
pub mod stats;
pub mod export;
pub mod seed;
pub mod admit;
mod gate_desk;
mod background;
mod rush;
pub mod till;
pub mod terminals;

pub use actor::Actor;
pub use chance::Chance;
pub use clock::Clock;
pub use desk::decide::{Missed, Refused};
pub use desk::rules::PLACES_MAX;
pub use failure::{Failure, Fault};
pub use visitor::Visitor;

use domain::ids::OrganizerId;
use std::ops::Deref;
use std::sync::Arc;
use storage::Db;

/// Everything the flows work with. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Flows(Arc<Whole>);

struct Whole {
    parts: Parts,
    orders: order_desks::OrderDesks,
    sign_ins: sign_in::Throttle,
    known: known::Known,
    sales: sales::Sales,
    hold_desk: desk::hold::HoldDesk,
    gate_desk: gate_desk::GateDesk,
    rooms: room::Rooms,
    guard: guard::Guard,
    feed: feed::Feed,
    shown: shown::Shown,
    searching: searching::Searching,
    background: background::Background,
    rush: rush::Rush,
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
pub(crate) fn order_url(site: &str, secret: &domain::cart::Secret) -> String {
    format!("{site}/orders/{}", secret.as_str())
}

impl Flows {
    pub fn new(parts: Parts) -> Flows {
        let rooms = room::Rooms::new(parts.chance.uuid(parts.clock.now()));
        Flows(Arc::new(Whole {
            parts,
            orders: order_desks::OrderDesks::default(),
            sign_ins: sign_in::Throttle::default(),
            known: known::Known::default(),
            sales: sales::Sales::default(),
            hold_desk: desk::hold::HoldDesk::default(),
            gate_desk: gate_desk::GateDesk::default(),
            rooms,
            guard: guard::Guard::default(),
            feed: feed::Feed::default(),
            shown: shown::Shown::default(),
            searching: searching::Searching::default(),
            background: background::Background::default(),
            rush: rush::Rush::default(),
        }))
    }

    pub(crate) fn rush(&self) -> &rush::Rush {
        &self.0.rush
    }

    pub(crate) fn background(&self) -> &background::Background {
        &self.0.background
    }

    pub(crate) fn sales(&self) -> &sales::Sales {
        &self.0.sales
    }

    pub(crate) fn hold_desk(&self) -> &desk::hold::HoldDesk {
        &self.0.hold_desk
    }

    pub(crate) fn rooms(&self) -> &room::Rooms {
        &self.0.rooms
    }

    pub(crate) fn feed(&self) -> &feed::Feed {
        &self.0.feed
    }

    pub(crate) fn shown(&self) -> &shown::Shown {
        &self.0.shown
    }

    pub(crate) fn searching(&self) -> &searching::Searching {
        &self.0.searching
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
