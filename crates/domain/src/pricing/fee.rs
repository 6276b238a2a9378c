//! The platform's fee on one ticket: fixed or a share of the price with a cap, on top of the price or absorbed by the organizer.

use super::round_half_up;
use crate::money::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a fee comes to, and who bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRule {
    pub size: FeeSize,
    pub borne_by: FeeBearer,
}

/// Minor units of the ticket's currency; shares in basis points (1000 is 10 %).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeSize {
    Fixed {
        minor: i64,
    },
    /// Of what the buyer pays for the ticket itself, tax included.
    Share {
        share_bp: u32,
        cap_minor: Option<i64>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum FeeBearer {
    /// It comes on top of the price.
    Buyer,
    /// The buyer pays the price alone, the fee goes off what the organizer gets.
    Organizer,
}

impl FeeRule {
    pub const NONE: FeeRule = FeeRule::on_top(0);

    /// A fixed fee on top of the price.
    pub const fn on_top(minor: i64) -> FeeRule {
        FeeRule { size: FeeSize::Fixed { minor }, borne_by: FeeBearer::Buyer }
    }

    /// The fee on a ticket whose price is split into `net` and `tax`: what the buyer pays on top, and what the organizer
    /// bears. One of them is zero. A free ticket has no fee: nobody pays to be given something; and an organizer never bears
    /// more than the net.
    pub fn on(&self, net: Money, tax: Money) -> Result<FeeParts, MoneyError> {
        let zero = Money::zero(net.currency);
        let price = net.checked_add(tax)?;
        if price.minor <= 0 {
            return Ok(FeeParts { on_top: zero, absorbed: zero });
        }
        let minor = match self.size {
            FeeSize::Fixed { minor } => minor,
            FeeSize::Share { share_bp, cap_minor } => {
                let share = round_half_up(i128::from(price.minor) * i128::from(share_bp), 10_000)?;
                cap_minor.map_or(share, |cap| share.min(cap))
            }
        };
        let fee = Money::new(minor.max(0), net.currency);
        Ok(match self.borne_by {
            FeeBearer::Buyer => FeeParts { on_top: fee, absorbed: zero },
            FeeBearer::Organizer => {
                FeeParts { on_top: zero, absorbed: Money::new(fee.minor.min(net.minor.max(0)), net.currency) }
            }
        })
    }
}

/// A fee by who bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeParts {
    pub on_top: Money,
    pub absorbed: Money,
}
