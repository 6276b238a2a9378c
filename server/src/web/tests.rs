use super::*;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use axum::routing::post;
use http_body_util::BodyExt;
use tower::ServiceExt;

fn ours() -> Arc<csrf::Ours> {
    Arc::new(csrf::Ours { url: "https://tickets.example.org".into(), with_token: &[] })
}

fn shop() -> Router {
    let routes = Router::new()
        .route("/page", get(async || "a page"))
        .route("/do/shop/add", post(async || "added"))
        .route("/gate", get(async || "the gate"))
        .route("/broken", get(async || -> &'static str { panic!("on purpose") }));
    guarded(routes, Some(compression()), ours(), true)
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    shop().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn a_stream_is_as_guarded_as_a_page() {
    let routes = Router::new().route("/live/news", get(async || "news ".repeat(100)).post(async || "told"));
    let streams = guarded(routes, None, ours(), true);
    let request = |method: &str, site: &str| {
        let request = Request::builder().method(method).uri("/live/news").header("sec-fetch-site", site);
        request.header("accept-encoding", "br").body(Body::empty()).unwrap()
    };
    let own = streams.clone().oneshot(request("GET", "same-origin")).await.unwrap();
    assert_eq!(own.headers()["x-content-type-options"], "nosniff");
    assert!(own.headers().contains_key("content-security-policy"));
    assert!(!own.headers().contains_key("content-encoding"));
    let foreign = streams.oneshot(request("POST", "cross-site")).await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_answer_is_dressed() {
    for (path, status) in [("/page", 200), ("/nothing", 404), ("/broken", 500)] {
        let response = ask("GET", path, &[]).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert!(headers.contains_key("strict-transport-security"), "{path}");
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=()"), "{path}");
    }
    let gate = ask("GET", "/gate", &[]).await;
    assert!(gate.headers()["permissions-policy"].to_str().unwrap().contains("camera=(self)"));
}

#[tokio::test]
async fn what_broke_is_no_refusal_to_who_asks_by_script() {
    let asker = answer::Asker::of(&"/do/gate/scan".parse().unwrap(), &axum::http::HeaderMap::new());
    for status in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::SERVICE_UNAVAILABLE] {
        assert_eq!(text(asker.tell(status, "Broken", "Try again.")).await, "\"Unavailable\"");
    }
    let foreign = ask("POST", "/do/shop/add", &[("sec-fetch-site", "cross-site")]).await;
    assert!(text(foreign).await.starts_with("{\"Refused\":"));
}

#[tokio::test]
async fn another_sites_form_is_refused_in_the_persons_language() {
    let own = ask("POST", "/do/shop/add", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(own.status(), StatusCode::OK);
    let headers = [("sec-fetch-site", "cross-site"), ("accept", "text/html"), ("accept-language", "it")];
    let foreign = ask("POST", "/do/shop/add", &headers).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(text(foreign).await.contains("altro sito"));
}

#[tokio::test]
async fn a_body_is_held_to_its_limit() {
    let routes = Router::new()
        .route("/do/shop/add", post(async |body: axum::body::Bytes| body.len().to_string()))
        .layer(from_fn_with_state(4, request::in_size));
    let send = async |body: &'static str, said: Option<&str>| {
        let mut request = Request::builder().method("POST").uri("/do/shop/add");
        if let Some(said) = said {
            request = request.header("content-length", said);
        }
        routes.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap().status()
    };
    assert_eq!(send("four", None).await, StatusCode::OK);
    assert_eq!(send("five!", None).await, StatusCode::PAYLOAD_TOO_LARGE, "found out while reading");
    assert_eq!(send("", Some("5")).await, StatusCode::PAYLOAD_TOO_LARGE, "said beforehand");
}

#[tokio::test]
async fn a_program_is_told_as_a_problem() {
    let foreign = ask("POST", "/do/shop/add", &[("origin", "https://evil.example"), ("host", "x")]).await;
    assert_eq!(foreign.headers()["content-type"], "application/json", "an island reads JSON");
    let broken = ask("GET", "/broken", &[("accept", "application/json")]).await;
    assert_eq!(broken.headers()["content-type"], "application/problem+json");
    let said = text(broken).await;
    assert!(!said.contains("on purpose"), "the reason is for the log: {said}");
}
