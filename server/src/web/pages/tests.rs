use super::*;
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use http_body_util::BodyExt;
use std::io::Read;
use std::sync::atomic::{AtomicU32, Ordering};
use tower::ServiceExt;

/// Pages that say how often they were rendered, and for whom.
fn shop() -> Router {
    let (pages, count) = (Pages::default(), Arc::new(AtomicU32::new(0)));
    let page = move |headers: HeaderMap| {
        let count = count.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            let cookies = headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let locale = locale_in(&headers);
            let spied = headers.get("user-agent").is_some();
            let n = count.fetch_add(1, Ordering::Relaxed);
            let text = format!("{n} {} {cookies} {spied} {}", locale.tag(), "a long page ".repeat(200));
            ([(CONTENT_TYPE, "text/html; charset=utf-8"), (axum::http::header::CONTENT_SECURITY_POLICY, "nonce")], text)
        }
    };
    let set = async || ([(CONTENT_TYPE, "text/html"), (SET_COOKIE, "a=b")], "yours alone");
    let missing = async || (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "text/html")], "nothing here");
    Router::new()
        .route("/", get(page.clone()))
        .route("/events/set", get(set))
        .route("/events/missing", get(missing))
        .route("/events/{slug}", get(page.clone()))
        .route("/cart", get(page))
        .layer(from_fn(move |request: Request, next: Next| {
            let pages = pages.clone();
            async move { answer(&pages, request, next).await }
        }))
}

async fn ask(shop: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
    let mut request = axum::http::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = shop.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
}

async fn text(shop: &Router, path: &str, headers: &[(&str, &str)]) -> String {
    String::from_utf8(ask(shop, "GET", path, headers).await.2.to_vec()).unwrap()
}

#[tokio::test]
async fn many_at_once_are_rendered_once_and_later_ones_anew() {
    let shop = shop();
    let all = futures::future::join_all((0..200).map(|_| text(&shop, "/events/night", &[("user-agent", "x")]))).await;
    assert!(all.iter().all(|page| page.starts_with("0 en  false")), "one rendering, and nothing of who came first");
    tokio::time::sleep(AGE_MAX).await;
    assert!(text(&shop, "/events/night", &[]).await.starts_with("1 "));
}

#[tokio::test]
async fn a_visitors_own_page_is_never_kept_and_never_given_a_kept_one() {
    let shop = shop();
    assert!(text(&shop, "/events/night", &[]).await.starts_with("0 en"));
    let own: [(&str, &[(&str, &str)]); 6] = [
        ("/events/night", &[("cookie", "carts=ABC")]),
        ("/events/night", &[("cookie", "locale=en; session=ABC")]),
        ("/events/night?draft=ABC", &[]),
        ("/events/night?day=2026-12-01&x=1", &[]),
        ("/events/night", &[("authorization", "Bearer x")]),
        ("/cart", &[]),
    ];
    for (n, (path, headers)) in own.into_iter().enumerate() {
        assert!(text(&shop, path, headers).await.starts_with(&format!("{} ", n + 1)), "{path} {headers:?}");
    }
    assert!(text(&shop, "/events/night", &[]).await.starts_with("0 en"), "nor did they replace it");
}

#[tokio::test]
async fn each_language_has_its_own() {
    let shop = shop();
    assert!(text(&shop, "/", &[]).await.starts_with("0 en"));
    assert!(text(&shop, "/", &[("accept-language", "it")]).await.starts_with("1 it"));
    assert!(text(&shop, "/", &[("cookie", "locale=it"), ("accept-language", "en")]).await.starts_with("1 it"));
    let (_, headers, _) = ask(&shop, "GET", "/", &[]).await;
    assert_eq!(headers[VARY], "accept-encoding, accept-language, cookie");
    assert_eq!(headers["content-security-policy"], "nonce");
}

#[tokio::test]
async fn cookies_and_faults_are_for_one_only() {
    let shop = shop();
    for _ in 0..2 {
        let (_, headers, body) = ask(&shop, "GET", "/events/set", &[]).await;
        assert_eq!((&headers[SET_COOKIE], &body[..]), (&HeaderValue::from_static("a=b"), &b"yours alone"[..]));
        let (status, _, body) = ask(&shop, "GET", "/events/missing", &[]).await;
        assert_eq!((status, &body[..]), (StatusCode::NOT_FOUND, &b"nothing here"[..]));
    }
}

#[tokio::test]
async fn a_page_is_compressed_as_the_browser_likes_and_a_head_has_no_body() {
    let shop = shop();
    let (_, _, plain) = ask(&shop, "GET", "/", &[]).await;
    let (_, headers, packed) = ask(&shop, "GET", "/", &[("accept-encoding", "gzip, br;q=0")]).await;
    assert_eq!(headers[CONTENT_ENCODING], "gzip");
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain);
    let (_, headers, packed) = ask(&shop, "GET", "/", &[("accept-encoding", "gzip, deflate, br")]).await;
    assert_eq!(headers[CONTENT_ENCODING], "br");
    let mut read = Vec::new();
    brotli::Decompressor::new(&packed[..], 4096).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain);
    let (status, headers, body) = ask(&shop, "HEAD", "/", &[]).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    assert_eq!(headers[CONTENT_LENGTH], plain.len().to_string());
}
