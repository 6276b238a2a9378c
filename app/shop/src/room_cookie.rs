//! What waiting rooms gave a visitor, kept for the next request. Server only.

use base::Visitor;
use face::request::set_cookie;
use face::visitor::ROOM_COOKIE;
use selling::room::PlaceInRoom;

/// At most this many at once.
const TOKENS_MAX: usize = 4;

/// Keeps what a room gave for the next request.
pub fn remember_place(visitor: &Visitor, place: &PlaceInRoom) {
    if let Some(text) = place_text(visitor, place) {
        set_cookie(ROOM_COOKIE, &text, 1);
    }
}

/// What the visitor's cookie is to hold from now on, if anything new. The newest comes first, so it is the one that is
/// found.
pub fn place_text(visitor: &Visitor, place: &PlaceInRoom) -> Option<String> {
    let token = place.token.as_deref()?;
    let old = visitor.pass.as_deref().unwrap_or_default();
    let others = old.split('.').filter(|text| !text.is_empty() && !selling::room::are_of_one_room(text, token));
    let all: Vec<&str> = std::iter::once(token).chain(others).take(TOKENS_MAX).collect();
    Some(all.join("."))
}
