//! Connections: one task each, until they end or the server is asked to.
//!
//! HTTP/1.1 only. Browsers speak newer versions with the proxy that holds the certificate, and what tells them apart on one
//! port reads ahead: it would cost each of ten thousand open streams a buffer of 16 kB.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How long a connection may take to say what it wants, and how long it is kept while it wants nothing: longer than the ten
/// minutes for which patient load balancers keep theirs, so that they close first and never send into a closed one.
const HEADER_PATIENCE: Duration = Duration::from_secs(620);
/// The most bytes a request's headers may have.
const HEADER_BYTES_MAX: usize = 64 * 1024;
/// Without a file descriptor to spare there is nothing to accept with.
const ACCEPT_AGAIN: Duration = Duration::from_secs(1);

/// Answers whoever connects until `stop`; then accepts nobody, lets each connection finish the answer it is giving, and
/// returns once the last has ended.
pub async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE).max_buf_size(HEADER_BYTES_MAX);
    let connections = GracefulShutdown::new();
    loop {
        let (stream, address) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = stop.cancelled() => break,
        };
        let routes = routes.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(address));
            routes.clone().oneshot(request.map(Body::new))
        });
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::trace!(%error, %address, "a connection broke");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                // An answer is written whole: waiting for more of it only delays it.
                let _ = stream.set_nodelay(true);
                return (stream, address);
            }
            Err(error) if is_the_visitors(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted; trying again in a second");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

/// Whoever connected is gone before they were heard.
fn is_the_visitors(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A server that says who asks, after a while.
    async fn open() -> (SocketAddr, CancellationToken, tokio::task::JoinHandle<()>) {
        let slow = get(async |ConnectInfo(address): ConnectInfo<SocketAddr>| {
            tokio::time::sleep(Duration::from_millis(200)).await;
            address.to_string()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let serving = tokio::spawn(serve(listener, Router::new().route("/", slow), stop.clone()));
        (address, stop, serving)
    }

    async fn read_all(stream: &mut TcpStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn whoever_is_being_answered_at_the_end_still_is_and_nobody_else() {
        let (address, stop, serving) = open().await;
        let mut asking = TcpStream::connect(address).await.unwrap();
        let mut silent = TcpStream::connect(address).await.unwrap();
        asking.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        stop.cancel();
        let answer = read_all(&mut asking).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with(&asking.local_addr().unwrap().to_string()), "{answer}");
        assert_eq!(read_all(&mut silent).await, "", "a connection that asks nothing is closed");
        serving.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err(), "the port is free again");
    }

    #[tokio::test]
    async fn what_is_no_request_is_told_so() {
        let (address, _stop, _serving) = open().await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let long = "x".repeat(HEADER_BYTES_MAX + 10_000);
        // The server may close before all of it was sent.
        let _ = stream.write_all(format!("GET /{long} HTTP/1.1\r\n\r\n").as_bytes()).await;
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.unwrap();
        assert!(matches!(&head, b"HTTP/1.1 414" | b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&head));
    }
}
