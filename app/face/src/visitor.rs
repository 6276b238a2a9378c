//! The visitor of a request: a random id in a cookie, and what waiting rooms gave them. Server only.

use crate::request::{access, address, cookie, set_cookie};
use axum::http::HeaderMap;
use base::{Access, Visitor};
use std::net::IpAddr;
use ui::cookie::cookie_in;

/// Who it is, signed.
pub const VISITOR_COOKIE: &str = "visitor";
/// Places and passes of waiting rooms, one of each room, newest first, joined by points.
pub const ROOM_COOKIE: &str = "room";
/// The visitor, who may be one that nobody has seen before.
pub fn visitor() -> Visitor {
    Visitor {
        id: cookie(VISITOR_COOKIE).and_then(|text| access().visitor_of(&text)),
        pass: cookie(ROOM_COOKIE).filter(|text| !text.is_empty()),
        address: address(),
        proof: None,
    }
}

/// The same, known again from now on.
pub fn known_visitor() -> Visitor {
    let mut visitor = visitor();
    if visitor.id.is_none() {
        let (id, text) = access().new_visitor();
        set_cookie(VISITOR_COOKIE, &text, 30);
        visitor.id = Some(id);
    }
    visitor
}

/// The visitor of a request that is no page's.
pub fn visitor_in(access: &Access, headers: &HeaderMap, address: Option<IpAddr>) -> Visitor {
    Visitor {
        id: cookie_in(headers, VISITOR_COOKIE).and_then(|text| access.visitor_of(&text)),
        pass: cookie_in(headers, ROOM_COOKIE).filter(|text| !text.is_empty()),
        address,
        proof: None,
    }
}
