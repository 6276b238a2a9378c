//! Files from the site's folder: bundles, fonts, artwork, icons. What isn't there is the page that says so.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::future::Future;
use std::path::Path;
use tower::{Service, ServiceExt, service_fn};
use tower_http::services::ServeDir;

/// Serves the file, compressed where a compressed neighbor lies beside it, or asks `otherwise`.
pub fn service<F, A>(
    site: &Path,
    otherwise: F,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
where
    F: Fn(Request) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Body>> + Send + 'static,
{
    let directory = ServeDir::new(site).precompressed_br().precompressed_gzip().append_index_html_on_directories(false);
    service_fn(move |request: Request| {
        let (directory, otherwise) = (directory.clone(), otherwise.clone());
        async move {
            if !is_file_name(request.uri().path()) {
                return Ok::<_, Infallible>(otherwise(request).await);
            }
            let (parts, body) = request.into_parts();
            let copy = Request::from_parts(parts.clone(), Body::empty());
            let mut response = match directory.oneshot(copy).await {
                Ok(response) => response.map(Body::new),
                Err(never) => match never {},
            };
            if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
                return Ok(otherwise(Request::from_parts(parts, body)).await);
            }
            let path = parts.uri.path();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(keeping(path)));
            Ok(response.into_response())
        }
    })
}

/// All files have an ending in their name; pages have none. No file system takes a longer name than this.
fn is_file_name(path: &str) -> bool {
    const BYTES_MAX: usize = 255;
    let short = path.len() <= 4 * BYTES_MAX && path.split('/').all(|part| part.len() <= BYTES_MAX);
    short && path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// How long a browser may keep it: a bundle's name is its content's hash, so forever.
fn keeping(path: &str) -> &'static str {
    if path.starts_with("/pkg/") {
        "public, max-age=31536000, immutable"
    } else if ["/fonts/", "/art/", "/icons/"].iter().any(|folder| path.starts_with(folder)) {
        "public, max-age=86400"
    } else {
        // Manifests and service workers must be able to change.
        "public, no-cache"
    }
}
