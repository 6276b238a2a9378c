//! What a room gives a visitor to carry: a place in the queue, or the pass to shop. Signed, so that asking "where am I"
//! needs no look into the database.
//!
//! Layout: `kind 1 | room 16 | entry 16 | number i64 be | mac 16`, as base64url. The number is the place (0 before the
//! draw), or the second in which the pass ends. The visitor's id is under the MAC as well, so that nobody can hand it on.

use base::keys;
use base::keys::MasterKey;
use base::visitor::{Visitor, VisitorId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const PURPOSE: &[u8] = b"room";
const BODY_BYTES: usize = 1 + 16 + 16 + 8;
/// As many rooms' texts are read of what a visitor brings.
const TOKENS_MAX: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomToken {
    /// Whose it is; not in the text.
    pub visitor: VisitorId,
    pub room: Uuid,
    pub entry: Uuid,
    pub right: TokenRight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRight {
    /// To wait. `None`: the places aren't drawn yet.
    Place(Option<u64>),
    /// To shop.
    Pass { until: DateTime<Utc> },
}

impl RoomToken {
    pub fn sign(&self, keys: &MasterKey) -> String {
        let (kind, number) = match self.right {
            TokenRight::Place(place) => (1, i64::try_from(place.unwrap_or(0)).unwrap_or(0)),
            TokenRight::Pass { until } => (2, until.timestamp()),
        };
        let mut bytes = Vec::with_capacity(BODY_BYTES + 16);
        bytes.push(kind);
        bytes.extend_from_slice(self.room.as_bytes());
        bytes.extend_from_slice(self.entry.as_bytes());
        bytes.extend_from_slice(&number.to_be_bytes());
        let mac = mac(&bytes, self.visitor, keys);
        bytes.extend_from_slice(&mac);
        data_encoding::BASE64URL_NOPAD.encode(&bytes)
    }

    /// `None`: it isn't ours, or another visitor's.
    pub fn read(text: &str, visitor: VisitorId, keys: &MasterKey) -> Option<RoomToken> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (body, given) = bytes.split_at_checked(BODY_BYTES)?;
        if !keys::same(given, &mac(body, visitor, keys)) {
            return None;
        }
        let number = i64::from_be_bytes(body[33..].try_into().ok()?);
        let right = match body[0] {
            1 => TokenRight::Place(u64::try_from(number).ok().filter(|place| *place > 0)),
            2 => TokenRight::Pass { until: DateTime::from_timestamp(number, 0)? },
            _ => return None,
        };
        let (room, entry) = (Uuid::from_slice(&body[1..17]).ok()?, Uuid::from_slice(&body[17..33]).ok()?);
        Some(RoomToken { visitor, room, entry, right })
    }
}

fn mac(body: &[u8], visitor: VisitorId, keys: &MasterKey) -> [u8; 16] {
    keys.mac(PURPOSE, &[body, visitor.0.as_bytes()].concat())
}

/// What a visitor brings of this room. Whoever doesn't say who they are brings nothing.
pub fn find(visitor: &Visitor, room: Uuid, keys: &MasterKey) -> Option<RoomToken> {
    let (id, texts) = (visitor.id?, visitor.pass.as_deref()?.split('.').take(TOKENS_MAX));
    texts.filter_map(|text| RoomToken::read(text, id, keys)).find(|token| token.room == room)
}

/// Whether two texts speak of the same room, as far as one can tell without keys.
pub fn are_of_one_room(one: &str, other: &str) -> bool {
    let room = |text: &str| {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.get(1..17).map(<[u8]>::to_vec)
    };
    room(one).is_some_and(|room_of_one| room(other) == Some(room_of_one))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: VisitorId = VisitorId(Uuid::from_u128(7));

    fn token(right: TokenRight) -> RoomToken {
        RoomToken { visitor: ME, room: Uuid::from_u128(1), entry: Uuid::from_u128(2), right }
    }

    fn with(pass: Option<&str>) -> Visitor {
        Visitor { id: Some(ME), pass: pass.map(str::to_owned), ..Visitor::default() }
    }

    #[test]
    fn a_token_reads_back_and_any_change_is_noticed() {
        let keys = MasterKey::new([1; 32]);
        let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        for right in [TokenRight::Place(None), TokenRight::Place(Some(50_000)), TokenRight::Pass { until }] {
            let text = token(right).sign(&keys);
            assert_eq!(RoomToken::read(&text, ME, &keys), Some(token(right)));
            assert_eq!(RoomToken::read(&text, ME, &MasterKey::new([2; 32])), None);
            assert_eq!(RoomToken::read(&text, VisitorId(Uuid::from_u128(8)), &keys), None, "handed on");
            let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                let changed = data_encoding::BASE64URL_NOPAD.encode(&changed);
                assert_eq!(RoomToken::read(&changed, ME, &keys), None, "byte {at}");
            }
        }
        assert_eq!(RoomToken::read("", ME, &keys), None);
    }

    #[test]
    fn a_token_is_found_among_those_of_other_rooms() {
        let keys = MasterKey::new([1; 32]);
        let other = RoomToken { room: Uuid::from_u128(9), ..token(TokenRight::Place(None)) };
        let texts = format!("{}.x.{}", other.sign(&keys), token(TokenRight::Place(Some(3))).sign(&keys));
        assert_eq!(find(&with(Some(&texts)), Uuid::from_u128(1), &keys), Some(token(TokenRight::Place(Some(3)))));
        assert_eq!(find(&with(Some(&texts)), Uuid::from_u128(5), &keys), None);
        assert_eq!(find(&with(None), Uuid::from_u128(1), &keys), None);
        assert_eq!(find(&Visitor { id: None, ..with(Some(&texts)) }, Uuid::from_u128(1), &keys), None);
        let of_one = |a: &str, b: &str| are_of_one_room(a, b);
        assert!(of_one(&token(TokenRight::Place(None)).sign(&keys), &token(TokenRight::Place(Some(3))).sign(&keys)));
        assert!(!of_one(&other.sign(&keys), &token(TokenRight::Place(Some(3))).sign(&keys)) && !of_one("x", "x"));
    }
}
