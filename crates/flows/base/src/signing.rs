//! Signing ticket codes, and changing the key they are signed with.

use crate::failure::Never;
use crate::{Actor, Base, Failure, Fault};
use domain::admission::Reason;
use domain::audit::Action;
use domain::code::{self, CodeError, TicketClaim};
use domain::ids::OrganizerId;
use domain::role::Permission;
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde_json::json;
use std::collections::HashMap;
use storage::orders::TicketKey;
use storage::{Conn, keys};

/// An organizer's keys, opened, by number.
pub struct Signer(HashMap<u16, SigningKey>);

impl Signer {
    /// The code of a ticket. The same ticket always has the same code, so it is never stored.
    pub fn code(&self, ticket: &TicketKey) -> Result<String, Fault> {
        let key = self.0.get(&ticket.key_number).ok_or(Fault::SealedKey)?;
        let claim = TicketClaim {
            key_number: ticket.key_number,
            ticket: ticket.ticket,
            performance: ticket.performance,
            issue: ticket.issue,
        };
        Ok(code::sign(&claim, key))
    }
}

impl Base {
    pub async fn signer(&self, conn: &mut Conn, organizer: OrganizerId) -> Result<Signer, Fault> {
        let mut all = HashMap::new();
        for key in keys::sealed(conn, organizer).await? {
            let secret = self.keys.open(organizer, key.number, &key.sealed)?;
            all.insert(key.number, SigningKey::from_bytes(&secret));
        }
        Ok(Signer(all))
    }

    /// The keys that codes of this organizer may be signed with.
    pub async fn public_keys(
        &self,
        conn: &mut Conn,
        organizer: OrganizerId,
    ) -> Result<HashMap<u16, VerifyingKey>, Fault> {
        let mut all = HashMap::new();
        for (number, key) in keys::public(conn, organizer).await? {
            let key =
                VerifyingKey::from_bytes(&key).map_err(|e| Fault::Broken(format!("signing key {number}: {e}")))?;
            all.insert(number, key);
        }
        Ok(all)
    }

    /// What the code claims, if one of the organizer's keys signed it, retired ones included.
    pub async fn read_code(&self, organizer: OrganizerId, text: &str) -> Result<Result<TicketClaim, Reason>, Fault> {
        let known = self.cached_keys(organizer);
        let read = match code::verify(text, |number| known.get(&number).copied()) {
            // A key that we haven't met yet.
            Err(CodeError::UnknownKey) => {
                let keys = self.read_keys(organizer).await?;
                code::verify(text, |number| keys.get(&number).copied())
            }
            read => read,
        };
        Ok(read.map_err(|error| match error {
            CodeError::NotACode => Reason::NotATicket,
            CodeError::UnknownKey | CodeError::Forged => Reason::Forged,
        }))
    }

    /// The number of the key that new tickets are signed with; makes the first one when there is none.
    pub async fn signing_key_number(&self, conn: &mut Conn, organizer: OrganizerId) -> Result<u16, Fault> {
        match keys::current(conn, organizer).await? {
            Some(key) => Ok(key.number),
            None => {
                self.new_signing_key(conn, organizer, 1).await?;
                // Another transaction may have been faster: then its key is the one.
                Ok(keys::current(conn, organizer).await?.map_or(1, |k| k.number))
            }
        }
    }

    /// Makes a new key; tickets issued from now on are signed with it, older ones stay valid. Gives its number.
    pub async fn rotate_signing_key(&self, actor: &Actor) -> Result<u16, Failure<Never>> {
        actor.require(Permission::ManagePeople)?;
        let organizer = actor.organizer;
        let mut tx = self.organizer(organizer).await?;
        let newest = keys::public(&mut tx, organizer).await?.into_iter().map(|(n, _)| n).max().unwrap_or(0);
        let number = newest.checked_add(1).ok_or_else(|| Fault::Broken("no signing key numbers are left".into()))?;
        self.new_signing_key(&mut tx, organizer, number).await?;
        keys::retire_before(&mut tx, organizer, number, self.clock.now()).await?;
        self.record(
            &mut tx,
            organizer,
            self.clock.now(),
            actor,
            Action::SigningKeyRotated,
            organizer,
            json!({ "number": number }),
        )
        .await?;
        tx.commit().await?;
        Ok(number)
    }

    async fn new_signing_key(&self, conn: &mut Conn, organizer: OrganizerId, number: u16) -> Result<(), Fault> {
        let mut secret = [0; 32];
        self.chance.fill(&mut secret);
        let public = SigningKey::from_bytes(&secret).verifying_key().to_bytes();
        let sealed = self.keys.seal(organizer, number, &secret)?;
        keys::insert(conn, organizer, number, &public, &sealed, self.clock.now()).await?;
        Ok(())
    }
}
