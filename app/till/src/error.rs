//! How a question to the server ends when it isn't answered.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// As [`face::error::FaceError`], and tells a missing network from a broken server. The names they share read the same on
/// the wire, because what stands before the server functions answers with that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum TillError {
    #[error("please sign in")]
    NotSignedIn,
    #[error("this account is not allowed to do that")]
    NotAllowed,
    #[error("there is nothing here")]
    Missing,
    /// A refusal, already in the person's language. Nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// What was sent is not what the server function takes; nothing was done.
    #[error("the request could not be read")]
    Unreadable,
    /// The server broke, or what came isn't its answer. Whether something was done is not known.
    #[error("the server did not answer")]
    Unavailable,
    /// The server was not reached. Whether something was done is not known.
    #[error("there is no network")]
    Offline,
}

impl TillError {
    /// Whether the command may have been carried out all the same.
    pub fn is_unsure(&self) -> bool {
        matches!(self, TillError::Unavailable | TillError::Offline)
    }
}

impl FromServerFnError for TillError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> TillError {
        match error {
            ServerFnErrorErr::Request(_) => TillError::Offline,
            error if face::error::is_unreadable(&error) => TillError::Unreadable,
            _ => TillError::Unavailable,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<face::error::FaceError> for TillError {
    fn from(error: face::error::FaceError) -> TillError {
        use face::error::FaceError;
        match error {
            FaceError::NotSignedIn => TillError::NotSignedIn,
            FaceError::NotAllowed => TillError::NotAllowed,
            FaceError::Missing => TillError::Missing,
            FaceError::Refused(words) => TillError::Refused(words),
            FaceError::Unreadable => TillError::Unreadable,
            FaceError::Unavailable => TillError::Unavailable,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<base::Fault> for TillError {
    fn from(fault: base::Fault) -> TillError {
        tracing::error!(%fault, "a server function of the till failed");
        TillError::Unavailable
    }
}

#[cfg(feature = "ssr")]
impl From<base::Failure<base::failure::Never>> for TillError {
    fn from(failure: base::Failure<base::failure::Never>) -> TillError {
        match failure {
            base::Failure::Refused(never) => match never {},
            base::Failure::Denied(_) => TillError::NotAllowed,
            base::Failure::Fault(fault) => fault.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use face::error::FaceError;

    #[test]
    fn what_stands_before_the_server_functions_is_understood() {
        let words = FaceError::Refused("Too many requests.".into());
        let read: TillError = serde_json::from_str(&serde_json::to_string(&words).unwrap()).unwrap();
        assert_eq!(read, TillError::Refused("Too many requests.".into()));
        assert!(!read.is_unsure());
        let read: TillError = serde_json::from_str(&serde_json::to_string(&FaceError::Unavailable).unwrap()).unwrap();
        assert!(read.is_unsure());
    }
}
