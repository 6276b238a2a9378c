//! Who may do what. Each server function and each route asks here, with a permission, never with a role.

use serde::{Deserialize, Serialize};

/// What a person is within one organizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Manager,
    BoxOffice,
    Steward,
    Viewer,
}

/// One thing a person may be allowed to do for an organizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Invite people, change roles, tokens, printers and tills.
    ManagePeople,
}

impl Permission {
    pub const ALL: [Permission; 8] = [
        Permission::SeeSales,
        Permission::SeeOrders,
        Permission::EditEvents,
        Permission::MendOrders,
        Permission::Sell,
        Permission::Admit,
        Permission::ExportData,
        Permission::ManagePeople,
    ];

    /// As a token's scope is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Permission::SeeSales => "see_sales",
            Permission::SeeOrders => "see_orders",
            Permission::EditEvents => "edit_events",
            Permission::MendOrders => "mend_orders",
            Permission::Sell => "sell",
            Permission::Admit => "admit",
            Permission::ExportData => "export_data",
            Permission::ManagePeople => "manage_people",
        }
    }

    pub fn from_name(name: &str) -> Option<Permission> {
        Permission::ALL.into_iter().find(|p| p.as_str() == name)
    }
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Owner, Role::Manager, Role::BoxOffice, Role::Steward, Role::Viewer];

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

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Manager => "manager",
            Role::BoxOffice => "box_office",
            Role::Steward => "steward",
            Role::Viewer => "viewer",
        }
    }

    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steward_scans_and_nothing_else() {
        use Permission::*;
        let all = [SeeSales, SeeOrders, EditEvents, MendOrders, Sell, Admit, ExportData, ManagePeople];
        let may = |role: Role| all.into_iter().filter(|p| role.may(*p)).count();
        assert_eq!(Role::ALL.map(may), [8, 7, 5, 1, 1]);
        assert!(Role::Steward.may(Admit));
        assert!(!Role::Viewer.may(SeeOrders));
    }
}
