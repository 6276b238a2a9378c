//! Signatures of the form `t=unix,v1=hex[,v1=hex]`, where the hex is HMAC-SHA256(secret, `t.body`).

use crate::error::WebhookError;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// How far the signing time may lie from now, either way.
pub const TOLERANCE_SECONDS: u64 = 300;

/// Proves that whoever knows the secret signed exactly this body within the tolerance of `now`. Compares in constant time.
pub fn verify(secret: &[u8], header: &str, body: &[u8], now: DateTime<Utc>) -> Result<(), WebhookError> {
    let (at, signatures) = parse(header)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| WebhookError::Secret)?;
    mac.update(at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    if !signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok()) {
        return Err(WebhookError::Forged);
    }
    let seconds_off = now.timestamp().abs_diff(at);
    if seconds_off > TOLERANCE_SECONDS { Err(WebhookError::Old { seconds_off }) } else { Ok(()) }
}

fn parse(header: &str) -> Result<(i64, Vec<Vec<u8>>), WebhookError> {
    let mut at = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) if at.is_none() => {
                let seconds: i64 = value.parse().map_err(|_| WebhookError::MalformedSignature)?;
                // `+5` and `05` are the number 5 but not the text that was signed.
                if seconds.to_string() != value {
                    return Err(WebhookError::MalformedSignature);
                }
                at = Some(seconds);
            }
            Some(("v1", value)) => signatures.push(hex::decode(value).map_err(|_| WebhookError::MalformedSignature)?),
            // Other schemes (`v0`, `v2`) may stand beside ours.
            Some((name, _)) if name != "t" => {}
            _ => return Err(WebhookError::MalformedSignature),
        }
    }
    match at {
        Some(at) if !signatures.is_empty() => Ok((at, signatures)),
        _ => Err(WebhookError::MalformedSignature),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &[u8] = b"whsec_play";
    const BODY: &[u8] = br#"{"id":"ev_1"}"#;
    /// `printf '1700000000.{"id":"ev_1"}' | openssl dgst -sha256 -hmac whsec_play`
    const HEX: &str = "cbf84ad4dbe7748b45bde441f8eee16a0529013331fb306254b79f78362ae419";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn check(header: &str, body: &[u8], seconds: i64) -> Result<(), WebhookError> {
        verify(SECRET, header, body, at(seconds))
    }

    #[test]
    fn a_genuine_signature_passes_within_the_tolerance() {
        let header = format!("t=1700000000,v1={HEX}");
        assert_eq!(check(&header, BODY, 1_700_000_300), Ok(()));
        assert_eq!(check(&header, BODY, 1_699_999_700), Ok(()));
        assert_eq!(check(&header, BODY, 1_700_000_301), Err(WebhookError::Old { seconds_off: 301 }));
        assert_eq!(check(&header, BODY, 1_699_999_699), Err(WebhookError::Old { seconds_off: 301 }));
        let rotated = format!("t=1700000000,v0=zz,v1={},v1={HEX}", "00".repeat(32));
        assert_eq!(check(&rotated, BODY, 1_700_000_000), Ok(()));
    }

    #[test]
    fn what_was_not_signed_is_refused() {
        let now = 1_700_000_000;
        assert_eq!(check(&format!("t=1700000001,v1={HEX}"), BODY, now), Err(WebhookError::Forged));
        assert_eq!(check(&format!("t=1700000000,v1={HEX}"), b"{}", now), Err(WebhookError::Forged));
        assert_eq!(check(&format!("t=1700000000,v1={}", &HEX[..62]), BODY, now), Err(WebhookError::Forged));
        assert_eq!(check("t=1700000000,v1=", BODY, now), Err(WebhookError::Forged));
        let other = verify(b"whsec_other", &format!("t=1700000000,v1={HEX}"), BODY, at(now));
        assert_eq!(other, Err(WebhookError::Forged));
        for header in ["", "t=1700000000", "t=x,v1=00", "t=+1700000000,v1=00", "v1=00", "t=1,t=2,v1=00", "t=1,v1=xx"] {
            assert_eq!(check(header, BODY, now), Err(WebhookError::MalformedSignature), "{header}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_byte_anywhere_is_a_forgery(place in 0usize..BODY.len(), flip in 1u8..=255) {
            let mut body = BODY.to_vec();
            body[place] ^= flip;
            prop_assert_eq!(check(&format!("t=1700000000,v1={HEX}"), &body, 1_700_000_000), Err(WebhookError::Forged));
        }

        #[test]
        fn no_header_panics(header in ".*") {
            prop_assert!(check(&header, BODY, 1_700_000_000).is_err());
        }
    }
}
