//! The demo's mail server: takes every message over SMTP and keeps the last of them as files, so that a person can read
//! what the shop wrote. Nothing is passed on.

mod mail;
mod smtp;

pub use mail::{Mail, ReceivedAttachment};

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

/// How many messages are kept; the oldest leave first.
pub const KEPT_MAX: usize = 500;

/// A running mail server. Clones are the same server; it stops listening when the last one is gone.
#[derive(Clone)]
pub struct Mailbox {
    server: Arc<Server>,
}

struct Server {
    addr: SocketAddr,
    shared: Arc<Shared>,
    listening: AbortHandle,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

struct Shared {
    dir: PathBuf,
    state: Mutex<State>,
    news: broadcast::Sender<u64>,
}

struct State {
    /// Oldest first.
    mails: VecDeque<Arc<Mail>>,
    next: u64,
    failing: Option<Failing>,
}

/// The next so many messages are answered with this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failing {
    pub left: u32,
    pub code: u16,
}

/// A mail server refuses with 4xx (try again) or 5xx (give up), and with nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no refusal of a mail server; use a code from 400 to 599, such as 451 or 550")]
pub struct NotARefusal(pub u16);

impl Mailbox {
    /// Listens on the address (port 0 picks a free one) and reads the messages of earlier runs from the directory, which
    /// is made where it is missing. Fails if the port is taken or the directory can't be used.
    pub async fn bind(addr: impl ToSocketAddrs, dir: impl AsRef<Path>) -> io::Result<Mailbox> {
        let dir = dir.as_ref().to_owned();
        tokio::fs::create_dir_all(&dir).await?;
        let (mails, next) = read_kept(&dir).await?;
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        let (news, _) = broadcast::channel(64);
        let shared = Arc::new(Shared { dir, state: Mutex::new(State { mails, next, failing: None }), news });
        let listening = tokio::spawn(smtp::listen(listener, Arc::clone(&shared))).abort_handle();
        Ok(Mailbox { server: Arc::new(Server { addr, shared, listening }) })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.server.addr
    }

    /// What to configure as the shop's mail server.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.server.addr)
    }

    /// All messages kept, newest first.
    pub fn messages(&self) -> Vec<Arc<Mail>> {
        self.server.shared.state().mails.iter().rev().cloned().collect()
    }

    /// The message of this number, while it is kept.
    pub fn get(&self, number: u64) -> Option<Arc<Mail>> {
        self.server.shared.state().mails.iter().find(|mail| mail.number == number).cloned()
    }

    /// The number of each message from now on, as it arrives.
    pub fn subscribe(&self) -> broadcast::Receiver<u64> {
        self.server.shared.news.subscribe()
    }

    /// The next `count` messages are refused with this code; 0 ends it. This is how a person sees what the shop does when
    /// mail is delayed (451) or an address doesn't exist (550).
    pub fn fail_next(&self, count: u32, code: u16) -> Result<(), NotARefusal> {
        if !(400..=599).contains(&code) {
            return Err(NotARefusal(code));
        }
        self.server.shared.state().failing = (count > 0).then_some(Failing { left: count, code });
        Ok(())
    }

    /// What `fail_next` has left to do.
    pub fn failing(&self) -> Option<Failing> {
        self.server.shared.state().failing
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing below panics while it holds the lock, and the state is whole between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The code the next message is refused with, if it is.
    fn take_failure(&self) -> Option<u16> {
        let mut state = self.state();
        let failing = state.failing?;
        state.failing = (failing.left > 1).then_some(Failing { left: failing.left - 1, ..failing });
        Some(failing.code)
    }

    /// Keeps a message; when this is `Ok`, it is on the disk.
    async fn keep(&self, raw: Vec<u8>) -> io::Result<u64> {
        let number = {
            let mut state = self.state();
            state.next += 1;
            state.next - 1
        };
        let path = path(&self.dir, number);
        tokio::fs::write(&path, &raw).await?;
        let received = tokio::fs::metadata(&path).await?.modified()?;
        let mail = Arc::new(Mail::read(number, received.into(), raw));
        let gone = {
            let mut state = self.state();
            let at = state.mails.partition_point(|other| other.number < number);
            state.mails.insert(at, mail);
            if state.mails.len() > KEPT_MAX { state.mails.pop_front() } else { None }
        };
        if let Some(gone) = gone {
            tokio::fs::remove_file(self::path(&self.dir, gone.number)).await?;
        }
        // Nobody may be listening, which is fine.
        let _ = self.news.send(number);
        Ok(number)
    }
}

fn path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("{number:08}.eml"))
}

async fn read_kept(dir: &Path) -> io::Result<(VecDeque<Arc<Mail>>, u64)> {
    let mut numbers = Vec::new();
    let mut entries = tokio::fs::read_dir(dir).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".eml")).and_then(|stem| stem.parse::<u64>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    let next = numbers.last().map_or(1, |last| last + 1);
    let mut mails = VecDeque::new();
    for number in numbers.split_off(numbers.len().saturating_sub(KEPT_MAX)) {
        let path = path(dir, number);
        let received = tokio::fs::metadata(&path).await?.modified()?;
        mails.push_back(Arc::new(Mail::read(number, received.into(), tokio::fs::read(&path).await?)));
    }
    Ok((mails, next))
}

#[cfg(test)]
mod tests;
