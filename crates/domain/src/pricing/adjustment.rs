//! What is put on a list price or taken off it, each with the rule it comes from and that rule's words.

use super::round_half_up;
use crate::locale::{Locale, Translated};
use crate::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

/// The kinds of adjustment, in the order in which they are applied: each is reckoned on what those before it left.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AdjustmentKind {
    /// A step of a dynamic price.
    Dynamic,
    Member,
    /// From so many on.
    Group,
    Code,
    /// A reduction by somebody at the counter, with a reason.
    Staff,
}

/// A rule that applies to a unit that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    pub kind: AdjustmentKind,
    pub rule: Uuid,
    /// `10 % for friends of the house`
    pub words: Translated,
    pub change: PriceChange,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceChange {
    /// Minor units of the price's currency that are added; below zero they are taken off.
    By { minor: i64 },
    /// Basis points that are added: -1000 takes a tenth off.
    ByShare { share_bp: i32 },
    /// It costs this instead, more or less than it did.
    To { minor: i64 },
}

/// What an adjustment came to on one unit. It is frozen with the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedAdjustment {
    pub kind: AdjustmentKind,
    pub rule: Uuid,
    pub words: Translated,
    pub change: PriceChange,
    /// Minor units that it added; below zero it took off.
    pub minor: i64,
}

impl AppliedAdjustment {
    /// What it came to on so many of one price, and why, as a person reads it: `10 % for friends: -€5.00`.
    pub fn said(&self, currency: Currency, quantity: u32, locale: Locale) -> String {
        let amount = Money::new(self.minor.saturating_mul(quantity.into()), currency);
        format!("{}: {}", self.words.get(locale), amount.format(locale))
    }

    /// The rule it came from, to be applied anew.
    pub fn rule(&self) -> Adjustment {
        Adjustment { kind: self.kind, rule: self.rule, words: self.words.clone(), change: self.change }
    }
}

/// Applies adjustments to a list price in the order of their kinds, and in each kind in that of their rules' ids, so that the
/// same rules always come to the same price. Nothing goes below zero; what then changes nothing isn't told.
pub(super) fn apply(list: Money, adjustments: &[Adjustment]) -> Result<(Money, Vec<AppliedAdjustment>), MoneyError> {
    let mut ordered: Vec<&Adjustment> = adjustments.iter().collect();
    ordered.sort_by_key(|adjustment| (adjustment.kind, adjustment.rule));
    let mut price = list;
    let mut applied = Vec::new();
    for adjustment in ordered {
        let after = match adjustment.change {
            PriceChange::By { minor } => price.minor.checked_add(minor).ok_or(MoneyError::Overflow)?,
            PriceChange::ByShare { share_bp } => {
                let by = round_half_up(i128::from(price.minor) * i128::from(share_bp), 10_000)?;
                price.minor.checked_add(by).ok_or(MoneyError::Overflow)?
            }
            PriceChange::To { minor } => minor,
        };
        let after = Money::new(after.max(0), list.currency);
        let minor = after.checked_sub(price)?.minor;
        if minor != 0 {
            let Adjustment { kind, rule, words, change } = adjustment.clone();
            applied.push(AppliedAdjustment { kind, rule, words, change, minor });
        }
        price = after;
    }
    Ok((price, applied))
}
