//! Who is at the door: the visitor's cookie, which holds nothing but a number of chance.

use domain::cart::Secret;
use face::request::{cookie, flows, set_cookie};
use leptos::prelude::*;

/// Set when somebody asks for places; it tells their carts and requests from those of others.
pub const VISITOR_COOKIE: &str = "visitor";
const VISITOR_DAYS: u32 = 30;

/// A visitor who came without a cookie, for the rest of this request.
#[derive(Clone)]
struct New(Secret);

/// Whoever makes this request; they get a cookie where they have none.
pub fn visitor() -> String {
    if let Some(known) = cookie(VISITOR_COOKIE).as_deref().and_then(Secret::parse) {
        return known.as_str().to_owned();
    }
    if let Some(New(made)) = use_context::<New>() {
        return made.as_str().to_owned();
    }
    let made = flows().chance.secret();
    set_cookie(VISITOR_COOKIE, made.as_str(), VISITOR_DAYS);
    provide_context(New(made.clone()));
    made.as_str().to_owned()
}
