//! The counter: sales for cash, the drawer, and paper that is never printed twice by itself.

use crate::Shop;
use base::{Actor, Failure};
use chrono::Duration;
use counter::terminals::NextPrintJob;
use domain::audit::Action;
use domain::cart::Secret;
use domain::event::Channel;
use domain::ids::{OrderId, PrintJobId, TerminalId, TillId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::order::OrderState;
use domain::paper::{Paper, PrintJob, PrintJobState, PrinterState};
use domain::print_job::PrintOutcome;
use domain::refusal::{CartRefusal, OrderRefusal};
use domain::role::Role;
use domain::till::{PrintRefusal, Reprint, Sold, TillRefusal};
use futures::future::join_all;
use kit::{Stage, claim};
use std::time::Duration as Wait;

struct Counter {
    shop: Shop,
    stage: Stage,
    cashier: Actor,
    terminal: Actor,
    till: TillId,
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

impl Counter {
    async fn open() -> Counter {
        let shop = Shop::open().await;
        let stage = shop.stage(20).await;
        let cashier = shop.staff(stage.organizer, Role::BoxOffice).await;
        let (till, id) = (TillId(uuid::Uuid::new_v4()), TerminalId(uuid::Uuid::new_v4()));
        let secret = Secret::from_bytes([3; 16]);
        let mut tx = shop.flows.base().db.organizer(stage.organizer).await.unwrap();
        storage::terminals::insert(&mut tx, stage.organizer, id, "Foyer", &base::keys::hash(&secret)).await.unwrap();
        storage::tills::insert(&mut tx, stage.organizer, till, "Till 1", Some(id)).await.unwrap();
        tx.commit().await.unwrap();
        let terminal = shop.flows.counter.actor_of_terminal(&format!("trm_{}", secret.as_str())).await.unwrap();
        Counter { terminal: terminal.expect("the terminal is known"), shop, stage, cashier, till }
    }

    async fn cart(&self, quantity: u32) -> Secret {
        let claims = [claim(&self.stage, quantity)];
        self.shop
            .flows
            .selling
            .add_to_cart(None, Channel::Till, Locale::En, &claims, base::Visitor::UNKNOWN)
            .await
            .unwrap()
            .secret
    }

    async fn try_sale(&self, cart: &Secret, tendered: Money, key: &str) -> Result<Sold, Failure<TillRefusal>> {
        self.shop.flows.counter.sell_for_cash(&self.cashier, self.till, cart, tendered, None, key).await
    }

    async fn sell(&self, quantity: u32, key: &str) -> Sold {
        let cart = self.cart(quantity).await;
        self.try_sale(&cart, eur(10_000), key).await.expect("the sale is made")
    }

    async fn next(&self, printer: PrinterState) -> Option<NextPrintJob> {
        self.shop.flows.counter.next_print_job(&self.terminal, printer, Wait::ZERO).await.unwrap()
    }

    async fn report(&self, id: PrintJobId, outcome: PrintOutcome, papers: u32, printer: PrinterState) {
        let flows = &self.shop.flows;
        flows.counter.report_print_job(&self.terminal, id, outcome, papers, printer, Some("said so")).await.unwrap();
    }

    async fn jobs(&self) -> Vec<(PrintJobState, u32)> {
        let jobs = self.shop.flows.counter.print_jobs(&self.cashier, self.till).await.unwrap();
        jobs.into_iter().map(|job| (job.state, job.papers_done)).collect()
    }

    async fn drawer(&self) -> i64 {
        self.shop
            .number("SELECT coalesce(sum(amount_minor), 0)::bigint FROM ledger_entries WHERE account LIKE 'drawer:%'")
            .await
    }

    async fn tickets(&self, order: OrderId) -> Vec<domain::order::OrderTicket> {
        self.shop.flows.money.order(&self.cashier, order).await.unwrap().expect("the order").tickets
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Failure<TillRefusal>>) -> TillRefusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn receipt(job: &PrintJob) -> &domain::paper::Receipt {
    match &job.papers[0] {
        Paper::Receipt(receipt) => receipt,
        other => panic!("not a receipt: {other:?}"),
    }
}

#[tokio::test]
async fn a_sale_for_cash_is_whole() {
    let counter = Counter::open().await;
    let sold = counter.sell(3, "k1").await;
    assert_eq!((sold.total, sold.change), (eur(7_950), eur(2_050)));
    let order = counter.shop.flows.money.order(&counter.cashier, sold.order).await.unwrap().unwrap();
    assert_eq!((order.state, order.tickets.len(), order.channel), (OrderState::Paid, 3, Channel::Till));
    assert_eq!(counter.drawer().await, 7_950);
    let next = counter.next(PrinterState::Ready).await.expect("a job");
    assert_eq!(Some(next.job.id), sold.print_job);
    assert!(next.job.open_drawer);
    assert_eq!((next.first_paper, next.job.papers.len()), (0, 4));
    let receipt = receipt(&next.job);
    assert_eq!((receipt.total, receipt.change, receipt.copy), (eur(7_950), Some(eur(2_050)), 0));
    assert_eq!(receipt.tenders[0].amount, eur(10_000));
    assert!(printing::receipt::adds_up(receipt));
    assert_eq!((receipt.taxes[0].net, receipt.taxes[0].tax, receipt.fees), (eur(6_819), eur(681), Some(eur(450))));
    assert_eq!(receipt.cashier, "Marco");
    for (paper, ticket) in next.job.papers[1..].iter().zip(&order.tickets) {
        let Paper::Ticket(paper) = paper else { panic!("not a ticket: {paper:?}") };
        assert_eq!((paper.ticket, paper.code.as_str(), paper.copy), (ticket.id, ticket.code.as_str(), 0));
    }
    let rows = counter.shop.flows.counter.recent_sales(&counter.cashier, counter.till).await.unwrap();
    assert_eq!((rows.len(), rows[0].tickets, rows[0].total), (1, 3, eur(7_950)));
    counter.shop.audit().await;
}

#[tokio::test]
async fn what_was_tapped_twice_is_one_line_and_the_sale_is_the_cashiers() {
    let counter = Counter::open().await;
    let flows = &counter.shop.flows;
    let cart = counter.cart(1).await;
    let again = [claim(&counter.stage, 2)];
    let more = flows
        .selling
        .add_to_cart(Some(&cart), Channel::Till, Locale::En, &again, base::Visitor::UNKNOWN)
        .await
        .unwrap();
    assert_eq!(more.cart.lines.len(), 2);
    let sold = counter.try_sale(&cart, eur(7_950), "k").await.unwrap();
    let next = counter.next(PrinterState::Ready).await.expect("a job");
    let lines = &receipt(&next.job).lines;
    assert_eq!(lines.iter().map(|line| (line.quantity, line.amount)).collect::<Vec<_>>(), [(3, eur(7_950))]);
    let back = [counter.tickets(sold.order).await[0].id, counter.tickets(sold.order).await[2].id];
    flows.counter.refund_at_till(&counter.cashier, counter.till, sold.order, &back, "ill", "r").await.unwrap();
    counter.report(next.job.id, PrintOutcome::Done, 4, PrinterState::Ready).await;
    let next = counter.next(PrinterState::Ready).await.expect("its receipt");
    assert!(printing::receipt::adds_up(receipt(&next.job)));
    assert_eq!((receipt(&next.job).lines.len(), receipt(&next.job).lines[0].quantity), (1, 2));
    // Everything that was done at the counter was done by whoever stood there.
    let history = flows.money.order_history(&counter.cashier, sold.order).await.unwrap();
    let by: Vec<_> = history.iter().map(|entry| (entry.action.parse().unwrap(), entry.actor.clone())).collect();
    let cashier = counter.cashier.to_string();
    for action in [Action::OrderPlaced, Action::OrderPaid, Action::OrderSold, Action::OrderRefunded] {
        assert!(by.contains(&(action, cashier.clone())), "{action:?} in {by:?}");
    }
    // Who stood at the till concerns nobody outside; that an order is paid does.
    let untold =
        "SELECT count(*) FROM audit_log a WHERE NOT EXISTS (SELECT FROM event_stream e WHERE e.kind = a.action)
                  AND a.action IN ('order.placed', 'order.paid', 'order.refunded')";
    assert_eq!(counter.shop.number(untold).await, 0);
    assert_eq!(counter.shop.number("SELECT count(*) FROM event_stream WHERE kind = 'order.sold'").await, 0);
    let (_, online) = counter.shop.buy(&counter.stage, 1).await;
    let history = flows.money.order_history(&counter.cashier, online.id).await.unwrap();
    assert!(history.iter().any(|entry| entry.action == Action::OrderPlaced.into_str() && entry.actor == "buyer"));
}

#[tokio::test]
async fn pressing_many_times_is_one_sale() {
    let counter = Counter::open().await;
    let cart = counter.cart(2).await;
    let presses = join_all((0..16).map(|_| counter.try_sale(&cart, eur(6_000), "key"))).await;
    let sales: Vec<Sold> = presses.into_iter().map(|sold| sold.expect("the same sale")).collect();
    assert!(sales.iter().all(|sold| *sold == sales[0]));
    assert_eq!(counter.drawer().await, 5_300);
    assert_eq!(counter.shop.number("SELECT count(*) FROM print_jobs").await, 1);
    // The same key for another request, another key for the same cart.
    assert_eq!(refusal(counter.try_sale(&cart, eur(7_000), "key").await), TillRefusal::KeyReused);
    assert_eq!(refusal(counter.try_sale(&cart, eur(6_000), "key 2").await), TillRefusal::Cart(CartRefusal::Ordered));
    assert_eq!(refusal(counter.try_sale(&cart, eur(6_000), "").await), TillRefusal::KeyNeeded);
    counter.shop.audit().await;
}

#[tokio::test]
async fn sales_at_the_same_moment_are_each_whole_and_a_refused_one_spoils_no_other() {
    let counter = Counter::open().await;
    let carts: Vec<Secret> = join_all((0..12).map(|_| counter.cart(1))).await;
    let commits = "SELECT count(DISTINCT xmin::text) FROM orders";
    let handed_over = |n: usize| eur(if n % 4 == 3 { 2_000 } else { 3_000 });
    let keys: Vec<String> = (0..carts.len()).map(|n| format!("k{n}")).collect();
    let press = |n: usize| counter.try_sale(&carts[n], handed_over(n), &keys[n]);
    let answers = join_all((0..carts.len()).map(press)).await;
    for (n, answer) in answers.into_iter().enumerate() {
        match handed_over(n).minor {
            3_000 => assert_eq!(answer.expect("enough").change, eur(350)),
            _ => assert_eq!(refusal(answer), TillRefusal::CashTooLittle { total: eur(2_650) }),
        }
    }
    assert_eq!(counter.shop.number("SELECT count(*) FROM orders").await, 9);
    assert_eq!(counter.shop.number("SELECT count(*) FROM print_jobs").await, 9);
    assert_eq!(counter.drawer().await, 9 * 2_650);
    assert!(counter.shop.number(commits).await < 9, "tills that sell at the same moment share a transaction");
    counter.shop.audit().await;
}

#[tokio::test]
async fn a_refused_sale_leaves_nothing_and_its_key_free() {
    let counter = Counter::open().await;
    let cart = counter.cart(2).await;
    let total = eur(5_300);
    assert_eq!(refusal(counter.try_sale(&cart, eur(5_000), "k").await), TillRefusal::CashTooLittle { total });
    let pounds = Money::new(9_900, Currency::GBP);
    assert_eq!(refusal(counter.try_sale(&cart, pounds, "k").await), TillRefusal::OtherCurrency { total });
    let flows = &counter.shop.flows;
    let named = Some(("Maria".to_owned(), "not an address".to_owned()));
    let typo = flows.counter.sell_for_cash(&counter.cashier, counter.till, &cart, total, named, "k").await;
    assert!(matches!(refusal(typo), TillRefusal::Cart(CartRefusal::Invalid { .. })));
    assert_eq!(counter.shop.number("SELECT count(*) FROM orders").await, 0);
    assert_eq!(counter.drawer().await, 0);
    assert_eq!(counter.try_sale(&cart, total, "k").await.unwrap().change, eur(0));
    // Too late.
    let late = counter.cart(1).await;
    counter.shop.clock.advance(Duration::minutes(11));
    assert_eq!(refusal(counter.try_sale(&late, total, "l").await), TillRefusal::Cart(CartRefusal::Expired));
    let steward = counter.shop.staff(counter.stage.organizer, Role::Steward).await;
    let denied = flows.counter.sell_for_cash(&steward, counter.till, &late, total, None, "d").await;
    assert!(matches!(denied, Err(Failure::Denied(_))));
}

#[tokio::test]
async fn a_till_of_another_organizer_does_not_exist() {
    let counter = Counter::open().await;
    let other = counter.shop.stage(5).await;
    let stranger = counter.shop.staff(other.organizer, Role::Owner).await;
    let cart = counter.cart(1).await;
    let flows = &counter.shop.flows;
    let sold = flows.counter.sell_for_cash(&stranger, counter.till, &cart, eur(5_000), None, "k").await;
    assert_eq!(refusal(sold), TillRefusal::Cart(CartRefusal::Unknown));
    assert!(flows.counter.tills(&stranger).await.unwrap().is_empty());
    assert!(flows.counter.print_jobs(&stranger, counter.till).await.unwrap().is_empty());
    let drawer = flows.counter.open_drawer(&stranger, counter.till, "change").await;
    assert_eq!(refusal(drawer), TillRefusal::UnknownTill);
}

#[tokio::test]
async fn what_is_given_back_at_the_till_leaves_its_drawer() {
    let counter = Counter::open().await;
    let sold = counter.sell(2, "k").await;
    let first = counter.next(PrinterState::Ready).await.unwrap();
    counter.report(first.job.id, PrintOutcome::Done, 3, PrinterState::Ready).await;
    let ticket = counter.tickets(sold.order).await[0].id;
    let flows = &counter.shop.flows;
    let tickets = [ticket];
    let give_back = || flows.counter.refund_at_till(&counter.cashier, counter.till, sold.order, &tickets, "ill", "r");
    let presses = join_all((0..8).map(|_| give_back())).await;
    let jobs: Vec<PrintJobId> = presses.into_iter().map(|job| job.unwrap().expect("a receipt")).collect();
    let job = jobs[0];
    assert_eq!(jobs, [job; 8], "the same key is the same refund");
    assert_eq!(give_back().await.unwrap(), Some(job));
    counter.shop.work().await;
    assert_eq!(counter.drawer().await, 2_650);
    let next = counter.next(PrinterState::Ready).await.unwrap();
    assert_eq!((next.job.id, next.job.open_drawer), (job, true));
    let receipt = receipt(&next.job);
    assert_eq!(receipt.total, eur(-2_650));
    assert!(printing::receipt::adds_up(receipt));
    let again = flows.counter.refund_at_till(&counter.cashier, counter.till, sold.order, &[ticket], "ill", "r2").await;
    assert_eq!(refusal(again), TillRefusal::Order(OrderRefusal::TicketNotValid));
    counter.shop.audit().await;
}

#[tokio::test]
async fn what_was_printed_before_comes_out_as_a_copy() {
    let counter = Counter::open().await;
    let sold = counter.sell(1, "k").await;
    let flows = &counter.shop.flows;
    let again = |reason: &'static str, key: &'static str| {
        flows.counter.reprint(&counter.cashier, counter.till, sold.order, &Reprint::Both, reason, key)
    };
    assert_eq!(refusal(again(" ", "first").await), TillRefusal::ReasonMissing);
    for (copy, key) in [(1, "first"), (2, "second")] {
        let id = again("paper jam", key).await.unwrap();
        let stored: serde_json::Value = sqlx::query_scalar("SELECT job FROM print_jobs WHERE id = $1")
            .bind(id.0)
            .fetch_one(&counter.shop.owner)
            .await
            .unwrap();
        let job: PrintJob = serde_json::from_value(stored).unwrap();
        assert!(!job.open_drawer);
        assert_eq!(receipt(&job).copy, copy);
        assert_eq!(receipt(&job).change, Some(eur(7_350)));
        let Paper::Ticket(ticket) = &job.papers[1] else { panic!("not a ticket") };
        assert_eq!(ticket.copy, copy);
    }
    assert_eq!(counter.shop.number("SELECT count(*) FROM audit_log WHERE action = 'order.reprinted'").await, 2);
    // Bought online and printed for the first time: an original, which needs no reason.
    let (_, online) = counter.shop.buy(&counter.stage, 1).await;
    let print = |reason: &'static str, key: &'static str| {
        flows.counter.reprint(&counter.cashier, counter.till, online.id, &Reprint::Both, reason, key)
    };
    print("", "third").await.unwrap();
    assert_eq!(counter.tickets(online.id).await[0].printed, 1);
    assert_eq!(refusal(print("", "fourth").await), TillRefusal::ReasonMissing);
    assert_eq!(counter.tickets(online.id).await[0].printed, 1, "what is refused isn't counted");
    // What doesn't take place lets nobody in, and isn't put on paper.
    sqlx::query("UPDATE performances SET status = 'cancelled'").execute(&counter.shop.owner).await.unwrap();
    let what = Reprint::Tickets(vec![online.tickets[0].id]);
    let ticket = flows.counter.reprint(&counter.cashier, counter.till, online.id, &what, "collects", "fifth").await;
    assert_eq!(refusal(ticket), TillRefusal::Order(OrderRefusal::TicketNotValid));
    again("for the books", "sixth").await.unwrap();
    let papers = "SELECT jsonb_array_length(job -> 'papers')::bigint FROM print_jobs ORDER BY number DESC LIMIT 1";
    assert_eq!(counter.shop.number(papers).await, 1, "the receipt alone");
}

#[tokio::test]
async fn pressing_many_times_prints_again_once() {
    let counter = Counter::open().await;
    let sold = counter.sell(2, "k").await;
    let flows = &counter.shop.flows;
    let tickets = counter.tickets(sold.order).await;
    let all = Reprint::Tickets(tickets.iter().map(|ticket| ticket.id).collect());
    let print = |what, key| flows.counter.reprint(&counter.cashier, counter.till, sold.order, what, "lost", key);
    let presses = join_all((0..8).map(|_| print(&all, "press"))).await;
    let jobs: Vec<PrintJobId> = presses.into_iter().map(|job| job.expect("the same print")).collect();
    assert!(jobs.iter().all(|job| *job == jobs[0]));
    assert_eq!(counter.shop.number("SELECT count(*) FROM print_jobs").await, 2, "the sale's and this one");
    assert!(counter.tickets(sold.order).await.iter().all(|ticket| ticket.printed == 2));
    assert_eq!(counter.shop.number("SELECT count(*) FROM audit_log WHERE action = 'order.reprinted'").await, 1);
    // The same key for other papers, none, and a new one.
    let one = Reprint::Tickets(vec![tickets[0].id]);
    assert_eq!(refusal(print(&one, "press").await), TillRefusal::KeyReused);
    assert_eq!(refusal(print(&one, "").await), TillRefusal::KeyNeeded);
    assert_ne!(print(&all, "another").await.unwrap(), jobs[0]);
    // One key for two orders at the same moment: one of them is printed.
    let other = counter.sell(1, "other").await;
    let (all, receipt) = (Reprint::Both, Reprint::Receipt);
    let (one, two) = tokio::join!(
        flows.counter.reprint(&counter.cashier, counter.till, sold.order, &all, "lost", "both"),
        flows.counter.reprint(&counter.cashier, counter.till, other.order, &receipt, "lost", "both"),
    );
    let refused = match (one, two) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert!(matches!(refused, Failure::Refused(TillRefusal::KeyReused)), "{refused:?}");
}

#[tokio::test]
async fn a_till_without_a_printer_sells_to_an_address_only() {
    let counter = Counter::open().await;
    let flows = &counter.shop.flows;
    let till = TillId(uuid::Uuid::new_v4());
    let mut tx = flows.base().db.organizer(counter.stage.organizer).await.unwrap();
    storage::tills::insert(&mut tx, counter.stage.organizer, till, "Garden", None).await.unwrap();
    tx.commit().await.unwrap();
    let cart = counter.cart(1).await;
    let sell = |email: Option<&'static str>| {
        let buyer = email.map(|email| ("Maria".to_owned(), email.to_owned()));
        flows.counter.sell_for_cash(&counter.cashier, till, &cart, eur(5_000), buyer, "k")
    };
    assert_eq!(refusal(sell(None).await), TillRefusal::EmailNeeded);
    assert_eq!(refusal(sell(Some(" ")).await), TillRefusal::EmailNeeded);
    let typo = refusal(sell(Some("maria@")).await);
    assert!(matches!(typo, TillRefusal::Cart(CartRefusal::Invalid { .. })), "{typo:?}");
    assert_eq!(counter.shop.number("SELECT count(*) FROM orders").await, 0);
    let sold = sell(Some("maria@example.com")).await.unwrap();
    assert_eq!(sold.print_job, None);
    let confirmed = "SELECT count(*) FROM emails WHERE kind = 'order_confirmed' AND to_address = 'maria@example.com'";
    assert_eq!(counter.shop.number(confirmed).await, 1);
    // Who sells sends them once more: to her, or where she says now.
    flows.money.resend_tickets(&counter.cashier, sold.order, None).await.unwrap();
    flows.money.resend_tickets(&counter.cashier, sold.order, Some("nonna@example.com")).await.unwrap();
    let again = "SELECT count(DISTINCT to_address) FROM emails WHERE kind = 'tickets_resent'";
    assert_eq!(counter.shop.number(again).await, 2);
    let elsewhere = counter.shop.stage(1).await;
    let stranger = counter.shop.staff(elsewhere.organizer, Role::BoxOffice).await;
    let sent = flows.money.resend_tickets(&stranger, sold.order, Some("me@example.com")).await;
    assert!(matches!(sent, Err(Failure::Refused(OrderRefusal::Unknown))), "{sent:?}");
    // Nothing is left to send of a ticket that was given back.
    let tickets = [counter.tickets(sold.order).await[0].id];
    flows.counter.refund_at_till(&counter.cashier, till, sold.order, &tickets, "ill", "r").await.unwrap();
    let sent = flows.money.resend_tickets(&counter.cashier, sold.order, None).await;
    assert!(matches!(sent, Err(Failure::Refused(OrderRefusal::NoValidTicket))), "{sent:?}");
    counter.shop.audit().await;
}

#[tokio::test]
async fn jobs_come_one_at_a_time_in_order() {
    let counter = Counter::open().await;
    let (a, b) = (counter.sell(1, "a").await, counter.sell(1, "b").await);
    let first = counter.next(PrinterState::Ready).await.unwrap();
    assert_eq!(Some(first.job.id), a.print_job);
    counter.report(first.job.id, PrintOutcome::Done, 2, PrinterState::Ready).await;
    counter.report(first.job.id, PrintOutcome::Done, 2, PrinterState::Ready).await;
    let polls = join_all((0..8).map(|_| counter.next(PrinterState::Ready))).await;
    let handed: Vec<_> = polls.into_iter().flatten().collect();
    assert_eq!(handed.len(), 1, "parallel calls of one terminal get a job once");
    assert_eq!(Some(handed[0].job.id), b.print_job);
}

#[tokio::test]
async fn a_waiting_job_goes_on_by_itself_where_it_stopped() {
    let counter = Counter::open().await;
    counter.sell(2, "a").await;
    counter.sell(1, "b").await;
    assert!(counter.next(PrinterState::PaperOut).await.is_none(), "nothing is handed to a printer that can't print");
    let job = counter.next(PrinterState::Ready).await.unwrap().job;
    counter.report(job.id, PrintOutcome::Waiting, 1, PrinterState::PaperOut).await;
    assert_eq!(counter.jobs().await[0], (PrintJobState::Waiting, 1));
    assert!(counter.next(PrinterState::CoverOpen).await.is_none());
    let tills = counter.shop.flows.counter.tills(&counter.cashier).await.unwrap();
    assert_eq!(tills[0].terminal.as_ref().unwrap().printer, PrinterState::CoverOpen);
    let again = counter.next(PrinterState::Ready).await.unwrap();
    assert_eq!((again.job.id, again.first_paper), (job.id, 1));
}

#[tokio::test]
async fn an_unsure_job_blocks_until_a_person_has_looked() {
    let counter = Counter::open().await;
    let flows = &counter.shop.flows;
    counter.sell(2, "a").await;
    let b = counter.sell(1, "b").await;
    let job = counter.next(PrinterState::Ready).await.unwrap().job;
    counter.report(job.id, PrintOutcome::Unsure, 1, PrinterState::Offline).await;
    assert!(counter.next(PrinterState::Ready).await.is_none());
    let too_far = flows.counter.resume_print_job(&counter.cashier, job.id, Some(3)).await;
    assert_eq!(refusal(too_far), TillRefusal::Print(PrintRefusal::NoSuchPaper { papers: 3 }));
    flows.counter.resume_print_job(&counter.cashier, job.id, Some(2)).await.unwrap();
    let again = counter.next(PrinterState::Ready).await.unwrap();
    assert_eq!((again.job.id, again.first_paper), (job.id, 2));
    counter.report(job.id, PrintOutcome::Unsure, 2, PrinterState::Ready).await;
    flows.counter.resume_print_job(&counter.cashier, job.id, None).await.unwrap();
    assert_eq!(Some(counter.next(PrinterState::Ready).await.unwrap().job.id), b.print_job);
    let ended = flows.counter.cancel_print_job(&counter.cashier, job.id, "why").await;
    assert_eq!(refusal(ended), TillRefusal::Print(PrintRefusal::Ended));
}

#[tokio::test]
async fn a_terminal_that_falls_silent_leaves_its_job_unsure() {
    let counter = Counter::open().await;
    counter.sell(1, "a").await;
    counter.sell(1, "b").await;
    let job = counter.next(PrinterState::Ready).await.unwrap().job;
    counter.shop.clock.advance(Duration::seconds(59));
    assert_eq!(counter.jobs().await[0].0, PrintJobState::Printing);
    counter.shop.clock.advance(Duration::seconds(2));
    assert_eq!(counter.jobs().await[0].0, PrintJobState::Unsure);
    let tills = counter.shop.flows.counter.tills(&counter.cashier).await.unwrap();
    assert_eq!(tills[0].terminal.as_ref().unwrap().printer, PrinterState::Offline);
    // It comes back and reports after all: it knows better than its silence.
    counter.report(job.id, PrintOutcome::Done, 2, PrinterState::Ready).await;
    let second = counter.next(PrinterState::Ready).await.unwrap().job;
    // It was started anew and asks for work as if it had none.
    assert!(counter.next(PrinterState::Ready).await.is_none());
    let jobs = counter.jobs().await;
    assert_eq!(jobs.iter().map(|job| job.0).collect::<Vec<_>>(), [PrintJobState::Unsure, PrintJobState::Done]);
    counter.shop.flows.counter.cancel_print_job(&counter.cashier, second.id, "torn").await.unwrap();
    assert!(counter.next(PrinterState::Ready).await.is_none());
}

#[tokio::test]
async fn a_waiting_call_wakes_when_there_is_work_and_a_stranger_has_none() {
    let counter = Counter::open().await;
    let cart = counter.cart(1).await;
    let long = Wait::from_secs(20);
    let (job, sold) = tokio::join!(
        counter.shop.flows.counter.next_print_job(&counter.terminal, PrinterState::Ready, long),
        counter.try_sale(&cart, eur(5_000), "k")
    );
    assert_eq!(job.unwrap().map(|next| next.job.id), sold.unwrap().print_job);
    assert!(counter.shop.flows.counter.actor_of_terminal("trm_AAAAAAAAAAAAAAAAAAAAAAAAAA").await.unwrap().is_none());
    assert!(counter.shop.flows.counter.actor_of_terminal("nonsense").await.unwrap().is_none());
    let report = counter.shop.flows.counter.report_print_job(
        &counter.terminal,
        PrintJobId(uuid::Uuid::new_v4()),
        PrintOutcome::Done,
        1,
        PrinterState::Ready,
        None,
    );
    assert!(matches!(report.await, Err(Failure::Refused(PrintRefusal::Unknown))));
}

#[tokio::test]
async fn a_waiting_call_goes_by_what_was_said_last_of_the_printer() {
    let counter = Counter::open().await;
    let flows = &counter.shop.flows;
    let say = |printer| flows.counter.printer_changed(&counter.terminal, printer);
    let shown = async || flows.counter.tills(&counter.cashier).await.unwrap()[0].terminal.clone().unwrap().printer;
    let waiting = flows.counter.next_print_job(&counter.terminal, PrinterState::Ready, Wait::from_secs(20));
    let paper_ends_and_comes = async {
        while shown().await != PrinterState::Ready {
            tokio::time::sleep(Wait::from_millis(10)).await;
        }
        say(PrinterState::PaperOut).await.unwrap();
        let sold = counter.sell(1, "k").await;
        // Longer than from one of its own looks to the next.
        tokio::time::sleep(Wait::from_secs(3)).await;
        assert_eq!(shown().await, PrinterState::PaperOut);
        assert_eq!(counter.jobs().await, [(PrintJobState::Queued, 0)]);
        say(PrinterState::Ready).await.unwrap();
        sold.print_job
    };
    let (job, sold) = tokio::join!(waiting, paper_ends_and_comes);
    assert_eq!(job.unwrap().map(|next| next.job.id), sold);
}

#[tokio::test]
async fn the_drawer_opens_for_a_reason_and_a_test_page_prints() {
    let counter = Counter::open().await;
    let flows = &counter.shop.flows;
    assert_eq!(
        refusal(flows.counter.open_drawer(&counter.cashier, counter.till, "").await),
        TillRefusal::ReasonMissing
    );
    let job = flows.counter.open_drawer(&counter.cashier, counter.till, "change").await.unwrap();
    flows.counter.print_test_page(&counter.cashier, counter.till).await.unwrap();
    let next = counter.next(PrinterState::PaperLow).await.unwrap().job;
    assert_eq!((next.id, next.open_drawer, next.papers.len()), (job, true, 0));
    counter.report(next.id, PrintOutcome::Done, 0, PrinterState::Ready).await;
    let page = counter.next(PrinterState::Ready).await.unwrap().job;
    assert!(matches!(page.papers[0], Paper::TestPage { .. }));
    assert_eq!(counter.shop.number("SELECT count(*) FROM audit_log WHERE action = 'drawer.opened'").await, 1);
}
