//! The deployment's master key and what is derived from it: the secrets of orders, and the seals on signing keys.

use crate::Fault;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use data_encoding::HEXLOWER;
use domain::cart::Secret;
use domain::ids::{OrderId, OrganizerId};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 32 bytes from TESSERA_SECRET. Whoever has it can sign tickets; it is in no log and no table.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// What the database stores of a secret. That of a dated one begins with its second, in place of the hash's last four
/// bytes, so that new carts are neighbors in the index.
pub fn hash(secret: &Secret) -> [u8; 32] {
    let mut hash: [u8; 32] = Sha256::digest(secret.as_str().as_bytes()).into();
    if let Some(second) = secret.second() {
        hash.rotate_right(4);
        hash[..4].copy_from_slice(&second.to_be_bytes());
    }
    hash
}

impl MasterKey {
    pub fn new(bytes: [u8; 32]) -> MasterKey {
        MasterKey(bytes)
    }

    /// The secret in an order's address. It is derived, not stored, so that a link can be sent again at any time.
    pub fn order_secret(&self, order: OrderId) -> Secret {
        let mac = self.derive(b"order", order.0.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&mac[..16]);
        Secret::from_bytes(bytes)
    }

    /// Seals the private half of a signing key. The nonce is the key's number: a number is used once per organizer.
    pub fn seal(&self, organizer: OrganizerId, number: u16, secret: &[u8; 32]) -> Result<Vec<u8>, Fault> {
        let (cipher, nonce) = self.cipher(organizer, number);
        cipher.encrypt(&nonce, secret.as_slice()).map_err(|_| Fault::SealedKey)
    }

    pub fn open(&self, organizer: OrganizerId, number: u16, sealed: &[u8]) -> Result<[u8; 32], Fault> {
        let (cipher, nonce) = self.cipher(organizer, number);
        let opened = cipher.decrypt(&nonce, sealed).map_err(|_| Fault::SealedKey)?;
        opened.try_into().map_err(|_| Fault::SealedKey)
    }

    /// Signs what a visitor carries and brings back. Each purpose is a key of its own.
    pub fn mac(&self, purpose: &[u8], body: &[u8]) -> [u8; 16] {
        let mut mac = [0; 16];
        mac.copy_from_slice(&self.derive(purpose, body)[..16]);
        mac
    }

    fn cipher(&self, organizer: OrganizerId, number: u16) -> (ChaCha20Poly1305, Nonce) {
        let key = self.derive(b"signing", organizer.0.as_bytes());
        let mut nonce = [0; 12];
        nonce[..2].copy_from_slice(&number.to_be_bytes());
        (ChaCha20Poly1305::new(&key.into()), Nonce::from(nonce))
    }

    /// What challenges are signed with, as ALTCHA's libraries take it.
    pub fn proof_key(&self) -> String {
        HEXLOWER.encode(&self.derive(b"proof", b""))
    }

    /// A visitor's cookie as the database may know it; without the master key nobody can tell whose it is.
    pub fn visitor(&self, cookie: &str) -> [u8; 32] {
        self.derive(b"visitor", cookie.as_bytes())
    }

    /// The same for a buyer's e-mail address in its normal form.
    pub fn buyer(&self, normal_email: &str) -> [u8; 32] {
        self.derive(b"buyer", normal_email.as_bytes())
    }

    fn derive(&self, purpose: &[u8], subject: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as Mac>::new(hmac::digest::Key::<Hmac<Sha256>>::from_slice(&padded(&self.0)));
        mac.update(purpose);
        mac.update(&[0]);
        mac.update(subject);
        mac.finalize().into_bytes().into()
    }
}

/// Compares signatures without telling by the time it takes where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// A signature with a key of any length.
pub fn mac(key: &[u8], said: &[u8]) -> [u8; 32] {
    MasterKey(Sha256::digest(key).into()).derive(b"mac", said)
}

/// HMAC pads a short key with zeros to its block of 64 bytes; done here, the key has the right length by its type.
fn padded(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_seal_opens_with_its_own_key_number_and_organizer_only() {
        let (master, organizer) = (MasterKey::new([1; 32]), OrganizerId(Uuid::from_u128(1)));
        let sealed = master.seal(organizer, 1, &[9; 32]).unwrap();
        assert_eq!(master.open(organizer, 1, &sealed).unwrap(), [9; 32]);
        assert!(master.open(organizer, 2, &sealed).is_err());
        assert!(master.open(OrganizerId(Uuid::from_u128(2)), 1, &sealed).is_err());
        assert!(MasterKey::new([2; 32]).open(organizer, 1, &sealed).is_err());
    }

    #[test]
    fn hashes_of_dated_secrets_sort_by_their_second() {
        let at = |second, byte| hash(&Secret::dated(second, [byte; 16]));
        assert!(at(1, 200) < at(2, 7));
        assert_eq!(at(1, 3), at(1, 3));
        let (one, other) = (at(1, 3), at(1, 4));
        assert_eq!(one[..4], other[..4]);
        assert_ne!(one[4..], other[4..]);
        let undated = Secret::from_bytes([3; 16]);
        assert_eq!(hash(&undated).to_vec(), Sha256::digest(undated.as_str().as_bytes()).to_vec());
    }

    #[test]
    fn an_orders_secret_is_its_own() {
        let master = MasterKey::new([1; 32]);
        let secret = |n| master.order_secret(OrderId(Uuid::from_u128(n)));
        assert_eq!(secret(1), secret(1));
        assert_ne!(secret(1), secret(2));
    }
}
