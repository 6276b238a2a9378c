//! What goes wrong between us and a provider, by what may be done about it.

/// Why a gateway gave no answer, or not the one that was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// No connection, a connection that broke, or a provider that says it can't work now.
    #[error("the gateway can't be reached: {0}")]
    Unreachable(String),
    #[error("the gateway did not answer in time")]
    Timeout,
    /// The provider understood and said no; nothing happened and asking again changes nothing.
    #[error("the gateway refused ({code}): {message}")]
    Refused { code: String, message: String },
    /// The provider knows this call, in other words than these: it has happened.
    #[error("the gateway has heard this before, in other words: {0}")]
    SaidOtherwise(String),
    /// An answer that isn't in the provider's own language.
    #[error("the gateway's answer can't be read: {0}")]
    Malformed(String),
    /// Our settings: the address or the key.
    #[error("the gateway's settings are wrong: {0}")]
    Configuration(String),
}

impl GatewayError {
    /// Whether the call may have had its effect all the same. The payment or refund then stays pending and is asked for
    /// again with the same key.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            GatewayError::Unreachable(_)
            | GatewayError::Timeout
            | GatewayError::SaidOtherwise(_)
            | GatewayError::Malformed(_) => true,
            GatewayError::Refused { .. } | GatewayError::Configuration(_) => false,
        }
    }
}

/// Why a webhook isn't believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("the webhook carries no signature")]
    NoSignature,
    #[error("the webhook's signature can't be read")]
    MalformedSignature,
    #[error("the webhook's signature is not the gateway's")]
    Forged,
    #[error(
        "the webhook was signed {seconds_off} s away from now, more than allowed; if it is genuine, check the clock"
    )]
    Old { seconds_off: u64 },
    #[error("the webhook's body can't be read: {0}")]
    Malformed(String),
    #[error("the webhook secret can't be used")]
    Secret,
}
