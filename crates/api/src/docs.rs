//! A page to read the API and to try it, made from the same document that programs read. It works without JavaScript
//! for reading; trying it takes one small script of our own. Nothing is inline, so the strictest policy lets it work.

use crate::extract::Lang;
use crate::openapi::Described;
use axum::Extension;
use axum::http::header;
use axum::response::IntoResponse;
use domain::locale::Locale;
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;
use std::sync::Arc;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

mod text {
    domain::texts! {
        title() { en: "Tessera API", it: "API di Tessera" }
        lead() { en: "Read it here, try it here.", it: "Leggila e provala qui." }
        document() { en: "OpenAPI document", it: "Documento OpenAPI" }
        token() { en: "Token", it: "Token" }
        token_hint() {
            en: "Kept in this page only; sent with what you try.", it: "Resta solo in questa pagina; viene inviato con le prove."
        }
        parameters() { en: "Parameters", it: "Parametri" }
        body() { en: "Body", it: "Contenuto" }
        answers() { en: "Answers", it: "Risposte" }
        schemas() { en: "Schemas", it: "Schemi" }
        needed() { en: "needed", it: "necessario" }
        send() { en: "Send", it: "Invia" }
        answer() { en: "Answer", it: "Risposta" }
        contents() { en: "Contents", it: "Indice" }
        problems() { en: "Problems", it: "Problemi" }
        problems_lead() {
            en: "Every answer from 400 on is application/problem+json. The member refusal names the reason:",
            it: "Ogni risposta da 400 in su è application/problem+json. Il membro refusal indica il motivo:"
        }
    }
}

/// `GET /api/v1/docs`
pub async fn page(Lang(locale): Lang, Extension(described): Extension<Arc<Described>>) -> impl IntoResponse {
    let policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_LANGUAGE, locale.tag()),
        (header::VARY, "accept-language"),
    ];
    (headers, axum::response::Html(write(&described.document, locale).into_string()))
}

/// `GET /api/v1/docs/try.js`
pub async fn script() -> impl IntoResponse {
    let kept = (header::CACHE_CONTROL, "public, max-age=300");
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), kept], include_str!("docs/try.js"))
}

/// `GET /api/v1/docs/page.css`
pub async fn style() -> impl IntoResponse {
    let kept = (header::CACHE_CONTROL, "public, max-age=300");
    let style = concat!(include_str!("../../../style/tokens.css"), include_str!("docs/page.css"));
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), kept], style)
}

/// One operation of the document.
struct Shown<'a> {
    method: &'a str,
    path: &'a str,
    operation: &'a Value,
}

impl Shown<'_> {
    fn anchor(&self) -> String {
        let path: String = self.path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("{}{path}", self.method)
    }
}

fn write(document: &Value, locale: Locale) -> Markup {
    let shown = operations(document);
    html! {
        (DOCTYPE)
        html lang=(locale.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (text::title(locale)) }
                link rel="stylesheet" href="/api/v1/docs/page.css";
                script type="module" src="/api/v1/docs/try.js" {}
            }
            body {
                header {
                    h1 { (text::title(locale)) " v" (words(&document["info"]["version"])) }
                    p { (text::lead(locale)) " " a href="/api/v1/openapi.json" { (text::document(locale)) } }
                    (paragraphs(words(&document["info"]["description"])))
                    label { (text::token(locale)) " " input id="token" type="password" autocomplete="off" spellcheck="false"; }
                    p class="hint" { (text::token_hint(locale)) }
                }
                nav aria-label=(text::contents(locale)) {
                    ul {
                        @for one in &shown {
                            li { a href={ "#" (one.anchor()) } { (verb(one.method)) " " code { (one.path) } } }
                        }
                        li { a href="#problems" { (text::problems(locale)) } }
                        li { a href="#schemas" { (text::schemas(locale)) } }
                    }
                }
                main {
                    @for one in &shown { (section(one, document, locale)) }
                    (problems(&shown, locale))
                    (schemas(document, locale))
                }
            }
        }
    }
}

fn operations(document: &Value) -> Vec<Shown<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let of_path = |(path, item): (&'_ String, &'_ Value)| -> Vec<(String, &'static str)> {
        METHODS.iter().filter(|method| item.get(**method).is_some()).map(|method| (path.clone(), *method)).collect()
    };
    let named: Vec<(String, &'static str)> = paths.flat_map(of_path).collect();
    let found = named.into_iter().filter_map(|(path, method)| {
        let (path, item) = document["paths"].as_object()?.get_key_value(&path)?;
        Some(Shown { method, path, operation: &item[method] })
    });
    found.collect()
}

fn section(one: &Shown<'_>, document: &Value, locale: Locale) -> Markup {
    let parameters: Vec<&Value> = one.operation["parameters"].as_array().into_iter().flatten().collect();
    let body = &one.operation["requestBody"]["content"]["application/json"]["schema"];
    html! {
        section id=(one.anchor()) {
            h2 { (verb(one.method)) " " code { "/api/v1" (one.path) } }
            (paragraphs(words(&one.operation["summary"])))
            (paragraphs(words(&one.operation["description"])))
            form data-method=(one.method) data-path=(one.path) {
                @if !parameters.is_empty() {
                    h3 { (text::parameters(locale)) }
                    @for parameter in &parameters { (field(one, parameter, locale)) }
                }
                @if !body.is_null() {
                    h3 { (text::body(locale)) }
                    textarea name="body" data-in="body" rows="10" spellcheck="false" aria-label=(text::body(locale)) {
                        (pretty(&example(body, document, 0)))
                    }
                }
                button type="submit" { (text::send(locale)) }
                div class="answer" hidden aria-live="polite" {
                    h3 { (text::answer(locale)) }
                    pre tabindex="0" { code {} }
                }
            }
            h3 { (text::answers(locale)) }
            table {
                @for (status, response) in one.operation["responses"].as_object().into_iter().flatten() {
                    tr {
                        th scope="row" { (status) }
                        td { (prose(words(&response["description"]))) " " (kinds(response)) }
                    }
                }
            }
        }
    }
}

fn field(one: &Shown<'_>, parameter: &Value, locale: Locale) -> Markup {
    let (name, place) = (words(&parameter["name"]), words(&parameter["in"]));
    let id = format!("{}-{name}", one.anchor());
    let needed = parameter["required"].as_bool().unwrap_or(false);
    html! {
        div class="field" {
            label for=(id) { code { (name) } " " small { (place) @if needed { ", " (text::needed(locale)) } } }
            input id=(id) name=(name) data-in=(place) required[needed] autocomplete="off";
            @if let Some(description) = parameter["description"].as_str() { p class="hint" { (prose(description)) } }
        }
    }
}

/// Which schema an answer has, with a link to it.
fn kinds(response: &Value) -> Markup {
    let contents = response["content"].as_object().into_iter().flatten();
    let named = contents.filter_map(|(_, content)| content["schema"]["$ref"].as_str()?.rsplit('/').next());
    html! { @for name in named { a href={ "#schema-" (name) } { (name) } } }
}

fn schemas(document: &Value, locale: Locale) -> Markup {
    html! {
        section id="schemas" {
            h2 { (text::schemas(locale)) }
            @for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
                details id={ "schema-" (name) } { summary { code { (name) } } pre tabindex="0" { code { (pretty(schema)) } } }
            }
        }
    }
}

/// The anchors that a problem's `type` leads to. Their words are in each problem itself.
fn problems(shown: &[Shown<'_>], locale: Locale) -> Markup {
    let mut names: Vec<&str> = crate::error::GENERAL.to_vec();
    for one in shown {
        for (_, response) in one.operation["responses"].as_object().into_iter().flatten() {
            names.extend(words(&response["description"]).split('`').skip(1).step_by(2));
        }
    }
    names.sort_unstable();
    names.dedup();
    html! {
        section id="problems" {
            h2 { (text::problems(locale)) }
            p { (text::problems_lead(locale)) }
            ul { @for name in names { li id={ "problem-" (name) } { code { (name) } } } }
        }
    }
}

/// A value that the schema allows, to begin with.
fn example(schema: &Value, document: &Value, depth: u8) -> Value {
    if let Some(reference) = schema["$ref"].as_str().filter(|_| depth < 8) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return example(&document["components"]["schemas"][name], document, depth + 1);
    }
    for key in ["example", "default"] {
        if !schema[key].is_null() {
            return schema[key].clone();
        }
    }
    for key in ["examples", "enum"] {
        if let Some(first) = schema[key].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
    }
    if let Some(properties) = schema["properties"].as_object() {
        let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let shown = properties.iter().filter(|(name, _)| needed.contains(&name.as_str()));
        return Value::Object(shown.map(|(name, part)| (name.clone(), example(part, document, depth + 1))).collect());
    }
    match schema["type"].as_str() {
        Some("array") => Value::Array(vec![example(&schema["items"], document, depth + 1)]),
        Some("integer") => schema["minimum"].clone(),
        Some("boolean") => Value::Bool(false),
        Some("string") if schema["format"] == "date-time" => Value::from("2026-11-21T20:30:00Z"),
        Some("string") => Value::from(""),
        _ => Value::Null,
    }
}

fn verb(method: &str) -> Markup {
    html! { span class={ "verb " (method) } { (method.to_uppercase()) } }
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Paragraphs and lists of the few kinds that our own descriptions have.
fn paragraphs(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
            @if block.starts_with("- ") {
                ul { @for item in block.split("\n- ") { li { (prose(item.trim_start_matches("- "))) } } }
            } @else {
                p { (prose(block)) }
            }
        }
    }
}

/// Words, and what stands between backticks as code.
fn prose(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
