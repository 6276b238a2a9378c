//! Organizers: how one comes to be, with its signing key and its owner.
//!
//! These flows take no [`crate::Actor`]: before an organizer is there nobody can work for it. They are for whoever has the
//! machine and its settings, through the server's own commands; no page and no route leads here.

use crate::{Actor, Failure, Fault, Flows};
use chrono::{DateTime, Utc};
use domain::event::Organizer;
use domain::form::{CheckedOrganizer, FormRefusal, OrganizerForm};
use domain::ids::{OrganizerId, PersonId};
use domain::locale::Locale;
use domain::payment::GatewayKind;
use domain::refusal::Problem;
use domain::role::Role;
use serde_json::json;
use storage::people::{self, PersonRow};
use storage::{Conn, Scope, carts, orders, organizers};

impl Flows {
    /// Whether someone signs in with this address already; who does keeps their name and password.
    pub async fn has_account(&self, email: &str) -> Result<bool, Fault> {
        let email = domain::email::check(email).unwrap_or_default();
        let mut tx = self.db.begin(Scope::Nothing).await?;
        let person = people::by_email(&mut tx, &email).await?;
        tx.commit().await?;
        Ok(person.is_some())
    }

    /// Writes the organizer, its first signing key, its owner and who did it, or nothing of it. The owner reads `locale`;
    /// one with an account keeps what they have.
    pub async fn add_organizer(&self, form: &OrganizerForm, locale: Locale) -> Result<Organizer, Failure<FormRefusal>> {
        let now = self.clock.now();
        let known = self.has_account(&form.owner_email).await?;
        let checked = form.check(known).map_err(|problems| Failure::Refused(problems.into()))?;
        let password_hash = if known { String::new() } else { self.hash_password(&checked.password).await? };
        let CheckedOrganizer { name, slug, currency, zone, email, address, owner_name, owner_email, .. } = checked;
        let organizer =
            Organizer { id: OrganizerId(self.chance.uuid(now)), slug, name, address, email, currency, zone };
        let mut tx = self.organizer(organizer.id).await?;
        self.insert_organizer(&mut tx, &organizer, now).await?;
        let owner = match people::by_email(&mut tx, &owner_email).await? {
            Some(person) => person.id,
            None => {
                let id = PersonId(self.chance.uuid(now));
                let person = PersonRow { id, name: owner_name, email: owner_email, password_hash, locale };
                people::insert(&mut tx, &person, now).await.map_err(taken)?;
                id
            }
        };
        people::insert_member(&mut tx, organizer.id, owner, Role::Owner, now).await?;
        let (actor, detail) = (Actor::system(organizer.id).to_string(), json!({"role": Role::Owner}));
        self.record(&mut tx, organizer.id, now, &actor, "member.added", &owner.to_string(), detail).await?;
        tx.commit().await?;
        Ok(organizer)
    }

    /// The organizer with its first signing key, in the caller's transaction, which works for it.
    pub(crate) async fn insert_organizer(
        &self,
        conn: &mut Conn,
        organizer: &Organizer,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<FormRefusal>> {
        let gateways = GatewayKind::ONLINE.map(|kind| kind.as_str().to_owned());
        organizers::insert(conn, organizer, &gateways, now).await.map_err(taken)?;
        self.signing_key_number(conn, organizer.id).await?;
        let (actor, subject) = (Actor::system(organizer.id).to_string(), organizer.id.to_string());
        let detail = json!({"slug": organizer.slug, "currency": organizer.currency});
        Ok(self.record(conn, organizer.id, now, &actor, "organizer.added", &subject, detail).await?)
    }

    pub async fn organizer_of_slug(&self, slug: &str) -> Result<Option<OrganizerId>, Fault> {
        let mut tx = self.db.begin(Scope::Nothing).await?;
        let id = organizers::by_slug(&mut tx, slug).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Every organizer of the deployment, by slug.
    pub async fn all_organizers(&self) -> Result<Vec<Organizer>, Fault> {
        let mut tx = self.db.begin(Scope::Nothing).await?;
        let mut all = Vec::new();
        for id in orders::all_organizers(&mut tx).await? {
            all.extend(carts::organizer(&mut tx, id).await?);
        }
        tx.commit().await?;
        Ok(all)
    }
}

/// A slug belongs to one organizer; an address that was new when the form was checked may have got an account since.
fn taken(error: storage::Error) -> Failure<FormRefusal> {
    match error.constraint() {
        Some("organizers_slug_key") => Failure::Refused(FormRefusal::one("slug", Problem::AlreadyUsed)),
        Some("people_email_key") => Failure::Refused(FormRefusal::one("owner_email", Problem::AlreadyUsed)),
        _ => Failure::Fault(Fault::Storage(error)),
    }
}
