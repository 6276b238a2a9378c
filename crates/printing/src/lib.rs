//! Receipts and tickets as they come out of a printer: laid out once ([`sheet::PaperSheet`]), then turned into ESC/POS bytes
//! ([`bytes`]), plain text ([`plain_text`]) or a picture ([`picture`](mod@picture)).
//!
//! No ports, no clock: the bytes are sent by whoever holds the connection. To add a kind of paper, write its layout as
//! a function to a `PaperSheet`; to add a language of printers, write one more reader of `PaperSheet`.

pub mod bitmap;
pub mod clean;
pub mod codepage;
pub mod escpos;
pub mod glyph;
pub mod mark;
pub mod picture;
pub mod plain;
pub mod profile;
pub mod qr;
pub mod receipt;
pub mod sample;
pub mod sheet;
pub mod test_page;
pub mod text;
pub mod ticket;

use domain::paper::Paper;
use profile::Profile;
use sheet::PaperSheet;

/// A paper laid out for a printer.
pub fn lay_out(paper: &Paper, profile: &Profile) -> PaperSheet {
    match paper {
        Paper::Receipt(receipt) => receipt::sheet(receipt, profile),
        Paper::Ticket(ticket) => ticket::sheet(ticket, profile),
        Paper::TestPage { locale, printer, at, zone } => test_page::sheet(*locale, printer, *at, *zone, profile),
    }
}

/// The ESC/POS bytes of one paper, for a printer that was initialized.
pub fn bytes(paper: &Paper, profile: &Profile) -> Vec<u8> {
    escpos::paper(&lay_out(paper, profile), profile)
}

/// The paper as plain text, no line wider than the profile's columns.
pub fn plain_text(paper: &Paper, profile: &Profile) -> String {
    plain::text(&lay_out(paper, profile))
}

/// The paper as a black and white PNG, as wide as the profile's dots.
pub fn png(paper: &Paper, profile: &Profile) -> Result<Vec<u8>, PictureError> {
    picture::draw(&lay_out(paper, profile)).png().map_err(|error| PictureError(error.to_string()))
}

/// The picture of a paper could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the picture of the paper could not be made: {0}")]
pub struct PictureError(String);

#[cfg(test)]
mod tests;
