//! Tables to take away: `GET /organizer/export/{orders|tickets|scans|places}.csv?event=…`, with the session's cookie.

use axum::Router;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::cart::Secret;
use domain::ids::EventId;
use face::request::SESSION_COOKIE;
use flows::{Actor, Failure, Flows};
use serde::Deserialize;

/// The routes of the exports, for the server to merge.
pub fn router(flows: Flows) -> Router {
    Router::new().route("/organizer/export/{file}", get(export)).with_state(flows)
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    event: String,
}

async fn export(
    State(flows): State<Flows>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(address): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let actor = match actor(&flows, &headers).await {
        Ok(Some(actor)) => actor,
        Ok(None) => return to("/organizer"),
        Err(fault) => return broken(&fault, &address),
    };
    let event: Option<EventId> = match asked.event.as_str() {
        "" => None,
        id => match id.parse() {
            Ok(id) => Some(id),
            Err(_) => return to("/organizer/missing"),
        },
    };
    let made = match file.as_str() {
        "orders.csv" => flows.export_orders_csv(&actor, event).await,
        "tickets.csv" => flows.export_tickets_csv(&actor, event).await,
        "scans.csv" => flows.export_scans_csv(&actor, event).await,
        "places.csv" => flows.export_places_csv(&actor, event).await,
        _ => return to("/organizer/missing"),
    };
    match made {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"{file}\"");
            let kind = "text/csv; charset=utf-8; header=present".to_owned();
            let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)];
            (headers, [(CACHE_CONTROL, "private, no-store")], bytes).into_response()
        }
        Err(Failure::Fault(fault)) => broken(&fault, &address),
        Err(_) => to("/organizer/denied"),
    }
}

async fn actor(flows: &Flows, headers: &HeaderMap) -> Result<Option<Actor>, flows::Fault> {
    match session(headers) {
        Some(session) => Ok(flows.signed_in(&session).await?.and_then(|signed| signed.current)),
        None => Ok(None),
    }
}

fn session(headers: &HeaderMap) -> Option<Secret> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == SESSION_COOKIE).and_then(|(_, value)| Secret::parse(value))
}

fn to(page: impl Into<String>) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, page.into())]).into_response()
}

/// To the page that says so, from where it can be tried again.
fn broken(fault: &flows::Fault, address: &Uri) -> Response {
    tracing::error!(%fault, "an export could not be made");
    let again = address.path_and_query().map(|path| path.as_str()).unwrap_or_default();
    let again: String = url::form_urlencoded::byte_serialize(again.as_bytes()).collect();
    to(format!("/organizer/broken?again={again}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(session(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("locale=it; session=AAAAAAAAAAAAAAAAAAAAAAAAAA"));
        assert!(session(&headers).is_some());
    }

    #[test]
    fn a_broken_export_leads_to_a_page_with_words_and_back() {
        let asked: Uri = "/organizer/export/orders.csv?event=evt_1".parse().unwrap();
        let answer = broken(&flows::Fault::SealedKey, &asked);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let page = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap();
        assert_eq!(page, "/organizer/broken?again=%2Forganizer%2Fexport%2Forders.csv%3Fevent%3Devt_1");
    }
}
