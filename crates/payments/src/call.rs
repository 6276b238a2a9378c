//! One HTTP call to a provider, and how its failures are told apart.

use crate::error::GatewayError;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::time::Duration;

/// How long a connection may take to stand.
pub const CONNECT_SECONDS_MAX: u64 = 3;
/// How long a call may take from beginning to end.
pub const WHOLE_SECONDS_MAX: u64 = 10;
/// No provider's answer is larger; what is, isn't one.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// How a provider says that an idempotency key came with another body before.
const KEY_REUSED: &str = "idempotency_key_reused";

/// The client gateways are given: bounded in time, and following no redirect, since a payment is not sent elsewhere.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(CONNECT_SECONDS_MAX))
        .timeout(Duration::from_secs(WHOLE_SECONDS_MAX))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Sends the request and reads its JSON answer. Whatever doesn't plainly say yes or no leaves the outcome unknown
/// ([`GatewayError::outcome_unknown`]).
pub(crate) async fn call<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, GatewayError> {
    let response = request.send().await.map_err(broken)?;
    let status = response.status();
    let body = read(response).await?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|e| GatewayError::Malformed(e.to_string()));
    }
    Err(refusal(status, &body))
}

async fn read(mut response: Response) -> Result<Vec<u8>, GatewayError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(GatewayError::Malformed("the answer is too long".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn broken(error: reqwest::Error) -> GatewayError {
    if error.is_timeout() {
        return GatewayError::Timeout;
    }
    if error.is_builder() {
        return GatewayError::Configuration(error.to_string());
    }
    // The address is left out: it can carry a reference, and the cause says more.
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        said = format!("{said}: {inner}");
        cause = inner.source();
    }
    GatewayError::Unreachable(said)
}

/// The parts of an RFC 9457 problem that we use; other shapes leave them empty.
#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    detail: String,
}

fn refusal(status: StatusCode, body: &[u8]) -> GatewayError {
    let problem: Problem = serde_json::from_slice(body).unwrap_or_default();
    let message = if problem.detail.is_empty() { format!("it answered {status}") } else { problem.detail };
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => GatewayError::Configuration(message),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            GatewayError::Unreachable(message)
        }
        StatusCode::CONFLICT if problem.code == KEY_REUSED => GatewayError::SaidOtherwise(message),
        s if s.is_client_error() => {
            let code = if problem.code.is_empty() { format!("http_{}", s.as_u16()) } else { problem.code };
            GatewayError::Refused { code, message }
        }
        s if s.is_redirection() => {
            GatewayError::Configuration("it answered with a redirect; check the gateway's address".into())
        }
        _ => GatewayError::Unreachable(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_no_is_a_known_outcome() {
        for status in 300..600 {
            let Ok(code) = StatusCode::from_u16(status) else { continue };
            let error = refusal(code, b"<html>");
            let plain_no = (300..500).contains(&status) && ![408, 425, 429].contains(&status);
            assert_eq!(error.outcome_unknown(), !plain_no, "{status} gave {error:?}");
        }
    }

    #[test]
    fn a_problem_keeps_its_code_and_words() {
        let error = refusal(StatusCode::UNPROCESSABLE_ENTITY, br#"{"code":"currency","detail":"euros only"}"#);
        let expected = GatewayError::Refused { code: "currency".into(), message: "euros only".into() };
        assert_eq!(error, expected);
    }

    #[test]
    fn a_call_that_is_known_in_other_words_is_no_refusal() {
        let error = refusal(StatusCode::CONFLICT, br#"{"code":"idempotency_key_reused","detail":"other body"}"#);
        assert_eq!(error, GatewayError::SaidOtherwise("other body".into()));
        assert!(error.outcome_unknown());
        let other = refusal(StatusCode::CONFLICT, br#"{"code":"not_captured","detail":"no money yet"}"#);
        assert!(!other.outcome_unknown());
    }
}
