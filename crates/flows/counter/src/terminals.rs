//! What the program beside a printer asks: who am I, what shall I print, and this is how it went.
//!
//! A terminal has one job at a time, in order. A job that may be half on paper waits for a person.

use crate::Counter;
use base::actor::ActorKind;
use base::live::News;
use base::{Actor, Failure, Fault, keys};
use chrono::Duration;
use domain::cart::Secret;
use domain::ids::{OrganizerId, PrintJobId, TerminalId};
use domain::paper::{PrintJob, PrinterState};
use domain::print_job::PrintOutcome;
use domain::role::Permission;
use domain::till::{PrintRefusal, TERMINAL_SILENT_SECONDS};
use std::pin::pin;
use std::time::Duration as Wait;
use storage::{Scope, print_jobs, terminals};
use tokio::time;

/// Before the secret in a terminal's token.
pub const TOKEN_PREFIX: &str = "trm_";
/// No call is kept waiting for longer.
const WAIT_MAX: Wait = Wait::from_secs(30);
/// With a printer that can't print there is nothing to hand out; the terminal comes back soon with its newest state.
const WAIT_NOT_READY_MAX: Wait = Wait::from_secs(2);
/// How often a waiting call looks for itself, should news be lost.
const LOOK_EVERY: Wait = Wait::from_secs(2);
const MESSAGE_CHARS_MAX: usize = 300;

/// A job for a terminal, and the paper to begin with: those before it are out already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPrintJob {
    pub job: PrintJob,
    pub first_paper: u32,
}

impl Counter {
    /// Whose terminal has this token (`trm_` and its secret).
    pub async fn actor_of_terminal(&self, token: &str) -> Result<Option<Actor>, Fault> {
        let Some(secret) = token.strip_prefix(TOKEN_PREFIX).and_then(Secret::parse) else { return Ok(None) };
        let hash = keys::hash(&secret);
        let mut tx = self.base.db.begin(Scope::Secret(hash)).await?;
        let found = terminals::by_secret(&mut tx, &hash).await?;
        tx.commit().await?;
        Ok(found.map(|(organizer, id)| Actor { organizer, kind: ActorKind::Terminal { id } }))
    }

    /// The job to print next, as soon as there is one, or nothing after `wait`. Asking while an earlier job was never
    /// reported says that the terminal doesn't know of it any more: that job becomes unsure.
    pub async fn next_print_job(
        &self,
        actor: &Actor,
        printer: PrinterState,
        wait: Wait,
    ) -> Result<Option<NextPrintJob>, Failure<base::failure::Never>> {
        let (organizer, terminal) = (actor.organizer, terminal_of(actor)?);
        let mut news = self.base.live.listen();
        let longest = if printer.prints() { WAIT_MAX } else { WAIT_NOT_READY_MAX };
        let mut end = pin!(time::sleep(wait.min(longest)));
        self.mark_jobs_unsure(organizer, terminal).await?;
        self.printer_changed(actor, printer).await?;
        loop {
            if let Some(job) = self.take_print_job(organizer, terminal).await? {
                return Ok(Some(job));
            }
            // Only this waiting is ever cut short; taking a job is not, so that none is taken and forgotten.
            loop {
                tokio::select! {
                    () = &mut end => return Ok(None),
                    () = self.base.live.closed() => return Ok(None),
                    () = time::sleep(LOOK_EVERY) => break,
                    heard = news.recv() => match heard {
                        Ok(News::Printer { organizer: of }) if of != organizer => {}
                        Ok(News::Printer { .. }) | Err(_) => break,
                        Ok(_) => {}
                    },
                }
            }
        }
    }

    /// What the printer is like now. Said while a call waits for a job, that call goes by it from then on.
    pub async fn printer_changed(
        &self,
        actor: &Actor,
        printer: PrinterState,
    ) -> Result<(), Failure<base::failure::Never>> {
        let (organizer, terminal) = (actor.organizer, terminal_of(actor)?);
        let mut tx = self.base.organizer(organizer).await?;
        if terminals::seen(&mut tx, organizer, terminal, &printer, self.base.clock.now()).await? {
            self.base.send_news(&mut tx, News::Printer { organizer }).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// How the work on a job ended. The same report again changes nothing.
    pub async fn report_print_job(
        &self,
        actor: &Actor,
        id: PrintJobId,
        outcome: PrintOutcome,
        papers_done: u32,
        printer: PrinterState,
        message: Option<&str>,
    ) -> Result<(), Failure<PrintRefusal>> {
        let terminal = terminal_of(actor)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let changed = terminals::seen(&mut tx, organizer, terminal, &printer, now).await?;
        let stored = match print_jobs::lock(&mut tx, organizer, id).await? {
            Some(stored) if stored.terminal == terminal => stored,
            _ => return Err(Failure::Refused(PrintRefusal::Unknown)),
        };
        let next = stored.progress.report(outcome, papers_done);
        if let Some(next) = next {
            let message = message.map(plain_message).filter(|m| !m.is_empty());
            print_jobs::save(&mut tx, organizer, id, next, message.as_deref(), now).await?;
        }
        if changed || next.is_some() {
            self.base.send_news(&mut tx, News::Printer { organizer }).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn take_print_job(
        &self,
        organizer: OrganizerId,
        terminal: TerminalId,
    ) -> Result<Option<NextPrintJob>, Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        // Waits for whoever is about to enqueue for this terminal: jobs are taken in their order.
        if !terminals::lock(&mut tx, organizer, terminal).await? {
            return Ok(None);
        }
        let printer = terminals::still_there(&mut tx, organizer, terminal, now).await?;
        let prints = printer.is_some_and(|printer| printer.prints());
        let first = print_jobs::lock_first_open(&mut tx, organizer, terminal).await?;
        let taken = first.and_then(|stored| stored.progress.take(prints).map(|next| (stored, next)));
        if let Some((stored, next)) = &taken {
            print_jobs::save(&mut tx, organizer, stored.job.id, *next, None, now).await?;
            self.base.send_news(&mut tx, News::Printer { organizer }).await?;
        }
        tx.commit().await?;
        Ok(taken.map(|(stored, next)| NextPrintJob { first_paper: next.papers_done, job: stored.job }))
    }

    /// A terminal that asks for the next job has no other in its hands.
    async fn mark_jobs_unsure(&self, organizer: OrganizerId, terminal: TerminalId) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        if !terminals::lock(&mut tx, organizer, terminal).await? {
            return Ok(());
        }
        if let Some(stored) = print_jobs::lock_first_open(&mut tx, organizer, terminal).await? {
            let next = stored.progress.lose_sight();
            if next != stored.progress {
                print_jobs::save(&mut tx, organizer, stored.job.id, next, stored.message.as_deref(), now).await?;
                self.base.send_news(&mut tx, News::Printer { organizer }).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Jobs whose terminal fell silent while printing become unsure. Called by whoever looks at print jobs.
    pub(crate) async fn give_up_silent_jobs(&self, organizer: OrganizerId) -> Result<(), Fault> {
        let now = self.base.clock.now();
        let mut tx = self.base.organizer(organizer).await?;
        let before = now - Duration::seconds(TERMINAL_SILENT_SECONDS);
        let mut any = false;
        for stored in print_jobs::lock_silent(&mut tx, organizer, before).await? {
            if stored.progress.is_silent(stored.taken_at, now) {
                let next = stored.progress.lose_sight();
                print_jobs::save(&mut tx, organizer, stored.job.id, next, stored.message.as_deref(), now).await?;
                any = true;
            }
        }
        if any {
            self.base.send_news(&mut tx, News::Printer { organizer }).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn terminal_of(actor: &Actor) -> Result<TerminalId, base::failure::Denied> {
    match actor.kind {
        ActorKind::Terminal { id } => Ok(id),
        _ => Err(base::failure::Denied { permission: Permission::Sell }),
    }
}

fn plain_message(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MESSAGE_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminals_message_is_plain_and_short() {
        assert_eq!(plain_message("cover\0 open\n"), "cover open");
        assert_eq!(plain_message(&"x".repeat(1000)).len(), MESSAGE_CHARS_MAX);
    }
}
