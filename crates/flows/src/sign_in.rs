//! Signing in: passwords, sessions, and the brake on guessing.

use crate::{Actor, Failure, Fault, Flows};
use domain::cart::Secret;
use domain::event::Organizer;
use domain::ids::{OrganizerId, PersonId};
use domain::locale::Locale;
use domain::role::Role;
use std::net::IpAddr;

/// Why someone wasn't signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// Or there is no such person; which of them isn't said.
    #[error("the e-mail address or the password is wrong")]
    WrongPassword,
    #[error("too many tries; try again in {minutes} minutes")]
    TooManyTries { minutes: u32 },
    #[error("this person works for no organizer")]
    NoOrganizer,
}

/// A person with a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub locale: Locale,
    /// All organizers they work for.
    pub organizers: Vec<(Organizer, Role)>,
    /// For the organizer they chose; `None` once they are no member of it any more.
    pub current: Option<Actor>,
}

/// Counts failed tries, in memory.
#[derive(Debug, Default)]
pub(crate) struct Throttle;

impl Flows {
    /// Gives the value of the session's cookie. `address` is where the request came from, where it is known.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: Option<IpAddr>,
    ) -> Result<Secret, Failure<SignInRefusal>> {
        let _ = (email, password, address, &self.0.sign_ins);
        Err(Fault::Broken("not written yet".into()).into())
    }

    /// Who this session belongs to; each look keeps it alive for another twelve hours.
    pub async fn signed_in(&self, session: &Secret) -> Result<Option<SignedIn>, Fault> {
        let _ = session;
        Err(Fault::Broken("not written yet".into()))
    }

    /// Works for this organizer from now on; `false` if the person isn't a member of it.
    pub async fn choose_organizer(&self, session: &Secret, organizer: OrganizerId) -> Result<bool, Fault> {
        let _ = (session, organizer);
        Err(Fault::Broken("not written yet".into()))
    }

    pub async fn sign_out(&self, session: &Secret) -> Result<(), Fault> {
        let _ = session;
        Err(Fault::Broken("not written yet".into()))
    }

    /// Whose API token this is: `tsr_` and a secret.
    pub async fn actor_of_token(&self, token: &str) -> Result<Option<Actor>, Fault> {
        let _ = token;
        Err(Fault::Broken("not written yet".into()))
    }
}
