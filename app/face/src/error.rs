//! What a server function answers when it doesn't succeed.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// Kept small: what a page can do about it, and the words to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum FaceError {
    #[error("please sign in")]
    NotSignedIn,
    #[error("this account is not allowed to do that")]
    NotAllowed,
    #[error("there is nothing here")]
    Missing,
    /// A refusal, already in the person's language.
    #[error("{0}")]
    Refused(String),
    /// What was sent is not what the server function takes. No page of ours sends such a thing.
    #[error("the request could not be read")]
    Unreadable,
    /// The server could not be reached, or it broke. Trying again may help.
    #[error("the server did not answer")]
    Unavailable,
}

impl FromServerFnError for FaceError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        if is_unreadable(&error) { FaceError::Unreadable } else { FaceError::Unavailable }
    }
}

/// Whether the server failed to read a request, as against not doing or not answering it. In a browser what can't be read
/// is an answer, and nothing is known of what was done.
pub fn is_unreadable(error: &ServerFnErrorErr) -> bool {
    let unread = matches!(error, ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_));
    unread || (cfg!(feature = "ssr") && matches!(error, ServerFnErrorErr::Deserialization(_)))
}

#[cfg(feature = "ssr")]
impl From<base::Fault> for FaceError {
    fn from(fault: base::Fault) -> FaceError {
        tracing::error!(%fault, "a server function failed");
        FaceError::Unavailable
    }
}

#[cfg(feature = "ssr")]
impl<R: std::fmt::Debug + std::fmt::Display> From<base::Failure<R>> for FaceError {
    /// For flows whose refusals a page doesn't tell apart; a face that does matches `Failure::Refused` itself and says it
    /// in the person's language.
    fn from(failure: base::Failure<R>) -> FaceError {
        match failure {
            base::Failure::Refused(refusal) => FaceError::Refused(refusal.to_string()),
            base::Failure::Denied(_) => FaceError::NotAllowed,
            base::Failure::Fault(fault) => fault.into(),
        }
    }
}
