//! What the admin's forms do. Each answers a post by sending the browser to a page (POST, redirect, GET), so that Back and
//! Reload never post twice. A form with mistakes goes back whole; an action that is refused goes back with the reason,
//! which the page says. Who isn't allowed is sent to a page that says so.

pub mod performance;
pub mod event;
pub mod fair;
pub mod email;
pub mod order;
pub mod people;
pub mod discount_code;
pub mod price;
pub mod settings;
pub mod ticket;
pub mod till;
pub mod venue;

use crate::form_builder::{ask_first, form_back, of_one};
use crate::refusal::OfficeRefusal;
use crate::text::done::Done;
use axum::http::StatusCode;
use base::Failure;
use base::forms::KeptForm;
use base::saving::{Consent, SaveRequest};
use domain::form::FormRefusal;
use face::error::FaceError;
use face::refusal;
use face::request::{go, send_back, set_status};
use serde::Serialize;
use std::fmt::{Debug, Display};

/// Sends the browser on, with what was done.
pub fn done(path: &str, what: Done) {
    go(&after(path, what));
}

/// The page's address, with what was done.
fn after(path: &str, what: Done) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}done={}", what.into_str())
}

/// Back to the page, which says why nothing was done.
async fn refused(page: &str, refusal: impl Into<OfficeRefusal>) -> Result<(), FaceError> {
    let fields = vec![refusal::field(&refusal.into())?];
    send_back(page, KeptForm { fields, problems: Vec::new() }).await?;
    set_status(StatusCode::SEE_OTHER);
    Ok(())
}

/// Ends what was not done: back to the page with the reason, or out where that isn't the page's to say.
async fn failed<R: Into<OfficeRefusal> + Debug + Display>(failure: Failure<R>, page: &str) -> Result<(), FaceError> {
    match refusal::of(failure) {
        Ok(refusal) => refused(page, refusal).await,
        Err(error) => turned(error),
    }
}

/// Ends an action: on to `next` with what was done, or back to its page.
async fn ended<R: Into<OfficeRefusal> + Debug + Display>(
    result: Result<(), Failure<R>>,
    page: &str,
    next: &str,
    what: Done,
) -> Result<(), FaceError> {
    match result {
        Ok(()) => {
            done(next, what);
            Ok(())
        }
        Err(failure) => failed(failure, page).await,
    }
}

/// Ends a form: on to the next page, or back to the form with its mistakes.
async fn formed<F: Serialize, T>(
    result: Result<T, Failure<FormRefusal>>,
    page: &str,
    form: &F,
) -> Result<Option<T>, FaceError> {
    let failure = match result {
        Ok(made) => return Ok(Some(made)),
        Err(failure) => failure,
    };
    match refusal::of(failure) {
        Ok(refusal) if refusal.is_unknown() => turned(FaceError::Missing)?,
        Ok(FormRefusal { problems, .. }) => {
            form_back(page, form, problems).await?;
            set_status(StatusCode::SEE_OTHER);
        }
        Err(error) => turned(error)?,
    }
    Ok(None)
}

/// The same for a save that may ask first: then the page asks, and sends the form once more. `opened` is what it was filled
/// from.
async fn saved<F: Serialize, T>(
    result: Result<T, Failure<FormRefusal>>,
    page: &str,
    form: &F,
    opened: &str,
) -> Result<Option<T>, FaceError> {
    match result {
        Err(Failure::Refused(FormRefusal { questions, .. })) if !questions.is_empty() => {
            ask_first(page, form, opened, &questions).await?;
            set_status(StatusCode::SEE_OTHER);
            Ok(None)
        }
        other => formed(other, page, form).await,
    }
}

/// How a form is saved, as it was posted: what it was filled from, what was said yes to, whether buyers are written to.
fn saving<'a>(opened: &'a str, agreed: &'a str, emails: bool) -> SaveRequest<'a> {
    let agreed = if agreed.is_empty() { Consent::Nothing } else { Consent::To(agreed) };
    SaveRequest { opened: Some(opened).filter(|opened| !opened.is_empty()), agreed, emails }
}

/// As [`formed`], where a page has this form for each of its things: its fields are told apart by the thing's id.
async fn formed_of<F: Serialize, T>(
    result: Result<T, Failure<FormRefusal>>,
    page: &str,
    form: &F,
    id: &str,
) -> Result<Option<T>, FaceError> {
    let result = result.map_err(|failure| {
        failure.map(|mut refusal| {
            for problem in &mut refusal.problems {
                problem.field = of_one(&problem.field, id);
            }
            refusal
        })
    });
    formed(result, page, form).await
}

/// Ways out that aren't about the form: who isn't signed in signs in, who isn't allowed is told so. Faults stay faults.
fn turned(error: FaceError) -> Result<(), FaceError> {
    match error {
        FaceError::NotSignedIn => {
            go("/organizer");
            Ok(())
        }
        FaceError::NotAllowed => {
            go("/organizer/denied");
            Ok(())
        }
        FaceError::Missing => {
            go("/organizer/missing");
            Ok(())
        }
        other => Err(other),
    }
}

/// Whoever is signed in; else the function ends by sending them to the sign-in page.
macro_rules! actor_or_return {
    () => {
        match face::request::actor().await {
            Ok(actor) => actor,
            Err(error) => return crate::act::turned(error),
        }
    };
}

/// An id from a form; what can't be one leads to the page that says there is nothing.
macro_rules! id_or_return {
    ($text:expr) => {
        match $text.parse() {
            Ok(id) => id,
            Err(_) => return crate::act::turned(face::error::FaceError::Missing),
        }
    };
}

use {actor_or_return, id_or_return};
