//! The program beside a receipt printer: fetches jobs from the server, prints each once, and says how it went.
//!
//! What it guarantees: a job is reported done only when the printer, asked afterwards, was clean; a job of which anything
//! may be on paper is reported unsure and never printed again by itself, not even after the program or the machine was
//! killed in the middle. It doesn't know what is on the papers, nor anything about sales.

pub mod jobs;
pub mod journal;
pub mod server;
pub mod station;
pub mod status;
pub mod transport;
