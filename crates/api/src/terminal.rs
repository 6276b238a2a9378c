//! What the program beside a printer asks and says: the next job, how it went, and how the printer is.

use crate::error::ApiError;
use crate::extract::{Body, Segments, TerminalActor, id};
use crate::shared::{PrintJobId, PrintOutcome, PrinterState};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flows::Flows;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;

/// A terminal that is ready for work.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NextJob {
    /// How long to wait for a job. The answer may come earlier without one, when the printer can't print.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 30, example = 20)]
    wait_seconds: u64,
    #[schema(inline)]
    printer: PrinterState,
}

/// A job for the terminal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct PrintJob {
    /// The job with its papers, as data: `open_drawer` first, then each of `papers` in order.
    #[schema(value_type = PrintJobShape)]
    pub job: domain::paper::PrintJob,
    /// Counted from 0; the papers before it are out already.
    pub first_paper: u32,
}

/// What to print.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PrintJob)]
pub struct PrintJobShape {
    pub id: PrintJobId,
    pub open_drawer: bool,
    /// Receipts, tickets and test pages; the member `paper` says which.
    #[schema(value_type = Vec<Object>)]
    pub papers: Vec<serde_json::Value>,
}

/// How the work on a job ended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobResult {
    /// `done`: the printer was clean after the last byte. `waiting`: it stopped between two papers. `unsure`: it stopped
    /// within one, and a person has to look.
    #[schema(inline)]
    outcome: PrintOutcome,
    /// Papers that are surely out, those of earlier tries included.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000)]
    papers_done: u32,
    #[schema(inline)]
    printer: PrinterState,
    /// For the cashier.
    #[serde(default)]
    #[schema(max_length = 2000, pattern = r"^[^\x00]*$")]
    message: Option<String>,
}

/// What the printer is like.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Printer)]
pub struct PrinterReport {
    #[schema(inline)]
    printer: PrinterState,
}

/// The next job of the terminal, as soon as there is one. Needs a terminal's token (`trm_…`).
#[utoipa::path(
    post, path = "/terminal/jobs/next", tag = "Terminals", operation_id = "next_print_job", request_body = NextJob,
    responses((status = 200, body = PrintJob), (status = 204, description = "Nothing to print")),
    security(("terminal" = []))
)]
pub async fn next(
    State(flows): State<Arc<Flows>>,
    TerminalActor(actor): TerminalActor,
    Body(asked): Body<NextJob>,
) -> Result<Response, ApiError> {
    if asked.wait_seconds > 30 {
        return Err(ApiError::bad_json("wait_seconds is at most 30"));
    }
    let wait = Duration::from_secs(asked.wait_seconds);
    match flows.counter.next_print_job(&actor, asked.printer.into(), wait).await? {
        Some(next) => Ok(Json(PrintJob { job: next.job, first_paper: next.first_paper }).into_response()),
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// Says that the printer changed while a call waits for the next job: that call goes by it from then on. Needs a
/// terminal's token.
#[utoipa::path(
    post, path = "/terminal/printer", tag = "Terminals", operation_id = "report_printer", request_body = PrinterReport,
    responses((status = 204, description = "Taken in")),
    security(("terminal" = []))
)]
pub async fn printer(
    State(flows): State<Arc<Flows>>,
    TerminalActor(actor): TerminalActor,
    Body(said): Body<PrinterReport>,
) -> Result<StatusCode, ApiError> {
    flows.counter.printer_changed(&actor, said.printer.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says how the work on a job ended. The same report again changes nothing.
#[utoipa::path(
    post, path = "/terminal/jobs/{job}/result", tag = "Terminals", operation_id = "report_print_job", request_body = JobResult,
    params(("job" = PrintJobId, Path)),
    responses((status = 204, description = "Taken in")),
    security(("terminal" = []))
)]
pub async fn result(
    State(flows): State<Arc<Flows>>,
    Segments(job): Segments<String>,
    TerminalActor(actor): TerminalActor,
    Body(result): Body<JobResult>,
) -> Result<StatusCode, ApiError> {
    let job: domain::ids::PrintJobId = id(&job, "print job")?;
    if result.papers_done > 10_000 || result.message.as_ref().is_some_and(|m| m.chars().count() > 2000) {
        return Err(ApiError::bad_json("papers_done is at most 10000, message has at most 2000 characters"));
    }
    let (outcome, printer) = (result.outcome.into(), result.printer.into());
    flows
        .counter
        .report_print_job(&actor, job, outcome, result.papers_done, printer, result.message.as_deref())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
