//! The little HTTP that xtask itself speaks: one GET to a server on this machine.

use anyhow::{Context, bail};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

pub struct Answer {
    pub status: u16,
    /// As it came over the wire: still compressed if it was.
    pub body: Vec<u8>,
    /// From the request's last byte to the answer's first one.
    pub first_byte: Duration,
}

const PATIENCE: Duration = Duration::from_secs(10);

/// A kept-open connection to `127.0.0.1:port`.
pub struct Connection {
    reader: BufReader<TcpStream>,
    port: u16,
}

impl Connection {
    pub fn open(port: u16) -> anyhow::Result<Connection> {
        let stream =
            TcpStream::connect(("127.0.0.1", port)).with_context(|| format!("nothing answers on port {port}"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Connection { reader: BufReader::new(stream), port })
    }

    /// Asks for `path`, accepting `encoding` (`br`, or `identity` for plain bytes).
    pub fn get(&mut self, path: &str, encoding: &str) -> anyhow::Result<Answer> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: */*\r\nAccept-Encoding: {encoding}\r\n\
             Accept-Language: en\r\nUser-Agent: tessera-xtask\r\n\r\n",
            self.port
        );
        self.reader.get_mut().write_all(request.as_bytes())?;
        let begun = Instant::now();
        self.reader.fill_buf()?;
        let first_byte = begun.elapsed();
        let status_line = self.line()?;
        let status = status_line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .with_context(|| format!("not an HTTP answer: {status_line}"))?;
        let mut headers = HashMap::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let body = self.body(&headers)?;
        Ok(Answer { status, body, first_byte })
    }

    fn body(&mut self, headers: &HashMap<String, String>) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        if let Some(length) = headers.get("content-length") {
            body.resize(length.parse().context("a content length that is no number")?, 0);
            self.reader.read_exact(&mut body)?;
        } else if headers.get("transfer-encoding").is_some_and(|it| it.contains("chunked")) {
            loop {
                let size = usize::from_str_radix(self.line()?.trim(), 16).context("a broken chunk")?;
                let start = body.len();
                body.resize(start + size, 0);
                self.reader.read_exact(&mut body[start..])?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        }
        Ok(body)
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        let read = self.reader.read_line(&mut line)?;
        if read == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }
}

/// The status that `path` answers with right now, or none when nobody listens.
pub fn status(port: u16, path: &str) -> Option<u16> {
    Connection::open(port).and_then(|mut connection| connection.get(path, "identity")).ok().map(|answer| answer.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(bytes: &'static [u8]) -> anyhow::Result<Answer> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let server = std::thread::spawn(move || -> std::io::Result<()> {
            let (mut stream, _) = listener.accept()?;
            let mut request = [0; 1024];
            let _ = stream.read(&mut request)?;
            stream.write_all(bytes)
        });
        let answer = Connection::open(port)?.get("/", "br");
        let _ = server.join();
        answer
    }

    #[test]
    fn reads_a_counted_body() -> anyhow::Result<()> {
        let answer = answered(b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc")?;
        assert_eq!((answer.status, answer.body.as_slice()), (404, &b"abc"[..]));
        Ok(())
    }

    #[test]
    fn reads_a_chunked_body() -> anyhow::Result<()> {
        let answer =
            answered(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")?;
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"abcde"[..]));
        Ok(())
    }

    #[test]
    fn a_broken_answer_is_an_error() {
        assert!(answered(b"SMTP ready\r\n\r\n").is_err());
        assert!(answered(b"").is_err());
    }
}
