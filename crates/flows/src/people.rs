//! Who works for an organizer, and the tokens of its programs.

pub use crate::sign_in::{SignInRefusal, SignedIn};

use crate::{Actor, Failure, Fault, Flows, failure::Never};
use domain::edit::{Member, MemberRefusal, Token};
use domain::form::{FormRefusal, MemberForm, TokenForm};
use domain::ids::{PersonId, TokenId};
use domain::role::Role;

impl Flows {
    pub async fn members(&self, actor: &Actor) -> Result<Vec<Member>, Failure<Never>> {
        let _ = actor;
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Someone without an account gets one with this password; someone with one keeps theirs.
    pub async fn add_member(&self, actor: &Actor, form: &MemberForm) -> Result<PersonId, Failure<MemberRefusal>> {
        let _ = (actor, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    pub async fn change_role(&self, actor: &Actor, person: PersonId, role: Role) -> Result<(), Failure<MemberRefusal>> {
        let _ = (actor, person, role);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Never the last owner.
    pub async fn remove_member(&self, actor: &Actor, person: PersonId) -> Result<(), Failure<MemberRefusal>> {
        let _ = (actor, person);
        Err(Fault::Broken("not written yet".into()).into())
    }

    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<Token>, Failure<Never>> {
        let _ = actor;
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// The token's text is in the answer and nowhere else.
    pub async fn create_token(
        &self,
        actor: &Actor,
        form: &TokenForm,
    ) -> Result<(TokenId, String), Failure<FormRefusal>> {
        let _ = (actor, form);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Dead at once; revoking twice is fine.
    pub async fn revoke_token(&self, actor: &Actor, token: TokenId) -> Result<(), Failure<Never>> {
        let _ = (actor, token);
        Err(Fault::Broken("not written yet".into()).into())
    }
}
