//! What a printer says of itself, from bytes to [`PrinterState`].
//!
//! Bits as in Epson's ESC/POS command reference: `DLE EOT n`, `GS a`, `GS r`. The three kinds of answers share one
//! stream and are told apart by their fixed bits.

use domain::paper::PrinterState;

/// One answer of the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusReport {
    /// To `DLE EOT n`, given at once.
    Live(u8),
    /// Sent by itself, because something changed.
    Automatic([u8; 4]),
    /// To `GS r 1`, given when all that was sent before it had been processed.
    InTurn(u8),
}

/// Puts the bytes that arrive together to reports.
#[derive(Default)]
pub struct StatusReader {
    automatic: Option<([u8; 4], usize)>,
}

impl StatusReader {
    /// Takes one byte; gives back the report that it ends, if it ends one. Bytes of no known kind are skipped.
    pub fn push(&mut self, byte: u8) -> Option<StatusReport> {
        // Bytes 2 to 4 of an automatic status have bits 4 and 7 clear; a live answer may come in between.
        if let Some((mut bytes, count)) = self.automatic.take_if(|_| byte & 0x90 == 0) {
            bytes[count] = byte;
            if count == 3 {
                return Some(StatusReport::Automatic(bytes));
            }
            self.automatic = Some((bytes, count + 1));
            return None;
        }
        match byte {
            b if b & 0x93 == 0x12 => Some(StatusReport::Live(b)),
            b if b & 0x93 == 0x10 => {
                self.automatic = Some(([b, 0, 0, 0], 1));
                None
            }
            b if b & 0x90 == 0 => Some(StatusReport::InTurn(b)),
            _ => None,
        }
    }
}

/// The state after the answers to `DLE EOT` 1, 2 and 4.
pub fn live(printer: u8, cause: u8, paper: u8) -> PrinterState {
    let has = |byte: u8, bits: u8| byte & bits != 0;
    if has(cause, 0x04) {
        PrinterState::CoverOpen
    } else if has(paper, 0x60) || has(cause, 0x20) {
        PrinterState::PaperOut
    } else if has(cause, 0x40) {
        PrinterState::Error
    } else if has(printer, 0x08) {
        PrinterState::Offline
    } else if has(paper, 0x0c) {
        PrinterState::PaperLow
    } else {
        PrinterState::Ready
    }
}

/// The state after an automatic status.
pub fn automatic(bytes: [u8; 4]) -> PrinterState {
    let has = |byte: u8, bits: u8| byte & bits != 0;
    if has(bytes[0], 0x20) {
        PrinterState::CoverOpen
    } else if has(bytes[2], 0x0c) {
        PrinterState::PaperOut
    } else if has(bytes[1], 0x6c) {
        PrinterState::Error
    } else if has(bytes[0], 0x08) {
        PrinterState::Offline
    } else if has(bytes[2], 0x03) {
        PrinterState::PaperLow
    } else {
        PrinterState::Ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<StatusReport> {
        let mut reader = StatusReader::default();
        bytes.iter().filter_map(|byte| reader.push(*byte)).collect()
    }

    #[test]
    fn answers_are_told_apart_in_one_stream() {
        use StatusReport::*;
        let bytes = [0x12, 0x3c, 0, 0x0f, 0, 0x00, 0x7e, 0x14, 0, 0x16, 0, 0];
        let expected =
            [Live(0x12), Automatic([0x3c, 0, 0x0f, 0]), InTurn(0), Live(0x7e), Live(0x16), Automatic([0x14, 0, 0, 0])];
        assert_eq!(read(&bytes), expected);
        assert_eq!(read(&[0xff, 0x80, 0x11]), [], "XON and noise are skipped");
    }

    #[test]
    fn bits_become_states() {
        use PrinterState::*;
        let table = [
            (0x12, 0x12, 0x12, Ready),
            (0x16, 0x12, 0x12, Ready),
            (0x12, 0x12, 0x1e, PaperLow),
            (0x1a, 0x32, 0x7e, PaperOut),
            (0x1a, 0x16, 0x12, CoverOpen),
            (0x1a, 0x36, 0x7e, CoverOpen),
            (0x1a, 0x52, 0x12, Error),
            (0x1a, 0x12, 0x12, Offline),
        ];
        for (printer, cause, paper, state) in table {
            assert_eq!(live(printer, cause, paper), state, "{printer:x} {cause:x} {paper:x}");
        }
        assert_eq!(automatic([0x14, 0, 0, 0]), Ready);
        assert_eq!(automatic([0x3c, 0, 0, 0]), CoverOpen);
        assert_eq!(automatic([0x18, 0, 0x0f, 0]), PaperOut);
        assert_eq!(automatic([0x18, 0x08, 0, 0]), Error);
        assert_eq!(automatic([0x10, 0, 0x03, 0]), PaperLow);
    }
}
