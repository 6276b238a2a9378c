//! The server's side of printing, as a client: the next job, and how it went.

use crate::terminal::journal::JobReport;
use domain::paper::{PrintJob, PrinterState};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use url::Url;

/// How long a request may take beyond what it asks the server to wait.
const GRACE: Duration = Duration::from_secs(15);

/// A job to print, from this paper on.
#[derive(Clone, Debug, Deserialize)]
pub struct PrintOrder {
    pub job: PrintJob,
    #[serde(default)]
    pub first_paper: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("'{0}' is not the address of a server; write it like https://tickets.example")]
    Address(String),
    #[error("the server can't be reached: {0}")]
    Unreachable(String),
    #[error(
        "the server doesn't accept this terminal's token; make a new one on the organizer's page Tills, /organizer/tills"
    )]
    Token,
    /// It won't take this, however often it is said.
    #[error("the server refused: {0}")]
    Refused(String),
    #[error("the server has trouble: {0}")]
    Trouble(String),
}

pub struct Server {
    http: reqwest::Client,
    base: Url,
    token: String,
}

impl Server {
    pub fn new(address: &str, token: &str) -> Result<Server, ServerError> {
        let wrong = || ServerError::Address(address.to_owned());
        let mut base: Url = address.trim().parse().map_err(|_| wrong())?;
        if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
            return Err(wrong());
        }
        let path = format!("{}/", base.path().trim_end_matches('/'));
        base.set_path(&path);
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .build()
            .map_err(|error| ServerError::Trouble(error.to_string()))?;
        Ok(Server { http, base, token: token.to_owned() })
    }

    /// Waits up to `wait` for a job and tells the printer's state with it. `None` when there was none.
    pub async fn next(&self, wait: Duration, printer: &PrinterState) -> Result<Option<PrintOrder>, ServerError> {
        let body = json!({ "wait_seconds": wait.as_secs(), "printer": printer });
        let answer = self.post("api/v1/terminal/jobs/next", &body, wait + GRACE).await?;
        if answer.status() == reqwest::StatusCode::NO_CONTENT {
            return Ok(None);
        }
        answer
            .json()
            .await
            .map(Some)
            .map_err(|error| ServerError::Trouble(format!("its answer makes no sense: {error}")))
    }

    /// Tells the printer's state, while [`Server::next`] waits as well.
    pub async fn tell(&self, printer: &PrinterState) -> Result<(), ServerError> {
        self.post("api/v1/terminal/printer", &json!({ "printer": printer }), GRACE).await.map(|_| ())
    }

    /// Says how a job went.
    pub async fn report(&self, report: &JobReport) -> Result<(), ServerError> {
        let body = json!({
            "outcome": report.outcome,
            "papers_done": report.papers_done,
            "printer": report.printer,
            "message": report.message,
        });
        self.post(&format!("api/v1/terminal/jobs/{}/result", report.job), &body, GRACE).await.map(|_| ())
    }

    async fn post(
        &self,
        path: &str,
        body: &serde_json::Value,
        timeout: Duration,
    ) -> Result<reqwest::Response, ServerError> {
        let url = self.base.join(path).map_err(|_| ServerError::Address(self.base.to_string()))?;
        let request = self.http.post(url).bearer_auth(&self.token).json(body).timeout(timeout);
        let answer = request.send().await.map_err(|error| ServerError::Unreachable(reason(error)))?;
        let status = answer.status();
        match status.as_u16() {
            200..=299 => Ok(answer),
            401 | 403 => Err(ServerError::Token),
            408 | 429 | 500.. => Err(ServerError::Trouble(status.to_string())),
            _ => {
                let text: String = answer.text().await.unwrap_or_default().chars().take(200).collect();
                Err(ServerError::Refused(format!("{status} {text}")))
            }
        }
    }
}

/// The innermost cause: "connection refused" says more than "error sending request".
fn reason(error: reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
