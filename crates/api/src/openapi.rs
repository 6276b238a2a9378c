//! The OpenAPI 3.1 document: made from the handlers, completed with what all of them share.

use crate::carts::Missed;
use crate::error::{ProblemDetails, ProblemField};
use axum::Extension;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, OpenApi, Ref, RefOr, Required, Response, Server};
use utoipa::{PartialSchema, ToSchema};

const DESCRIPTION: &str = "Events, carts, orders, gates and terminals of a Tessera shop.\n\n\
    - Ids are texts with a prefix: `evt_…`. Times are RFC 3339. Money is in the currency's smallest unit.\n\
    - Texts for people come in the language of `Accept-Language`: English or Italian.\n\
    - What can't be done is an RFC 9457 problem; its member `refusal` names the reason for programs.\n\
    - Commands that sell or pay take an `Idempotency-Key`: the same key with the same request is done once.\n\
    - Tokens are made by an owner of the organizer and carry scopes; terminals have tokens of their own.";

/// The document, and what it looks like on the wire.
pub struct Described {
    pub document: Value,
    json: String,
}

impl Described {
    pub fn new(mut document: OpenApi) -> Described {
        finish(&mut document);
        let mut document = serde_json::to_value(&document).unwrap_or_default();
        add_links(&mut document);
        Described { json: document.to_string(), document }
    }
}

/// `GET /api/v1/openapi.json`
pub async fn document(Extension(described): Extension<Arc<Described>>) -> impl IntoResponse {
    let kept = (header::CACHE_CONTROL, "public, max-age=300");
    ([(header::CONTENT_TYPE, "application/json"), kept], described.json.clone())
}

fn finish(document: &mut OpenApi) {
    document.info = InfoBuilder::new()
        .title("Tessera")
        .version("1")
        .description(Some(DESCRIPTION))
        .license(Some(utoipa::openapi::License::new("MIT OR Apache-2.0")))
        .build();
    document.servers = Some(vec![Server::new("/api/v1")]);
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert("Problem".into(), ProblemDetails::schema());
    components.schemas.insert("ProblemField".into(), ProblemField::schema());
    components.schemas.insert("Missed".into(), Missed::schema());
    components.add_security_scheme("token", bearer("A token of the organizer: `tsr_…`, with scopes."));
    components.add_security_scheme("terminal", bearer("A terminal's own token: `trm_…`."));
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.put, &mut path.patch, &mut path.delete];
        for operation in operations.into_iter().flatten() {
            complete(operation);
        }
    }
}

/// `(from, status, to, parameters)`, the parameters taken from the answer's body.
type Link = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Where the answer of one operation leads.
const LINKS: [Link; 13] = [
    ("list_events", "200", "get_event", &[("event", "/events/0/id")]),
    ("get_event", "200", "get_performance", &[("event", "/id"), ("performance", "/performances/0/id")]),
    ("get_performance", "200", "get_availability", &[("event", "/event"), ("performance", "/id")]),
    (
        "get_performance",
        "200",
        "get_chart",
        &[("event", "/event"), ("performance", "/id"), ("version", "/chart/version")],
    ),
    ("create_cart", "201", "get_cart", &[("cart", "/id")]),
    ("create_cart", "201", "empty_cart", &[("cart", "/id")]),
    ("create_cart", "201", "extend_cart", &[("cart", "/id")]),
    ("create_cart", "201", "check_out_cart", &[("cart", "/id")]),
    ("create_cart", "201", "get_cart_line", &[("cart", "/id"), ("line", "/lines/0/id")]),
    ("create_cart", "201", "remove_cart_line", &[("cart", "/id"), ("line", "/lines/0/id")]),
    ("check_out_cart", "201", "get_order", &[("order", "/secret")]),
    ("check_out_cart", "201", "refund_tickets", &[("order", "/id")]),
    ("next_print_job", "200", "report_print_job", &[("job", "/job/id")]),
];

/// utoipa 5.5 writes the members of a link in snake case, so they are put into the finished document.
fn add_links(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in paths.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
        let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
        for (_, status, to, parameters) in LINKS.iter().filter(|(from, ..)| *from == name) {
            let parameters: serde_json::Map<String, Value> = parameters
                .iter()
                .map(|(name, place)| ((*name).to_owned(), json!(format!("$response.body#{place}"))))
                .collect();
            operation["responses"][status]["links"][to] = json!({ "operationId": to, "parameters": parameters });
        }
        if name == "get_performance" {
            let ticket_type = "$response.body#/offers/0/ticket_type";
            let claim = json!({ "performance": "$response.body#/id", "ticket_type": ticket_type });
            operation["responses"]["200"]["links"]["create_cart"] =
                json!({ "operationId": "create_cart", "requestBody": { "claims": [claim] } });
        }
    }
}

fn bearer(description: &str) -> SecurityScheme {
    let mut http = Http::new(HttpAuthScheme::Bearer);
    http.description = Some(description.to_owned());
    SecurityScheme::Http(http)
}

/// Adds the language, and the problems that follow from what an operation reads.
fn complete(operation: &mut Operation) {
    let has_path = parameter_in(operation, &ParameterIn::Path);
    let has_query = parameter_in(operation, &ParameterIn::Query);
    let has_header = parameter_in(operation, &ParameterIn::Header);
    let has_body = operation.request_body.is_some();
    let has_token = operation.security.is_some();
    let mut problems = vec![(429, "Too many requests"), (500, "Something broke on our side")];
    if has_body || has_query || has_header {
        problems.push((400, "The request isn't as documented"));
    }
    if has_token {
        problems.push((401, "A valid token is needed"));
        problems.push((403, "The token lacks the scope"));
    }
    if has_path {
        problems.push((404, "No such thing"));
    }
    if has_body {
        problems.push((413, "The body is larger than 64 kB"));
        problems.push((415, "The body isn't JSON"));
        problems.push((422, "Values that need a correction, each named in `fields`"));
    }
    for (status, description) in problems {
        let known = operation.responses.responses.entry(status.to_string());
        known.or_insert_with(|| RefOr::T(Response::new(description)));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            if response.description.is_empty() {
                response.description = "Done".to_owned();
            }
            // 400 and above is always a problem; nothing else is.
            if status.as_str() >= "400" {
                let schema = Ref::from_schema_name(ProblemDetails::name());
                let content = ContentBuilder::new().schema(Some(schema)).build();
                response.content.insert("application/problem+json".into(), content);
            }
        }
    }
    let language = ParameterBuilder::new()
        .name("Accept-Language")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The language of texts for people: `en` or `it`"))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).examples(["it"])))
        .build();
    operation.parameters.get_or_insert_with(Vec::new).push(language);
}

fn parameter_in(operation: &Operation, place: &ParameterIn) -> bool {
    operation.parameters.iter().flatten().any(|parameter| parameter.parameter_in == *place)
}
