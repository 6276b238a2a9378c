//! What all faces share on their way to the flows: what a server function knows of its request, and how it fails.
//!
//! It must not know a page or a component (those are `ui`'s), nor decide anything (that is the flows').

pub mod error;
#[cfg(feature = "ssr")]
pub mod request;
