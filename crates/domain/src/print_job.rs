//! The life of a print job. Paper can't be taken back, so a job is never printed again by itself when anything of it
//! may be out already.

use crate::paper::PrintJobState;
use crate::till::{PrintRefusal, TERMINAL_SILENT_SECONDS};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Printing this many papers fits into [`TERMINAL_SILENT_SECONDS`]; each one more gets some seconds of its own.
const PAPERS_IN_TIME: u32 = 10;
const SECONDS_PER_PAPER: i64 = 3;

/// Where a job is and how much of it is surely on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub state: PrintJobState,
    pub papers_done: u32,
    /// How many papers it has.
    pub papers: u32,
}

/// How a terminal says that its work on a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintOutcome {
    /// The printer was clean after the last byte.
    Done,
    /// It stopped between two papers: those after `papers_done` are surely not out.
    Waiting,
    /// It stopped within a paper; only a person can say whether that one is out.
    Unsure,
}

impl Progress {
    /// Whether the job keeps those behind it from being printed.
    pub fn blocks(&self) -> bool {
        matches!(self.state, PrintJobState::Printing | PrintJobState::Waiting | PrintJobState::Unsure)
    }

    /// The terminal takes it, if it is its turn. `None`: not now.
    pub fn take(self, printer_prints: bool) -> Option<Progress> {
        match self.state {
            PrintJobState::Queued | PrintJobState::Waiting if printer_prints => {
                Some(Progress { state: PrintJobState::Printing, ..self })
            }
            _ => None,
        }
    }

    /// Takes a terminal's report in; the same report again is no change (`None`). A terminal that was thought dead may
    /// still report: it knows better than its silence. Once a person has decided, only `Done` still counts, because
    /// it keeps paper from coming out twice.
    pub fn report(self, outcome: PrintOutcome, papers_done: u32) -> Option<Progress> {
        // A paper that was said to be out stays out.
        let papers_done = papers_done.min(self.papers).max(self.papers_done);
        let next = match (self.state, outcome) {
            (PrintJobState::Done | PrintJobState::Cancelled, _) => return None,
            (_, PrintOutcome::Done) => Progress { state: PrintJobState::Done, papers_done: self.papers, ..self },
            (PrintJobState::Queued | PrintJobState::Waiting, _) => return None,
            (PrintJobState::Printing | PrintJobState::Unsure, PrintOutcome::Waiting) => {
                Progress { state: PrintJobState::Waiting, papers_done, ..self }
            }
            (PrintJobState::Printing | PrintJobState::Unsure, PrintOutcome::Unsure) => {
                Progress { state: PrintJobState::Unsure, papers_done, ..self }
            }
        };
        (next != self).then_some(next)
    }

    /// Whether the terminal that took it has been silent for longer than its papers take: a long job is given the time it
    /// needs.
    pub fn is_silent(self, taken_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let left = self.papers.saturating_sub(self.papers_done);
        let more = i64::from(left.saturating_sub(PAPERS_IN_TIME)) * SECONDS_PER_PAPER;
        taken_at.is_none_or(|taken| taken + Duration::seconds(TERMINAL_SILENT_SECONDS + more) < now)
    }

    /// The terminal fell silent while printing, or asks for the next job as if it had never had this one.
    pub fn lose_sight(self) -> Progress {
        match self.state {
            PrintJobState::Printing => Progress { state: PrintJobState::Unsure, ..self },
            _ => self,
        }
    }

    /// A person looked at the printer. `from_paper: None` says that everything is out; `Some(n)` that printing goes on
    /// with paper `n`, counted from 0.
    pub fn resume(self, from_paper: Option<u32>) -> Result<Progress, PrintRefusal> {
        match (self.state, from_paper) {
            (PrintJobState::Done | PrintJobState::Cancelled, _) => Err(PrintRefusal::Ended),
            (PrintJobState::Printing, _) => Err(PrintRefusal::Printing),
            (_, None) => Ok(Progress { state: PrintJobState::Done, papers_done: self.papers, ..self }),
            (_, Some(from)) if from > 0 && from >= self.papers => {
                Err(PrintRefusal::NoSuchPaper { papers: self.papers })
            }
            (_, Some(from)) => Ok(Progress { state: PrintJobState::Queued, papers_done: from, ..self }),
        }
    }

    pub fn cancel(self) -> Result<Progress, PrintRefusal> {
        match self.state {
            PrintJobState::Done | PrintJobState::Cancelled => Err(PrintRefusal::Ended),
            PrintJobState::Printing => Err(PrintRefusal::Printing),
            _ => Ok(Progress { state: PrintJobState::Cancelled, ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PrintJobState::*;
    use proptest::prelude::*;

    const ALL: [PrintJobState; 6] = [Queued, Printing, Done, Waiting, Unsure, Cancelled];

    fn job(state: PrintJobState) -> Progress {
        Progress { state, papers_done: 1, papers: 3 }
    }

    #[test]
    fn every_state_answers_every_step() {
        let name = |p: Option<Progress>| p.map(|p| (p.state, p.papers_done));
        let check = |state, take, done, waiting, unsure, yes, no, cancel| {
            let job = job(state);
            assert_eq!(name(job.take(true)), take, "{state:?} take");
            assert_eq!(job.take(false), None, "{state:?} take, not ready");
            assert_eq!(name(job.report(PrintOutcome::Done, 3)), done, "{state:?} done");
            assert_eq!(name(job.report(PrintOutcome::Waiting, 2)), waiting, "{state:?} waiting");
            assert_eq!(name(job.report(PrintOutcome::Unsure, 2)), unsure, "{state:?} unsure");
            assert_eq!(name(job.resume(None).ok()), yes, "{state:?} resume, all out");
            assert_eq!(name(job.resume(Some(0)).ok()), no, "{state:?} resume from the first");
            assert_eq!(name(job.cancel().ok()), cancel, "{state:?} cancel");
        };
        let (all, again, gone) = (Some((Done, 3)), Some((Queued, 0)), Some((Cancelled, 1)));
        check(Queued, Some((Printing, 1)), all, None, None, all, again, gone);
        check(Waiting, Some((Printing, 1)), all, None, None, all, again, gone);
        check(Printing, None, all, Some((Waiting, 2)), Some((Unsure, 2)), None, None, None);
        check(Unsure, None, all, Some((Waiting, 2)), Some((Unsure, 2)), all, again, gone);
        check(Done, None, None, None, None, None, None, None);
        check(Cancelled, None, None, None, None, None, None, None);
    }

    #[test]
    fn a_silent_terminal_leaves_its_job_unsure_and_touches_no_other() {
        for state in ALL {
            let expect = if state == Printing { Unsure } else { state };
            assert_eq!(job(state).lose_sight().state, expect);
        }
    }

    #[test]
    fn a_long_job_is_given_more_time() {
        let at = |second| DateTime::UNIX_EPOCH + Duration::seconds(second);
        let job = |papers_done, papers| Progress { state: Printing, papers_done, papers };
        assert!(!job(0, 1).is_silent(Some(at(0)), at(60)));
        assert!(job(0, 1).is_silent(Some(at(0)), at(61)));
        assert!(!job(0, 30).is_silent(Some(at(0)), at(61)));
        assert!(job(0, 30).is_silent(Some(at(0)), at(121)));
        assert!(job(29, 30).is_silent(Some(at(0)), at(61)), "only what is left takes time");
        assert!(job(0, 30).is_silent(None, at(0)));
    }

    #[test]
    fn a_job_goes_on_with_a_paper_it_has() {
        assert_eq!(job(Unsure).resume(Some(3)), Err(PrintRefusal::NoSuchPaper { papers: 3 }));
        assert!(job(Unsure).resume(Some(2)).is_ok());
        let pulse = Progress { state: Unsure, papers_done: 0, papers: 0 };
        assert!(pulse.resume(Some(0)).is_ok(), "a job that only opens the drawer can be tried again");
    }

    proptest! {
        /// The same report twice is the same as once, and an unsure job is never handed out.
        #[test]
        fn reports_repeat_safely(state in prop::sample::select(ALL.to_vec()), outcome in prop::sample::select(vec![PrintOutcome::Done, PrintOutcome::Waiting, PrintOutcome::Unsure]), papers in 0u32..6) {
            let once = job(state).report(outcome, papers).unwrap_or(job(state));
            prop_assert_eq!(once.report(outcome, papers), None);
            if once.state == Unsure {
                prop_assert_eq!(once.take(true), None);
            }
        }
    }
}
