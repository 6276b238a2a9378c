//! The demo's receipt printer: a TCP server that speaks ESC/POS as an Epson TM-T20III does and shows its paper as
//! pictures and text.
//!
//! Like a real one it answers status questions at once, keeps what it received while paper or cover is missing, and goes
//! on by itself when they are back.

mod lexer;
mod roll;

use chrono::{DateTime, Utc};
use domain::paper::PrinterState;
use lexer::{Lexer, PrinterCommand};
use roll::Roll;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Papers it remembers.
const PAPERS_MAX: usize = 50;
/// Commands that may wait behind a fault on one connection; whoever sends more is cut off.
const WAITING_MAX: usize = 20_000;

/// What can be wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(
    name(PrinterFaultName),
    doc = "What a form calls a fault.",
    derive(EnumString, IntoStaticStr),
    strum(serialize_all = "snake_case", const_into_str)
)]
pub enum PrinterFault {
    PaperOut,
    /// It goes on printing, and says that the roll ends soon.
    PaperLow,
    CoverOpen,
    /// The cutter is stuck.
    CutterError,
    /// Its cable is out: connections break and new ones are closed at once.
    Offline,
    /// The roll ends after so many more lines; it is `PaperOut` then.
    PaperOutAfter(u32),
}

impl PrinterFaultName {
    /// The whole fault, which comes after so many lines if it is one that comes later.
    pub fn with(self, lines: u32) -> PrinterFault {
        match self {
            PrinterFaultName::PaperOut => PrinterFault::PaperOut,
            PrinterFaultName::PaperLow => PrinterFault::PaperLow,
            PrinterFaultName::CoverOpen => PrinterFault::CoverOpen,
            PrinterFaultName::CutterError => PrinterFault::CutterError,
            PrinterFaultName::Offline => PrinterFault::Offline,
            PrinterFaultName::PaperOutAfter => PrinterFault::PaperOutAfter(lines),
        }
    }
}

/// A paper as it was cut off.
#[derive(Clone, Debug)]
pub struct PrintedPaper {
    /// Counts from 1 and goes on when old papers are forgotten.
    pub number: u64,
    pub at: DateTime<Utc>,
    pub text: String,
    /// 576 dots wide, one bit a dot.
    pub png: Vec<u8>,
    /// The drawer got its pulse after the paper before this one, and before the first dot of this one.
    pub drawer_opened_before: bool,
    /// What its QR codes hold.
    pub qr_contents: Vec<String>,
}

/// The clock papers are stamped by.
pub type PrinterClock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A running printer. It stops when this is dropped.
pub struct VirtualPrinter {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

struct Shared {
    machine: Mutex<Machine>,
    changes: watch::Sender<u64>,
    clock: PrinterClock,
}

struct Machine {
    roll: Roll,
    faults: BTreeSet<PrinterFault>,
    lines_left: Option<u32>,
    drawer_open: bool,
    pulse_before: bool,
    openings: VecDeque<DateTime<Utc>>,
    papers: VecDeque<PrintedPaper>,
    papers_count: u64,
    /// By connection, in the order they came.
    lines: BTreeMap<u64, Wire>,
    /// Whose paper is in the printer until it is cut.
    owner: Option<u64>,
}

/// One connection's commands that wait, and the way back to it.
struct Wire {
    waiting: VecDeque<PrinterCommand>,
    answers: Option<mpsc::UnboundedSender<Vec<u8>>>,
    automatic: bool,
}

impl VirtualPrinter {
    /// Starts a printer on this address; port 0 takes a free one.
    #[expect(
        clippy::disallowed_methods,
        reason = "a counterpart lives in the time of its machine unless told otherwise"
    )]
    pub async fn bind(address: impl ToSocketAddrs) -> std::io::Result<VirtualPrinter> {
        VirtualPrinter::bind_with(address, Arc::new(Utc::now)).await
    }

    /// The same with a clock of the caller's.
    pub async fn bind_with(address: impl ToSocketAddrs, clock: PrinterClock) -> std::io::Result<VirtualPrinter> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { machine: Mutex::new(Machine::new()), changes: watch::Sender::new(0), clock });
        let task = tokio::spawn(accept(listener, shared.clone()));
        Ok(VirtualPrinter { shared, address, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The papers it printed, oldest first.
    pub fn papers(&self) -> Vec<PrintedPaper> {
        self.shared.lock().papers.iter().cloned().collect()
    }

    /// The paper of this number, while it is remembered.
    pub fn paper(&self, number: u64) -> Option<PrintedPaper> {
        self.shared.lock().papers.iter().find(|paper| paper.number == number).cloned()
    }

    /// The faults that are set now.
    pub fn faults(&self) -> Vec<PrinterFault> {
        let machine = self.shared.lock();
        machine.faults.iter().copied().chain(machine.lines_left.map(PrinterFault::PaperOutAfter)).collect()
    }

    pub fn set_fault(&self, fault: PrinterFault) {
        self.shared.change(|machine| match fault {
            PrinterFault::PaperOutAfter(lines) => machine.lines_left = Some(lines),
            fault => {
                machine.faults.insert(fault);
            }
        });
    }

    /// Clears a fault; what waited is printed. `PaperOutAfter` of any number takes back that the roll will end.
    pub fn clear_fault(&self, fault: PrinterFault) {
        self.shared.change(|machine| match fault {
            PrinterFault::PaperOutAfter(_) => machine.lines_left = None,
            fault => {
                machine.faults.remove(&fault);
            }
        });
    }

    /// Its state in the shop's words.
    pub fn state(&self) -> PrinterState {
        self.shared.lock().state()
    }

    pub fn drawer_open(&self) -> bool {
        self.shared.lock().drawer_open
    }

    /// When the drawer got its last pulses, oldest first.
    pub fn drawer_openings(&self) -> Vec<DateTime<Utc>> {
        self.shared.lock().openings.iter().copied().collect()
    }

    /// A person pushes the drawer shut.
    pub fn close_drawer(&self) {
        self.shared.change(|machine| machine.drawer_open = false);
    }

    /// Counts up with every paper, pulse, fault and closed drawer.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }
}

impl Drop for VirtualPrinter {
    fn drop(&mut self) {
        self.task.abort();
        self.shared.lock().hang_up();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut number = 0;
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        if shared.lock().faults.contains(&PrinterFault::Offline) {
            continue;
        }
        number += 1;
        tokio::spawn(serve(stream, number, shared.clone()));
    }
}

/// One connection, until either side ends it.
async fn serve(stream: TcpStream, number: u64, shared: Arc<Shared>) {
    let (mut from, mut to) = stream.into_split();
    let (answers, mut outgoing) = mpsc::unbounded_channel::<Vec<u8>>();
    let wire = Wire { waiting: VecDeque::new(), answers: Some(answers), automatic: false };
    shared.lock().lines.insert(number, wire);
    let mut lexer = Lexer::default();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        tokio::select! {
            read = from.read(&mut buffer) => match read {
                Ok(count) if count > 0 => {
                    let commands = lexer.push(&buffer[..count]);
                    if !shared.receive(number, commands) {
                        break;
                    }
                }
                _ => break,
            },
            answer = outgoing.recv() => {
                let Some(bytes) = answer else { break };
                if to.write_all(&bytes).await.is_err() {
                    break;
                }
            }
        }
    }
    shared.leave(number);
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Machine> {
        // A panic elsewhere leaves the paper as it was; the printer goes on.
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, prints what that lets go, and tells everybody who listens.
    fn change(&self, act: impl FnOnce(&mut Machine)) {
        let mut machine = self.lock();
        let before = machine.automatic_status();
        act(&mut machine);
        if machine.faults.contains(&PrinterFault::Offline) {
            machine.hang_up();
        }
        machine.print(&self.clock);
        machine.tell(before);
        drop(machine);
        self.changes.send_modify(|count| *count += 1);
    }

    /// Takes what arrived on a connection. False when it sent far more than a printer keeps.
    fn receive(&self, number: u64, commands: Vec<PrinterCommand>) -> bool {
        let mut machine = self.lock();
        let before = machine.automatic_status();
        let seen = (machine.papers_count, machine.openings.len(), before);
        for command in commands {
            if command.is_real_time() {
                machine.act_now(number, command, &self.clock);
            } else if let Some(wire) = machine.lines.get_mut(&number) {
                wire.waiting.push_back(command);
            }
            machine.print(&self.clock);
        }
        machine.tell(before);
        let changed = seen != (machine.papers_count, machine.openings.len(), machine.automatic_status());
        let kept = machine.lines.get(&number).is_some_and(|wire| wire.waiting.len() <= WAITING_MAX);
        drop(machine);
        if changed {
            self.changes.send_modify(|count| *count += 1);
        }
        kept
    }

    fn leave(&self, number: u64) {
        let mut machine = self.lock();
        if let Some(wire) = machine.lines.get_mut(&number) {
            wire.answers = None;
        }
        machine.print(&self.clock);
    }
}

impl Machine {
    fn new() -> Machine {
        Machine {
            roll: Roll::new(),
            faults: BTreeSet::new(),
            lines_left: None,
            drawer_open: false,
            pulse_before: false,
            openings: VecDeque::new(),
            papers: VecDeque::new(),
            papers_count: 0,
            lines: BTreeMap::new(),
            owner: None,
        }
    }

    fn has(&self, fault: PrinterFault) -> bool {
        self.faults.contains(&fault)
    }

    fn is_blocked(&self) -> bool {
        self.faults.iter().any(|fault| *fault != PrinterFault::PaperLow)
    }

    fn state(&self) -> PrinterState {
        let first = [
            (PrinterFault::Offline, PrinterState::Offline),
            (PrinterFault::CoverOpen, PrinterState::CoverOpen),
            (PrinterFault::PaperOut, PrinterState::PaperOut),
            (PrinterFault::CutterError, PrinterState::Error),
            (PrinterFault::PaperLow, PrinterState::PaperLow),
        ];
        first.into_iter().find(|(fault, _)| self.has(*fault)).map_or(PrinterState::Ready, |(_, state)| state)
    }

    fn hang_up(&mut self) {
        for wire in self.lines.values_mut() {
            wire.answers = None;
        }
    }

    /// Prints what waits, until nothing does or a fault stops it. A paper is one connection's until it is cut.
    fn print(&mut self, clock: &PrinterClock) {
        while !self.is_blocked() {
            self.lines.retain(|_, wire| wire.answers.is_some() || !wire.waiting.is_empty());
            if self.owner.is_some_and(|owner| !self.lines.contains_key(&owner)) {
                self.owner = None;
            }
            let next = self.owner.or_else(|| {
                let waiting = |(number, wire): (&u64, &Wire)| (!wire.waiting.is_empty()).then_some(*number);
                self.lines.iter().find_map(waiting)
            });
            let Some(number) = next else { return };
            let Some(command) = self.lines.get_mut(&number).and_then(|wire| wire.waiting.pop_front()) else { return };
            self.run(number, command, clock);
            self.owner = (!self.roll.is_blank()).then_some(number);
        }
    }

    fn run(&mut self, number: u64, command: PrinterCommand, clock: &PrinterClock) {
        match command {
            PrinterCommand::Cut => self.cut(clock),
            PrinterCommand::Pulse => self.pulse(clock),
            PrinterCommand::AutomaticStatus(kinds) => {
                if let Some(wire) = self.lines.get_mut(&number) {
                    wire.automatic = kinds != 0;
                }
                if kinds != 0 {
                    self.answer(number, &self.automatic_status());
                }
            }
            PrinterCommand::Ask(1 | 49) => self.answer(number, &[self.paper_bits()]),
            PrinterCommand::Ask(2 | 50) => self.answer(number, &[u8::from(self.drawer_open)]),
            PrinterCommand::Identity(what) => self.answer(number, &identity(what)),
            PrinterCommand::Unknown(bytes) => {
                tracing::debug!(?bytes, "the virtual printer skipped bytes it doesn't know")
            }
            command => {
                if command == PrinterCommand::Initialize
                    && let Some(wire) = self.lines.get_mut(&number)
                {
                    wire.automatic = false;
                }
                let moved = self.roll.run(command);
                self.wear(moved);
            }
        }
    }

    /// The roll gets shorter.
    fn wear(&mut self, lines: u32) {
        if let Some(left) = self.lines_left {
            self.lines_left = left.checked_sub(lines).filter(|left| *left > 0);
            if self.lines_left.is_none() {
                self.faults.insert(PrinterFault::PaperOut);
            }
        }
    }

    fn act_now(&mut self, number: u64, command: PrinterCommand, clock: &PrinterClock) {
        match command {
            PrinterCommand::AskNow(question) => {
                if let Some(byte) = self.status(question) {
                    self.answer(number, &[byte]);
                }
            }
            PrinterCommand::PulseNow => self.pulse(clock),
            PrinterCommand::ClearBuffer => {
                if let Some(wire) = self.lines.get_mut(&number) {
                    wire.waiting.clear();
                }
            }
            _ => {}
        }
    }

    fn pulse(&mut self, clock: &PrinterClock) {
        self.drawer_open = true;
        self.pulse_before |= self.roll.is_blank();
        self.openings.push_back(clock());
        if self.openings.len() > PAPERS_MAX {
            self.openings.pop_front();
        }
    }

    fn cut(&mut self, clock: &PrinterClock) {
        let Some(cut) = self.roll.cut() else { return };
        let png = match cut.picture.png() {
            Ok(png) => png,
            Err(error) => {
                tracing::warn!(%error, "a paper of the virtual printer has no picture");
                Vec::new()
            }
        };
        self.papers_count += 1;
        self.papers.push_back(PrintedPaper {
            number: self.papers_count,
            at: clock(),
            text: cut.text,
            png,
            drawer_opened_before: std::mem::take(&mut self.pulse_before),
            qr_contents: cut.qr_contents,
        });
        if self.papers.len() > PAPERS_MAX {
            self.papers.pop_front();
        }
    }

    fn answer(&self, number: u64, bytes: &[u8]) {
        if let Some(answers) = self.lines.get(&number).and_then(|wire| wire.answers.as_ref()) {
            // A connection that has just ended wants no answer.
            let _ = answers.send(bytes.to_vec());
        }
    }

    /// Sends the automatic status where it is wanted and something changed.
    fn tell(&self, before: [u8; 4]) {
        let now = self.automatic_status();
        if now != before {
            let wanting = self.lines.iter().filter(|(_, wire)| wire.automatic);
            for (number, _) in wanting {
                self.answer(*number, &now);
            }
        }
    }

    /// The answer to `DLE EOT n`.
    fn status(&self, question: u8) -> Option<u8> {
        let bit = |set: bool, bits: u8| if set { bits } else { 0 };
        let fixed = 0x12;
        let bits = match question {
            1 => bit(self.drawer_open, 0x04) | bit(self.is_blocked(), 0x08),
            2 => {
                bit(self.has(PrinterFault::CoverOpen), 0x04)
                    | bit(self.has(PrinterFault::PaperOut), 0x20)
                    | bit(self.has(PrinterFault::CutterError), 0x40)
            }
            3 => bit(self.has(PrinterFault::CutterError), 0x08),
            4 => {
                bit(self.has(PrinterFault::PaperLow) || self.has(PrinterFault::PaperOut), 0x0c)
                    | bit(self.has(PrinterFault::PaperOut), 0x60)
            }
            _ => return None,
        };
        Some(fixed | bits)
    }

    /// The answer to `GS r 1`, and the third byte of the automatic status.
    fn paper_bits(&self) -> u8 {
        match (self.has(PrinterFault::PaperOut), self.has(PrinterFault::PaperLow)) {
            (true, _) => 0x0f,
            (false, true) => 0x03,
            (false, false) => 0,
        }
    }

    /// The four bytes of `GS a`.
    fn automatic_status(&self) -> [u8; 4] {
        let bit = |set: bool, bits: u8| if set { bits } else { 0 };
        let first = 0x10
            | bit(self.drawer_open, 0x04)
            | bit(self.is_blocked(), 0x08)
            | bit(self.has(PrinterFault::CoverOpen), 0x20);
        [first, bit(self.has(PrinterFault::CutterError), 0x08), self.paper_bits(), 0]
    }
}

/// The answer to `GS I n`, as a TM-T20III gives it.
fn identity(what: u8) -> Vec<u8> {
    let text = |words: &str| [b"_", words.as_bytes(), b"\0"].concat();
    match what {
        1 | 49 => vec![0x63],
        2 | 50 => vec![0x02],
        65 => text("virtual 1.0"),
        66 => text("EPSON"),
        67 => text("TM-T20III"),
        68 => text("TESSERA01"),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
