//! Tables to take away: `GET /organizer/export/{orders|tickets|scans|places}.{csv|xlsx}?event=…`, with the session's cookie, in
//! the language of the page.

use axum::Router;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::{Access, Actor, Failure, Fault};
use domain::ids::EventId;
use domain::locale::Locale;
use face::request::session_in;
use office::Office;
use office::table_export::{Table, TableKind};
use serde::Deserialize;
use strum::EnumString;
use tables::{TableError, csv, xlsx};
use ui::locale::locale_in;

/// The routes of the exports, for the server to merge.
pub fn router(access: Access, office: Office) -> Router {
    Router::new().route("/organizer/export/{file}", get(export)).with_state((access, office))
}

/// What a table is written as, by the ending of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
enum FileFormat {
    Csv,
    Xlsx,
}

impl FileFormat {
    fn media_type(self) -> &'static str {
        match self {
            FileFormat::Csv => "text/csv; charset=utf-8; header=present",
            FileFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn write(self, table: Table, locale: Locale) -> Result<Vec<u8>, TableError> {
        let sheet = crate::export_sheets::sheet(locale, table);
        match self {
            FileFormat::Csv => csv::write(&sheet, locale),
            FileFormat::Xlsx => xlsx::write(&sheet, locale),
        }
    }
}

#[derive(Debug, Deserialize)]
struct ExportQuery {
    #[serde(default)]
    event: String,
}

async fn export(
    State((access, office)): State<(Access, Office)>,
    Path(file): Path<String>,
    Query(asked): Query<ExportQuery>,
    OriginalUri(address): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let actor = match actor(&access, &headers).await {
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
    let Some((kind, format)) = wanted(&file) else { return to("/organizer/missing") };
    let table = match office.export(&actor, kind, event).await {
        Ok(table) => table,
        Err(Failure::Fault(fault)) => return broken(&fault, &address),
        Err(_) => return to("/organizer/denied"),
    };
    let locale = locale_in(&headers);
    // A season's worth of rows takes its time: not on a thread that others wait for.
    let written = tokio::task::spawn_blocking(move || format.write(table, locale)).await;
    match written.map_err(|e| e.to_string()).and_then(|written| written.map_err(|e| e.to_string())) {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"{file}\"");
            let headers = [(CONTENT_TYPE, format.media_type().to_owned()), (CONTENT_DISPOSITION, name)];
            (headers, [(CACHE_CONTROL, "private, no-store")], bytes).into_response()
        }
        Err(what) => broken(&Fault::Broken(what), &address),
    }
}

/// `orders.xlsx`
fn wanted(file: &str) -> Option<(TableKind, FileFormat)> {
    let (name, extension) = file.split_once('.')?;
    Some((name.parse().ok()?, extension.parse().ok()?))
}

async fn actor(access: &Access, headers: &HeaderMap) -> Result<Option<Actor>, base::Fault> {
    match session_in(headers) {
        Some(session) => Ok(access.signed_in(&session).await?.and_then(|signed| signed.current)),
        None => Ok(None),
    }
}

fn to(page: impl Into<String>) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, page.into())]).into_response()
}

/// To the page that says so, from where it can be tried again.
fn broken(fault: &base::Fault, address: &Uri) -> Response {
    tracing::error!(%fault, "an export could not be made");
    let again = address.path_and_query().map(|path| path.as_str()).unwrap_or_default();
    let again: String = url::form_urlencoded::byte_serialize(again.as_bytes()).collect();
    to(format!("/organizer/broken?again={again}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_asked_for_by_its_file() {
        assert_eq!(wanted("orders.xlsx"), Some((TableKind::Orders, FileFormat::Xlsx)));
        assert_eq!(wanted("places.csv"), Some((TableKind::Places, FileFormat::Csv)));
        for strange in ["orders", "orders.pdf", "people.csv", "orders.csv.exe", ".csv", ""] {
            assert_eq!(wanted(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_broken_export_leads_to_a_page_with_words_and_back() {
        let asked: Uri = "/organizer/export/orders.csv?event=evt_1".parse().unwrap();
        let answer = broken(&base::Fault::SealedKey, &asked);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let page = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap();
        assert_eq!(page, "/organizer/broken?again=%2Forganizer%2Fexport%2Forders.csv%3Fevent%3Devt_1");
    }
}
