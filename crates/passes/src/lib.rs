//! What a buyer carries to the door: the QR code, the PDF ticket and the calendar entry; and the card by which an event is
//! passed on.
//!
//! Pure functions of their input: no IO, no clock, no database. Signing the code is `domain::code`, sending it `notify`.
//! To add a kind of pass, add a module with one function from [`domain::paper::PaperTicket`] to bytes.

pub mod qr;
pub mod pdf;
pub mod card;
pub mod calendar;
mod text;

/// Why a pass could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    #[error("the code has {0} characters, more than a QR code of this strength holds")]
    CodeTooLong(usize),
    #[error("the fonts built into the program can't be read")]
    Font,
    #[error("the page could not be laid out: a length is not a number")]
    Geometry,
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}
