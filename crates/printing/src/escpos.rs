//! A paper as ESC/POS bytes.
//!
//! The commands are those of Epson's ESC/POS command reference for TM printers; each constant names its command there.

use crate::bitmap::Bitmap;
use crate::picture;
use crate::profile::Profile;
use crate::qr::QrModules;
use crate::sheet::{Align, PaperSheet, SheetLine, SheetRow};

/// `ESC @`: forget every mode that was set. Also turns automatic status off.
pub const INITIALIZE: &[u8] = b"\x1b@";
/// `GS a 255`: send four status bytes whenever something changes.
pub const AUTOMATIC_STATUS: &[u8] = b"\x1da\xff";
/// `ESC p 0 25 250`: 50 ms on pin 2, then 500 ms of rest.
pub const DRAWER_PULSE: &[u8] = b"\x1bp\x00\x19\xfa";
/// `DLE EOT n`: asked and answered at once, even while printing is held up.
pub const ASK_PRINTER: &[u8] = b"\x10\x04\x01";
pub const ASK_OFFLINE_CAUSE: &[u8] = b"\x10\x04\x02";
pub const ASK_PAPER: &[u8] = b"\x10\x04\x04";
/// `GS r 1`: answered in its turn, when everything sent before it has been processed.
pub const ASK_IN_TURN: &[u8] = b"\x1dr\x01";
/// `DLE DC4 8`: throw away what was received and not yet printed.
pub const CLEAR_BUFFER: &[u8] = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08";
/// `GS V 65 0`: feed to the cutter and cut through.
pub const FEED_AND_CUT: &[u8] = b"\x1dVA\x00";

/// Rows of one raster command; some printers take no more than a small buffer of them.
const BAND_ROWS: usize = 128;

/// The bytes of one paper, cut off at its end. Every mode it needs is set in it, and it leaves none behind that the
/// next paper doesn't set again.
pub fn paper(sheet: &PaperSheet, profile: &Profile) -> Vec<u8> {
    let mut writer = Writer { bytes: Vec::new(), profile, page: None };
    writer.start();
    for row in &sheet.rows {
        writer.row(row);
    }
    writer.end();
    writer.bytes
}

struct Writer<'a> {
    bytes: Vec<u8>,
    profile: &'a Profile,
    page: Option<u8>,
}

impl Writer<'_> {
    fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn start(&mut self) {
        // Line spacing, alignment, bold, underline, size, reverse, US characters in the ASCII half.
        self.put(b"\x1b2\x1ba\x00\x1bE\x00\x1b-\x00\x1d!\x00\x1dB\x00\x1bR\x00");
        if self.profile.smoothing {
            self.put(b"\x1db\x01");
        }
        if let Some((_, number)) = self.profile.pages.first() {
            self.select(*number);
        }
    }

    fn end(&mut self) {
        if self.profile.cutter {
            self.put(FEED_AND_CUT);
        } else {
            self.put(b"\x1bd\x04");
        }
    }

    fn row(&mut self, row: &SheetRow) {
        match row {
            SheetRow::Text(line) => self.line(line),
            SheetRow::Rule { heavy } => self.raster(&picture::rule(*heavy, self.profile.dots)),
            SheetRow::Space => self.put(b"\n"),
            SheetRow::Picture { bitmap, .. } => self.raster(bitmap),
            SheetRow::Qr { code } => self.qr(code),
        }
    }

    /// A line as text if the printer has every character of it in one of its pages, drawn otherwise.
    fn line(&mut self, line: &SheetLine) {
        if !line.spans.iter().all(|span| span.text.chars().all(|c| self.find(c).is_some())) {
            self.raster(&picture::draw_line(line, self.profile.dots));
            return;
        }
        if line.align == Align::Center {
            self.put(b"\x1ba\x01");
        }
        let size = ((line.size.width - 1) << 4 | (line.size.height - 1)) as u8;
        if size != 0 {
            self.put(&[0x1d, b'!', size]);
        }
        for span in &line.spans {
            self.switch(span.bold, b"\x1bE\x01");
            self.switch(span.reverse, b"\x1dB\x01");
            self.characters(&span.text);
            self.switch(span.reverse, b"\x1dB\x00");
            self.switch(span.bold, b"\x1bE\x00");
        }
        if size != 0 {
            self.put(b"\x1d!\x00");
        }
        self.put(b"\n");
        if line.align == Align::Center {
            self.put(b"\x1ba\x00");
        }
    }

    fn switch(&mut self, wanted: bool, command: &[u8]) {
        if wanted {
            self.put(command);
        }
    }

    fn characters(&mut self, text: &str) {
        for character in text.chars() {
            if let Some((number, byte)) = self.find(character) {
                if !character.is_ascii() {
                    self.select(number);
                }
                self.bytes.push(byte);
            }
        }
    }

    /// The page and the byte of a character, in the page that is selected if it is there.
    fn find(&self, character: char) -> Option<(u8, u8)> {
        let here = self.profile.pages.iter().find(|(_, number)| Some(*number) == self.page);
        here.into_iter()
            .chain(self.profile.pages)
            .find_map(|(page, number)| page.byte(character).map(|byte| (*number, byte)))
    }

    /// `ESC t n`
    fn select(&mut self, number: u8) {
        if self.page != Some(number) {
            self.put(&[0x1b, b't', number]);
            self.page = Some(number);
        }
    }

    /// `GS v 0`, in bands.
    fn raster(&mut self, picture: &Bitmap) {
        let stride = picture.stride();
        for band in picture.packed().chunks(stride.max(1) * BAND_ROWS) {
            let rows = band.len() / stride.max(1);
            let [x_low, x_high] = (stride as u16).to_le_bytes();
            let [y_low, y_high] = (rows as u16).to_le_bytes();
            self.put(&[0x1d, b'v', b'0', 0, x_low, x_high, y_low, y_high]);
            self.put(band);
        }
    }

    /// `GS ( k`: model 2, level M, stored and printed; a picture where the printer can't. A text no code holds is
    /// written out.
    fn qr(&mut self, code: &str) {
        let Some(modules) = QrModules::of(code) else {
            for line in crate::sheet::wrap(&crate::clean::printable(code), self.profile.columns) {
                self.characters(&line);
                self.put(b"\n");
            }
            return;
        };
        if !self.profile.native_qr {
            self.raster(&picture::draw_qr(code, self.profile.dots));
            return;
        }
        let dots = modules.module_dots(self.profile.dots) as u8;
        let [low, high] = (code.len() as u16 + 3).to_le_bytes();
        self.put(b"\x1ba\x01");
        self.put(b"\x1d(k\x04\x001A2\x00");
        self.put(&[0x1d, b'(', b'k', 3, 0, b'1', b'C', dots]);
        self.put(b"\x1d(k\x03\x001E1");
        self.put(&[0x1d, b'(', b'k', low, high, b'1', b'P', b'0']);
        self.put(code.as_bytes());
        // Printers leave no white around a code; a line above and below is its quiet zone.
        self.put(b"\n\x1d(k\x03\x001Q0\n");
        self.put(b"\x1ba\x00");
    }
}
