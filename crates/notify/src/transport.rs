//! Where messages go: a mail server, a folder, or nowhere.

use crate::message::Message;
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::path::PathBuf;
use std::time::Duration;

/// How long a mail server may take over any one answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Carries messages; made once at start and shared.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A mail server; connections are kept and used again.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// One `.eml` file for each message in this directory.
    Files(PathBuf),
    /// Nothing is sent, and the log says so.
    Blackhole,
}

/// The configuration can't be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    #[error("the mail server must look like smtp://user:password@host:587, smtps://host, file:///folder or none: {0}")]
    Malformed(String),
    #[error("a mail server can only be used inside the asynchronous runtime")]
    NoRuntime,
}

/// A message didn't go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// This message will never go out: give up and tell a person.
    #[error("the e-mail was refused: {reason}")]
    Permanent { code: Option<u16>, reason: String },
    /// The same message may go out later: try again.
    #[error("the e-mail could not be sent now: {reason}")]
    Temporary { code: Option<u16>, reason: String },
}

impl SendError {
    pub fn is_temporary(&self) -> bool {
        matches!(self, SendError::Temporary { .. })
    }

    /// The answer of the mail server, such as 550, where it gave one.
    pub fn code(&self) -> Option<u16> {
        match self {
            SendError::Permanent { code, .. } | SendError::Temporary { code, .. } => *code,
        }
    }
}

impl Transport {
    /// Reads the configured address.
    ///
    /// `smtps://` is TLS from the first byte. `smtp://` to another machine upgrades by STARTTLS: it must when there is a
    /// password, it may otherwise; `?tls=required` or `?tls=opportunistic` says it explicitly. Special characters in user
    /// and password are percent-encoded. The path is the name we greet with. Needs a running tokio runtime for `smtp`,
    /// because idle connections are tended in the background.
    pub fn from_url(url: &str) -> Result<Transport, TransportError> {
        let url = url.trim();
        if url.is_empty() || url.eq_ignore_ascii_case("none") {
            return Ok(Transport::Blackhole);
        }
        let parsed = url::Url::parse(url).map_err(|error| TransportError::Malformed(error.to_string()))?;
        if parsed.scheme() == "file" {
            let path = parsed.to_file_path();
            return path.map(Transport::Files).map_err(|()| TransportError::Malformed("the folder has no path".into()));
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(TransportError::NoRuntime);
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(with_tls(parsed).as_str())
            .map_err(|error| TransportError::Malformed(said(&error)))?;
        Ok(Transport::Smtp(builder.timeout(Some(PATIENCE)).build()))
    }

    /// Sends the message, or says whether it is worth trying again. Once this is `Ok`, the server has it on its disk.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let mime = message.to_mime()?;
        match self {
            Transport::Smtp(smtp) => smtp.send(mime).await.map(|_| ()).map_err(|error| smtp_error(&error)),
            Transport::Files(folder) => {
                // The id has passed `to_mime`, so it holds no separator.
                let name = format!("{}-{}.eml", message.at.format("%Y%m%dT%H%M%S"), message.message_id);
                tokio::fs::create_dir_all(folder).await.map_err(disk)?;
                tokio::fs::write(folder.join(name), mime.formatted()).await.map_err(disk)
            }
            Transport::Blackhole => {
                tracing::info!(message_id = %message.message_id, "no mail server is configured, the e-mail goes nowhere");
                Ok(())
            }
        }
    }

    /// Connects, signs in and asks for nothing: whether messages would go out now.
    pub async fn check(&self) -> Result<(), SendError> {
        let silent = || SendError::Temporary { code: None, reason: "the mail server doesn't answer".into() };
        match self {
            Transport::Smtp(smtp) => match smtp.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(silent()),
                Err(error) => Err(smtp_error(&error)),
            },
            Transport::Files(folder) => tokio::fs::create_dir_all(folder).await.map_err(disk),
            Transport::Blackhole => Ok(()),
        }
    }
}

/// Without being told otherwise, a password never crosses a network in the clear.
fn with_tls(mut url: url::Url) -> url::Url {
    // An address in a URL of this scheme is parsed as a name, so it is looked at here.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let said = url.query_pairs().any(|(key, _)| key == "tls");
    if url.scheme() == "smtp" && !local && !said {
        let tls = if url.password().is_some() { "required" } else { "opportunistic" };
        url.query_pairs_mut().append_pair("tls", tls);
    }
    url
}

/// 5xx refuses the message for good, except where it refuses us: a wrong password (530, 534, 535, 538 of RFC 4954) is
/// mended by the operator, and the buyer's tickets shall still arrive then.
fn smtp_error(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(number);
    let reason = said(error);
    let ours = matches!(code, Some(530 | 534 | 535 | 538));
    // The mail server takes only ASCII before the @ (RFC 6531), and will tomorrow: lettre tells by its words alone.
    let unsendable = error.is_client() && reason.contains("SMTPUTF8");
    if (error.is_permanent() && !ours) || unsendable {
        SendError::Permanent { code, reason }
    } else {
        SendError::Temporary { code, reason }
    }
}

fn number(code: Code) -> u16 {
    code.into()
}

fn disk(error: std::io::Error) -> SendError {
    SendError::Temporary { code: None, reason: error.to_string() }
}

/// The error with its causes, because the outermost one only says "connection error".
fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_configuration_is_read_or_refused() {
        assert!(matches!(Transport::from_url("none"), Ok(Transport::Blackhole)));
        assert!(matches!(Transport::from_url("file:///tmp/mail"), Ok(Transport::Files(_))));
        assert!(matches!(Transport::from_url("smtps://u:p%40ss@mail.example"), Ok(Transport::Smtp(_))));
        assert!(matches!(Transport::from_url("smtp://localhost:2525"), Ok(Transport::Smtp(_))));
        for wrong in ["mail.example", "http://mail.example", "smtp://"] {
            assert!(matches!(Transport::from_url(wrong), Err(TransportError::Malformed(_))), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_not_sent_in_the_clear() {
        let tls = |url: &str| with_tls(url::Url::parse(url).unwrap()).query().map(str::to_owned);
        assert_eq!(tls("smtp://u:p@mail.example").as_deref(), Some("tls=required"));
        assert_eq!(tls("smtp://mail.example:25").as_deref(), Some("tls=opportunistic"));
        assert_eq!(tls("smtp://u:p@127.0.0.1:2525"), None);
        assert_eq!(tls("smtp://u:p@mail.example?tls=opportunistic").as_deref(), Some("tls=opportunistic"));
    }

    #[tokio::test]
    async fn a_server_that_is_away_is_temporary() {
        // Bound and dropped: nobody listens there any more.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let transport = Transport::from_url(&format!("smtp://127.0.0.1:{port}")).unwrap();
        assert!(transport.check().await.unwrap_err().is_temporary());
    }
}
