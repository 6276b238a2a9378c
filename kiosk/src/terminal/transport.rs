//! The wire to a printer: bytes out, reports back. Over TCP today; anything that reads and writes will do.

use crate::terminal::status::{self, StatusReader, StatusReport};
use domain::paper::PrinterState;
use printing::escpos;
use std::collections::VecDeque;
use std::io::{Error, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

/// How long each thing may take.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until a live question is answered.
    pub answer: Duration,
    /// From one question to the next while a paper is being printed.
    pub poll: Duration,
    /// Without any sign of progress on a paper.
    pub patience: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(2),
            poll: Duration::from_millis(500),
            patience: Duration::from_secs(20),
        }
    }
}

/// Why the wire is of no more use.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("the printer at {address} can't be reached: {reason}")]
    Unreachable { address: String, reason: Error },
    #[error("the connection to the printer broke: {0}")]
    Broken(#[from] Error),
    #[error("the printer doesn't answer")]
    Silent,
}

/// An open connection to one printer.
pub struct Wire<S> {
    from: ReadHalf<S>,
    to: WriteHalf<S>,
    reader: StatusReader,
    reports: VecDeque<StatusReport>,
    timing: Timing,
}

/// Opens TCP to `host:port`.
pub async fn connect(address: &str, timing: Timing) -> Result<Wire<TcpStream>, WireError> {
    let unreachable = |reason| WireError::Unreachable { address: address.to_owned(), reason };
    let stream = timeout(timing.connect, TcpStream::connect(address))
        .await
        .map_err(|_| unreachable(Error::new(ErrorKind::TimedOut, "no answer")))?
        .map_err(unreachable)?;
    // Status questions are three bytes and must not wait for company.
    stream.set_nodelay(true).map_err(unreachable)?;
    Ok(Wire::new(stream, timing))
}

impl<S: AsyncRead + AsyncWrite + Send> Wire<S> {
    pub fn new(stream: S, timing: Timing) -> Wire<S> {
        let (from, to) = tokio::io::split(stream);
        Wire { from, to, reader: StatusReader::default(), reports: VecDeque::new(), timing }
    }

    /// Sends all of it, reading what comes back meanwhile. Gives up when the printer takes nothing for `patience`.
    /// `taken` counts what was taken, also when it fails.
    pub async fn send(&mut self, bytes: &[u8], taken: &mut usize) -> Result<(), WireError> {
        let mut left = bytes;
        let mut buffer = [0; 256];
        let mut deadline = Instant::now() + self.timing.patience;
        while !left.is_empty() {
            tokio::select! {
                written = self.to.write(left) => {
                    let count = written?;
                    if count == 0 {
                        return Err(Error::from(ErrorKind::WriteZero).into());
                    }
                    *taken += count;
                    left = &left[count..];
                    deadline = Instant::now() + self.timing.patience;
                }
                read = self.from.read(&mut buffer) => self.keep(&buffer[..heard(read)?]),
                () = tokio::time::sleep_until(deadline) => return Err(WireError::Silent),
            }
        }
        self.to.flush().await?;
        Ok(())
    }

    /// The next report; `None` when nothing arrives until then.
    pub async fn report(&mut self, until: Instant) -> Result<Option<StatusReport>, WireError> {
        let mut buffer = [0; 256];
        loop {
            if let Some(report) = self.reports.pop_front() {
                return Ok(Some(report));
            }
            match timeout_at(until, self.from.read(&mut buffer)).await {
                Ok(read) => self.keep(&buffer[..heard(read)?]),
                Err(_) => return Ok(None),
            }
        }
    }

    /// Asks the printer how it is. Reports of other kinds that arrive meanwhile are kept.
    pub async fn state(&mut self) -> Result<PrinterState, WireError> {
        self.reports.retain(|report| !matches!(report, StatusReport::Live(_)));
        let questions = [escpos::ASK_PRINTER, escpos::ASK_OFFLINE_CAUSE, escpos::ASK_PAPER].concat();
        self.send(&questions, &mut 0).await?;
        let until = Instant::now() + self.timing.answer;
        let (mut answers, mut others) = (Vec::new(), VecDeque::new());
        while answers.len() < 3 {
            match self.report(until).await? {
                Some(StatusReport::Live(byte)) => answers.push(byte),
                Some(other) => others.push_back(other),
                None => return Err(WireError::Silent),
            }
        }
        others.append(&mut self.reports);
        self.reports = others;
        Ok(status::live(answers[0], answers[1], answers[2]))
    }

    /// Drops what was said before the last answer to [`Wire::state`]: it told of times that are over.
    pub fn forget(&mut self) {
        self.reports.clear();
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.reports.extend(bytes.iter().filter_map(|byte| self.reader.push(*byte)));
    }
}

/// The end of the stream is an error too: a printer doesn't hang up.
fn heard(read: Result<usize, Error>) -> Result<usize, Error> {
    match read {
        Ok(0) => Err(Error::new(ErrorKind::UnexpectedEof, "the printer closed it")),
        other => other,
    }
}
