//! What search engines ask for: robots.txt and the list of events.

use crate::web::State as WebState;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::fmt::Write;

/// Everything may be found but what is personal or for staff.
pub async fn robots(State(state): State<WebState>) -> impl IntoResponse {
    let url = &state.web.config.web.url;
    let closed = ["/cart", "/checkout", "/orders/", "/organizer", "/till", "/gate", "/do/", "/api/", "/live/"];
    let added = state.web.additions.face.map_or(&[][..], |face| face.below);
    let mut text = "User-agent: *\n".to_owned();
    for path in closed.iter().chain(added) {
        // Writing to a String doesn't fail.
        let _ = writeln!(text, "Disallow: {path}");
    }
    let _ = writeln!(text, "Sitemap: {url}/sitemap.xml");
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")], text)
}

pub async fn sitemap(State(state): State<WebState>) -> Response {
    let slugs = match state.web.core.selling.sitemap().await {
        Ok(slugs) => slugs,
        Err(fault) => {
            tracing::error!(%fault, "no sitemap");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let url = &state.web.config.web.url;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <url><loc>{url}/</loc></url>\n"
    );
    for slug in slugs {
        let _ = writeln!(xml, "<url><loc>{url}/events/{slug}</loc></url>");
    }
    xml.push_str("</urlset>\n");
    ([(CONTENT_TYPE, "application/xml"), (CACHE_CONTROL, "public, max-age=3600")], xml).into_response()
}
