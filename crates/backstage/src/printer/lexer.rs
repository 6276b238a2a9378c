//! ESC/POS bytes to commands, for the printer's side of the wire.
//!
//! Written from Epson's ESC/POS command reference for TM printers, apart from the code that makes our bytes, so that a
//! mistake there shows here.

/// One command as the printer understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrinterCommand {
    Text(Vec<u8>),
    LineFeed,
    Initialize,
    /// Dots from line to line; `None` for the 30 it starts with.
    Spacing(Option<u8>),
    Align(u8),
    Bold(bool),
    Underline(u8),
    Size {
        width: usize,
        height: usize,
    },
    Reverse(bool),
    Smooth(bool),
    Page(u8),
    FeedLines(u8),
    FeedDots(u8),
    Raster {
        mode: u8,
        stride: usize,
        rows: usize,
        data: Vec<u8>,
    },
    QrModule(u8),
    QrLevel(u8),
    QrStore(Vec<u8>),
    QrPrint,
    Cut,
    Pulse,
    AutomaticStatus(u8),
    /// Answered in its turn.
    Ask(u8),
    Identity(u8),
    /// Answered at once.
    AskNow(u8),
    PulseNow,
    ClearBuffer,
    /// Known and without effect here.
    Ignored,
    /// Skipped, as printers do.
    Unknown(Vec<u8>),
}

impl PrinterCommand {
    /// Whether the printer acts on it the moment it arrives, however much waits before it.
    pub fn is_real_time(&self) -> bool {
        matches!(self, PrinterCommand::AskNow(_) | PrinterCommand::PulseNow | PrinterCommand::ClearBuffer)
    }
}

/// Holds the part of a command that has arrived until the rest does.
#[derive(Default)]
pub struct Lexer {
    pending: Vec<u8>,
}

impl Lexer {
    pub fn push(&mut self, bytes: &[u8]) -> Vec<PrinterCommand> {
        self.pending.extend_from_slice(bytes);
        let mut commands = Vec::new();
        let mut at = 0;
        while let Some((command, length)) = take(&self.pending[at..]) {
            commands.push(command);
            at += length;
        }
        self.pending.drain(..at);
        commands
    }
}

/// The first command and how many bytes it is; `None` while bytes of it are missing.
fn take(bytes: &[u8]) -> Option<(PrinterCommand, usize)> {
    let first = *bytes.first()?;
    match first {
        0x0a => Some((PrinterCommand::LineFeed, 1)),
        0x10 => real_time(bytes),
        0x1b => escape(bytes),
        0x1d => group(bytes),
        0x20.. => {
            let length = bytes.iter().take_while(|byte| **byte >= 0x20).count();
            Some((PrinterCommand::Text(bytes[..length].to_vec()), length))
        }
        _ => Some((PrinterCommand::Unknown(vec![first]), 1)),
    }
}

/// DLE
fn real_time(bytes: &[u8]) -> Option<(PrinterCommand, usize)> {
    match *bytes.get(1)? {
        0x04 => Some((PrinterCommand::AskNow(*bytes.get(2)?), 3)),
        0x05 => bytes.get(2).map(|_| (PrinterCommand::Ignored, 3)),
        0x14 => match *bytes.get(2)? {
            1 => bytes.get(4).map(|_| (PrinterCommand::PulseNow, 5)),
            8 => {
                let fixed = bytes.get(3..10)?;
                let right = fixed == [1, 3, 20, 1, 6, 2, 8];
                Some((if right { PrinterCommand::ClearBuffer } else { PrinterCommand::Ignored }, 10))
            }
            _ => Some((PrinterCommand::Unknown(bytes[..3].to_vec()), 3)),
        },
        _ => Some((PrinterCommand::Unknown(bytes[..2].to_vec()), 2)),
    }
}

/// ESC
fn escape(bytes: &[u8]) -> Option<(PrinterCommand, usize)> {
    let name = *bytes.get(1)?;
    let parameter = || bytes.get(2).copied();
    let command = match name {
        b'@' => return Some((PrinterCommand::Initialize, 2)),
        b'2' => return Some((PrinterCommand::Spacing(None), 2)),
        b'3' => PrinterCommand::Spacing(Some(parameter()?)),
        b'a' => PrinterCommand::Align(parameter()? % 48),
        b'E' | b'G' => PrinterCommand::Bold(parameter()? & 1 == 1),
        b'-' => PrinterCommand::Underline(parameter()? % 48),
        b't' => PrinterCommand::Page(parameter()?),
        b'd' => PrinterCommand::FeedLines(parameter()?),
        b'J' => PrinterCommand::FeedDots(parameter()?),
        b'R' | b'M' | b' ' | b'=' | b'U' | b'{' => parameter().map(|_| PrinterCommand::Ignored)?,
        b'p' => return bytes.get(4).map(|_| (PrinterCommand::Pulse, 5)),
        _ => return Some((PrinterCommand::Unknown(bytes[..2].to_vec()), 2)),
    };
    Some((command, 3))
}

/// GS
fn group(bytes: &[u8]) -> Option<(PrinterCommand, usize)> {
    let name = *bytes.get(1)?;
    let parameter = || bytes.get(2).copied();
    let command = match name {
        b'!' => {
            let n = parameter()?;
            PrinterCommand::Size { width: usize::from(n >> 4 & 7) + 1, height: usize::from(n & 7) + 1 }
        }
        b'B' => PrinterCommand::Reverse(parameter()? & 1 == 1),
        b'b' => PrinterCommand::Smooth(parameter()? & 1 == 1),
        b'a' => PrinterCommand::AutomaticStatus(parameter()?),
        b'r' => PrinterCommand::Ask(parameter()?),
        b'I' => PrinterCommand::Identity(parameter()?),
        b'V' => match parameter()? {
            65 | 66 => return bytes.get(3).map(|_| (PrinterCommand::Cut, 4)),
            _ => PrinterCommand::Cut,
        },
        b'v' => return raster(bytes),
        b'(' => return function(bytes),
        b'h' | b'w' | b'H' | b'f' => parameter().map(|_| PrinterCommand::Ignored)?,
        b'L' | b'W' | b'P' => return bytes.get(3).map(|_| (PrinterCommand::Ignored, 4)),
        _ => return Some((PrinterCommand::Unknown(bytes[..2].to_vec()), 2)),
    };
    Some((command, 3))
}

/// GS v 0 m xL xH yL yH
fn raster(bytes: &[u8]) -> Option<(PrinterCommand, usize)> {
    let head = bytes.get(..8)?;
    let stride = usize::from(u16::from_le_bytes([head[4], head[5]]));
    let rows = usize::from(u16::from_le_bytes([head[6], head[7]]));
    let end = 8 + stride * rows;
    let data = bytes.get(8..end)?.to_vec();
    Some((PrinterCommand::Raster { mode: head[3] % 48, stride, rows, data }, end))
}

/// GS ( x pL pH …
fn function(bytes: &[u8]) -> Option<(PrinterCommand, usize)> {
    let head = bytes.get(..5)?;
    let end = 5 + usize::from(u16::from_le_bytes([head[3], head[4]]));
    let body = bytes.get(5..end)?;
    let command = match (head[2], body) {
        (b'k', [b'1', b'A', ..]) => PrinterCommand::Ignored,
        (b'k', [b'1', b'C', size]) => PrinterCommand::QrModule(*size),
        (b'k', [b'1', b'E', level]) => PrinterCommand::QrLevel(*level),
        (b'k', [b'1', b'P', b'0', data @ ..]) => PrinterCommand::QrStore(data.to_vec()),
        (b'k', [b'1', b'Q', b'0']) => PrinterCommand::QrPrint,
        _ => PrinterCommand::Unknown(bytes[..end].to_vec()),
    };
    Some((command, end))
}
