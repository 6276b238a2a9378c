//! Behind the stage, in the demo only: the mailbox, the printer's paper, the bank and the clock, seen and worked by hand,
//! and a way into each face as someone who works there.
//!
//! Pages show, forms post to [`act`], and the same things are there as JSON for tests in [`api`]. It must not reach into
//! the shop's data: what it shows of it comes through the flows, as everybody's.
//!
//! To add a counterpart: its handle in [`StageSetup`], a page, an action, a JSON route.

pub mod act;
pub mod api;
pub mod clock;
mod mail;
mod overview;
mod page;
mod payments;
mod printer;
mod routes;
mod style;
mod text;

pub use routes::{BELOW, routes};

use axum::Router;
use backstage::gateway::TestBank;
use backstage::mailbox::Mailbox;
use backstage::printer::VirtualPrinter;
use base::Access;
use base::clock::MovableClock;
use season::DemoSeason;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

/// The demo's other side. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Backstage(Arc<StageSetup>);

/// What stands behind the stage.
pub struct StageSetup {
    pub bank: TestBank,
    pub mailbox: Mailbox,
    pub printer: VirtualPrinter,
    pub clock: Arc<MovableClock>,
    /// Where the demo keeps its files.
    pub data: PathBuf,
    pub season: DemoSeason,
}

impl Backstage {
    pub fn new(setup: StageSetup) -> Backstage {
        Backstage(Arc::new(setup))
    }
}

impl Deref for Backstage {
    type Target = StageSetup;
    fn deref(&self) -> &StageSetup {
        &self.0
    }
}

/// What the routes of [`act`] and [`api`] work with.
#[derive(Clone)]
pub struct StageState {
    pub backstage: Backstage,
    pub access: Access,
}

/// Where the bank lives.
pub const BANK: &str = "/backstage/gateway";
/// Below it programs call the bank, which a token of its own shows.
pub const GATEWAY: &str = "/backstage/gateway/v1/";

/// Everything below `/backstage` that isn't a page, the bank's own addresses among it.
pub fn router(backstage: Backstage, access: Access) -> Router {
    let bank = backstage.bank.router();
    let state = StageState { backstage, access };
    Router::new().merge(act::router()).merge(api::router()).with_state(state).nest(BANK, bank)
}
