//! The counter: sales for cash, reprints, the drawer, and the print jobs a cashier looks after.

pub mod sale;
pub(crate) mod cash_desk;
mod setup;

use crate::Counter;
use base::actor::ActorKind;
use base::batch::with_retries;
use base::failure::Never;
use base::idempotency::{Command, KeyReused, KeyedRequest, UsedKeys, request_hash};
use base::live::News;
use base::organizer::organizer_by_id;
use base::{Actor, Failure, Fault};
use domain::audit::Action;
use domain::event::{Channel, Event, PerformanceOffers};
use domain::ids::{OrderId, OrganizerId, PrintJobId, TillId};
use domain::order::{Order, OrderRow};
use domain::paper::Paper;
use domain::reason::{self, ReasonRefusal};
use domain::refusal::OrderRefusal;
use domain::role::Permission;
use domain::till::{PapersAgain, PrintJobView, Reprint, Till, TillRefusal, check_copies};
use money::papers::{self as paper, PaperHead, ticket_papers};
use sale::check_key;
use serde::de::DeserializeOwned;
use serde_json::json;
use storage::{Conn, orders, print_jobs, tills};

const PERFORMANCES_MAX: u32 = 40;
const RECENT_SALES_MAX: u32 = 30;
const ENDED_JOBS_MAX: u32 = 10;

impl Counter {
    /// The tills of the organizer. A terminal that has been silent for a minute shows its printer as offline.
    pub async fn tills(&self, actor: &Actor) -> Result<Vec<Till>, Failure<Never>> {
        actor.require(Permission::Sell)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let mut all = tills::all(&mut tx, actor.organizer).await?;
        tx.commit().await?;
        let now = self.base.clock.now();
        for till in &mut all {
            till.terminal = till.terminal.take().map(|terminal| terminal.at(now));
        }
        Ok(all)
    }

    /// What can be sold now, next first.
    pub async fn till_performances(&self, actor: &Actor) -> Result<Vec<(Event, PerformanceOffers)>, Failure<Never>> {
        actor.require(Permission::Sell)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let ids = tills::sellable(&mut tx, actor.organizer, self.base.clock.now(), PERFORMANCES_MAX).await?;
        let offers = self.selling.offers(&mut tx, actor.organizer, &ids, Channel::Till).await?;
        tx.commit().await?;
        Ok(offers)
    }

    /// The newest sales of a till.
    pub async fn recent_sales(&self, actor: &Actor, till: TillId) -> Result<Vec<OrderRow>, Failure<Never>> {
        actor.require(Permission::Sell)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let rows = tills::recent_sales(&mut tx, actor.organizer, till, RECENT_SALES_MAX).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// Prints what belongs to an order. What was printed before comes out as a copy, with its number, and needs a reason;
    /// what was bought online and is printed for the first time does not. The same `key` with the same request prints once.
    pub async fn reprint(
        &self,
        actor: &Actor,
        till: TillId,
        order: OrderId,
        what: &Reprint,
        reason: &str,
        key: &str,
    ) -> Result<PrintJobId, Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        let reason = reason::if_given(reason).map_err(refused)?;
        check_key(key)?;
        let request = request_hash(&(till, order, what, &reason));
        let once = KeyedRequest { command: Command::TillReprint, key: key.to_owned(), request };
        // Another order may be printed with the same key at this moment: looked for again, that is found.
        let printed = with_retries(async || match self.reprint_once(actor, till, order, what, &reason, &once).await {
            Err(Failure::Fault(fault)) => Err(fault),
            printed_or_refused => Ok(printed_or_refused),
        });
        printed.await?
    }

    async fn reprint_once(
        &self,
        actor: &Actor,
        till: TillId,
        order: OrderId,
        what: &Reprint,
        reason: &str,
        once: &KeyedRequest,
    ) -> Result<PrintJobId, Failure<TillRefusal>> {
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let unknown = || Failure::Refused(TillRefusal::Order(OrderRefusal::Unknown));
        let mut tx = self.base.organizer(organizer).await?;
        // Whoever prints the same again waits here, and its tickets are counted by one at a time.
        orders::lock(&mut tx, organizer, order).await?.ok_or_else(unknown)?;
        let mut keys = UsedKeys::look(&mut tx, organizer, [once.clone()]).await?;
        if let Some(job) = answered(&keys, once)? {
            return Ok(job);
        }
        let till = till_with_printer(&mut tx, organizer, till).await?;
        let order = self.money.whole_order(&mut tx, organizer, order).await?.ok_or_else(unknown)?;
        let again = what.of(&order).map_err(|refusal| Failure::Refused(TillRefusal::Order(refusal)))?;
        let papers = self.papers_again(&mut tx, actor, &till, &order, &again).await?;
        check_copies(reason, papers.iter().map(Paper::copy)).map_err(Failure::Refused)?;
        let printed = papers.len();
        let id = self
            .money
            .enqueue_print(&mut tx, organizer, &till, Some(order.id), false, papers)
            .await?
            .ok_or(Failure::Refused(TillRefusal::NoPrinter))?;
        let answer = serde_json::to_value(id).map_err(|e| Fault::Broken(e.to_string()))?;
        storage::idempotency::keep(&mut tx, organizer, &[keys.keep(once, answer)], now).await?;
        let detail = json!({ "till": till.id, "what": what, "papers": printed, "reason": reason, "job": id });
        self.base.record(&mut tx, actor.organizer, now, actor, Action::OrderReprinted, order.id, detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Open jobs of the till's terminal, oldest first, then those that ended last.
    pub async fn print_jobs(&self, actor: &Actor, till: TillId) -> Result<Vec<PrintJobView>, Failure<Never>> {
        actor.require(Permission::Sell)?;
        self.give_up_silent_jobs(actor.organizer).await?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let terminal = tills::find(&mut tx, actor.organizer, till).await?.and_then(|till| till.terminal);
        let jobs = match terminal {
            Some(terminal) => print_jobs::of_terminal(&mut tx, actor.organizer, terminal.id, ENDED_JOBS_MAX).await?,
            None => Vec::new(),
        };
        tx.commit().await?;
        Ok(jobs)
    }

    /// The cashier has looked at the printer. `None`: all of it came out. `Some(n)`: go on with paper `n`, from 0.
    pub async fn resume_print_job(
        &self,
        actor: &Actor,
        id: PrintJobId,
        from_paper: Option<u32>,
    ) -> Result<(), Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        let organizer = actor.organizer;
        let mut tx = self.base.organizer(organizer).await?;
        let stored =
            print_jobs::lock(&mut tx, organizer, id).await?.ok_or(Failure::Refused(TillRefusal::UnknownPrintJob))?;
        let next = stored.progress.resume(from_paper).map_err(|e| Failure::Refused(TillRefusal::Print(e)))?;
        print_jobs::save(&mut tx, organizer, id, next, None, self.base.clock.now()).await?;
        let detail = json!({ "from_paper": from_paper, "was": stored.progress.state });
        let now = self.base.clock.now();
        self.base.record(&mut tx, actor.organizer, now, actor, Action::PrintJobResumed, id, detail).await?;
        self.base.send_news(&mut tx, News::Printer { organizer }).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn cancel_print_job(
        &self,
        actor: &Actor,
        id: PrintJobId,
        reason: &str,
    ) -> Result<(), Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        let reason = reason::check(reason).map_err(refused)?;
        let organizer = actor.organizer;
        let mut tx = self.base.organizer(organizer).await?;
        let stored =
            print_jobs::lock(&mut tx, organizer, id).await?.ok_or(Failure::Refused(TillRefusal::UnknownPrintJob))?;
        let next = stored.progress.cancel().map_err(|e| Failure::Refused(TillRefusal::Print(e)))?;
        print_jobs::save(&mut tx, organizer, id, next, Some(&reason), self.base.clock.now()).await?;
        let (now, detail) = (self.base.clock.now(), json!({ "reason": reason }));
        self.base.record(&mut tx, actor.organizer, now, actor, Action::PrintJobCancelled, id, detail).await?;
        self.base.send_news(&mut tx, News::Printer { organizer }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Opens the drawer without a sale; the audit log keeps who and why.
    pub async fn open_drawer(
        &self,
        actor: &Actor,
        till: TillId,
        reason: &str,
    ) -> Result<PrintJobId, Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        let reason = reason::check(reason).map_err(refused)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let till = till_with_printer(&mut tx, actor.organizer, till).await?;
        let job = self.money.enqueue_print(&mut tx, actor.organizer, &till, None, true, Vec::new()).await?;
        let job = job.ok_or(Failure::Refused(TillRefusal::NoPrinter))?;
        let (now, detail) = (self.base.clock.now(), json!({ "reason": reason }));
        self.base.record(&mut tx, actor.organizer, now, actor, Action::DrawerOpened, till.id, detail).await?;
        tx.commit().await?;
        Ok(job)
    }

    /// A short page that shows that the printer works.
    pub async fn print_test_page(&self, actor: &Actor, till: TillId) -> Result<PrintJobId, Failure<TillRefusal>> {
        actor.require(Permission::Sell)?;
        let organizer = actor.organizer;
        let mut tx = self.base.organizer(organizer).await?;
        let till = till_with_printer(&mut tx, organizer, till).await?;
        let locale = match actor.person() {
            Some(person) => tills::locale_of_person(&mut tx, person).await?,
            None => Default::default(),
        };
        let zone = organizer_by_id(&mut tx, organizer).await?.zone;
        let printer = till.terminal.as_ref().map(|terminal| terminal.name.clone()).unwrap_or_default();
        let page = Paper::TestPage { locale, printer, at: self.base.clock.now(), zone };
        let job = self.money.enqueue_print(&mut tx, organizer, &till, None, false, vec![page]).await?;
        let job = job.ok_or(Failure::Refused(TillRefusal::NoPrinter))?;
        tx.commit().await?;
        Ok(job)
    }

    async fn papers_again(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        till: &Till,
        order: &Order,
        again: &PapersAgain,
    ) -> Result<Vec<Paper>, Fault> {
        let mut papers = Vec::new();
        if again.receipt {
            let copy = print_jobs::receipts_of_order(conn, actor.organizer, order.id).await?;
            let cash = tills::cash_of_order(conn, actor.organizer, order.id).await?;
            let cash = cash.map(|(due, tendered)| paper::CashTendered { due, tendered });
            let cashier = cashier_name(actor);
            let counter = PaperHead { till: &till.name, cashier, at: order.paid_at.unwrap_or(order.placed_at), copy };
            papers.push(Paper::Receipt(paper::receipt(order, &counter, cash)?));
        }
        let printed = print_jobs::count_tickets(conn, actor.organizer, &again.tickets).await?;
        papers.extend(ticket_papers(order, &printed));
        Ok(papers)
    }
}

/// What the same request with the same key was answered before, if it was.
pub(crate) fn answered<T: DeserializeOwned>(
    keys: &UsedKeys,
    once: &KeyedRequest,
) -> Result<Option<T>, Failure<TillRefusal>> {
    let answer = keys.answer(once).map_err(|KeyReused| Failure::Refused(TillRefusal::KeyReused))?;
    let read = answer.map(|answer| serde_json::from_value(answer.clone())).transpose();
    Ok(read.map_err(|e| Fault::Broken(format!("{}: {e}", once.command)))?)
}

/// As the receipt names them.
pub(crate) fn cashier_name(actor: &Actor) -> &str {
    match &actor.kind {
        ActorKind::Person { name, .. } => name,
        ActorKind::Token { .. } | ActorKind::Terminal { .. } | ActorKind::System => "",
    }
}

fn refused(reason: ReasonRefusal) -> Failure<TillRefusal> {
    Failure::Refused(reason.into())
}

async fn till_with_printer(conn: &mut Conn, organizer: OrganizerId, id: TillId) -> Result<Till, Failure<TillRefusal>> {
    let till = tills::find(conn, organizer, id).await?.ok_or(Failure::Refused(TillRefusal::UnknownTill))?;
    till.require_printer().map_err(Failure::Refused)?;
    Ok(till)
}
