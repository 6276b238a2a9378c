//! Organizers: how one comes to be, with its signing key and its owner, and what it says of itself.
//!
//! Adding and listing take no [`base::Actor`]: before an organizer is there nobody can work for it. They are for whoever has
//! the machine and its settings, through the server's own commands; no page and no route leads there.

use crate::Office;
use base::organizer::organizer_by_id;
use base::saving::{self, SaveRequest};
use base::{Actor, Failure, Fault};
use chrono::{DateTime, Utc};
use domain::audit::Action;
use domain::event::Organizer;
use domain::form::{CheckedOrganizer, FormRefusal, OrganizerForm, SettingsForm};
use domain::ids::{OrganizerId, PersonId};
use domain::locale::Locale;
use domain::payment::GatewayKind;
use domain::refusal::Problem;
use domain::role::{Permission, Role};
use serde_json::json;
use storage::people::{self, PersonRow};
use storage::{Conn, Scope, organizers};

impl Office {
    /// Whether someone signs in with this address already; who does keeps their name and password.
    pub async fn has_account(&self, email: &str) -> Result<bool, Fault> {
        let email = domain::email::check(email).unwrap_or_default();
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let person = people::by_email(&mut tx, &email).await?;
        tx.commit().await?;
        Ok(person.is_some())
    }

    /// Writes the organizer, its first signing key, its owner and who did it, or nothing of it. The owner reads `locale`;
    /// one with an account keeps what they have.
    pub async fn add_organizer(&self, form: &OrganizerForm, locale: Locale) -> Result<Organizer, Failure<FormRefusal>> {
        let now = self.base.clock.now();
        let known = self.has_account(&form.owner_email).await?;
        let checked = form.check(known).map_err(|problems| Failure::Refused(problems.into()))?;
        let password_hash = if known { String::new() } else { self.base.hash_password(&checked.password).await? };
        let CheckedOrganizer {
            name, slug, currency, zone, email, address, phone, site, owner_name, owner_email, ..
        } = checked;
        let id = OrganizerId(self.base.chance.uuid(now));
        let organizer = Organizer { id, slug, name, address, email, phone, site, currency, zone };
        let mut tx = self.base.organizer(organizer.id).await?;
        self.insert_organizer(&mut tx, &organizer, now).await?;
        let owner = match people::by_email(&mut tx, &owner_email).await? {
            Some(person) => person.id,
            None => {
                let id = PersonId(self.base.chance.uuid(now));
                let person = PersonRow { id, name: owner_name, email: owner_email, password_hash, locale };
                people::insert(&mut tx, &person, now).await.map_err(taken)?;
                id
            }
        };
        people::insert_member(&mut tx, organizer.id, owner, Role::Owner, now).await?;
        let (actor, detail) = (Actor::system(organizer.id), json!({"role": Role::Owner}));
        self.base.record(&mut tx, organizer.id, now, actor, Action::MemberAdded, owner, detail).await?;
        tx.commit().await?;
        Ok(organizer)
    }

    /// The organizer with its first signing key, in the caller's transaction, which works for it.
    pub async fn insert_organizer(
        &self,
        conn: &mut Conn,
        organizer: &Organizer,
        now: DateTime<Utc>,
    ) -> Result<(), Failure<FormRefusal>> {
        let gateways = GatewayKind::ONLINE.map(|kind| kind.into_str().to_owned());
        organizers::insert(conn, organizer, &gateways, now).await.map_err(taken)?;
        self.base.signing_key_number(conn, organizer.id).await?;
        let detail = json!({"slug": organizer.slug, "currency": organizer.currency});
        Ok(self
            .base
            .record(conn, organizer.id, now, Actor::system(organizer.id), Action::OrganizerAdded, organizer.id, detail)
            .await?)
    }

    /// Changes who the organizer is and how it is reached. `opened`: the [`version`] that the form was filled from;
    /// refused when another was saved since. Another zone moves nothing: events, dates and venues have their own.
    pub async fn save_settings(
        &self,
        actor: &Actor,
        form: &SettingsForm,
        opened: Option<&str>,
    ) -> Result<(), Failure<FormRefusal>> {
        actor.require(Permission::EditEvents)?;
        let (organizer, now) = (actor.organizer, self.base.clock.now());
        let mut tx = self.base.organizer(organizer).await?;
        organizers::lock(&mut tx, organizer).await?;
        let old = organizer_by_id(&mut tx, organizer).await?;
        let checked = form.check();
        let (saving, stored) = (SaveRequest { opened, ..SaveRequest::FIRST }, SettingsForm::of(&old));
        saving.check_opened(&stored, &checked, &stored.check()).map_err(Failure::Refused)?;
        let checked = checked.map_err(|problems| Failure::Refused(problems.into()))?;
        organizers::update(&mut tx, organizer, &checked).await?;
        let detail = json!({"name": checked.name, "email": checked.email, "zone": checked.zone});
        self.base.record(&mut tx, organizer, now, actor, Action::OrganizerChanged, organizer, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn organizer_of_slug(&self, slug: &str) -> Result<Option<OrganizerId>, Fault> {
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let id = organizers::by_slug(&mut tx, slug).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Every organizer of the deployment, by slug.
    pub async fn all_organizers(&self) -> Result<Vec<Organizer>, Fault> {
        let mut tx = self.base.db.begin(Scope::Nothing).await?;
        let mut all = Vec::new();
        for id in organizers::all(&mut tx).await? {
            all.push(organizer_by_id(&mut tx, id).await?);
        }
        tx.commit().await?;
        Ok(all)
    }
}

/// Tells whether the organizer's settings would still be filled in the same way.
pub fn version(organizer: &Organizer) -> String {
    saving::version(&SettingsForm::of(organizer))
}

/// A slug belongs to one organizer; an address that was new when the form was checked may have got an account since.
fn taken(error: storage::Error) -> Failure<FormRefusal> {
    match error.constraint() {
        Some("organizers_slug_key") => Failure::Refused(FormRefusal::one("slug", Problem::AlreadyUsed)),
        Some("people_email_key") => Failure::Refused(FormRefusal::one("owner_email", Problem::AlreadyUsed)),
        _ => Failure::Fault(Fault::Storage(error)),
    }
}
