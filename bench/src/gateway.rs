//! A payment provider that has the money the moment it is asked: what it costs is what our own work costs.
//!
//! It speaks as much of the test gateway's language as `POST /v1/payments` needs.

use crate::answer::{find, text_of};
use serde_json::Value;
use std::cell::Cell;
use std::fmt::Write;
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(clap::Args)]
pub struct Options {
    #[arg(long)]
    listen: SocketAddr,
}

/// Serves until it is ended.
pub async fn run(options: &Options) -> anyhow::Result<Value> {
    let listener = TcpListener::bind(options.listen).await?;
    let number = Rc::new(Cell::new(0));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A caller that hangs up is no concern of others.
        drop(tokio::task::spawn_local(serve(stream, Rc::clone(&number))));
    }
}

async fn serve(mut stream: TcpStream, number: Rc<Cell<u64>>) -> std::io::Result<()> {
    let (mut read, mut answer) = (Vec::with_capacity(4096), String::new());
    loop {
        let Some(length) = request_end(&read) else {
            if stream.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
            continue;
        };
        number.set(number.get() + 1);
        let request = &read[..length];
        let body = captured(request, number.get());
        answer.clear();
        // Writing to a String doesn't fail.
        let _ = write!(
            answer,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await?;
        read.drain(..length);
    }
}

/// The payment, and that its money is there.
fn captured(request: &[u8], number: u64) -> String {
    let currency = text_of(request, "currency").unwrap_or("EUR");
    let amount = amount_of(request).unwrap_or(0);
    format!(r#"{{"id":"bench_{number}","status":"captured","amount_captured":{amount},"currency":"{currency}"}}"#)
}

fn amount_of(request: &[u8]) -> Option<u64> {
    let start = find(request, br#""amount":"#)? + 9;
    let digits = request[start..].iter().take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

/// Where the first request in `bytes` ends, once it is whole.
fn request_end(bytes: &[u8]) -> Option<usize> {
    let head = find(bytes, b"\r\n\r\n")?;
    let length = bytes[..head].split(|byte| *byte == b'\n').find_map(|header| {
        let (name, value) = header.split_at_checked(15)?;
        let text = std::str::from_utf8(value).ok()?.trim();
        name.eq_ignore_ascii_case(b"content-length:").then(|| text.parse::<usize>().ok())?
    });
    let end = head + 4 + length.unwrap_or(0);
    (bytes.len() >= end).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_captured_whole() {
        let request =
            b"POST /v1/payments HTTP/1.1\r\nContent-Length: 33\r\n\r\n{\"amount\":2650,\"currency\":\"EUR\"}\n";
        assert_eq!(request_end(request), Some(request.len()));
        assert_eq!(request_end(&request[..request.len() - 1]), None);
        assert!(captured(request, 1).contains(r#""amount_captured":2650,"currency":"EUR""#));
    }
}
