//! Money and what it buys: payments with their gateways, the sale they settle, refunds, the books; orders as they were
//! bought, their tickets, papers and e-mails.
//!
//! It must not know how places are chosen or what a page shows: orders come to it as they were placed, with what a receipt
//! says of its till. To add a flow: an `impl Billing` block in the file of its noun, a refusal by name in `domain`, and a
//! test.

pub mod my_tickets;
pub mod deliveries;
pub mod documents;
pub mod jobs;
pub mod emails;
pub mod orders;
pub mod papers;
pub mod payment;
pub mod qr;
pub mod refund;
pub mod reversals;
pub mod settle;
mod sweep;

use base::desk::Desk;
use base::{Base, Fault};
use domain::ids::{OrderId, OrganizerId};
use domain::order::Order;
use notify::transport::Transport;
use payment::gateway_reports::GatewayReport;
use payment::start_now::PaymentStarts;
use payments::registry::Registry;
use reversals::{Reversal, ReversalResult};
use std::sync::Arc;

/// The part of the house that has to do with money. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Billing {
    base: Base,
    state: Arc<State>,
}

/// What all clones share; in one piece, since each request clones its part several times.
struct State {
    gateways: Registry,
    mail: Transport,
    desks: Desks,
    payment_starts: PaymentStarts,
}

/// Where asks for one organizer's orders gather.
#[derive(Default)]
struct Desks {
    /// Secrets are shown: whose orders are they?
    opening: Desk<(), orders::secrets::Hash, orders::secrets::Opened<(OrganizerId, OrderId)>>,
    /// Orders are read.
    reading: Desk<OrganizerId, OrderId, Result<Option<Order>, Fault>>,
    /// The reports of gateways are taken in.
    settling: Desk<OrganizerId, GatewayReport, Result<(), Fault>>,
    /// Places and money come back.
    reversing: Desk<OrganizerId, Reversal, ReversalResult>,
}

impl Billing {
    pub fn new(base: &Base, gateways: Registry, mail: Transport) -> Billing {
        let state = State { gateways, mail, desks: Desks::default(), payment_starts: PaymentStarts::default() };
        Billing { base: base.clone(), state: Arc::new(state) }
    }

    fn desks(&self) -> &Desks {
        &self.state.desks
    }
}
