//! The moment an order is paid: holds become sales, sales get their numbers, tickets are issued, the books are written and
//! the e-mail is asked for, all in one transaction. After a crash it has happened whole or not at all.

use crate::letters::{Letter, LetterKind};
use crate::{Fault, Flows};
use chrono::{DateTime, Duration, Utc};
use domain::ids::{OrderId, OrganizerId, PaymentId, PerformanceId, TicketId};
use domain::ledger::{self, Account, Posting};
use domain::money::Money;
use domain::order::OrderState;
use domain::payment::PaymentState;
use domain::pricing::Price;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use storage::orders::{self, LineRow, NewTicket, OrderHead};
use storage::{Conn, holds, ledger as books, payments};
use uuid::Uuid;

/// How a settlement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The tickets are issued.
    Paid,
    /// It was paid before, by this payment or another.
    AlreadyPaid,
    /// The holds had lapsed and the places are someone else's: the money has to go back.
    NoPlaces,
}

impl Flows {
    /// Settles an order with money that has arrived. `received` says into which account; nothing arrives for a free order.
    /// Locks the order first. Nothing is changed unless the answer is [`Settled::Paid`].
    pub(crate) async fn settle_paid(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        payment: PaymentId,
        received: Option<Account>,
        now: DateTime<Utc>,
    ) -> Result<Settled, Fault> {
        let Some(head) = orders::lock(conn, organizer, order).await? else {
            return Err(Fault::Broken(format!("{order} is gone")));
        };
        if !matches!(head.state, OrderState::AwaitingPayment | OrderState::Expired | OrderState::Cancelled) {
            return Ok(Settled::AlreadyPaid);
        }
        if head.state == OrderState::Cancelled {
            return Ok(Settled::NoPlaces);
        }
        let lines = orders::line_rows(conn, organizer, order).await?;
        if !self.sell_places(conn, organizer, &head, &lines, now).await? {
            return Ok(Settled::NoPlaces);
        }
        payments::set_state(conn, organizer, payment, &PaymentState::Captured, now).await?;
        orders::set_state(conn, organizer, order, OrderState::Paid, Some(now)).await?;
        self.issue_tickets(conn, organizer, order, &lines, now).await?;
        self.write_sale(conn, organizer, &head, &lines, received, now).await?;
        if let Some(email) = &head.buyer_email {
            let letter =
                Letter { order: Some(order), to: email.clone(), locale: head.locale, kind: LetterKind::OrderConfirmed };
            self.want_email(conn, organizer, &letter).await?;
        }
        self.record(
            conn,
            organizer,
            now,
            "system",
            "order.paid",
            &order.to_string(),
            json!({"payment": payment, "total": head.total}),
        )
        .await?;
        self.say_lines(conn, organizer, order, &lines).await?;
        metrics::counter!("tessera_orders_paid_total", "channel" => head.channel.as_str()).increment(1);
        Ok(Settled::Paid)
    }

    /// Posts the order's holds. Holds that lapsed are revived when their places are still free.
    async fn sell_places(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        head: &OrderHead,
        lines: &[LineRow],
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let locked = self.lock_line_pools(conn, organizer, lines).await?;
        let held = holds::of_cart(conn, organizer, head.cart).await?;
        let of_order = |hold| lines.iter().any(|l| l.hold == hold);
        let lapsed: Vec<_> = held.iter().filter(|h| of_order(h.id) && h.state != "pending").collect();
        if !lapsed.is_empty() {
            let mut needs: HashMap<_, i64> = HashMap::new();
            for hold in &lapsed {
                for pool in &hold.pools {
                    *needs.entry(*pool).or_default() += i64::from(hold.quantity);
                }
            }
            let room = |(pool, need): (&domain::ids::PoolId, &i64)| {
                locked.iter().any(|l| l.pool == *pool && i64::from(l.free()) >= *need)
            };
            if !needs.iter().all(room) {
                return Ok(false);
            }
            let ids: Vec<Uuid> = lapsed.iter().map(|h| h.id.0).collect();
            let seats = lapsed.iter().filter(|h| h.seat.is_some()).count() as u64;
            if holds::seats_taken_by_others(conn, organizer, &ids).await? > 0 {
                return Ok(false);
            }
            if holds::reclaim_seats(conn, organizer, &ids).await? != seats {
                return Err(Fault::Broken("seats that were free could not be claimed again".into()));
            }
            holds::revive(conn, organizer, &ids, now + Duration::minutes(1), now).await?;
        }
        let ids: Vec<Uuid> = lines.iter().map(|l| l.hold.0).collect();
        let posted = holds::post(conn, organizer, &ids, now).await?;
        if posted != ids.len() as i64 {
            return Err(Fault::Broken(format!("{posted} of {} holds could be posted", ids.len())));
        }
        Ok(true)
    }

    async fn issue_tickets(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        lines: &[LineRow],
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let key_number = self.signing_key_number(conn, organizer).await?;
        let mut counts: BTreeMap<PerformanceId, i64> = BTreeMap::new();
        for line in lines {
            *counts.entry(line.performance).or_default() += i64::from(line.quantity);
        }
        // In id order, like every lock of several rows.
        let mut next = HashMap::new();
        for (performance, count) in counts {
            next.insert(performance, orders::next_sale_numbers(conn, organizer, performance, count).await?);
        }
        let mut tickets = Vec::new();
        for line in lines {
            for n in 0..line.quantity as usize {
                let number = next.entry(line.performance).or_default();
                tickets.push(NewTicket {
                    id: TicketId(self.chance.uuid(now)),
                    line: line.id,
                    performance: line.performance,
                    ticket_type: line.ticket_type,
                    seat: line.seat,
                    holder: line.holders.get(n).filter(|h| !h.is_empty()).cloned(),
                    sale_number: *number,
                });
                *number += 1;
            }
        }
        orders::insert_tickets(conn, organizer, order, key_number, &tickets, now).await?;
        metrics::counter!("tessera_tickets_issued_total").increment(tickets.len() as u64);
        Ok(())
    }

    async fn write_sale(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        head: &OrderHead,
        lines: &[LineRow],
        received: Option<Account>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let sale = ledger::sale(head.id, head.currency, &prices(lines))?;
        self.post(conn, organizer, head.id, "sale", &sale, now).await?;
        if let Some(account) = received {
            let money = ledger::received(head.id, account, head.total)?;
            self.post(conn, organizer, head.id, "payment", &money, now).await?;
        }
        Ok(())
    }

    pub(crate) async fn post(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        kind: &str,
        posting: &Posting,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        books::post(conn, organizer, self.chance.uuid(now), Some(order), kind, posting, now).await?;
        Ok(())
    }
}

/// One price per ticket.
pub(crate) fn prices(lines: &[LineRow]) -> Vec<Price> {
    lines.iter().flat_map(|l| std::iter::repeat_n(l.price, l.quantity as usize)).collect()
}

/// What the tickets of these lines cost, one each.
pub(crate) fn total_of(prices: &[Price], currency: domain::money::Currency) -> Result<Money, Fault> {
    let totals: Result<Vec<Money>, _> = prices.iter().map(Price::total).collect();
    Ok(Money::sum(currency, totals?)?)
}
