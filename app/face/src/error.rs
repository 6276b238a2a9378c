//! What a server function answers when it doesn't succeed.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// Kept small: what a page can do about it, and the words to show. What stands before the server functions answers with it
/// too.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum FaceError {
    #[error("please sign in")]
    NotSignedIn,
    #[error("this account is not allowed to do that")]
    NotAllowed,
    #[error("there is nothing here")]
    Missing,
    /// A refusal, in the language of whoever asked. Nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// What was sent is not what the server function takes; nothing was done. No page of ours sends such a thing, unless it
    /// is older than the server.
    #[error("the request could not be read")]
    Unreadable,
    /// The server broke, or what came isn't its answer. Whether something was done is not known; trying again may help.
    #[error("the server did not answer")]
    Unavailable,
    /// The server was not reached. Whether something was done is not known. Only a browser finds that out.
    #[error("there is no network")]
    Offline,
}

impl FaceError {
    /// Whether what was asked for may have been done all the same.
    pub fn is_unsure(&self) -> bool {
        matches!(self, FaceError::Unavailable | FaceError::Offline)
    }
}

/// What a server function answers that refuses with data, which its page says in somebody's language.
///
/// Sent as `{"Refused": …}`, as [`FaceError::Refused`] is; `R` has to be an object there, by which it is told from words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Failed<R> {
    #[error("{0}")]
    Face(FaceError),
    /// Nothing was changed.
    #[error("it was refused")]
    Refused {
        #[serde(rename = "Refused")]
        refusal: R,
    },
}

impl<R> Failed<R> {
    /// As [`FaceError::is_unsure`].
    pub fn is_unsure(&self) -> bool {
        matches!(self, Failed::Face(error) if error.is_unsure())
    }

    /// What was asked was understood and not done, whoever says why.
    pub fn is_refused(&self) -> bool {
        matches!(self, Failed::Refused { .. } | Failed::Face(FaceError::Refused(_)))
    }
}

impl<R> From<FaceError> for Failed<R> {
    fn from(error: FaceError) -> Failed<R> {
        Failed::Face(error)
    }
}

impl<R: Debug + Serialize + DeserializeOwned + 'static> FromServerFnError for Failed<R> {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Failed::Face(FaceError::from_server_fn_error(error))
    }
}

impl FromServerFnError for FaceError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => FaceError::Offline,
            error if is_unreadable(&error) => FaceError::Unreadable,
            _ => FaceError::Unavailable,
        }
    }
}

/// Whether the server failed to read a request, as against not doing or not answering it. In a browser what can't be read
/// is an answer, and nothing is known of what was done.
fn is_unreadable(error: &ServerFnErrorErr) -> bool {
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
impl<R> From<base::Fault> for Failed<R> {
    fn from(fault: base::Fault) -> Failed<R> {
        Failed::Face(fault.into())
    }
}

/// Of flows that refuse nothing. What others refuse is taken out by [`crate::refusal::of`] and said in somebody's language.
#[cfg(feature = "ssr")]
impl From<base::Failure<base::failure::Never>> for FaceError {
    fn from(failure: base::Failure<base::failure::Never>) -> FaceError {
        match crate::refusal::of(failure) {
            Ok(never) => match never {},
            Err(error) => error,
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn pages_that_are_open_read_the_names_they_know() {
        let sent = |error: FaceError| serde_json::to_string(&error).unwrap();
        assert_eq!(sent(FaceError::Refused("Too many requests.".into())), r#"{"Refused":"Too many requests."}"#);
        assert_eq!(sent(FaceError::Unavailable), r#""Unavailable""#);
    }

    #[test]
    fn a_refusal_that_is_data_is_told_from_words_and_from_failures() {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        struct Few {
            left: u32,
        }
        let read = |text: &str| serde_json::from_str::<Failed<Few>>(text).ok();
        let few = Failed::Refused { refusal: Few { left: 2 } };
        assert_eq!(serde_json::to_string(&few).unwrap(), r#"{"Refused":{"left":2}}"#);
        for failed in [few, FaceError::Refused("No.".into()).into(), FaceError::Missing.into()] {
            assert_eq!(read(&serde_json::to_string(&failed).unwrap()), Some(failed));
        }
        assert_eq!(read("null"), None);
    }

    #[test]
    fn a_missing_network_is_told_from_a_broken_server_and_both_leave_it_open_what_was_done() {
        let offline = FaceError::from_server_fn_error(ServerFnErrorErr::Request("no route".into()));
        let broken = FaceError::from_server_fn_error(ServerFnErrorErr::Response("cut off".into()));
        assert_eq!((&offline, &broken), (&FaceError::Offline, &FaceError::Unavailable));
        assert!(offline.is_unsure() && broken.is_unsure());
        assert!(!FaceError::Refused("No.".into()).is_unsure());
    }
}
