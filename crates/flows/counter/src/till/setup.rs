//! Setting up the counter: a till, and the terminal beside its printer.
//!
//! A till has at most one terminal. A terminal's token is known to whoever it was shown to and nowhere else; a new one
//! ends the one before.

use crate::Counter;
use crate::terminals::TOKEN_PREFIX;
use base::live::News;
use base::{Actor, Failure, Fault, keys};
use domain::audit::Action;
use domain::cart::Secret;
use domain::form::{FormRefusal, TillForm};
use domain::ids::{OrganizerId, TerminalId, TillId};
use domain::refusal::Problem;
use domain::role::Permission;
use domain::till::{TerminalRefusal, TerminalState, Till};
use serde_json::json;
use storage::{Conn, Tx, print_jobs, terminals, tills};

impl Counter {
    /// A till without a printer. Its name is its own among those of the organizer.
    pub async fn add_till(&self, actor: &Actor, form: &TillForm) -> Result<TillId, Failure<FormRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let name = form.check().map_err(|problems| Failure::Refused(problems.into()))?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let same = |till: &Till| till.is_called(&name);
        if tills::all(&mut tx, actor.organizer).await?.iter().any(same) {
            return Err(Failure::Refused(FormRefusal::one("name", Problem::AlreadyUsed)));
        }
        let id = TillId(self.base.chance.uuid(self.base.clock.now()));
        tills::insert(&mut tx, actor.organizer, id, &name, None).await?;
        let (now, detail) = (self.base.clock.now(), json!({ "name": name }));
        self.base.record(&mut tx, actor.organizer, now, actor, Action::TillAdded, id, detail).await?;
        self.base.send_news(&mut tx, News::Printer { organizer: actor.organizer }).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Another name; receipts printed from now on have it.
    pub async fn rename_till(&self, actor: &Actor, till: TillId, form: &TillForm) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let name = form.check().map_err(|problems| Failure::Refused(problems.into()))?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let same = |other: &Till| other.id != till && other.is_called(&name);
        if tills::all(&mut tx, actor.organizer).await?.iter().any(same) {
            return Err(Failure::Refused(FormRefusal::one("name", Problem::AlreadyUsed)));
        }
        if !tills::rename(&mut tx, actor.organizer, till, &name).await? {
            return Err(Failure::Refused(FormRefusal::unknown()));
        }
        let (now, detail) = (self.base.clock.now(), json!({ "name": name }));
        self.base.record(&mut tx, actor.organizer, now, actor, Action::TillChanged, till, detail).await?;
        self.base.send_news(&mut tx, News::Printer { organizer: actor.organizer }).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a till its terminal. The token is in the answer and nowhere else.
    pub async fn add_terminal(&self, actor: &Actor, till: TillId) -> Result<String, Failure<TerminalRefusal>> {
        let secret = self.base.chance.secret();
        self.insert_terminal(actor, till, &secret).await?;
        Ok(token(&secret))
    }

    pub async fn insert_terminal(
        &self,
        actor: &Actor,
        till: TillId,
        secret: &Secret,
    ) -> Result<TerminalId, Failure<TerminalRefusal>> {
        let (mut tx, till) = self.till_to_set_up(actor, till).await?;
        let id = TerminalId(self.base.chance.uuid(self.base.clock.now()));
        terminals::insert(&mut tx, actor.organizer, id, &till.name, &keys::hash(secret)).await?;
        if !tills::change_terminal(&mut tx, actor.organizer, till.id, None, Some(id)).await? {
            return Err(Failure::Refused(TerminalRefusal::HasTerminal));
        }
        let (now, detail) = (self.base.clock.now(), json!({ "till": till.id }));
        self.base.record(&mut tx, actor.organizer, now, actor, Action::TerminalAdded, id, detail).await?;
        self.base.send_news(&mut tx, News::Printer { organizer: actor.organizer }).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// A new token for the till's terminal: the machine is another one, or the old token is lost or known to others. Who
    /// shows the old one is refused from now on; what waits to be printed stays.
    pub async fn renew_terminal(&self, actor: &Actor, till: TillId) -> Result<String, Failure<TerminalRefusal>> {
        let (mut tx, till) = self.till_to_set_up(actor, till).await?;
        let terminal = till.terminal.ok_or(Failure::Refused(TerminalRefusal::NoTerminal))?;
        let secret = self.base.chance.secret();
        terminals::set_secret(&mut tx, actor.organizer, terminal.id, &keys::hash(&secret)).await?;
        let (now, detail) = (self.base.clock.now(), json!({ "till": till.id }));
        self.base.record(&mut tx, actor.organizer, now, actor, Action::TerminalRenewed, terminal.id, detail).await?;
        tx.commit().await?;
        Ok(token(&secret))
    }

    /// The till prints nothing any more and its terminal is refused. What waited to be printed is cancelled; the till can
    /// print it again once it has another terminal.
    pub async fn withdraw_terminal(&self, actor: &Actor, till: TillId) -> Result<(), Failure<TerminalRefusal>> {
        let (mut tx, till) = self.till_to_set_up(actor, till).await?;
        let terminal = till.terminal.ok_or(Failure::Refused(TerminalRefusal::NoTerminal))?;
        if !tills::change_terminal(&mut tx, actor.organizer, till.id, Some(terminal.id), None).await? {
            return Err(Failure::Refused(TerminalRefusal::NoTerminal));
        }
        // The secret of no one: it is made here and forgotten.
        let nobodys = keys::hash(&self.base.chance.secret());
        terminals::set_secret(&mut tx, actor.organizer, terminal.id, &nobodys).await?;
        let cancelled = self.cancel_open_jobs(&mut tx, actor.organizer, &terminal).await?;
        let detail = json!({ "till": till.id, "cancelled": cancelled });
        let now = self.base.clock.now();
        self.base.record(&mut tx, actor.organizer, now, actor, Action::TerminalWithdrawn, terminal.id, detail).await?;
        self.base.send_news(&mut tx, News::Printer { organizer: actor.organizer }).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn till_to_set_up(&self, actor: &Actor, till: TillId) -> Result<(Tx, Till), Failure<TerminalRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let till = tills::find(&mut tx, actor.organizer, till).await?;
        Ok((tx, till.ok_or(Failure::Refused(TerminalRefusal::UnknownTill))?))
    }

    /// How many were cancelled. One that was being printed is too: its terminal can't report any more.
    async fn cancel_open_jobs(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
        terminal: &TerminalState,
    ) -> Result<u32, Fault> {
        let now = self.base.clock.now();
        let mut cancelled = 0;
        for job in print_jobs::of_terminal(conn, organizer, terminal.id, 0).await? {
            let Some(stored) = print_jobs::lock(conn, organizer, job.id).await? else { continue };
            let Ok(next) = stored.progress.lose_sight().cancel() else { continue };
            print_jobs::save(conn, organizer, job.id, next, stored.message.as_deref(), now).await?;
            cancelled += 1;
        }
        Ok(cancelled)
    }
}

fn token(secret: &Secret) -> String {
    format!("{TOKEN_PREFIX}{}", secret.as_str())
}
