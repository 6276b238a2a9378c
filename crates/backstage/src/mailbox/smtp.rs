//! The receiving side of SMTP (RFC 5321) with SIZE, 8BITMIME, SMTPUTF8 and PIPELINING, without TLS or sign-in: it only
//! ever talks to the shop on the same machine.

use super::Shared;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The largest message taken, in bytes.
const MESSAGE_MAX: usize = 25 * 1024 * 1024;
/// The longest line taken; RFC 5321 section 4.5.3.1 asks for 512 in commands and 1000 in text.
const LINE_MAX: u64 = 16 * 1024;
const RECIPIENTS_MAX: usize = 100;
/// How long a client may be silent (RFC 5321, section 4.5.3.2.7).
const SILENCE: Duration = Duration::from_secs(300);

/// Takes connections until it is dropped, which also ends those under way.
pub(super) async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut sessions = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let shared = Arc::clone(&shared);
                    sessions.spawn(async move {
                        if let Err(error) = converse(stream, &shared).await {
                            tracing::debug!(%error, "a mail client went away");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the mailbox could not take a connection");
                    // Out of file handles, most likely: wait for some to be closed.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = sessions.join_next() => {}
        }
    }
}

async fn converse(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let (read, write) = stream.split();
    let mut session = Session { reader: BufReader::new(read), writer: write, greeted: false, envelope: None, shared };
    session.say("220 tessera mailbox, take what you have").await?;
    while let Some(line) = session.line().await? {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if !session.command(&line).await? {
            break;
        }
    }
    Ok(())
}

/// What MAIL and RCPT have said so far.
struct Envelope {
    from: String,
    to: Vec<String>,
    /// The code this message is to be refused with.
    refusal: Option<u16>,
}

struct Session<'a, R, W> {
    reader: R,
    writer: W,
    greeted: bool,
    envelope: Option<Envelope>,
    shared: &'a Shared,
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin> Session<'_, R, W> {
    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.writer.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.writer.flush().await
    }

    /// The next line with its end, or nothing when the client has gone. A line that is too long comes in pieces.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.reader).take(LINE_MAX);
        let read = tokio::time::timeout(SILENCE, limited.read_until(b'\n', &mut line));
        let read = read.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        Ok((read > 0).then_some(line))
    }

    /// Answers one command; false when the conversation is over.
    async fn command(&mut self, line: &str) -> io::Result<bool> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.greeted = true;
                self.envelope = None;
                let size = format!("250-SIZE {MESSAGE_MAX}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING");
                self.say(&format!("250-tessera mailbox\r\n{size}")).await?;
            }
            "HELO" => {
                self.greeted = true;
                self.envelope = None;
                self.say("250 tessera mailbox").await?;
            }
            "MAIL" => self.mail(rest).await?,
            "RCPT" => self.recipient(rest).await?,
            "DATA" => return self.data().await,
            "RSET" => {
                self.envelope = None;
                self.say("250 forgotten").await?;
            }
            "NOOP" => self.say("250 still here").await?,
            "VRFY" => self.say("252 send it and see").await?,
            "QUIT" => {
                self.say("221 goodbye").await?;
                return Ok(false);
            }
            _ => self.say("500 that command is not known here").await?,
        }
        Ok(true)
    }

    async fn mail(&mut self, rest: &str) -> io::Result<()> {
        if !self.greeted {
            return self.say("503 say EHLO first").await;
        }
        if self.envelope.is_some() {
            return self.say("503 one message at a time").await;
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return self.say("501 write MAIL FROM:<address>").await;
        };
        let size = parameters.split(' ').find_map(|word| {
            let (key, value) = word.split_once('=')?;
            key.eq_ignore_ascii_case("SIZE").then(|| value.parse::<usize>().ok()).flatten()
        });
        if size.is_some_and(|size| size > MESSAGE_MAX) {
            return self.say("552 the message is too large").await;
        }
        self.envelope = Some(Envelope { from, to: Vec::new(), refusal: self.shared.take_failure() });
        self.say("250 go on").await
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<()> {
        let Some(envelope) = &mut self.envelope else {
            return self.say("503 say MAIL first").await;
        };
        if let Some(code) = envelope.refusal {
            let reply = if code < 500 { "not now, try again later" } else { "this mailbox takes no mail" };
            return self.say(&format!("{code} {reply}")).await;
        }
        match path(rest, "TO:") {
            Some((to, _)) if !to.is_empty() && envelope.to.len() < RECIPIENTS_MAX => {
                envelope.to.push(to);
                self.say("250 go on").await
            }
            Some((to, _)) if to.is_empty() => self.say("501 write RCPT TO:<address>").await,
            Some(_) => self.say("452 too many recipients").await,
            None => self.say("501 write RCPT TO:<address>").await,
        }
    }

    async fn data(&mut self) -> io::Result<bool> {
        if self.envelope.as_ref().is_none_or(|envelope| envelope.to.is_empty()) {
            self.say("503 nobody to deliver to").await?;
            return Ok(true);
        }
        let Some(envelope) = self.envelope.take() else { return Ok(true) };
        self.say("354 end with a dot on a line of its own").await?;
        let mut raw = format!("Return-Path: <{}>\r\n", envelope.from).into_bytes();
        for to in &envelope.to {
            raw.extend(format!("Delivered-To: {to}\r\n").into_bytes());
        }
        let (mut too_large, mut line_begins) = (false, true);
        loop {
            // A client that leaves before the dot has sent nothing.
            let Some(line) = self.line().await? else { return Ok(false) };
            if line_begins && line == b".\r\n" {
                break;
            }
            // RFC 5321, section 4.5.2: a leading dot was doubled by the sender.
            let text = if line_begins { line.strip_prefix(b".").unwrap_or(&line) } else { &line };
            too_large |= raw.len() + text.len() > MESSAGE_MAX;
            if !too_large {
                raw.extend_from_slice(text);
            }
            line_begins = line.ends_with(b"\r\n");
        }
        if too_large {
            self.say("552 the message is too large").await?;
            return Ok(true);
        }
        match self.shared.keep(raw).await {
            Ok(number) => self.say(&format!("250 kept as number {number}")).await?,
            Err(error) => {
                tracing::error!(%error, "the mailbox could not keep a message");
                self.say("452 it could not be kept, try again later").await?;
            }
        }
        Ok(true)
    }
}

/// The address in `FROM:<a@b> SIZE=1` and what follows it. The empty address is that of a bounce.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(String, &'a str)> {
    let rest = rest.trim_start();
    let head = rest.get(..keyword.len())?;
    let inner = rest.get(keyword.len()..)?.trim_start().strip_prefix('<')?;
    let (address, parameters) = inner.split_once('>')?;
    let clean = !address.chars().any(|c| c.is_control() || c == '<');
    (head.eq_ignore_ascii_case(keyword) && clean).then(|| (address.to_owned(), parameters.trim()))
}
