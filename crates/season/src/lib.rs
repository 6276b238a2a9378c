//! The demo: a season that looks real, made through the same flows as everything else. No shop links it that is no demo's.
//!
//! Dates lie around the moment of seeding, so that there is always something on tonight, something sold out, something not
//! yet on sale, something cancelled and something that is over.
//!
//! What is sold is made by flows, as an organizer and a buyer would; it must not write an order, a hold or a payment of its
//! own. To add an event: its plan in a file of its own, its line in [`seed`].

mod club;
mod maker;
mod museum;
mod sales;
mod stadium;
mod theatre;

use base::clock::FixedClock;
use base::sign_in::TOKEN_PREFIX;
use base::{Actor, Failure, Fault, Tools};
use chrono::{DateTime, Utc};
use domain::event::Organizer;
use domain::form::{MemberForm, TillForm, TokenForm};
use domain::ids::{OrganizerId, PersonId, TerminalId, TillId};
use domain::locale::Locale;
use domain::money::Currency;
use domain::role::{Permission, Role};
use domain::time::Timezone;
use flows::Core;
use maker::made;
use std::ops::Deref;
use std::sync::Arc;
use storage::people::{self, PersonRow};
use storage::{Scope, tills};

/// What every person of the demo signs in with.
pub const DEMO_PASSWORD: &str = "tessera-demo";

/// Who and what the demo has, for the backstage page and for tests.
#[derive(Clone, Debug)]
pub struct DemoSeason {
    pub people: Vec<DemoPerson>,
    pub tills: Vec<DemoTill>,
    /// An API token of the first organizer, with every permission; the text that was passed in.
    pub api_token: String,
}

#[derive(Clone, Debug)]
pub struct DemoPerson {
    pub email: String,
    pub name: String,
    pub password: &'static str,
    /// The organizers' slugs.
    pub roles: Vec<(String, Role)>,
}

/// A counter with a terminal beside its printer.
#[derive(Clone, Debug)]
pub struct DemoTill {
    pub organizer: OrganizerId,
    pub organizer_slug: String,
    pub till: TillId,
    pub terminal: TerminalId,
    /// What the terminal program shows; only the first organizer's, which was passed in.
    pub terminal_token: Option<String>,
}

/// The secrets the demo gives out, made by whoever seeds.
#[derive(Clone, Debug)]
pub struct DemoSecrets {
    /// Without its prefix: 128 bits as upper-case base32.
    pub terminal: domain::cart::Secret,
    pub api: domain::cart::Secret,
}

struct OrganizerText {
    slug: &'static str,
    name: &'static str,
    email: &'static str,
    address: [&'static str; 3],
    phone: &'static str,
    site: &'static str,
}

const ORGANIZERS: [OrganizerText; 4] = [
    OrganizerText {
        slug: "teatro-nuovo",
        name: "Teatro Nuovo di Livorno",
        email: "biglietteria@teatro-nuovo.example",
        address: ["Via dei Cavalieri 21", "57123 Livorno LI", "P. IVA 01234560496"],
        phone: "+39 0586 555 0121",
        site: "https://teatro-nuovo.example",
    },
    OrganizerText {
        slug: "virtus-marina",
        name: "Virtus Marina Calcio",
        email: "biglietti@virtus-marina.example",
        address: ["Viale di Antignano 88", "57128 Livorno LI", "P. IVA 01987650495"],
        phone: "+39 0586 555 0188",
        site: "https://virtus-marina.example",
    },
    OrganizerText {
        slug: "molo",
        name: "Molo 17",
        email: "ciao@molo.example",
        address: ["Molo 17, Porto Vecchio", "34123 Trieste TS", "P. IVA 01122330326"],
        phone: "+39 040 555 0117",
        site: "https://molo.example",
    },
    OrganizerText {
        slug: "museo-mosaico",
        name: "Museo del Mosaico",
        email: "info@museo-mosaico.example",
        address: ["Via San Vitale 9", "48121 Ravenna RA", "P. IVA 02345670393"],
        phone: "+39 0544 555 0109",
        site: "https://museo-mosaico.example",
    },
];

/// Name, address, and what they are where: organizer's slug and role.
type PersonText = (&'static str, &'static str, &'static [(&'static str, Role)]);

const PEOPLE: [PersonText; 8] = [
    (
        "Giulia Ferrante",
        "giulia@teatro-nuovo.example",
        &[("teatro-nuovo", Role::Owner), ("museo-mosaico", Role::Viewer)],
    ),
    ("Paolo Marchetti", "paolo@teatro-nuovo.example", &[("teatro-nuovo", Role::Manager)]),
    (
        "Marco Bertini",
        "marco@teatro-nuovo.example",
        &[("teatro-nuovo", Role::BoxOffice), ("virtus-marina", Role::BoxOffice)],
    ),
    (
        "Sara Lupi",
        "sara@teatro-nuovo.example",
        &[("teatro-nuovo", Role::Steward), ("virtus-marina", Role::Steward), ("molo", Role::Steward)],
    ),
    ("Nina Kovač", "nina@teatro-nuovo.example", &[("teatro-nuovo", Role::Viewer)]),
    ("Luca Santini", "luca@virtus-marina.example", &[("virtus-marina", Role::Owner)]),
    ("Dario Zanier", "dario@molo.example", &[("molo", Role::Owner)]),
    ("Elena Ravaglia", "elena@museo-mosaico.example", &[("museo-mosaico", Role::Owner)]),
];

/// What the counter of the first organizer is called.
const TILL: &str = "Biglietteria";
/// Where the sales of the past were made: a counter that has no printer any more.
const OLD_TILL: &str = "Cassa estiva";

/// Makes the season if it isn't there. Seeding twice changes nothing. One that was interrupted is refused: it has to begin with
/// an empty database again.
pub async fn seed(core: &Core, secrets: &DemoSecrets) -> Result<DemoSeason, Fault> {
    Season(core.clone()).seed(secrets).await
}

/// The flows, as those who make the season have them.
#[derive(Clone)]
struct Season(Core);

impl Deref for Season {
    type Target = Core;
    fn deref(&self) -> &Core {
        &self.0
    }
}

impl Season {
    async fn seed(&self, secrets: &DemoSecrets) -> Result<DemoSeason, Fault> {
        let first = self.office.organizer_of_slug(ORGANIZERS[0].slug).await?;
        let token = format!("{TOKEN_PREFIX}{}", secrets.api.as_str());
        match (first, self.access.actor_of_token(&token).await?) {
            (None, _) => {
                self.make_season(secrets).await?;
                self.refresh_statistics().await?;
            }
            (Some(_), Some(_)) => {}
            (Some(_), None) => {
                return Err(Fault::Broken(
                    "the demo in this database is half made or belongs to other secrets; start over with --fresh"
                        .into(),
                ));
            }
        }
        self.demo_season(secrets).await
    }

    async fn make_season(&self, secrets: &DemoSecrets) -> Result<(), Fault> {
        let now = self.base().clock.now();
        let mut actors = Vec::with_capacity(ORGANIZERS.len());
        for text in &ORGANIZERS {
            actors.push(Actor::system(self.make_organizer(text, now).await?));
        }
        self.make_people(&actors, now).await?;
        for actor in &actors {
            self.make_till(actor, OLD_TILL, None).await?;
        }
        let [theatre, stadium, club, museum] = actors.as_slice() else { return Ok(()) };
        // They have nothing in common, so none waits for another.
        futures::try_join!(
            theatre::make(self, theatre, now),
            stadium::make(self, stadium, now),
            club::make(self, club, now),
            museum::make(self, museum, now),
        )?;
        self.make_till(theatre, TILL, Some(&secrets.terminal)).await?;
        // The token comes last: where it is, the season is whole.
        let form = TokenForm { name: "Website".into(), permissions: Permission::ALL.to_vec() };
        made(self.office.insert_token(theatre, &form, &secrets.api).await)?;
        Ok(())
    }

    async fn make_organizer(&self, text: &OrganizerText, now: DateTime<Utc>) -> Result<OrganizerId, Fault> {
        let organizer = Organizer {
            id: OrganizerId(self.base().chance.uuid(now)),
            slug: text.slug.to_owned(),
            name: text.name.to_owned(),
            address: text.address.map(str::to_owned).to_vec(),
            email: text.email.to_owned(),
            phone: text.phone.to_owned(),
            site: text.site.to_owned(),
            currency: Currency::EUR,
            zone: Timezone::ROME,
        };
        let mut tx = self.base().organizer(organizer.id).await?;
        made(self.office.insert_organizer(&mut tx, &organizer, now).await)?;
        tx.commit().await?;
        Ok(organizer.id)
    }

    async fn make_people(&self, actors: &[Actor], now: DateTime<Utc>) -> Result<(), Fault> {
        let password_hash = self.base().hash_password(DEMO_PASSWORD).await?;
        for (name, email, roles) in PEOPLE {
            let person = PersonRow {
                id: PersonId(self.base().chance.uuid(now)),
                name: name.to_owned(),
                email: email.to_owned(),
                password_hash: password_hash.clone(),
                locale: Locale::It,
            };
            let mut tx = self.base().db.begin(Scope::Nothing).await?;
            people::insert(&mut tx, &person, now).await?;
            tx.commit().await?;
            for (slug, role) in roles {
                let of_slug = ORGANIZERS.iter().position(|o| o.slug == *slug).and_then(|n| actors.get(n));
                let Some(actor) = of_slug else { continue };
                let form =
                    MemberForm { email: email.to_owned(), role: role.into_str().to_owned(), ..MemberForm::default() };
                made(self.office.add_member(actor, &form).await)?;
            }
        }
        Ok(())
    }

    async fn make_till(
        &self,
        actor: &Actor,
        name: &str,
        terminal: Option<&domain::cart::Secret>,
    ) -> Result<TillId, Fault> {
        let till = made(self.counter.add_till(actor, &TillForm { name: name.to_owned() }).await)?;
        if let Some(secret) = terminal {
            made(self.counter.insert_terminal(actor, till, secret).await)?;
        }
        Ok(till)
    }

    /// The season as it stands.
    async fn demo_season(&self, secrets: &DemoSecrets) -> Result<DemoSeason, Fault> {
        let mut with_terminal = Vec::new();
        for text in &ORGANIZERS {
            let Some(organizer) = self.office.organizer_of_slug(text.slug).await? else { continue };
            let mut tx = self.base().organizer(organizer).await?;
            let all = tills::all(&mut tx, organizer).await?;
            tx.commit().await?;
            for till in all {
                let Some(terminal) = &till.terminal else { continue };
                let token = format!("{}{}", counter::terminals::TOKEN_PREFIX, secrets.terminal.as_str());
                with_terminal.push(DemoTill {
                    organizer,
                    organizer_slug: text.slug.to_owned(),
                    till: till.id,
                    terminal: terminal.id,
                    terminal_token: (text.slug == ORGANIZERS[0].slug).then_some(token),
                });
            }
        }
        let person = |(name, email, roles): PersonText| DemoPerson {
            email: email.to_owned(),
            name: name.to_owned(),
            password: DEMO_PASSWORD,
            roles: roles.iter().map(|(slug, role)| ((*slug).to_owned(), *role)).collect(),
        };
        Ok(DemoSeason {
            people: PEOPLE.map(person).to_vec(),
            tills: with_terminal,
            api_token: format!("{TOKEN_PREFIX}{}", secrets.api.as_str()),
        })
    }

    /// The same flows at another time: what was sold last week is sold last week.
    fn at(&self, when: DateTime<Utc>) -> Season {
        let tools = Tools { clock: Arc::new(FixedClock::at(when)), ..Tools::clone(self.base()) };
        Season(self.with_tools(tools))
    }
}

/// A refusal of our own season is a mistake in it.
fn broken<R: std::fmt::Debug + std::fmt::Display>(failure: Failure<R>) -> Fault {
    match failure {
        Failure::Fault(fault) => fault,
        Failure::Refused(refusal) => Fault::Broken(format!("the demo season: {refusal:?}")),
        Failure::Denied(denied) => Fault::Broken(format!("the demo season: {denied}")),
    }
}
