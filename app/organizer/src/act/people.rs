//! Who works for the organizer, and the tokens of its programs.

use super::{actor_or_return, done, ended, failed, formed, go, id_or_return, turned};
use crate::form_builder::form_back;
use crate::house::office;
use crate::text::done::Done;
use crate::tokens::NEW_TOKEN_COOKIE;
use base::Failure;
use domain::edit::MemberRefusal;
use domain::form::{MemberForm, TokenForm};
use domain::ids::{PersonId, TokenId};
use domain::refusal::{FieldProblem, Problem};
use domain::role::Role;
use face::error::FaceError;
use face::request::set_cookie;
use leptos::prelude::*;

const PEOPLE: &str = "/organizer/people";
const TOKENS: &str = "/organizer/tokens";

#[server(prefix = "/do", endpoint = "organizer/add_member")]
pub async fn add_member(#[server(default)] form: MemberForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    // The password is typed again: it is kept nowhere, not even for a page's length.
    let kept = MemberForm { password: String::new(), ..form.clone() };
    match office().add_member(&actor, &form).await {
        Ok(_) => {
            done(PEOPLE, Done::MemberAdded);
            Ok(())
        }
        Err(Failure::Refused(MemberRefusal::Invalid { problems })) => form_back(PEOPLE, &kept, problems).await,
        Err(Failure::Refused(MemberRefusal::MemberAlready)) => {
            form_back(PEOPLE, &kept, vec![FieldProblem::new("email", Problem::AlreadyUsed)]).await
        }
        Err(failure) => failed(failure, PEOPLE).await,
    }
}

#[server(prefix = "/do", endpoint = "organizer/change_role")]
pub async fn change_role(person: String, #[server(default)] role: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let person: PersonId = id_or_return!(person);
    let Ok(role) = role.parse::<Role>() else { return turned(FaceError::Missing) };
    ended(office().change_role(&actor, person, role).await, PEOPLE, PEOPLE, Done::RoleChanged).await
}

#[server(prefix = "/do", endpoint = "organizer/remove_member")]
pub async fn remove_member(person: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let person: PersonId = id_or_return!(person);
    ended(office().remove_member(&actor, person).await, PEOPLE, PEOPLE, Done::MemberRemoved).await
}

/// The new token's text is shown on the next page and is nowhere afterwards.
#[server(prefix = "/do", endpoint = "organizer/create_token")]
pub async fn create_token(#[server(default)] form: TokenForm) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let made = office().create_token(&actor, &form).await;
    if let Some((_, token)) = formed(made, TOKENS, &form).await? {
        // By a cookie that the page takes away as it shows it: the server keeps no copy.
        set_cookie(NEW_TOKEN_COOKIE, &token, 1);
        go(TOKENS);
    }
    Ok(())
}

#[server(prefix = "/do", endpoint = "organizer/revoke_token")]
pub async fn revoke_token(token: String) -> Result<(), FaceError> {
    let actor = actor_or_return!();
    let token: TokenId = id_or_return!(token);
    match office().revoke_token(&actor, token).await {
        Ok(()) => {
            done(TOKENS, Done::TokenRevoked);
            Ok(())
        }
        Err(other) => turned(other.into()),
    }
}
