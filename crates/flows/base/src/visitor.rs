//! A visitor of the shop: nobody knows who they are, but that it is the same one.

use crate::{Access, Base, keys};
use std::fmt;
use std::net::IpAddr;
use uuid::Uuid;

const PURPOSE: &[u8] = b"visitor";

/// Random; in the visitor's cookie with a signature, so that nobody makes up a thousand of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VisitorId(pub Uuid);

/// What a request brings along of its visitor. A request that brings nothing is a visitor nobody has seen before.
#[derive(Clone, Default)]
pub struct Visitor {
    pub id: Option<VisitorId>,
    /// What the waiting rooms gave them: signed texts, joined by points.
    pub pass: Option<String>,
    pub address: Option<IpAddr>,
    /// The work their device has done, where a sale asks for it.
    pub proof: Option<String>,
}

impl Visitor {
    /// A visitor of whom nothing is known, as at the till.
    pub const UNKNOWN: &'static Visitor = &Visitor { id: None, pass: None, address: None, proof: None };
}

/// Passes stay out of logs.
impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visitor").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Base {
    /// Someone nobody has seen before.
    pub fn visitor_id(&self) -> VisitorId {
        let mut random = [0; 16];
        self.chance.fill(&mut random);
        VisitorId(uuid::Builder::from_random_bytes(random).into_uuid())
    }
}

impl Access {
    /// Someone new, and the signed text that makes them known again.
    pub fn new_visitor(&self) -> (VisitorId, String) {
        let id = self.base.visitor_id();
        let mut bytes = id.0.as_bytes().to_vec();
        bytes.extend_from_slice(&self.base.keys.mac(PURPOSE, &bytes));
        (id, data_encoding::BASE64URL_NOPAD.encode(&bytes))
    }

    /// Who brings this text; nobody if we didn't sign it.
    pub fn visitor_of(&self, text: &str) -> Option<VisitorId> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (id, mac) = bytes.split_at_checked(16)?;
        keys::same(mac, &self.base.keys.mac(PURPOSE, id)).then_some(())?;
        Uuid::from_slice(id).ok().map(VisitorId)
    }
}
