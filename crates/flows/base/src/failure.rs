//! How a flow ends when it doesn't succeed.

use domain::refusal::RuleError;
use domain::role::Permission;

/// Whoever asked isn't allowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this needs the permission {permission:?}")]
pub struct Denied {
    pub permission: Permission,
}

/// Something broke that the person who asked can't mend.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Storage(#[from] storage::Error),
    #[error(transparent)]
    Gateway(#[from] payments::error::GatewayError),
    #[error("a key can't be opened: is TESSERA_SECRET the one it was sealed with?")]
    SealedKey,
    #[error("money: {0}")]
    Money(#[from] domain::money::MoneyError),
    #[error("the books: {0}")]
    Ledger(#[from] domain::ledger::LedgerError),
    #[error("{0}")]
    Broken(String),
    /// More ask than can be served; nothing has been done.
    #[error("too many wait; worth asking again in {seconds} s")]
    Busy { seconds: u32 },
    /// What broke for all who were served together.
    #[error(transparent)]
    Together(std::sync::Arc<Fault>),
}

/// A refusal is an answer the person is told in their words; a fault is ours to mend.
#[derive(Debug, thiserror::Error)]
pub enum Failure<R: std::fmt::Debug + std::fmt::Display> {
    #[error("{0}")]
    Refused(R),
    #[error(transparent)]
    Denied(Denied),
    #[error(transparent)]
    Fault(Fault),
}

impl<R: std::fmt::Debug + std::fmt::Display> Failure<R> {
    /// The same with the refusal said in other terms.
    pub fn map<S: std::fmt::Debug + std::fmt::Display>(self, say: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Failure::Refused(refusal) => Failure::Refused(say(refusal)),
            Failure::Denied(denied) => Failure::Denied(denied),
            Failure::Fault(fault) => Failure::Fault(fault),
        }
    }
}

impl<R: std::fmt::Debug + std::fmt::Display, F: Into<Fault>> From<F> for Failure<R> {
    fn from(fault: F) -> Self {
        Failure::Fault(fault.into())
    }
}

impl<R: std::fmt::Debug + std::fmt::Display> From<RuleError<R>> for Failure<R> {
    fn from(error: RuleError<R>) -> Self {
        match error {
            RuleError::Refused(refusal) => Failure::Refused(refusal),
            RuleError::Money(error) => Failure::Fault(error.into()),
        }
    }
}

impl<R: std::fmt::Debug + std::fmt::Display> From<Denied> for Failure<R> {
    fn from(denied: Denied) -> Self {
        Failure::Denied(denied)
    }
}

/// For flows that have no refusal of their own: allowed and done, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Never {}
