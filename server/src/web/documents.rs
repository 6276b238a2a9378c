//! What a buyer takes along: the tickets as a PDF, the dates as a calendar file. Whoever has an order's secret has these.

use crate::text;
use crate::web::State as WebState;
use crate::web::answer::Asker;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::Fault;
use domain::cart::Secret;
use money::documents::Document;

pub async fn tickets(State(state): State<WebState>, Path(secret): Path<String>, request: Request) -> Response {
    let made = match Secret::parse(&secret) {
        Some(secret) => state.web.core.money.ticket_pdf(&secret).await,
        None => Ok(None),
    };
    send(&request, made, "application/pdf")
}

pub async fn calendar(State(state): State<WebState>, Path(secret): Path<String>, request: Request) -> Response {
    let made = match Secret::parse(&secret) {
        Some(secret) => state.web.core.money.calendar_file(&secret).await,
        None => Ok(None),
    };
    send(&request, made, "text/calendar; charset=utf-8")
}

fn send(request: &Request, made: Result<Option<Document>, Fault>, kind: &'static str) -> Response {
    let asker = Asker::of(request.uri(), request.headers());
    let locale = asker.locale();
    match made {
        Ok(Some(Document { name, bytes })) => {
            let name = format!("inline; filename=\"{name}\"");
            let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
            (headers, [(CACHE_CONTROL, "private, no-store")], bytes).into_response()
        }
        Ok(None) => asker.tell(StatusCode::NOT_FOUND, text::no_tickets(locale), text::no_tickets_text(locale)),
        Err(fault) => {
            tracing::error!(%fault, "a document could not be made");
            asker.tell(StatusCode::INTERNAL_SERVER_ERROR, text::broken(locale), text::broken_text(locale))
        }
    }
}
