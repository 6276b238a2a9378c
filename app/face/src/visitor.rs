//! The visitor of a request: a random id in a cookie, and what waiting rooms gave them. Server only.

use crate::request::{address, cookie, flows, set_cookie};
use flows::Visitor;
use flows::room::Place;

/// Who it is, signed.
pub const VISITOR_COOKIE: &str = "visitor";
/// Places and passes of waiting rooms, one of each room, newest first, joined by points.
pub const ROOM_COOKIE: &str = "room";
/// At most this many at once.
const TOKENS_MAX: usize = 4;

/// The visitor, who may be one that nobody has seen before.
pub fn visitor() -> Visitor {
    Visitor {
        id: cookie(VISITOR_COOKIE).and_then(|text| flows().visitor_of(&text)),
        pass: cookie(ROOM_COOKIE).filter(|text| !text.is_empty()),
        address: address(),
        proof: None,
    }
}

/// The same, known again from now on.
pub fn known_visitor() -> Visitor {
    let mut visitor = visitor();
    if visitor.id.is_none() {
        let (id, text) = flows().new_visitor();
        set_cookie(VISITOR_COOKIE, &text, 30);
        visitor.id = Some(id);
    }
    visitor
}

/// Keeps what a room gave for the next request. The newest comes first, so it is the one that is found.
pub fn remember_place(visitor: &Visitor, place: &Place) {
    let Some(token) = &place.token else { return };
    let old = visitor.pass.as_deref().unwrap_or_default();
    let others = old.split('.').filter(|text| !text.is_empty() && !flows::room::are_of_one_room(text, token));
    let all = std::iter::once(token.as_str()).chain(others);
    let all: Vec<&str> = all.take(TOKENS_MAX).collect();
    set_cookie(ROOM_COOKIE, &all.join("."), 1);
}
