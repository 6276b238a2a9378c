//! What is said when a request gets no page: calm, short, in the person's language, or in a program's.

use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::locale::Locale;
use face::error::FaceError;
use serde_json::json;
use std::any::Any;

/// Who reads the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Person,
    /// An island's call of a server function.
    Island,
    Program,
}

/// What is known of a request when its answer has to be made without it.
#[derive(Clone, Debug)]
pub struct Asker {
    reader: Reader,
    locale: Locale,
}

impl Asker {
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Asker {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let locale = ui::locale::locale_in(headers);
        // Without its weights: a browser that opens a page names HTML, and whatever calls by script or as a program doesn't.
        let wants_page = header(ACCEPT).is_some_and(|accept| accept.contains("text/html"));
        let path = uri.path();
        let reader = match () {
            () if path.starts_with("/api/") => Reader::Program,
            () if wants_page => Reader::Person,
            () if path.starts_with("/do/") => Reader::Island,
            () => Reader::Program,
        };
        Asker { reader, locale }
    }

    pub fn locale(&self) -> Locale {
        self.locale
    }

    pub fn is_person(&self) -> bool {
        self.reader == Reader::Person
    }

    /// The answer: a page, a problem (RFC 9457), or what an island understands.
    pub fn tell(&self, status: StatusCode, title: &str, text: &str) -> Response {
        match self.reader {
            Reader::Person => page(self.locale, status, title, text),
            Reader::Island => {
                // A refusal promises that nothing was changed, which nobody knows of what broke on its way.
                let error = match status.is_server_error() {
                    true => FaceError::Unavailable,
                    false => FaceError::Refused(text.to_owned()),
                };
                let body = serde_json::to_string(&error).unwrap_or_default();
                (status, [(CONTENT_TYPE, "application/json")], body).into_response()
            }
            Reader::Program => {
                let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": text });
                (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
            }
        }
    }
}

/// A page that needs nothing but the style sheet.
fn page(locale: Locale, status: StatusCode, title: &str, text: &str) -> Response {
    let style = ui::assets::url("tessera.css");
    let home = crate::text::to_the_shop(locale);
    let tag = locale.tag();
    let html = format!(
        "<!DOCTYPE html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Tessera</title>\
         <link rel=\"stylesheet\" href=\"{style}\"><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         </head><body class=\"shop\"><main id=\"main\" class=\"page\"><div class=\"empty-state\"><h1>{title}</h1>\
         <p>{text}</p><p><a class=\"button\" href=\"/\">{home}</a></p></div></main></body></html>"
    );
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

tokio::task_local! {
    /// Who asked, for the one place that gets no request: what is left of a panic.
    pub static ASKER: Asker;
}

/// The request is lost, the server isn't.
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = said, "a request panicked");
    let asker = ASKER.try_with(Clone::clone).unwrap_or(Asker { reader: Reader::Program, locale: Locale::default() });
    let (title, text) = (crate::text::broken(asker.locale), crate::text::broken_text(asker.locale));
    asker.tell(StatusCode::INTERNAL_SERVER_ERROR, title, text)
}
