//! The API as a program sees it: whole purchases, scans and print jobs over HTTP, and a problem for everything else.

use crate::Shop;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use backstage::gateway::payment::Choice;
use chrono::Duration;
use domain::cart::Secret;
use domain::form::TokenForm;
use domain::ids::{TerminalId, TillId};
use domain::paper::PrinterState;
use domain::role::{Permission, Role};
use http_body_util::BodyExt;
use kit::Stage;
use selling::checkout::PlacedOrder;
use serde_json::{Value, json};
use tower::ServiceExt;

struct Client {
    shop: Shop,
    stage: Stage,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Client {
    async fn open() -> Client {
        let shop = Shop::open().await;
        let stage = shop.stage(10).await;
        let router = api::router(shop.flows.all.flows.clone());
        Client { shop, stage, router }
    }

    async fn token(&self, permissions: &[Permission]) -> String {
        let owner = self.shop.staff(self.stage.organizer, Role::Owner).await;
        let form = TokenForm { name: "Website".into(), permissions: permissions.to_vec() };
        self.shop.flows.office.create_token(&owner, &form).await.expect("a token").1
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status.is_client_error() || status.is_server_error() {
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json", "{status} {bytes:?}");
            assert_eq!(body["status"], status.as_u16());
            for member in ["type", "title", "detail", "refusal", "instance"] {
                assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "{member} of {body}");
            }
        }
        Answer { status, headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    async fn cart(&self, quantity: u32) -> Answer {
        let claim = json!({
            "performance": self.stage.performance, "ticket_type": self.stage.ticket_type, "quantity": quantity,
        });
        self.post("/api/v1/carts", &[], json!({ "claims": [claim] })).await
    }

    async fn check_out(&self, cart: &str, key: &str) -> Answer {
        self.post(&format!("/api/v1/carts/{cart}/checkout"), &[("idempotency-key", key)], buyer("Maria Rossi")).await
    }
}

fn buyer(name: &str) -> Value {
    json!({
        "buyer": { "name": name, "email": "maria@example.com" }, "holders": [], "gateway": "test", "accept_terms": true,
    })
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn a_program_finds_holds_buys_and_gets_its_tickets() {
    let client = Client::open().await;
    let shop = &client.shop;
    let events = client.get("/api/v1/events?category=opera&q=traviata").await;
    assert_eq!((events.status, &events.body["total"]), (StatusCode::OK, &json!(1)));
    let id = events.body["events"][0]["id"].as_str().unwrap().to_owned();
    let event = client.get(&format!("/api/v1/events/{id}")).await.body;
    let same = client.get(&format!("/api/v1/events/{}", event["slug"].as_str().unwrap())).await.body;
    assert_eq!(event, same);
    let offer = &event["performances"][0]["offers"][0];
    assert_eq!(offer["price"], json!({ "minor": 2650, "currency": "EUR", "text": "€26.50" }));
    let date = format!("/api/v1/events/{id}/performances/{}", client.stage.performance);
    assert_eq!(client.get(&date).await.body["sale"], json!({ "state": "on_sale", "left": 10 }));

    let cart = client.cart(2).await;
    assert_eq!((cart.status, &cart.body["total"]["minor"]), (StatusCode::CREATED, &json!(5300)));
    let cart = cart.body["id"].as_str().unwrap().to_owned();
    let extended = client.post(&format!("/api/v1/carts/{cart}/extend"), &[], Value::Null).await;
    assert_eq!(extended.body["extended"], true);
    let again = client.post(&format!("/api/v1/carts/{cart}/extend"), &[], Value::Null).await;
    assert_eq!((again.status, &again.body["refusal"]), (StatusCode::CONFLICT, &json!("extended_already")));

    let (order, ()) = tokio::join!(client.check_out(&cart, "key-1"), shop.work());
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);
    let secret = order.body["secret"].as_str().unwrap().to_owned();
    let placed = PlacedOrder {
        order: order.body["id"].as_str().unwrap().parse().unwrap(),
        secret: Secret::parse(&secret).unwrap(),
        number: order.body["number"].as_str().unwrap().to_owned(),
    };
    shop.work().await;
    let path = format!("/api/v1/orders/{secret}");
    assert!(client.get(&path).await.body["pay_url"].is_string());
    shop.choose(&placed, Choice::Approve).await;
    shop.settle(&placed).await;
    let paid = client.get(&path).await.body;
    assert_eq!((&paid["state"], paid["tickets"].as_array().unwrap().len()), (&json!("paid"), 2));
    assert_eq!((&paid["tickets"][0]["state"], paid["tickets"][0]["code"].is_string()), (&json!("valid"), true));
    let manager = shop.staff(client.stage.organizer, Role::Manager).await;
    shop.flows.office.cancel_performance(&manager, client.stage.performance).await.unwrap();
    let called_off = client.get(&path).await.body;
    assert_eq!((&called_off["tickets"][0]["state"], called_off["tickets"][0].get("code")), (&json!("cancelled"), None));
    shop.audit().await;
}

#[tokio::test]
async fn a_checkout_sent_twice_is_one_order() {
    let client = Client::open().await;
    let cart = client.cart(1).await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/carts/{cart}/checkout");
    let key = [("idempotency-key", "k")];
    // Refused, corrected and sent with the same key.
    let refused = client.post(&path, &key, buyer(" ")).await;
    assert_eq!(
        (refused.status, &refused.body["fields"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("name"))
    );
    let first = client.check_out(&cart, "k").await;
    let second = client.check_out(&cart, "k").await;
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.body["id"], second.body["id"]);
    let other = client.post(&path, &key, buyer("Luca")).await;
    assert_eq!((other.status, &other.body["refusal"]), (StatusCode::CONFLICT, &json!("key_reused")));
    let late = client.check_out(&cart, "k2").await;
    assert_eq!((late.status, &late.body["refusal"]), (StatusCode::CONFLICT, &json!("ordered")));
    assert_eq!(client.post(&path, &[], buyer("Luca")).await.body["refusal"], "header_missing");
    assert_eq!(client.shop.number("SELECT count(*) FROM orders").await, 1);
}

#[tokio::test]
async fn places_go_back_when_a_cart_is_let_go() {
    let client = Client::open().await;
    let cart = client.cart(3).await.body;
    let id = cart["id"].as_str().unwrap();
    let line = format!("/api/v1/carts/{id}/lines/{}", cart["lines"][0]["id"].as_str().unwrap());
    assert_eq!(client.get(&line).await.body["quantity"], 3);
    let remove = |path: String| client.send(Request::delete(path).body(Body::empty()).unwrap());
    assert_eq!(remove(line.clone()).await.body["lines"], json!([]));
    assert_eq!(remove(line).await.status, StatusCode::NOT_FOUND);
    let whole = client.cart(10).await.body["id"].as_str().unwrap().to_owned();
    let all_in_carts = client.cart(1).await;
    assert_eq!((all_in_carts.status, &all_in_carts.body["refusal"]), (StatusCode::CONFLICT, &json!("all_in_carts")));
    assert_eq!(all_in_carts.body["facts"]["count"], 10);
    assert_eq!(remove(format!("/api/v1/carts/{whole}")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(client.cart(1).await.status, StatusCode::CREATED);
    client.shop.audit().await;
}

#[tokio::test]
async fn a_gate_scans_with_a_token_of_its_scope_only() {
    let client = Client::open().await;
    let (_, order) = client.shop.buy(&client.stage, 1).await;
    client.shop.clock.advance(Duration::days(30) - Duration::hours(1));
    let scan = |nonce: &str| json!({ "code": order.tickets[0].code, "gate": "North", "direction": "in", "at": client.shop.now(), "nonce": nonce });
    let path = "/api/v1/access/validate";
    let missing = client.post(path, &[], scan("1")).await;
    assert_eq!(
        (missing.status, &missing.headers[header::WWW_AUTHENTICATE]),
        (StatusCode::UNAUTHORIZED, &"Bearer".parse().unwrap())
    );
    let wrong = client.token(&[Permission::SeeOrders]).await;
    let denied = client.post(path, &[("authorization", &bearer(&wrong))], scan("1")).await;
    assert_eq!((denied.status, &denied.body["refusal"]), (StatusCode::FORBIDDEN, &json!("scope_missing")));
    let token = bearer(&client.token(&[Permission::Admit]).await);
    let headers = [("authorization", token.as_str())];
    for (nonce, verdict) in [("1", "admitted"), ("1", "admitted"), ("2", "refused")] {
        assert_eq!(client.post(path, &headers, scan(nonce)).await.body["verdict"], verdict, "{nonce}");
    }
    let mut other = scan("1");
    other["code"] = json!("HELLO");
    let reused = client.post(path, &headers, other).await;
    assert_eq!((reused.status, &reused.body["refusal"]), (StatusCode::CONFLICT, &json!("nonce_reused")));
    let unreal = bearer("tsr_AAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(client.post(path, &[("authorization", &unreal)], scan("3")).await.body["refusal"], "token_unknown");
    let request = Request::get("/api/v1/access/performances").header("authorization", &token).body(Body::empty());
    let dates = client.send(request.unwrap()).await.body;
    assert_eq!((&dates["performances"][0]["inside"], &dates["performances"][0]["refused"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn an_order_is_refunded_once_per_key() {
    let client = Client::open().await;
    let (_, order) = client.shop.buy(&client.stage, 2).await;
    let token = bearer(&client.token(&[Permission::SeeOrders, Permission::MendOrders]).await);
    let path = format!("/api/v1/orders/{}/refunds", order.id);
    let body = json!({ "tickets": [order.tickets[0].id], "reason": "Fell ill" });
    let headers = [("authorization", token.as_str()), ("idempotency-key", "r1")];
    for _ in 0..2 {
        let refunded = client.post(&path, &headers, body.clone()).await;
        assert_eq!((refunded.status, &refunded.body["state"]), (StatusCode::OK, &json!("partly_refunded")));
        assert_eq!(refunded.body["refunded"]["minor"], 2650);
    }
    let other = client.post(&path, &[headers[0], ("idempotency-key", "r2")], body).await;
    assert_eq!((other.status, &other.body["refusal"]), (StatusCode::CONFLICT, &json!("ticket_not_valid")));
    client.shop.work().await;
    client.shop.audit().await;
    // By its id only with a token.
    let by_id = format!("/api/v1/orders/{}", order.id);
    assert_eq!(client.get(&by_id).await.status, StatusCode::UNAUTHORIZED);
    let request = Request::get(&by_id).header("authorization", &token).body(Body::empty()).unwrap();
    assert_eq!(client.send(request).await.body["number"], order.number);
}

#[tokio::test]
async fn a_terminal_fetches_its_job_and_reports() {
    let client = Client::open().await;
    let (shop, organizer) = (&client.shop, client.stage.organizer);
    let cashier = shop.staff(organizer, Role::BoxOffice).await;
    let (till, id, secret) =
        (TillId(uuid::Uuid::new_v4()), TerminalId(uuid::Uuid::new_v4()), Secret::from_bytes([9; 16]));
    let mut tx = shop.flows.base().db.organizer(organizer).await.unwrap();
    storage::terminals::insert(&mut tx, organizer, id, "Foyer", &base::keys::hash(&secret)).await.unwrap();
    storage::tills::insert(&mut tx, organizer, till, "Till 1", Some(id)).await.unwrap();
    tx.commit().await.unwrap();
    let token = bearer(&format!("trm_{}", secret.as_str()));
    let headers = [("authorization", token.as_str())];
    let ask = json!({ "wait_seconds": 0, "printer": "ready" });
    assert_eq!(client.post("/api/v1/terminal/jobs/next", &headers, ask.clone()).await.status, StatusCode::NO_CONTENT);
    let job = shop.flows.counter.print_test_page(&cashier, till).await.unwrap();
    let next = client.post("/api/v1/terminal/jobs/next", &headers, ask.clone()).await;
    assert_eq!((&next.body["job"]["id"], &next.body["first_paper"]), (&json!(job), &json!(0)));
    assert_eq!(next.body["job"]["papers"][0]["paper"], "test_page");
    let result = json!({ "outcome": "done", "papers_done": 1, "printer": "ready" });
    let path = format!("/api/v1/terminal/jobs/{job}/result");
    for _ in 0..2 {
        assert_eq!(client.post(&path, &headers, result.clone()).await.status, StatusCode::NO_CONTENT);
    }
    let out = json!({ "printer": "paper_out" });
    assert_eq!(client.post("/api/v1/terminal/printer", &headers, out.clone()).await.status, StatusCode::NO_CONTENT);
    let tills = shop.flows.counter.tills(&cashier).await.unwrap();
    assert_eq!(tills[0].terminal.as_ref().unwrap().printer, PrinterState::PaperOut);
    let order_token = bearer(&client.token(&[Permission::Sell]).await);
    for (path, body) in [("/api/v1/terminal/jobs/next", ask), ("/api/v1/terminal/printer", out)] {
        let refused = client.post(path, &[("authorization", &order_token)], body).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn whatever_is_wrong_is_a_problem_in_the_persons_language() {
    let client = Client::open().await;
    let cart = client.cart(1).await.body["id"].as_str().unwrap().to_owned();
    let json_type = ("content-type", "application/json");
    let bad = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::from(body.to_owned())).unwrap()
    };
    let long = "x".repeat(100_000);
    let claim =
        json!({ "performance": client.stage.performance, "ticket_type": client.stage.ticket_type, "quantity": 0 });
    let null = json!({ "claims": [], "cart": "\0" }).to_string();
    let checkout = format!("/api/v1/carts/{cart}/checkout");
    let cases = [
        (bad("GET", "/api/v1/nowhere", &[], ""), 404, "no_route"),
        (bad("GET", "/api/v1/events/%FF", &[], ""), 404, "no_route"),
        (bad("GET", "/api/v1/events/a%00b", &[], ""), 404, "unknown_event"),
        (bad("GET", "/api/v1/events/no-such-event", &[], ""), 404, "unknown_event"),
        (bad("GET", "/api/v1/events?category=nonsense", &[], ""), 400, "bad_query"),
        (bad("GET", "/api/v1/events?q=%00", &[], ""), 400, "null_character"),
        (bad("GET", &format!("/api/v1/events?q={}", "x".repeat(101)), &[], ""), 400, "bad_query"),
        (bad("GET", "/api/v1/events?page=-1", &[], ""), 400, "bad_query"),
        (bad("PUT", "/api/v1/carts", &[json_type], "{}"), 405, "wrong_method"),
        (bad("POST", "/api/v1/carts", &[], "{}"), 415, "not_json"),
        (bad("POST", "/api/v1/carts", &[("content-type", "text/plain")], "{}"), 415, "not_json"),
        (bad("POST", "/api/v1/carts", &[json_type], "{"), 400, "bad_json"),
        (bad("POST", "/api/v1/carts", &[json_type], "[]"), 400, "bad_json"),
        (bad("POST", "/api/v1/carts", &[json_type], "\u{feff}{}"), 400, "bad_json"),
        (bad("POST", "/api/v1/carts", &[json_type], &null), 400, "null_character"),
        (bad("POST", "/api/v1/carts", &[json_type], &json!({ "claims": [] }).to_string()), 400, "bad_json"),
        (bad("POST", "/api/v1/carts", &[json_type], &json!({ "claims": [claim] }).to_string()), 400, "bad_json"),
        (bad("POST", "/api/v1/carts", &[json_type], &long), 413, "too_large"),
        (bad("POST", &checkout, &[json_type, ("idempotency-key", "")], &buyer("M").to_string()), 400, "header_missing"),
        (
            bad("POST", &checkout, &[json_type, ("idempotency-key", "k")], &buyer(&"x".repeat(200)).to_string()),
            422,
            "invalid",
        ),
        (bad("GET", "/api/v1/carts/AAAAAAAAAAAAAAAAAAAAAAAAAA", &[], ""), 404, "unknown_cart"),
        (bad("GET", "/api/v1/carts/nonsense", &[], ""), 404, "unknown_cart"),
        (bad("GET", "/api/v1/orders/ord_x", &[], ""), 404, "unknown_order"),
        (bad("GET", "/api/v1/access/performances", &[("authorization", "Basic eA==")], ""), 401, "token_unknown"),
        (bad("POST", "/webhooks/nobody/org_x", &[], ""), 404, "no_route"),
        (bad("POST", &format!("/webhooks/test/{}", client.stage.organizer), &[], "{}"), 400, "webhook_refused"),
        (bad("GET", &format!("/webhooks/test/{}", client.stage.organizer), &[], ""), 405, "wrong_method"),
    ];
    for (request, status, refusal) in cases {
        let what = format!("{} {}", request.method(), request.uri());
        let answer = client.send(request).await;
        assert_eq!((answer.status.as_u16(), &answer.body["refusal"]), (status, &json!(refusal)), "{what}");
        assert_eq!(status == 405, answer.headers.contains_key(header::ALLOW), "{what}");
    }
    let request = bad("GET", "/api/v1/nowhere", &[("accept-language", "it-IT,it;q=0.9")], "");
    let answer = client.send(request).await;
    assert_eq!((&answer.body["title"], &answer.body["instance"]), (&json!("Non trovato"), &json!("/api/v1/nowhere")));
}

#[tokio::test]
async fn the_document_describes_every_route_and_the_page_runs_nothing_inline() {
    let client = Client::open().await;
    let document = client.get("/api/v1/openapi.json").await.body;
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/carts/{cart}/checkout") && paths.contains_key("/terminal/jobs/next"));
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                names.insert(operation["operationId"].as_str().unwrap().to_owned()),
                "{method} {path} has a namesake"
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                assert!(response["content"]["application/problem+json"].is_object(), "{method} {path} {status}");
            }
        }
    }
    let page = client.router.clone().oneshot(Request::get("/api/v1/docs").body(Body::empty()).unwrap()).await.unwrap();
    assert!(page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'"));
    let html = String::from_utf8(page.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick="));
    assert!(html.contains("/api/v1/carts/{cart}/checkout") && html.contains("problem-sold_out"));
    assert_eq!(html.matches("<script").count(), 1);
}
