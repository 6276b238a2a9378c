//! The signed text in a ticket's QR code. Whoever has the organizer's public keys can tell offline whether a ticket was
//! issued; whether it was used or refunded since only the roster knows.
//!
//! Layout, 101 bytes, then upper-case base32 without padding (162 characters, QR alphanumeric mode, version 7 at level M):
//! `version 1 | key number u16 be | ticket id 16 | performance id 16 | issue u16 be | Ed25519 signature 64`.
//! The signature is over everything before it.

use crate::ids::{PerformanceId, TicketId};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

const VERSION: u8 = 1;
const BODY_BYTES: usize = 1 + 2 + 16 + 16 + 2;
const CODE_BYTES: usize = BODY_BYTES + 64;

/// What a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketClaim {
    /// Which of the organizer's keys signed it.
    pub key_number: u16,
    pub ticket: TicketId,
    pub performance: PerformanceId,
    /// Counts up when a ticket is issued anew, so that older codes of it are refused.
    pub issue: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Some other QR code, or a damaged one.
    #[error("this is not a Tessera ticket")]
    NotACode,
    #[error("the ticket was signed with a key we don't know")]
    UnknownKey,
    #[error("the ticket's signature is false")]
    Forged,
}

/// Signs a claim. The same claim and key give the same text, so a code never has to be stored.
pub fn sign(claim: &TicketClaim, key: &SigningKey) -> String {
    let body = body(claim);
    let mut bytes = Vec::with_capacity(CODE_BYTES);
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&key.sign(&body).to_bytes());
    data_encoding::BASE32_NOPAD.encode(&bytes)
}

/// Reads a code without believing it. White space and case are forgiven: hand scanners and people add them.
pub fn read(text: &str) -> Result<TicketClaim, CodeError> {
    decode(text).map(|(claim, _, _)| claim)
}

/// Reads a code and checks its signature with the key that `key_of` knows by that number.
pub fn verify(text: &str, key_of: impl FnOnce(u16) -> Option<VerifyingKey>) -> Result<TicketClaim, CodeError> {
    let (claim, body, signature) = decode(text)?;
    let key = key_of(claim.key_number).ok_or(CodeError::UnknownKey)?;
    key.verify_strict(&body, &signature).map_err(|_| CodeError::Forged)?;
    Ok(claim)
}

fn body(claim: &TicketClaim) -> [u8; BODY_BYTES] {
    let mut body = [0; BODY_BYTES];
    body[0] = VERSION;
    body[1..3].copy_from_slice(&claim.key_number.to_be_bytes());
    body[3..19].copy_from_slice(claim.ticket.0.as_bytes());
    body[19..35].copy_from_slice(claim.performance.0.as_bytes());
    body[35..37].copy_from_slice(&claim.issue.to_be_bytes());
    body
}

fn decode(text: &str) -> Result<(TicketClaim, [u8; BODY_BYTES], Signature), CodeError> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| CodeError::NotACode)?;
    let bytes: [u8; CODE_BYTES] = bytes.try_into().map_err(|_| CodeError::NotACode)?;
    let (mut body, mut signature, mut ticket, mut performance) = ([0; BODY_BYTES], [0; 64], [0; 16], [0; 16]);
    body.copy_from_slice(&bytes[..BODY_BYTES]);
    signature.copy_from_slice(&bytes[BODY_BYTES..]);
    ticket.copy_from_slice(&body[3..19]);
    performance.copy_from_slice(&body[19..35]);
    if body[0] != VERSION {
        return Err(CodeError::NotACode);
    }
    let claim = TicketClaim {
        key_number: u16::from_be_bytes([body[1], body[2]]),
        ticket: TicketId(uuid::Uuid::from_bytes(ticket)),
        performance: PerformanceId(uuid::Uuid::from_bytes(performance)),
        issue: u16::from_be_bytes([body[35], body[36]]),
    };
    Ok((claim, body, Signature::from_bytes(&signature)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn claim(key_number: u16, ticket: u128, issue: u16) -> TicketClaim {
        let ticket = TicketId(Uuid::from_u128(ticket));
        TicketClaim { key_number, ticket, performance: PerformanceId(Uuid::from_u128(9)), issue }
    }

    #[test]
    fn a_code_fits_the_alphanumeric_mode_and_survives_a_hand_scanner() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let code = sign(&claim(1, 5, 0), &key);
        assert_eq!(code.len(), 162);
        assert!(code.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)));
        let typed = format!(" {}\r\n", code.to_lowercase());
        assert_eq!(verify(&typed, |_| Some(key.verifying_key())), Ok(claim(1, 5, 0)));
    }

    #[test]
    fn keys_rotate_and_others_are_refused_by_name() {
        let (old, new) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let keys = |number| match number {
            1 => Some(old.verifying_key()),
            2 => Some(new.verifying_key()),
            _ => None,
        };
        assert!(verify(&sign(&claim(1, 5, 0), &old), keys).is_ok());
        assert!(verify(&sign(&claim(2, 5, 0), &new), keys).is_ok());
        assert_eq!(verify(&sign(&claim(2, 5, 0), &old), keys), Err(CodeError::Forged));
        assert_eq!(verify(&sign(&claim(3, 5, 0), &old), keys), Err(CodeError::UnknownKey));
        assert_eq!(verify("https://example.org", keys), Err(CodeError::NotACode));
    }

    proptest! {
        #[test]
        fn any_changed_letter_is_noticed(at in 0usize..162, letter in prop::sample::select(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".to_vec())) {
            let key = SigningKey::from_bytes(&[3; 32]);
            let code = sign(&claim(1, 77, 2), &key);
            let mut changed = code.clone().into_bytes();
            prop_assume!(changed[at] != letter);
            changed[at] = letter;
            let changed = String::from_utf8(changed).unwrap();
            prop_assert!(verify(&changed, |_| Some(key.verifying_key())).is_err());
        }

        #[test]
        fn no_text_panics(text in ".{0,300}") {
            let _ = read(&text);
        }
    }
}
