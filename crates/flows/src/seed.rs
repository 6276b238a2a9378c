//! The demo: a season that looks real.

use crate::{Fault, Flows};
use domain::ids::{OrganizerId, TerminalId, TillId};
use domain::role::Role;

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

impl Flows {
    /// Makes the season if it isn't there. Seeding twice changes nothing.
    pub async fn seed_demo(&self, secrets: &DemoSecrets) -> Result<DemoSeason, Fault> {
        let _ = secrets;
        Err(Fault::Broken("not written yet".into()))
    }
}
