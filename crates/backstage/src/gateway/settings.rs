//! How the bank behaves when nobody presses a button.

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr};

/// The longest a call can be made to hang.
pub const HANG_SECONDS_MAX: u64 = 600;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankSettings {
    /// A payment is captured by the call that starts it, without a page and without a webhook. For measurements.
    pub approve_at_once: bool,
    pub outage: Outage,
    pub refunds: RefundMode,
}

/// A dead gateway. While it lasts no webhook goes out either; they wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum_discriminants(
    name(OutageName),
    doc = "What a form calls an outage.",
    derive(EnumString, IntoStaticStr),
    strum(serialize_all = "snake_case", const_into_str)
)]
pub enum Outage {
    #[default]
    None,
    /// Everything is answered 503 and nothing is done.
    Refuses,
    /// The harder kind: the work is done at once, the answer comes `seconds` later, when nobody may be listening.
    Hangs { seconds: u64 },
}

/// What a refund gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum RefundMode {
    #[default]
    AtOnce,
    /// Pending for ten seconds, then done.
    Slowly,
    /// Accepted, then failed: the money stays where it is.
    Fail,
}
