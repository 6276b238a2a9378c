//! What was sold before today, through the flows that sell: carts become orders, orders are paid, tickets are issued.

use super::{OLD_TILL, broken};
use crate::Season;
use base::{Actor, Fault, keys};
use chrono::{DateTime, Duration, Utc};
use domain::admission::{Direction, Scan};
use domain::audit::Action;
use domain::buyer::Buyer;
use domain::checkout::pay_until;
use domain::event::Channel;
use domain::hold::Claim;
use domain::ids::{OrderId, PerformanceId, SeatId, TicketTypeId, TillId, ZoneId};
use domain::locale::Locale;
use domain::seating::SeatKind;
use selling::checkout::OrderOutline;
use selling::checkout::write_orders::{CashReceived, NewOrders, look_at_carts};
use serde_json::json;
use storage::{Scope, tills};

const NAMES: [&str; 32] = [
    "Chiara Benvenuti",
    "Matteo Galli",
    "Anna Moretti",
    "Jonas Weber",
    "Lucia Ferri",
    "Pierre Lambert",
    "Francesca Nardi",
    "Tomás Herrera",
    "Ilaria Conti",
    "Andrea Pieri",
    "Katarina Novak",
    "Stefano Bruni",
    "Emma Lindqvist",
    "Davide Sartori",
    "Beatrice Rinaldi",
    "Hugo Fernandes",
    "Marta Guidi",
    "Lorenzo Caruso",
    "Sophie Dubois",
    "Alessio Mancini",
    "Greta Vogel",
    "Michele Donati",
    "Aoife Byrne",
    "Valentina Orsini",
    "Nicola Tesei",
    "Irene Papadaki",
    "Fabio Leone",
    "Camilla Rossetti",
    "Jan de Vries",
    "Elisa Monti",
    "Riccardo Sala",
    "Noemi Fontana",
];

/// One past sale.
pub(super) struct Past {
    pub(super) performance: PerformanceId,
    pub(super) ticket_type: TicketTypeId,
    pub(super) quantity: u32,
    pub(super) seats: Vec<SeatId>,
    pub(super) channel: Channel,
    /// When, counted back from now.
    pub(super) ago: Duration,
}

/// Sells in the past. Numbers follow from one another, so that every season is alike.
pub(super) struct Seller<'a> {
    flows: &'a Season,
    actor: &'a Actor,
    till: TillId,
    now: DateTime<Utc>,
    state: u64,
    sales: usize,
}

impl<'a> Seller<'a> {
    pub(super) async fn new(flows: &'a Season, actor: &'a Actor, now: DateTime<Utc>) -> Result<Seller<'a>, Fault> {
        let mut tx = flows.base().db.begin(Scope::Organizer(actor.organizer)).await?;
        let all = tills::all(&mut tx, actor.organizer).await?;
        tx.commit().await?;
        let till = all.into_iter().find(|t| t.name == OLD_TILL).map(|t| t.id);
        let till = till.ok_or_else(|| Fault::Broken("the demo has no old till".into()))?;
        Ok(Seller { flows, actor, till, now, state: 0x7e55e7a, sales: 0 })
    }

    /// A number below `n`, the same in every season.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        // Knuth's MMIX multiplier; good enough to look natural.
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % n.max(1)
    }

    /// Sells `places` unnumbered places over the last `days` days, some in the shop, some at the counter.
    pub(super) async fn sell(
        &mut self,
        performance: PerformanceId,
        types: &[TicketTypeId],
        places: u32,
        days: i64,
    ) -> Result<Vec<OrderId>, Fault> {
        let mut orders = Vec::new();
        let mut left = places;
        // Few sales of many tickets where there are many to sell.
        let (least, most) = if places > 60 { (2u64, 6u64) } else { (1, 4) };
        while left > 0 {
            let more = u32::try_from(self.below(most + 1 - least)).unwrap_or(0);
            let quantity = (least as u32 + more).min(left);
            left -= quantity;
            let ticket_type = types[self.below(types.len() as u64) as usize];
            let (channel, ago) = (self.channel(), self.ago(days));
            let past = Past { performance, ticket_type, quantity, seats: Vec::new(), channel, ago };
            orders.push(self.sell_one(past).await?);
        }
        Ok(orders)
    }

    /// Sells about `percent` of a zone's seats, in groups that sit together.
    pub(super) async fn sell_seats(
        &mut self,
        performance: PerformanceId,
        zone: ZoneId,
        types: &[TicketTypeId],
        percent: u64,
        days: i64,
    ) -> Result<(), Fault> {
        let plan = self.flows.selling.seating(performance, None, Channel::Till).await?;
        let zones = plan.map(|p| p.map.zones).unwrap_or_default();
        let Some(zone) = zones.into_iter().find(|z| z.id == zone) else { return Ok(()) };
        let mut group: Vec<SeatId> = Vec::new();
        let mut wanted = 0;
        let mut row = String::new();
        for seat in zone.seats {
            if seat.row != row && !group.is_empty() {
                self.sell_group(performance, types, std::mem::take(&mut group), days).await?;
                wanted = 0;
            }
            row.clone_from(&seat.row);
            if matches!(seat.kind, SeatKind::Wheelchair | SeatKind::Companion) {
                continue;
            }
            if wanted == 0 && self.below(100) < percent * 2 / 5 {
                wanted = 2 + self.below(5) as usize;
            }
            if wanted > 0 {
                group.push(seat.id);
                wanted -= 1;
                if wanted == 0 {
                    self.sell_group(performance, types, std::mem::take(&mut group), days).await?;
                }
            }
        }
        if !group.is_empty() {
            self.sell_group(performance, types, group, days).await?;
        }
        Ok(())
    }

    async fn sell_group(
        &mut self,
        performance: PerformanceId,
        types: &[TicketTypeId],
        seats: Vec<SeatId>,
        days: i64,
    ) -> Result<(), Fault> {
        let ticket_type = types[self.below(types.len() as u64) as usize];
        let (channel, ago) = (self.channel(), self.ago(days));
        self.sell_one(Past { performance, ticket_type, quantity: 0, seats, channel, ago }).await?;
        Ok(())
    }

    fn channel(&mut self) -> Channel {
        if self.below(10) < 7 { Channel::Shop } else { Channel::Till }
    }

    /// More of it lately.
    fn ago(&mut self, days: i64) -> Duration {
        let minutes = u64::try_from(days.max(1) * 24 * 60).unwrap_or(1);
        let (a, b) = (self.below(minutes), self.below(minutes));
        Duration::minutes(i64::try_from(a.min(b)).unwrap_or(0) + 5)
    }

    pub(super) async fn sell_one(&mut self, past: Past) -> Result<OrderId, Fault> {
        let when = self.now - past.ago;
        let then = self.flows.at(when);
        let claim = Claim {
            performance: past.performance,
            ticket_type: past.ticket_type,
            quantity: past.quantity,
            seats: past.seats,
        };
        let grant = then
            .selling
            .add_to_cart(None, past.channel, Locale::It, &[claim], base::Visitor::UNKNOWN)
            .await
            .map_err(broken)?;
        let name = NAMES[(self.sales * 7 + self.below(5) as usize) % NAMES.len()];
        self.sales += 1;
        let at_till = past.channel == Channel::Till;
        let organizer = self.actor.organizer;
        let buyer = Buyer {
            name: name.to_owned(),
            // Who bought weeks ago needs no e-mail today.
            email: if past.ago < Duration::hours(30) { address_of(name) } else { String::new() },
            phone: None,
            holders: vec![name.to_owned(); grant.cart.tickets() as usize],
        };
        let mut tx = self.flows.base().organizer(organizer).await?;
        let hash = keys::hash(&grant.secret).to_vec();
        let carts = look_at_carts(&mut tx, organizer, std::iter::once(hash.clone()), when).await?;
        let seen = carts.get(&hash).ok_or_else(|| Fault::Broken("the demo season: a cart is gone".into()))?;
        let total = seen.total(grant.cart.currency)?;
        let outline = OrderOutline {
            cart: seen.id,
            channel: past.channel,
            locale: Locale::It,
            // Whoever bought at the counter took paper along and left no address.
            buyer: (!at_till).then_some(&buyer),
            till: at_till.then_some(self.till),
            cashier: None,
            total,
            until: pay_until(when, seen.live.iter().map(|line| line.expires_at)),
        };
        // What was reserved in the shop was paid at the counter too: it can be refunded without a bank that remembers it.
        let cash = CashReceived { till: self.till, tendered: at_till.then_some(total) };
        let mut new = NewOrders::default();
        let placed = then.selling.draw_up_for_cash(&outline, &seen.live, cash, &mut new, when);
        if !then.selling.write_orders(&mut tx, organizer, &new, when).await? {
            return Err(Fault::Broken(format!("the demo season: the places of {} are gone", placed.order)));
        }
        if at_till {
            let detail = json!({ "till": self.till, "tendered": total });
            then.base().record(&mut tx, organizer, when, self.actor, Action::OrderSold, placed.order, detail).await?;
        }
        tx.commit().await?;
        Ok(placed.order)
    }

    /// Lets people in to a date of the past: most who bought, one of them twice.
    pub(super) async fn admit(
        &mut self,
        orders: &[OrderId],
        performance: PerformanceId,
        doors: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let mut minute = 0;
        for order in orders {
            let mut tx = self.flows.base().organizer(self.actor.organizer).await?;
            let whole = self.flows.money.whole_order(&mut tx, self.actor.organizer, *order).await?;
            tx.commit().await?;
            for ticket in whole.map(|o| o.tickets).unwrap_or_default() {
                if self.below(10) == 0 {
                    continue;
                }
                let at = doors + Duration::seconds(minute * 40);
                minute += 1;
                let scans = if minute == 12 { 2 } else { 1 };
                for n in 0..scans {
                    let scan = Scan {
                        code: ticket.code.clone(),
                        gate: if minute % 3 == 0 { "Platea".into() } else { "Ingresso".into() },
                        direction: Direction::In,
                        at: at + Duration::seconds(n * 20),
                        nonce: format!("season-{}-{n}", ticket.id),
                        performances: vec![performance],
                    };
                    self.flows.at(scan.at).door.validate(self.actor, &scan).await.map_err(broken)?;
                }
            }
        }
        Ok(())
    }
}

fn address_of(name: &str) -> String {
    let plain = domain::form::slug_of(name).replace('-', ".");
    format!("{plain}@posta.example")
}
