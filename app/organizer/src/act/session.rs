//! Signing in and out.

use super::{done, go, refused};
use crate::house::access;
use crate::page::REFUSAL_FIELD;
use crate::session::safe_back;
use crate::text;
use axum::http::request::Parts;
use base::Failure;
use base::forms::KeptForm;
use base::sign_in::SignInRefusal;
use domain::cart::Secret;
use face::error::FaceError;
use face::request::{SESSION_COOKIE, cookie, send_back, set_cookie};
use leptos::prelude::*;
use std::net::{IpAddr, SocketAddr};
use ui::kit::current_locale;

/// The cookie outlives the session, which ends by itself when it isn't used.
const COOKIE_DAYS: u32 = 7;

#[server(prefix = "/do", endpoint = "organizer/sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] back: String,
) -> Result<(), FaceError> {
    let locale = current_locale();
    let back = safe_back(&back);
    let refusal = match access().sign_in(&email, &password, address()).await {
        Ok(session) => {
            set_cookie(SESSION_COOKIE, session.as_str(), COOKIE_DAYS);
            go(back);
            return Ok(());
        }
        Err(Failure::Refused(SignInRefusal::WrongPassword)) => text::wrong_password(locale).to_owned(),
        Err(Failure::Refused(SignInRefusal::TooManyTries { minutes })) => text::too_many_tries(locale, minutes),
        Err(Failure::Refused(SignInRefusal::NoOrganizer)) => text::no_organizer(locale).to_owned(),
        Err(other) => return Err(other.into()),
    };
    // The password is never kept.
    let fields = [("email", email), ("back", back.to_owned()), (REFUSAL_FIELD, refusal)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
    send_back("/organizer", KeptForm { fields, problems: Vec::new() }).await
}

face::limited!(SignIn, SignIn);

/// Where the request came from, so far as the server said.
fn address() -> Option<IpAddr> {
    let parts = use_context::<Parts>()?;
    parts
        .extensions
        .get::<IpAddr>()
        .copied()
        .or_else(|| parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().map(|info| info.0.ip()))
}

#[server(prefix = "/do", endpoint = "organizer/sign_out")]
pub async fn sign_out() -> Result<(), FaceError> {
    if let Some(session) = cookie(SESSION_COOKIE).as_deref().and_then(Secret::parse) {
        access().sign_out(&session).await?;
    }
    set_cookie(SESSION_COOKIE, "", 0);
    done("/organizer", "signed_out");
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/choose")]
pub async fn choose_organizer(#[server(default)] organizer: String) -> Result<(), FaceError> {
    let session = cookie(SESSION_COOKIE).as_deref().and_then(Secret::parse);
    let (Some(session), Ok(organizer)) = (session, organizer.parse()) else {
        go("/organizer");
        return Ok(());
    };
    if access().choose_organizer(&session, organizer).await? {
        go("/organizer");
        Ok(())
    } else {
        refused("/organizer/choose", text::not_a_member(current_locale()).to_owned()).await
    }
}
