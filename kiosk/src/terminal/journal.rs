//! What the terminal must not forget when it is killed: the job in hand, and outcomes the server hasn't heard of.
//!
//! One small JSON file, replaced whole and synced before anything it speaks of happens. It belongs to one terminal: a lock beside
//! it, which the system takes back from a program that dies, keeps a second one off.

use domain::ids::PrintJobId;
use domain::paper::PrinterState;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Jobs whose drawer pulse is remembered; older ones are not resumed any more.
const PULSES_MAX: usize = 200;

/// How a job went, in the server's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobReport {
    pub job: PrintJobId,
    pub outcome: OutcomeWord,
    /// Papers surely out, counted from the job's first.
    pub papers_done: usize,
    pub printer: PrinterState,
    /// For the log of the server and whoever reads it.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeWord {
    Done,
    Waiting,
    Unsure,
}

#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("the terminal's state file {path} can't be written: {reason}")]
    Write { path: String, reason: std::io::Error },
    #[error("the terminal's state file {path} can't be read: {reason}; if no job was being printed, delete it")]
    Read { path: String, reason: String },
    #[error(
        "another terminal works with the state file {path}; give each its own, by --state or TESSERA_TERMINAL_STATE, or end the other"
    )]
    InUse { path: String },
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Pages {
    in_hand: Option<InHand>,
    #[serde(default)]
    unreported: Vec<JobReport>,
    /// Jobs whose drawer was opened: it isn't opened again when they are resumed.
    #[serde(default)]
    pulsed: Vec<PrintJobId>,
}

#[derive(Debug, Serialize, Deserialize)]
struct InHand {
    job: PrintJobId,
    papers_done: usize,
}

#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    pages: Pages,
    /// Locked as long as it is open.
    _lock: File,
}

impl Journal {
    /// Opens the file, or begins with an empty one. A job that was in hand when the program ended is unsure from now on.
    /// Refused while another terminal has it open.
    pub fn open(path: &Path) -> Result<Journal, JournalError> {
        let lock = lock(path)?;
        let unreadable = |reason: String| JournalError::Read { path: path.display().to_string(), reason };
        let pages = match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Pages::default(),
            Err(error) => return Err(unreadable(error.to_string())),
        };
        let mut journal = Journal { path: path.to_owned(), pages, _lock: lock };
        if let Some(in_hand) = journal.pages.in_hand.take() {
            journal.pages.unreported.push(JobReport {
                job: in_hand.job,
                outcome: OutcomeWord::Unsure,
                papers_done: in_hand.papers_done,
                printer: PrinterState::Offline,
                message: "the terminal was stopped while it printed this job".to_owned(),
            });
        }
        journal.write()?;
        Ok(journal)
    }

    /// About to send this job: from here to [`Journal::end`] a crash makes it unsure.
    pub fn begin(&mut self, job: PrintJobId, first_paper: usize) -> Result<(), JournalError> {
        self.pages.in_hand = Some(InHand { job, papers_done: first_paper });
        self.write()
    }

    /// So many papers of the job in hand are out.
    pub fn papers_done(&mut self, count: usize) -> Result<(), JournalError> {
        if let Some(in_hand) = &mut self.pages.in_hand {
            in_hand.papers_done = count;
        }
        self.write()
    }

    /// The pulse of the job in hand is about to be sent.
    pub fn drawer(&mut self) -> Result<(), JournalError> {
        if let Some(in_hand) = &self.pages.in_hand {
            self.pages.pulsed.push(in_hand.job);
            let extra = self.pages.pulsed.len().saturating_sub(PULSES_MAX);
            self.pages.pulsed.drain(..extra);
        }
        self.write()
    }

    /// Whether this job has opened the drawer before.
    pub fn has_opened_drawer(&self, job: PrintJobId) -> bool {
        self.pages.pulsed.contains(&job)
    }

    /// Papers of the job in hand that are out.
    pub fn papers_out(&self) -> usize {
        self.pages.in_hand.as_ref().map_or(0, |in_hand| in_hand.papers_done)
    }

    /// The job in hand ended so; the server is to hear of it.
    pub fn end(&mut self, report: JobReport) -> Result<(), JournalError> {
        self.pages.in_hand = None;
        self.pages.unreported.push(report);
        self.write()
    }

    /// The oldest outcome the server hasn't heard of.
    pub fn unreported(&self) -> Option<JobReport> {
        self.pages.unreported.first().cloned()
    }

    /// The server has heard of the oldest outcome.
    pub fn reported(&mut self) -> Result<(), JournalError> {
        if !self.pages.unreported.is_empty() {
            self.pages.unreported.remove(0);
        }
        self.write()
    }

    fn write(&self) -> Result<(), JournalError> {
        let write = || -> std::io::Result<()> {
            let new = beside(&self.path, ".new");
            let mut file = File::create(&new)?;
            file.write_all(&serde_json::to_vec_pretty(&self.pages)?)?;
            file.sync_all()?;
            fs::rename(&new, &self.path)?;
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            // The new name must be on the disk as well; where a folder can't be opened as a file, the system sees to it.
            if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
                let _ = folder.sync_all();
            }
            Ok(())
        };
        write().map_err(|reason| JournalError::Write { path: self.path.display().to_string(), reason })
    }
}

/// The file beside the state is what is locked, for the state's own is another one after each change. It stays where it is: who
/// took it away could lock one that nobody else sees.
fn lock(path: &Path) -> Result<File, JournalError> {
    let named = || path.display().to_string();
    let unwritable = |reason| JournalError::Write { path: named(), reason };
    let file = File::create(beside(path, ".lock")).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { path: named() }),
        Err(TryLockError::Error(reason)) => Err(unwritable(reason)),
    }
}

/// A file of the same folder whose name goes on after that of `path`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
