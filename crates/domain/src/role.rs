//! Who may do what. Each flow that isn't for everybody asks here, with a permission, never with a role.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steward_scans_and_nothing_else() {
        use Permission::*;
        let may = |role: &Role| Permission::ALL.iter().filter(|p| role.may(**p)).count();
        assert_eq!(Role::ALL.iter().map(may).collect::<Vec<_>>(), [8, 7, 5, 1, 1]);
        assert!(Role::Steward.may(Admit));
        assert!(!Role::Viewer.may(SeeOrders));
    }
}
