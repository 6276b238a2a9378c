//! Requests to the API, written by hand.

use std::io::Write;

/// A request with a JSON body that is always the same.
pub fn prepared(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let mut request = Vec::new();
    write(&mut request, method, path, headers, body);
    request
}

/// Writes a request with a JSON body. `headers` are whole lines.
pub fn write(out: &mut Vec<u8>, method: &str, path: &str, headers: &str, body: &str) {
    // Writing to a Vec doesn't fail.
    let _ = write!(
        out,
        "{method} {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

/// Writes a request without a body.
pub fn write_get(out: &mut Vec<u8>, path: &str, headers: &str) {
    let _ = write!(out, "GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n");
}

/// A cart with some places of one date.
pub fn new_cart(performance: &str, ticket_type: &str, quantity: u32) -> String {
    format!(r#"{{"claims":[{{"performance":"{performance}","ticket_type":"{ticket_type}","quantity":{quantity}}}]}}"#)
}

/// A cart with one seat.
pub fn new_seat_cart(performance: &str, ticket_type: &str, seat: &str) -> String {
    format!(r#"{{"claims":[{{"performance":"{performance}","ticket_type":"{ticket_type}","seats":["{seat}"]}}]}}"#)
}

/// Who buys in every order.
pub const CHECKOUT: &str =
    r#"{"buyer":{"name":"Maria Rossi","email":"maria.rossi@example.org"},"gateway":"test","accept_terms":true}"#;
