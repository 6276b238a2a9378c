//! The one secret everything else is derived from.

use super::settings::settings;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::fmt;

settings! {
    /// Whoever has this can sign tickets. Keep a copy where the backups are: without it no ticket sold before can be
    /// checked by a server that starts anew.
    "secret" Secret {
        /// 32 random bytes, as 64 hexadecimal digits or in base64. `openssl rand -hex 32` makes one.
        key: SecretKey = "TESSERA_SECRET";
    }
}

/// 32 bytes that don't print themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    pub fn new(bytes: [u8; 32]) -> SecretKey {
        SecretKey(bytes)
    }

    pub fn read(text: &str) -> Option<SecretKey> {
        let text = text.trim();
        let bytes = hex::decode(text)
            .ok()
            .or_else(|| STANDARD.decode(text).ok())
            .or_else(|| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok())?;
        bytes.try_into().ok().map(SecretKey)
    }

    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }

    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}
