//! Who may do what. Each flow that isn't for everybody asks here, with a permission, never with a role.

use crate::edit::MemberRefusal;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a person is within one organizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Role {
    Owner,
    Manager,
    BoxOffice,
    Steward,
    Viewer,
}

/// One thing a person may be allowed to do for an organizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Permission {
    /// Read events, sales figures and availability.
    SeeSales,
    /// Read orders with the buyers' names and addresses.
    SeeOrders,
    EditEvents,
    /// Resend, cancel and refund.
    MendOrders,
    /// Use a till: sell, take cash, print.
    Sell,
    /// Scan tickets at a gate.
    Admit,
    ExportData,
    /// Add people, change roles, tokens, printers and tills.
    ManagePeople,
}

impl Permission {
    pub const ALL: &'static [Permission] = Permission::VARIANTS;
}

impl Role {
    pub const ALL: &'static [Role] = Role::VARIANTS;

    pub fn may(self, permission: Permission) -> bool {
        use Permission::*;
        match self {
            Role::Owner => true,
            Role::Manager => permission != ManagePeople,
            Role::BoxOffice => matches!(permission, SeeSales | SeeOrders | MendOrders | Sell | Admit),
            Role::Steward => matches!(permission, Admit),
            Role::Viewer => matches!(permission, SeeSales),
        }
    }
}

/// The role somebody has, if they may lose it for `to`, or for none: an organizer is never left without an owner.
pub fn role_to_lose(members: &[(PersonId, Role)], person: PersonId, to: Option<Role>) -> Result<Role, MemberRefusal> {
    let (_, role) = *members.iter().find(|(member, _)| *member == person).ok_or(MemberRefusal::Unknown)?;
    let owners = members.iter().filter(|(_, role)| *role == Role::Owner).count();
    let is_last = role == Role::Owner && owners == 1;
    if is_last && to != Some(Role::Owner) { Err(MemberRefusal::LastOwner) } else { Ok(role) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    #[test]
    fn an_organizer_keeps_an_owner() {
        let one = [(person(1), Role::Owner), (person(2), Role::Manager)];
        let two = [(person(1), Role::Owner), (person(2), Role::Owner)];
        for (members, who, to, expect) in [
            (&one, 1, None, Err(MemberRefusal::LastOwner)),
            (&one, 1, Some(Role::Manager), Err(MemberRefusal::LastOwner)),
            (&one, 1, Some(Role::Owner), Ok(Role::Owner)),
            (&one, 2, None, Ok(Role::Manager)),
            (&one, 2, Some(Role::Owner), Ok(Role::Manager)),
            (&one, 3, None, Err(MemberRefusal::Unknown)),
            (&two, 1, None, Ok(Role::Owner)),
            (&two, 2, Some(Role::Viewer), Ok(Role::Owner)),
        ] {
            assert_eq!(role_to_lose(members, person(who), to), expect, "{who} {to:?}");
        }
    }

    proptest! {
        /// Whoever leaves and whoever is given another role, in whatever order: an owner stays.
        #[test]
        fn somebody_always_owns(changes in prop::collection::vec((0u128..4, prop::option::of(prop::sample::select(Role::ALL.to_vec()))), 0..30)) {
            let mut members: Vec<_> = (0..4).map(|n| (person(n), if n < 2 { Role::Owner } else { Role::Viewer })).collect();
            for (who, to) in changes {
                if role_to_lose(&members, person(who), to).is_ok() {
                    members.retain(|(member, _)| *member != person(who));
                    members.extend(to.map(|role| (person(who), role)));
                }
                prop_assert!(members.iter().any(|(_, role)| *role == Role::Owner));
            }
        }
    }

    #[test]
    fn a_steward_scans_and_nothing_else() {
        use Permission::*;
        let may = |role: &Role| Permission::ALL.iter().filter(|p| role.may(**p)).count();
        assert_eq!(Role::ALL.iter().map(may).collect::<Vec<_>>(), [8, 7, 5, 1, 1]);
        assert!(Role::Steward.may(Admit));
        assert!(!Role::Viewer.may(SeeOrders));
    }
}
