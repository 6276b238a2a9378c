//! Who works for an organizer, and the tokens of its programs.

pub use base::sign_in::SignInRefusal;
pub use base::sign_in::SignedIn;

use crate::Office;
use base::failure::Never;
use base::sign_in::TOKEN_PREFIX;
use base::{Actor, Failure, Fault, keys};
use domain::audit::Action;
use domain::edit::{Member, MemberRefusal, Token};
use domain::form::{FormRefusal, MemberForm, TokenForm};
use domain::ids::{OrganizerId, PersonId, TokenId};
use domain::locale::Locale;
use domain::role::{Permission, Role, role_to_lose};
use serde_json::json;
use std::time::Instant;
use storage::Conn;
use storage::people::{self, NewToken, PersonRow};

impl Office {
    pub async fn members(&self, actor: &Actor) -> Result<Vec<Member>, Failure<Never>> {
        actor.require(Permission::ManagePeople)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let members = people::members(&mut tx, actor.organizer).await?;
        tx.commit().await?;
        Ok(members)
    }

    /// Someone without an account gets one with this password; someone with one keeps their name and password.
    pub async fn add_member(&self, actor: &Actor, form: &MemberForm) -> Result<PersonId, Failure<MemberRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let email = domain::email::check(&form.email).unwrap_or_default();
        let known = people::by_email(&mut tx, &email).await?;
        let checked =
            form.check(known.is_some()).map_err(|problems| Failure::Refused(MemberRefusal::Invalid { problems }))?;
        let person = match known {
            Some(person) => person.id,
            None => {
                let person = PersonRow {
                    id: PersonId(self.base.chance.uuid(now)),
                    name: checked.name,
                    email: checked.email,
                    password_hash: self.base.hash_password(&checked.password).await?,
                    locale: Locale::default(),
                };
                people::insert(&mut tx, &person, now).await.map_err(already_there)?;
                person.id
            }
        };
        if !people::insert_member(&mut tx, organizer, person, checked.role, now).await? {
            return Err(Failure::Refused(MemberRefusal::MemberAlready));
        }
        let detail = json!({"role": checked.role});
        self.base.record(&mut tx, organizer, now, actor, Action::MemberAdded, person, detail).await?;
        tx.commit().await?;
        Ok(person)
    }

    pub async fn change_role(&self, actor: &Actor, person: PersonId, role: Role) -> Result<(), Failure<MemberRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let was = may_lose_role(&mut tx, organizer, person, Some(role)).await?;
        if was != role {
            people::set_role(&mut tx, organizer, person, role).await?;
            let detail = json!({"was": was, "role": role});
            self.base.record(&mut tx, organizer, now, actor, Action::MemberChanged, person, detail).await?;
        }
        tx.commit().await?;
        self.base.auth_cache().forget_person(person, Instant::now());
        Ok(())
    }

    /// Never the last owner.
    pub async fn remove_member(&self, actor: &Actor, person: PersonId) -> Result<(), Failure<MemberRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let was = may_lose_role(&mut tx, organizer, person, None).await?;
        people::delete_member(&mut tx, organizer, person).await?;
        let detail = json!({"was": was});
        self.base.record(&mut tx, organizer, now, actor, Action::MemberRemoved, person, detail).await?;
        tx.commit().await?;
        self.base.auth_cache().forget_person(person, Instant::now());
        Ok(())
    }

    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<Token>, Failure<Never>> {
        actor.require(Permission::ManagePeople)?;
        let mut tx = self.base.organizer(actor.organizer).await?;
        let tokens = people::tokens(&mut tx, actor.organizer).await?;
        tx.commit().await?;
        Ok(tokens)
    }

    /// The token's text is in the answer and nowhere else.
    pub async fn create_token(
        &self,
        actor: &Actor,
        form: &TokenForm,
    ) -> Result<(TokenId, String), Failure<FormRefusal>> {
        let secret = self.base.chance.secret();
        let id = self.insert_token(actor, form, &secret).await?;
        Ok((id, format!("{TOKEN_PREFIX}{}", secret.as_str())))
    }

    /// A token whose secret is known beforehand.
    pub async fn insert_token(
        &self,
        actor: &Actor,
        form: &TokenForm,
        secret: &domain::cart::Secret,
    ) -> Result<TokenId, Failure<FormRefusal>> {
        actor.require(Permission::ManagePeople)?;
        let name = form.check().map_err(|problems| Failure::Refused(problems.into()))?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        let id = TokenId(self.base.chance.uuid(now));
        let token = NewToken {
            id,
            name: &name,
            hash: &keys::hash(secret),
            permissions: &form.permissions,
            created_by: actor.person(),
        };
        people::insert_token(&mut tx, organizer, &token, now).await?;
        let detail = json!({"name": name, "permissions": form.permissions});
        self.base.record(&mut tx, organizer, now, actor, Action::TokenCreated, id, detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Dead at once here, and within two seconds on every other server; revoking twice is fine.
    pub async fn revoke_token(&self, actor: &Actor, token: TokenId) -> Result<(), Failure<Never>> {
        actor.require(Permission::ManagePeople)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        if people::revoke_token(&mut tx, organizer, token, now).await? {
            self.base.record(&mut tx, organizer, now, actor, Action::TokenRevoked, token, json!({})).await?;
        }
        tx.commit().await?;
        self.base.auth_cache().forget_token(token, Instant::now());
        Ok(())
    }
}

async fn may_lose_role(
    conn: &mut Conn,
    organizer: OrganizerId,
    person: PersonId,
    to: Option<Role>,
) -> Result<Role, Failure<MemberRefusal>> {
    let members = people::lock_members(conn, organizer).await?;
    role_to_lose(&members, person, to).map_err(Failure::Refused)
}

/// Two forms for the same new person at the same moment: the second one finds an account there when it tries again.
fn already_there(error: storage::Error) -> Failure<MemberRefusal> {
    match error.constraint() {
        Some("people_email_key") => Failure::Refused(MemberRefusal::MemberAlready),
        _ => Failure::Fault(Fault::Storage(error)),
    }
}
