//! What a request's cookies say. Server only.

use cookie::Cookie;
use http::HeaderMap;
use http::header::COOKIE;

/// The value of a request's cookie; of several with this name, the first.
pub fn cookie_in(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let found = all.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == name)?;
    Some(found.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_cookie_is_found_among_others_of_any_kind() {
        let mut headers = HeaderMap::new();
        assert_eq!(cookie_in(&headers, "session"), None);
        headers.append(COOKIE, HeaderValue::from_static("locale=it; odd; a=\"b ; =c;; session = A.B=; session=C"));
        headers.append(COOKIE, HeaderValue::from_static("room=D"));
        assert_eq!(cookie_in(&headers, "session").as_deref(), Some("A.B="));
        assert_eq!(cookie_in(&headers, "room").as_deref(), Some("D"));
        assert_eq!(cookie_in(&headers, "odd"), None);
    }
}
