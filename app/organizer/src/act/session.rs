//! Signing in and out.

use super::{done, go, refused};
use crate::refusal::Refusal;
use crate::session::own_page;
use crate::text::done::Done;
use face::error::FaceError;
use face::request::send_back;
use face::session;
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "organizer/sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] back: String,
) -> Result<(), FaceError> {
    let back = own_page(&back);
    match session::begin(&email, &password).await? {
        Ok(()) => {
            go(back);
            Ok(())
        }
        Err(refusal) => {
            let mut kept = session::refused(email, &refusal)?;
            kept.fields.push(("back".to_owned(), back.to_owned()));
            send_back("/organizer", kept).await
        }
    }
}

face::limited!(SignIn, SignIn);

#[server(prefix = "/do", endpoint = "organizer/sign_out")]
pub async fn sign_out() -> Result<(), FaceError> {
    session::end().await?;
    done("/organizer", Done::SignedOut);
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/choose")]
pub async fn choose_organizer(#[server(default)] organizer: String) -> Result<(), FaceError> {
    if session::work_for(&organizer).await? == Some(false) {
        return refused("/organizer/choose", Refusal::NotAMember).await;
    }
    go("/organizer");
    Ok(())
}
