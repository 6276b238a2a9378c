//! The terminal's day: report what is unreported, fetch a job, print it, and again.

use crate::terminal::journal::{JobReport, Journal, JournalError, OutcomeWord};
use crate::terminal::server::{PrintOrder, Server, ServerError};
use crate::terminal::station::{JobOutcome, Station, Witness};
use domain::paper::PrinterState;
use std::time::Duration;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How long the loop waits for what.
#[derive(Clone, Copy, Debug)]
pub struct PollPace {
    /// The server may hold an empty answer for so long.
    pub wait: Duration,
    /// From one look at the printer to the next.
    pub look: Duration,
    /// After the first failure to reach the server; doubles up to `back_off_max`.
    pub back_off_min: Duration,
    pub back_off_max: Duration,
}

impl Default for PollPace {
    fn default() -> PollPace {
        PollPace {
            wait: Duration::from_secs(20),
            look: Duration::from_secs(3),
            back_off_min: Duration::from_secs(1),
            back_off_max: Duration::from_secs(60),
        }
    }
}

/// A terminal at work.
pub struct Terminal {
    pub server: Server,
    pub station: Station,
    pub journal: Journal,
    pub pace: PollPace,
}

impl Terminal {
    /// Works until `stop`; a job that is being printed then is finished and reported first. Fails only when the state
    /// file can't be kept, because then nothing may be printed.
    pub async fn run(&mut self, stop: CancellationToken) -> Result<(), JournalError> {
        let mut back_off = self.pace.back_off_min;
        let mut printer = self.station.state().await;
        tracing::info!(printer = self.station.address(), state = ?printer, "the terminal is ready");
        loop {
            let done = match self.report_all().await? {
                Err(error) => Err(error),
                Ok(()) if stop.is_cancelled() => return Ok(()),
                Ok(()) => self.fetch_and_print(&mut printer, &stop).await?,
            };
            match done {
                Ok(()) => back_off = self.pace.back_off_min,
                Err(_) if stop.is_cancelled() => return Ok(()),
                Err(error) => {
                    tracing::warn!(%error, retry_in_seconds = back_off.as_secs(), "the server has to wait");
                    rest(back_off, &stop).await;
                    back_off = (back_off * 2).min(self.pace.back_off_max);
                }
            }
        }
    }

    /// Tells the server every outcome it hasn't heard of, oldest first.
    async fn report_all(&mut self) -> Result<Result<(), ServerError>, JournalError> {
        while let Some(report) = self.journal.unreported() {
            match self.server.report(&report).await {
                Ok(()) => tracing::info!(job = %report.job, outcome = ?report.outcome, "reported"),
                Err(ServerError::Refused(reason)) => {
                    tracing::warn!(job = %report.job, outcome = ?report.outcome, reason, "the server doesn't want to know");
                }
                Err(error) => return Ok(Err(error)),
            }
            self.journal.reported()?;
        }
        Ok(Ok(()))
    }

    async fn fetch_and_print(
        &mut self,
        printer: &mut PrinterState,
        stop: &CancellationToken,
    ) -> Result<Result<(), ServerError>, JournalError> {
        match self.fetch(printer, stop).await {
            Ok(Some(order)) => {
                let outcome = self.print(order).await?;
                *printer = self.station.state().await;
                if matches!(outcome, JobOutcome::Waiting(_)) && self.report_all().await?.is_ok() {
                    rest(self.pace.look, stop).await;
                }
                Ok(Ok(()))
            }
            Ok(None) => Ok(Ok(())),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Asks the server for a job, with an eye on the printer meanwhile.
    async fn fetch(
        &mut self,
        printer: &mut PrinterState,
        stop: &CancellationToken,
    ) -> Result<Option<PrintOrder>, ServerError> {
        // The server answers a printer that can't print before our next look at it is due: so look first, each time.
        if !printer.prints() {
            Self::look(&mut self.station, printer).await;
        }
        // A printer that can't print gets no job; ask again soon, so that the server hears when it can.
        let wait = if printer.prints() { self.pace.wait } else { self.pace.look };
        let asked_with = printer.clone();
        // `None`: it isn't known what the server heard.
        let mut told = Some(printer.clone());
        let next = self.server.next(wait, &asked_with);
        tokio::pin!(next);
        let mut look = tokio::time::interval(self.pace.look);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.tick().await;
        loop {
            tokio::select! {
                order = &mut next => return order,
                () = stop.cancelled() => return Ok(None),
                _ = look.tick() => {
                    Self::look(&mut self.station, printer).await;
                    if told.as_ref() == Some(&*printer) {
                        continue;
                    }
                    // Said beside the call that waits: to end that one could lose the job it may be bringing.
                    let said = tokio::select! {
                        biased;
                        order = &mut next => return order,
                        () = stop.cancelled() => return Ok(None),
                        said = self.server.tell(printer) => said,
                    };
                    told = match said {
                        Ok(()) => Some(printer.clone()),
                        Err(error) => {
                            tracing::warn!(%error, "the server may not know how the printer is");
                            // One that can't be told so hears it with the next call.
                            matches!(error, ServerError::Refused(_)).then(|| printer.clone())
                        }
                    };
                }
            }
        }
    }

    async fn look(station: &mut Station, printer: &mut PrinterState) {
        let now = station.state().await;
        if now != *printer {
            tracing::info!(was = ?printer, now = ?now, "the printer changed");
            *printer = now;
        }
    }

    /// Prints one job and writes down how it went.
    async fn print(&mut self, order: PrintOrder) -> Result<JobOutcome, JournalError> {
        let PrintOrder { job, first_paper } = order;
        let drawer = job.open_drawer && !self.journal.has_opened_drawer(job.id);
        self.journal.begin(job.id, first_paper)?;
        let mut scribe = Scribe { journal: &mut self.journal, trouble: None };
        let outcome = self.station.print(&job, first_paper, drawer, &mut scribe).await;
        if let Some(trouble) = scribe.trouble {
            return Err(trouble);
        }
        let (word, state, message) = match &outcome {
            JobOutcome::Done => (OutcomeWord::Done, self.station.state().await, String::new()),
            JobOutcome::Waiting(state) => {
                (OutcomeWord::Waiting, state.clone(), "nothing was sent: the printer wasn't ready".to_owned())
            }
            JobOutcome::Unsure(state) => {
                (OutcomeWord::Unsure, state.clone(), "the printer stopped before its end was seen".to_owned())
            }
        };
        tracing::info!(job = %job.id, papers = job.papers.len(), outcome = ?word, printer = ?state, "printed");
        let papers_done = self.journal.papers_out();
        self.journal.end(JobReport { job: job.id, outcome: word, papers_done, printer: state, message })?;
        Ok(outcome)
    }
}

/// Writes down what happens while it happens.
struct Scribe<'a> {
    journal: &'a mut Journal,
    trouble: Option<JournalError>,
}

impl Witness for Scribe<'_> {
    fn drawer(&mut self) {
        self.trouble = self.journal.drawer().err().or(self.trouble.take());
    }

    fn papers_done(&mut self, count: usize) {
        self.trouble = self.journal.papers_done(count).err().or(self.trouble.take());
    }
}

async fn rest(time: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = stop.cancelled() => {}
    }
}
