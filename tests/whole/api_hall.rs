//! A hall over the API: its chart, what is free in it, the best seats together, and why seats can't be had.

use crate::Shop;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::ids::SeatId;
use http_body_util::BodyExt;
use kit::Stage;
use serde_json::{Value, json};
use tower::ServiceExt;

struct Client {
    shop: Shop,
    stage: Stage,
    seats: Vec<SeatId>,
    router: Router,
}

type Answer = (StatusCode, HeaderMap, Bytes);

impl Client {
    async fn open() -> Client {
        let shop = Shop::open().await;
        let stage = shop.stage(8).await;
        let seats = shop.seats(&stage, 8).await;
        let spread = "UPDATE seats SET x = position * 10, kind = CASE position WHEN 0 THEN 'wheelchair' WHEN 1 THEN 'companion' \
                      ELSE 'standard' END";
        sqlx::query(spread).execute(&shop.owner).await.unwrap();
        let router = api::router(shop.flows.all.flows.clone());
        Client { shop, stage, seats, router }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, response.into_body().collect().await.expect("a body").to_bytes())
    }

    async fn get(&self, path: &str, known: Option<&str>) -> Answer {
        let request = known.into_iter().fold(Request::get(path), |r, tag| r.header(header::IF_NONE_MATCH, tag));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::post(path).header("content-type", "application/json");
        let (status, _, bytes) = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    fn date(&self) -> String {
        format!("/api/v1/events/{}/performances/{}", self.stage.event, self.stage.performance)
    }

    async fn claim(&self, seats: &[SeatId]) -> (StatusCode, Value) {
        let (performance, ticket_type) = (self.stage.performance, self.stage.ticket_type);
        let claim = json!({ "performance": performance, "ticket_type": ticket_type, "seats": seats });
        self.post("/api/v1/carts", json!({ "claims": [claim] })).await
    }
}

fn tag(headers: &HeaderMap) -> &str {
    headers[header::ETAG].to_str().unwrap()
}

fn json_of(bytes: &Bytes) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[tokio::test]
async fn a_chart_is_kept_for_good_and_what_is_free_is_asked_for_by_its_tag() {
    let client = Client::open().await;
    let free = format!("{}/availability", client.date());
    let (status, headers, bytes) = client.get(&free, None).await;
    let body = json_of(&bytes);
    assert_eq!((status, &headers[header::CACHE_CONTROL]), (StatusCode::OK, &"no-cache".parse().unwrap()));
    let all_free = json!({ "count": 8, "free": 8, "held": [], "sold": [], "locked": [] });
    assert_eq!((&body["seats"], &body["sale"]), (&all_free, &json!({ "state": "on_sale", "left": 8 })));
    let (status, again, empty) = client.get(&free, Some(tag(&headers))).await;
    assert_eq!((status, empty.len(), tag(&again)), (StatusCode::NOT_MODIFIED, 0, tag(&headers)));

    let chart = body["chart"]["url"].as_str().unwrap();
    let whole = json_of(&client.get(&client.date(), None).await.2);
    assert_eq!((&whole["chart"], whole["seating"].is_object()), (&body["chart"], true));
    let (status, drawn, bytes) = client.get(chart, None).await;
    assert!(status == StatusCode::OK && drawn[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let seats = json_of(&bytes)["zones"][0]["seats"].clone();
    assert_eq!((&seats[3]["id"], seats[3].get("state")), (&json!(client.seats[3]), None));
    assert_eq!(client.get(chart, Some(tag(&drawn))).await.0, StatusCode::NOT_MODIFIED);
    assert_eq!(client.get(&format!("{}/charts/1-00", client.date()), None).await.0, StatusCode::NOT_FOUND);
    // Its name is for those who work with it: what is kept stays right when it changes.
    assert_eq!(json_of(&bytes).get("name"), None);

    client.claim(&client.seats[3..5]).await;
    client.shop.flows.selling.current_availability(client.stage.performance).await.unwrap();
    let (status, _, bytes) = client.get(&free, Some(tag(&headers))).await;
    assert_eq!((status, &json_of(&bytes)["seats"]["held"]), (StatusCode::OK, &json!([3, 4])));
    // Two bits a seat: 0, 0, 0, 1 and 1, 0, 0, 0.
    let packed = json_of(&client.get(&format!("{free}?seats=packed"), None).await.2);
    assert_eq!(packed["seats"], json!({ "count": 8, "free": 6, "packed": "QAE=" }));
    assert_eq!(client.get(&format!("{free}?seats=drawn"), None).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_best_seats_come_together_or_not_at_all() {
    let client = Client::open().await;
    let best = async |more: Value| {
        let mut body = json!({ "performance": client.stage.performance });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.post("/api/v1/carts/best-seats", body).await
    };
    let seats = |cart: &Value| -> Vec<usize> {
        let lines = cart["lines"].as_array().unwrap().iter();
        let place = |line: &Value| client.seats.iter().position(|seat| json!(seat) == line["seat"]).unwrap();
        let mut places: Vec<usize> = lines.map(place).collect();
        places.sort_unstable();
        places
    };
    let (status, cart) = best(json!({ "wheelchairs": 1, "companions": 1, "seats": 0 })).await;
    assert_eq!((status, seats(&cart)), (StatusCode::CREATED, vec![0, 1]), "{cart}");
    let more = json!({ "seats": 3, "cart": cart["id"], "ticket_type": client.stage.ticket_type });
    let (status, both) = best(more).await;
    assert_eq!((status, both["lines"].as_array().unwrap().len(), &both["id"]), (StatusCode::CREATED, 5, &cart["id"]));
    let (status, none) = best(json!({ "seats": 4 })).await;
    assert_eq!((status, &none["refusal"]), (StatusCode::CONFLICT, &json!("none_together")));
    assert_eq!(none["facts"], json!({ "places": 4 }));
    let nobody = json!({ "seats": 1, "ticket_type": "tty_00000000000040008000000000000000" });
    assert_eq!(best(nobody).await.1["refusal"], "none_together");
    for wrong in [json!({}), json!({ "seats": 101 }), json!({ "companions": 1 }), json!({ "seats": 1, "cart": "x" })] {
        assert_eq!(best(wrong).await.0, StatusCode::BAD_REQUEST);
    }
    client.shop.audit().await;
}

#[tokio::test]
async fn a_refused_hold_names_each_seat_and_why() {
    let client = Client::open().await;
    assert_eq!(client.claim(&client.seats[2..4]).await.0, StatusCode::CREATED);
    let (status, problem) = client.claim(&client.seats[1..6]).await;
    assert_eq!((status, &problem["refusal"]), (StatusCode::CONFLICT, &json!("seat_taken")));
    let missed = problem["missed"].as_array().unwrap();
    let named: Vec<_> = missed.iter().map(|m| (m["seat"].clone(), m["refusal"].clone())).collect();
    let taken = |seat: usize| (json!(client.seats[seat]), json!("seat_taken"));
    assert_eq!(named, [taken(2), taken(3)]);
}
