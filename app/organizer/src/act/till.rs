//! Setting up tills and the terminals beside their printers.

use super::{actor_or_return, done, ended, failed, formed, formed_of, go, id_or_return};
use crate::house::counter;
use crate::text::done::Done;
use crate::tills::NEW_TERMINAL_COOKIE;
use base::Failure;
use domain::form::TillForm;
use domain::ids::TillId;
use domain::till::TerminalRefusal;
use face::error::FaceError;
use face::request::set_cookie;
use leptos::prelude::*;

const TILLS: &str = "/organizer/tills";

#[server(prefix = "/do", endpoint = "organizer/add_till")]
pub async fn add_till(#[server(default)] form: TillForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    if formed(counter().add_till(&actor, &form).await, TILLS, &form).await?.is_some() {
        done(TILLS, Done::TillAdded);
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/rename_till")]
pub async fn rename_till(till: String, #[server(default)] form: TillForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let till: TillId = id_or_return!(till);
    let renamed = counter().rename_till(&actor, till, &form).await;
    if formed_of(renamed, TILLS, &form, &till.to_string()).await?.is_some() {
        done(TILLS, Done::Saved);
    }
    Ok(())
}

/// The new terminal's token is shown on the next page and is nowhere afterwards.
#[server(prefix = "/do", endpoint = "organizer/add_terminal")]
pub async fn add_terminal(till: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let till: TillId = id_or_return!(till);
    shown_once(till, counter().add_terminal(&actor, till).await).await
}

/// As [`add_terminal`]; the old token is refused from now on.
#[server(prefix = "/do", endpoint = "organizer/renew_terminal")]
pub async fn renew_terminal(till: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let till: TillId = id_or_return!(till);
    shown_once(till, counter().renew_terminal(&actor, till).await).await
}

#[server(prefix = "/do", endpoint = "organizer/withdraw_terminal")]
pub async fn withdraw_terminal(till: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let till: TillId = id_or_return!(till);
    ended(counter().withdraw_terminal(&actor, till).await, TILLS, TILLS, Done::TerminalWithdrawn).await
}

async fn shown_once(till: TillId, made: Result<String, Failure<TerminalRefusal>>) -> Result<(), FaceError> {
    match made {
        Ok(token) => {
            // By a cookie that the page takes away as it shows it: the server keeps no copy.
            set_cookie(NEW_TERMINAL_COOKIE, &format!("{till}.{token}"), 1);
            go(TILLS);
            Ok(())
        }
        Err(failure) => failed(failure, TILLS).await,
    }
}
