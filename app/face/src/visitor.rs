//! The visitor of a request: a random id in a cookie, and what waiting rooms gave them. Server only.

use crate::request::{address, cookie, cookie_in, flows, set_cookie};
use axum::http::HeaderMap;
use flows::room::Place;
use flows::{Flows, Visitor};
use std::net::IpAddr;

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

/// The visitor of a request that is no page's.
pub fn visitor_in(flows: &Flows, headers: &HeaderMap, address: Option<IpAddr>) -> Visitor {
    Visitor {
        id: cookie_in(headers, VISITOR_COOKIE).and_then(|text| flows.visitor_of(&text)),
        pass: cookie_in(headers, ROOM_COOKIE).filter(|text| !text.is_empty()),
        address,
        proof: None,
    }
}

/// Keeps what a room gave for the next request.
pub fn remember_place(visitor: &Visitor, place: &Place) {
    if let Some(text) = place_text(visitor, place) {
        set_cookie(ROOM_COOKIE, &text, 1);
    }
}

/// What the visitor's cookie is to hold from now on, if anything new. The newest comes first, so it is the one that is
/// found.
pub fn place_text(visitor: &Visitor, place: &Place) -> Option<String> {
    let token = place.token.as_deref()?;
    let old = visitor.pass.as_deref().unwrap_or_default();
    let others = old.split('.').filter(|text| !text.is_empty() && !flows::room::are_of_one_room(text, token));
    let all: Vec<&str> = std::iter::once(token).chain(others).take(TOKENS_MAX).collect();
    Some(all.join("."))
}
