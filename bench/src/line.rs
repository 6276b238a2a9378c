//! A connection that is kept open: one request written, one answer read.

use crate::answer::{self, Answer, Progress};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

pub struct Line {
    stream: TcpStream,
    read: Vec<u8>,
    /// The body of a chunked answer.
    whole: Vec<u8>,
    /// Bytes of `read` that the answer before has used.
    used: usize,
}

/// How many connections share one source address, where there are more than one address has ports for.
const PORTS_PER_SOURCE: usize = 20_000;

impl Line {
    pub async fn open(server: SocketAddr) -> io::Result<Line> {
        Line::open_from(server, 0).await
    }

    /// The `number`th connection of many: beyond what one loopback address has ports for, from the next one.
    pub async fn open_from(server: SocketAddr, number: usize) -> io::Result<Line> {
        let source = number / PORTS_PER_SOURCE;
        let stream = if source == 0 || !server.ip().is_loopback() {
            TcpStream::connect(server).await?
        } else {
            let socket = TcpSocket::new_v4()?;
            let last = u8::try_from(source + 1).unwrap_or(u8::MAX);
            socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0))?;
            socket.connect(server).await?
        };
        stream.set_nodelay(true)?;
        Ok(Line { stream, read: Vec::with_capacity(4096), whole: Vec::new(), used: 0 })
    }

    pub async fn send(&mut self, request: &[u8]) -> io::Result<()> {
        // A loopback socket takes a request whole in all but rare cases: no need to wait for it to be writable.
        match self.stream.try_write(request) {
            Ok(written) if written == request.len() => Ok(()),
            Ok(written) => self.stream.write_all(&request[written..]).await,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.stream.write_all(request).await,
            Err(error) => Err(error),
        }
    }

    /// The next answer, whole. It stays readable until the next call.
    pub async fn hear(&mut self) -> io::Result<Answer<'_>> {
        if self.used > 0 {
            self.read.drain(..self.used);
            self.used = 0;
        }
        loop {
            match answer::look(&self.read) {
                Progress::Whole(found) => {
                    self.used = found.end;
                    let bytes = &self.read[found.body_start..found.end];
                    if found.is_chunked {
                        answer::unchunk(bytes, &mut self.whole);
                        return Ok(Answer { status: found.status, body: &self.whole });
                    }
                    return Ok(Answer { status: found.status, body: bytes });
                }
                Progress::Broken(why) => return Err(io::Error::other(why)),
                Progress::Partial => {}
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Bytes as they come, for answers that don't end. None when the server has closed.
    pub async fn some(&mut self) -> io::Result<Option<&[u8]>> {
        self.read.clear();
        let read = self.stream.read_buf(&mut self.read).await?;
        Ok((read > 0).then_some(self.read.as_slice()))
    }
}
