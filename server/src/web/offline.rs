//! The pages that devices keep for when there is no network (public/offline.js).

use app::offline::{self, OfflinePage};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use ui::locale::locale_in;

/// Names the files a page needs, for the worker that keeps them.
const FILES: HeaderName = HeaderName::from_static("offline-files");

pub async fn gate(headers: HeaderMap) -> Response {
    answer(offline::gate(locale_in(&headers)))
}

pub async fn till(headers: HeaderMap) -> Response {
    answer(offline::till(locale_in(&headers)))
}

fn answer(page: OfflinePage) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, page.policy),
        // Only the worker keeps it, in the language of the day.
        (CACHE_CONTROL, "no-store".to_owned()),
        (FILES, page.files.join(" ")),
    ];
    (headers, page.html).into_response()
}
