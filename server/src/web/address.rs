//! Whose request it is: the address it came from, believed only as far as it can be.

use crate::config::Network;
use axum::http::HeaderMap;
use std::net::IpAddr;

/// The visitor's address. `X-Forwarded-For` counts only from proxies we trust, read from its end: whatever stands before
/// the first address that is no such proxy could have been written by the visitor. It is in no standard, and read here because
/// its end counts, where readers of it take its beginning.
pub fn of_visitor(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !is_trusted(peer) {
        return peer;
    }
    let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut visitor = peer;
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        visitor = address.to_canonical();
        if !is_trusted(visitor) {
            break;
        }
    }
    visitor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        of_visitor(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_forwarded_address_counts_only_from_trusted_proxies() {
        assert_eq!(visitor("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(visitor("10.0.0.1", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(visitor("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(visitor("10.0.0.1", &["1.1.1.1", "198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(visitor("10.0.0.1", &["198.51.100.1, nonsense"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(visitor("10.0.0.1", &[], &["10.0.0.0/8"]), "10.0.0.1");
    }
}
