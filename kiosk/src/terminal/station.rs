//! One printer and the printing of one job on it.

use crate::terminal::status::{self, StatusReport};
use crate::terminal::transport::{self, Timing, Wire, WireError};
use domain::paper::{PrintJob, PrinterState};
use printing::escpos;
use printing::profile::Profile;
use tokio::net::TcpStream;
use tokio::time::Instant;

/// The printer at one address, with the one connection that is kept to it.
pub struct Station {
    address: String,
    profile: Profile,
    timing: Timing,
    wire: Option<Wire<TcpStream>>,
    /// A paper broke off in the middle: its rest is cut away before the next one.
    torn: bool,
}

/// How a job ended, as far as can be known from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// Every paper is out and the printer was clean afterwards.
    Done,
    /// Nothing was sent.
    Waiting(PrinterState),
    /// Bytes were taken and the end was not seen: the papers before `papers_done` are out, the one after may be.
    Unsure(PrinterState),
}

/// What a job does before it can be seen on paper; whoever keeps the books writes it down first.
pub trait Witness {
    /// The pulse is about to be sent.
    fn drawer(&mut self);
    /// So many papers of the job, counted from its first, are surely out.
    fn papers_done(&mut self, count: usize);
}

impl Station {
    pub fn new(address: impl Into<String>, profile: Profile, timing: Timing) -> Station {
        Station { address: address.into(), profile, timing, wire: None, torn: false }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// How the printer is now; `Offline` when it can't be asked.
    pub async fn state(&mut self) -> PrinterState {
        self.ask().await.unwrap_or(PrinterState::Offline)
    }

    /// How the printer is now, or why it can't be asked. A connection that died since the last time is made anew.
    pub async fn ask(&mut self) -> Result<PrinterState, WireError> {
        if let Some(mut wire) = self.wire.take()
            && let Ok(state) = wire.state().await
        {
            self.wire = Some(wire);
            return Ok(state);
        }
        let mut wire = transport::connect(&self.address, self.timing).await?;
        let state = wire.state().await?;
        self.wire = Some(wire);
        Ok(state)
    }

    /// Prints a job from `first_paper` on, with the drawer's pulse before it if `drawer`.
    pub async fn print(
        &mut self,
        job: &PrintJob,
        first_paper: usize,
        drawer: bool,
        witness: &mut (dyn Witness + Send),
    ) -> JobOutcome {
        let state = self.state().await;
        let Some(mut wire) = self.wire.take().filter(|_| state.prints()) else {
            return JobOutcome::Waiting(state);
        };
        // That the paper was out for a while is still in the line, and is not about this job.
        wire.forget();
        let mut taken = 0;
        let mut head = [escpos::INITIALIZE, escpos::AUTOMATIC_STATUS].concat();
        if self.torn {
            head.extend_from_slice(escpos::FEED_AND_CUT);
        }
        if drawer {
            witness.drawer();
            head.extend_from_slice(escpos::DRAWER_PULSE);
        }
        if wire.send(&head, &mut taken).await.is_err() {
            return if taken == 0 { JobOutcome::Waiting(PrinterState::Offline) } else { self.broken(None).await };
        }
        for (number, paper) in job.papers.iter().enumerate().skip(first_paper) {
            let mut bytes = printing::bytes(paper, &self.profile);
            bytes.extend_from_slice(escpos::ASK_IN_TURN);
            let printed = match wire.send(&bytes, &mut taken).await {
                Ok(()) => self.follow(&mut wire).await,
                Err(_) => Err(PrinterState::Offline),
            };
            if let Err(state) = printed {
                return self.broken(Some((wire, state))).await;
            }
            witness.papers_done(number + 1);
        }
        if job.papers.len() <= first_paper
            && let Err(state) = self.finished_empty(&mut wire).await
        {
            return self.broken(Some((wire, state))).await;
        }
        self.torn = false;
        self.wire = Some(wire);
        JobOutcome::Done
    }

    /// A job without papers, a drawer to open: done when the pulse has been processed.
    async fn finished_empty(&self, wire: &mut Wire<TcpStream>) -> Result<(), PrinterState> {
        wire.send(escpos::ASK_IN_TURN, &mut 0).await.map_err(|_| PrinterState::Offline)?;
        self.follow(wire).await
    }

    /// Waits until the printer has processed everything sent so far and is clean after it. The error is its state when
    /// it isn't, or `Offline` when it stopped answering.
    async fn follow(&self, wire: &mut Wire<TcpStream>) -> Result<(), PrinterState> {
        let patience = Instant::now() + self.timing.patience;
        loop {
            let until = (Instant::now() + self.timing.poll).min(patience);
            let lost = |_: WireError| PrinterState::Offline;
            let processed = match wire.report(until).await.map_err(lost)? {
                Some(StatusReport::InTurn(_)) => true,
                Some(StatusReport::Automatic(bytes)) if !status::automatic(bytes).prints() => {
                    return Err(status::automatic(bytes));
                }
                Some(_) => continue,
                None => false,
            };
            let state = wire.state().await.map_err(lost)?;
            match (state.prints(), processed) {
                (false, _) => return Err(state),
                (true, true) => return Ok(()),
                (true, false) if Instant::now() >= patience => return Err(PrinterState::Offline),
                (true, false) => {}
            }
        }
    }

    /// Some bytes were taken and the end wasn't seen. What the printer still holds is thrown away, so that it doesn't
    /// come out by itself after a person has decided; the connection is given up with what may still arrive on it.
    async fn broken(&mut self, wire: Option<(Wire<TcpStream>, PrinterState)>) -> JobOutcome {
        self.torn = true;
        match wire {
            Some((mut wire, state)) => {
                // A printer that is gone can't be told; the outcome is the same.
                let _ = wire.send(escpos::CLEAR_BUFFER, &mut 0).await;
                JobOutcome::Unsure(state)
            }
            None => JobOutcome::Unsure(PrinterState::Offline),
        }
    }
}
