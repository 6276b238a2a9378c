//! The moment orders are paid: holds become sales, sales get their numbers, tickets are issued, the books are written and
//! the e-mails are asked for, all in one transaction. After a crash it has happened whole or not at all.
//!
//! Each step is one statement for however many orders are paid together.

use crate::Billing;
use base::Fault;
use base::live::News;
use base::outbox::OutgoingEmail;
use chrono::{DateTime, Duration, Utc};
use domain::audit::Action;
use domain::email::kind::EmailKind;
use domain::hold::revival::{LapsedOrder, OrderHold};
use domain::ids::{OrderId, OrganizerId, PaymentId, PerformanceId, TicketId};
use domain::ledger::{self, Account, Posting, PostingKind};
use domain::order::OrderState;
use domain::payment::PaymentState;
use domain::pricing::Price;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use storage::audit::AuditLine;
use storage::issue::{self, NewTicket};
use storage::ledger::NewPosting;
use storage::orders::{self, OrderHead, OrderLineRow};
use storage::payments::PaymentNote;
use storage::{Conn, events, holds, ledger as books, payments};
use uuid::Uuid;

/// An order whose money is here and whose holds are pending.
pub struct PaidOrder<'a> {
    pub head: &'a OrderHead,
    pub lines: &'a [OrderLineRow],
    pub payment: PaymentId,
    /// The payment's state until now.
    pub unpaid: &'a PaymentState,
    /// What the gateway calls the payment and where it was to be paid, when it has just said so.
    pub started: Option<(&'a str, Option<&'a str>)>,
    /// Into which account the money came; nothing comes for a free order.
    pub received: Option<Account>,
    /// Who says that it is paid, as the audit log names them.
    pub by: &'a str,
}

impl Billing {
    /// Locks the order's pools, and sees to it that all its places are kept: holds that lapsed are revived where domain says
    /// so. False when they can't be had: then nothing is changed but for holds whose time was over.
    pub(crate) async fn renew_lapsed_holds(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        head: &OrderHead,
        lines: &[OrderLineRow],
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let performances: BTreeSet<Uuid> = lines.iter().map(|l| l.performance.0).collect();
        let performances: Vec<Uuid> = performances.into_iter().collect();
        let of_lines: BTreeSet<Uuid> = lines.iter().flat_map(|l| l.pools.iter().map(|pool| pool.0)).collect();
        let of_lines: Vec<Uuid> = of_lines.into_iter().collect();
        holds::lock(conn, organizer, &of_lines, &performances, Some(now)).await?;
        if !order_holds(conn, organizer, head, lines).await?.iter().any(OrderHold::has_lapsed) {
            return Ok(true);
        }
        // Others' places whose time is over are free as well. So are those of this order, which are read again after it.
        holds::expire_due(conn, organizer, &performances, now).await?;
        let pools = holds::lock(conn, organizer, &of_lines, &performances, Some(now)).await?;
        let held = order_holds(conn, organizer, head, lines).await?;
        let lapsed: Vec<Uuid> = held.iter().filter(|hold| hold.has_lapsed()).map(|hold| hold.id.0).collect();
        let cancelled = events::any_cancelled(conn, organizer, &performances).await?;
        let seats_taken = holds::seats_taken_by_others(conn, organizer, &lapsed).await? > 0;
        let order = LapsedOrder { holds: &held, pools: &pools, cancelled, seats_taken };
        let Some(revived) = order.revive().map_err(broken)? else { return Ok(false) };
        let seats = lines.iter().filter(|line| line.seat.is_some() && revived.contains(&line.hold)).count() as u64;
        let ids: Vec<Uuid> = revived.iter().map(|hold| hold.0).collect();
        if holds::reclaim_seats(conn, organizer, &ids).await? != seats {
            return Err(Fault::Broken("seats that were free could not be claimed again".into()));
        }
        holds::revive(conn, organizer, &ids, now + Duration::minutes(1), now).await?;
        Ok(true)
    }

    /// Sells what these orders hold. Needs the orders and their payments locked, and an order named once; locks the pools.
    /// A fault leaves the transaction to be rolled back: also when an order or a payment can't be paid, or a hold isn't
    /// pending, any more.
    pub async fn settle_orders(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        sales: &[PaidOrder<'_>],
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        for sale in sales {
            sale.head.state.become_state(OrderState::Paid).map_err(broken)?;
        }
        // What needs no place comes first: everybody who wants one waits for the pools from here to the commit.
        let notes = sales.iter().map(captured_payment).collect::<Result<Vec<PaymentNote>, Fault>>()?;
        payments::note_many(conn, organizer, &notes, now).await?;
        let paid: Vec<Uuid> = sales.iter().map(|s| s.head.id.0).collect();
        orders::set_paid(conn, organizer, &paid, now).await?;
        self.write_sales(conn, organizer, sales, now).await?;
        let emails: Vec<OutgoingEmail> = sales.iter().filter_map(|s| confirmation(s.head)).collect();
        self.base.queue_emails(conn, organizer, &emails).await?;
        let trail: Vec<AuditLine> = sales.iter().map(audit_line).collect();
        storage::audit::record(conn, organizer, now, &trail).await?;
        self.base.send_all_news(conn, sales.iter().flat_map(|s| news(organizer, s))).await?;
        let key_number = self.base.signing_key_number(conn, organizer).await?;

        let lines: Vec<&OrderLineRow> = sales.iter().flat_map(|s| s.lines).collect();
        let pools: BTreeSet<Uuid> = lines.iter().flat_map(|l| l.pools.iter().map(|p| p.0)).collect();
        holds::lock_pools(conn, organizer, &pools.into_iter().collect::<Vec<_>>()).await?;
        let of_lines: Vec<Uuid> = lines.iter().map(|l| l.hold.0).collect();
        let posted = holds::post(conn, organizer, &of_lines, now).await?;
        if posted != of_lines.len() as i64 {
            return Err(Fault::Broken(format!("{posted} of {} holds could be posted", of_lines.len())));
        }
        self.issue_tickets(conn, organizer, &lines, key_number, now).await?;
        for sale in sales {
            metrics::counter!("tessera_orders_paid_total", "channel" => sale.head.channel.into_str()).increment(1);
        }
        Ok(())
    }

    async fn issue_tickets(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        lines: &[&OrderLineRow],
        key_number: u16,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let mut counts: BTreeMap<PerformanceId, i64> = BTreeMap::new();
        for line in lines {
            *counts.entry(line.performance).or_default() += i64::from(line.quantity);
        }
        let mut next = issue::next_sale_numbers(conn, organizer, &counts).await?;
        let mut tickets = Vec::new();
        for line in lines {
            for n in 0..line.quantity as usize {
                let number = next.entry(line.performance).or_default();
                tickets.push(NewTicket {
                    id: TicketId(self.base.chance.uuid(now)),
                    order: line.order,
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
        issue::insert_tickets(conn, organizer, key_number, &tickets, now).await?;
        metrics::counter!("tessera_tickets_issued_total").increment(tickets.len() as u64);
        Ok(())
    }

    /// The sale and the money that came for it.
    async fn write_sales(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        sales: &[PaidOrder<'_>],
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let mut all = Vec::with_capacity(sales.len() * 2);
        let mut add = |order, kind, posting| {
            all.push(NewPosting { id: self.base.chance.uuid(now), order: Some(order), kind, posting });
        };
        for sale in sales {
            let order = sale.head.id;
            add(order, PostingKind::Sale, ledger::sale(order, sale.head.currency, &prices(sale.lines))?);
            if let Some(account) = sale.received {
                add(order, PostingKind::Payment, ledger::received(order, account, sale.head.total)?);
            }
        }
        books::post_many(conn, organizer, &all, now).await?;
        Ok(())
    }

    pub async fn post(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        order: OrderId,
        kind: PostingKind,
        posting: &Posting,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let id = self.base.chance.uuid(now);
        let posting = NewPosting { id, order: Some(order), kind, posting: posting.clone() };
        books::post_many(conn, organizer, &[posting], now).await?;
        Ok(())
    }
}

/// What the order's lines hold, or held.
async fn order_holds(
    conn: &mut Conn,
    organizer: OrganizerId,
    head: &OrderHead,
    lines: &[OrderLineRow],
) -> Result<Vec<OrderHold>, Fault> {
    let of_cart = holds::of_cart(conn, organizer, head.cart).await?;
    Ok(of_cart.into_iter().filter(|hold| lines.iter().any(|line| line.hold == hold.id)).collect())
}

fn captured_payment<'a>(sale: &PaidOrder<'a>) -> Result<PaymentNote<'a>, Fault> {
    let captured = sale.unpaid.become_state(PaymentState::Captured).map_err(broken)?;
    Ok(PaymentNote { id: sale.payment, state: Some(captured), started: sale.started })
}

fn confirmation(head: &OrderHead) -> Option<OutgoingEmail> {
    let to = head.buyer_email.clone()?;
    Some(OutgoingEmail { order: Some(head.id), to, locale: head.locale, kind: EmailKind::OrderConfirmed })
}

fn audit_line<'a>(sale: &PaidOrder<'a>) -> AuditLine<'a> {
    let detail = json!({"payment": sale.payment, "total": sale.head.total});
    AuditLine { actor: sale.by, action: Action::OrderPaid, subject: sale.head.id.to_string(), detail }
}

fn news(organizer: OrganizerId, sale: &PaidOrder<'_>) -> Vec<News> {
    let of_lines = sale.lines.iter().map(|l| News::Availability { organizer, performance: l.performance });
    std::iter::once(News::Order { organizer, order: sale.head.id }).chain(of_lines).collect()
}

/// One price per ticket.
pub fn prices(lines: &[OrderLineRow]) -> Vec<Price> {
    lines.iter().flat_map(|l| std::iter::repeat_n(l.price, l.quantity as usize)).collect()
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Broken(error.to_string())
}
