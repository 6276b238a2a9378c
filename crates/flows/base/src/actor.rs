//! Who asks, and what they may do.

use crate::failure::Denied;
use domain::audit::SYSTEM;
use domain::ids::{OrganizerId, PersonId, TerminalId, TokenId};
use domain::role::{Permission, Role};
use std::fmt;

/// Someone who has shown who they are, working for one organizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub organizer: OrganizerId,
    pub kind: ActorKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorKind {
    Person {
        id: PersonId,
        name: String,
        role: Role,
    },
    Token {
        id: TokenId,
        permissions: Vec<Permission>,
    },
    /// The program beside a printer: it may fetch its print jobs, nothing else.
    Terminal {
        id: TerminalId,
    },
    /// The worker, and the demo's season.
    System,
}

impl Actor {
    pub fn system(organizer: OrganizerId) -> Actor {
        Actor { organizer, kind: ActorKind::System }
    }

    pub fn may(&self, permission: Permission) -> bool {
        match &self.kind {
            ActorKind::Person { role, .. } => role.may(permission),
            ActorKind::Token { permissions, .. } => permissions.contains(&permission),
            ActorKind::Terminal { .. } => false,
            ActorKind::System => true,
        }
    }

    /// The first line of every flow that isn't for everybody.
    pub fn require(&self, permission: Permission) -> Result<(), Denied> {
        if self.may(permission) { Ok(()) } else { Err(Denied { permission }) }
    }

    pub fn person(&self) -> Option<PersonId> {
        match &self.kind {
            ActorKind::Person { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// As the audit log names them.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ActorKind::Person { id, .. } => write!(f, "person:{id}"),
            ActorKind::Token { id, .. } => write!(f, "token:{id}"),
            ActorKind::Terminal { id } => write!(f, "terminal:{id}"),
            ActorKind::System => f.write_str(SYSTEM),
        }
    }
}
