//! The printer, its jobs, and the drawer below it.

use crate::model::PrinterView;
use crate::refusal::TillError;
use domain::ids::{PrintJobId, TillId};
use face::error::FaceError;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    super::{seller, sent, view},
    crate::house::counter,
    domain::time::Timezone,
    face::request::signed_in,
    ui::locale::current_locale,
};

/// How the printer is, and the jobs it has.
#[server(prefix = "/do", endpoint = "till/printer", input = Json)]
pub async fn look_at_printer(till: TillId) -> Result<PrinterView, FaceError> {
    let actor = seller().await?;
    let zone = zone_of(&actor).await?;
    let tills = counter().tills(&actor).await?;
    let terminal = tills.into_iter().find(|one| one.id == till).and_then(|one| one.terminal);
    let jobs = counter().print_jobs(&actor, till).await?;
    Ok(PrinterView {
        state: terminal.as_ref().map(|terminal| terminal.printer.clone()),
        name: terminal.map(|terminal| terminal.name).unwrap_or_default(),
        jobs: jobs.into_iter().map(|job| view::job(current_locale(), zone, job)).collect(),
    })
}

/// Goes on with a job: `None` says that all of it came out, `Some(n)` that paper `n` is next, counted from 0.
#[server(prefix = "/do", endpoint = "till/resume", input = Json)]
pub async fn resume(job: PrintJobId, from_paper: Option<u32>) -> Result<(), TillError> {
    let actor = seller().await?;
    counter().resume_print_job(&actor, job, from_paper).await.map_err(sent)
}

#[server(prefix = "/do", endpoint = "till/cancel_job", input = Json)]
pub async fn cancel_job(job: PrintJobId, reason: String) -> Result<(), TillError> {
    let actor = seller().await?;
    counter().cancel_print_job(&actor, job, &reason).await.map_err(sent)
}

/// Opens the drawer without a sale.
#[server(prefix = "/do", endpoint = "till/drawer", input = Json)]
pub async fn drawer(till: TillId, reason: String) -> Result<PrintJobId, TillError> {
    let actor = seller().await?;
    counter().open_drawer(&actor, till, &reason).await.map_err(sent)
}

#[server(prefix = "/do", endpoint = "till/test_page", input = Json)]
pub async fn test_page(till: TillId) -> Result<PrintJobId, TillError> {
    let actor = seller().await?;
    counter().print_test_page(&actor, till).await.map_err(sent)
}

/// The clock the organizer lives by.
#[cfg(feature = "ssr")]
pub(crate) async fn zone_of(actor: &base::Actor) -> Result<Timezone, FaceError> {
    let person = signed_in().await?.ok_or(FaceError::NotSignedIn)?;
    let organizer = person.organizers.iter().find(|(one, _)| one.id == actor.organizer);
    Ok(organizer.map_or(Timezone::UTC, |(one, _)| one.zone))
}
