//! How the text of a setting becomes a value.

use super::{Hidden, LogFormat, SecretKey};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

/// A value a setting can have. `PLACEHOLDER` stands in for one that couldn't be read until all mistakes are told.
pub trait Setting: Sized {
    /// What to write instead, to follow "must be".
    const SHAPE: &'static str;

    fn parse(text: &str) -> Option<Self>;
    fn placeholder() -> Self;
}

impl Setting for String {
    const SHAPE: &'static str = "a text";
    fn parse(text: &str) -> Option<String> {
        Some(text.trim().to_owned())
    }
    fn placeholder() -> String {
        String::new()
    }
}

impl Setting for Hidden {
    const SHAPE: &'static str = "a text";
    fn parse(text: &str) -> Option<Hidden> {
        Some(Hidden::new(text.trim()))
    }
    fn placeholder() -> Hidden {
        Hidden::new("")
    }
}

impl Setting for PathBuf {
    const SHAPE: &'static str = "a path";
    fn parse(text: &str) -> Option<PathBuf> {
        (!text.trim().is_empty()).then(|| PathBuf::from(text.trim()))
    }
    fn placeholder() -> PathBuf {
        PathBuf::new()
    }
}

impl Setting for SocketAddr {
    const SHAPE: &'static str = "an address and a port, such as 0.0.0.0:3000";
    fn parse(text: &str) -> Option<SocketAddr> {
        text.trim().parse().ok()
    }
    fn placeholder() -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    }
}

impl Setting for Option<SocketAddr> {
    const SHAPE: &'static str = "empty, or an address and a port, such as 127.0.0.1:3001";
    fn parse(text: &str) -> Option<Option<SocketAddr>> {
        match text.trim() {
            "" => Some(None),
            address => address.parse().ok().map(Some),
        }
    }
    fn placeholder() -> Option<SocketAddr> {
        None
    }
}

impl Setting for NonZeroU32 {
    const SHAPE: &'static str = "a whole number from 1 up";
    fn parse(text: &str) -> Option<NonZeroU32> {
        text.trim().parse().ok()
    }
    fn placeholder() -> NonZeroU32 {
        NonZeroU32::MIN
    }
}

impl Setting for LogFormat {
    const SHAPE: &'static str = "pretty or json";
    fn parse(text: &str) -> Option<LogFormat> {
        text.trim().parse().ok()
    }
    fn placeholder() -> LogFormat {
        LogFormat::Pretty
    }
}

impl Setting for SecretKey {
    const SHAPE: &'static str =
        "32 random bytes as 64 hexadecimal digits or in base64 (`openssl rand -hex 32` makes one)";
    fn parse(text: &str) -> Option<SecretKey> {
        SecretKey::read(text)
    }
    fn placeholder() -> SecretKey {
        SecretKey::new([0; 32])
    }
}

/// An address that e-mails can come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(pub String);

impl Setting for EmailAddress {
    const SHAPE: &'static str = "an e-mail address, such as tickets@example.org";
    fn parse(text: &str) -> Option<EmailAddress> {
        domain::email::check(text).ok().map(EmailAddress)
    }
    fn placeholder() -> EmailAddress {
        EmailAddress(String::new())
    }
}

/// One address, or all addresses that begin like it: `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(mine), IpAddr::V4(theirs)) => {
                let shift = 32 - u32::from(self.bits);
                mine.to_bits().checked_shr(shift) == theirs.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(mine), IpAddr::V6(theirs)) => {
                let shift = 128 - u32::from(self.bits);
                mine.to_bits().checked_shr(shift) == theirs.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Network, ()> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| ()))?;
        if bits > most { Err(()) } else { Ok(Network { address, bits }) }
    }
}

impl Setting for Vec<Network> {
    const SHAPE: &'static str = "addresses or networks with commas between them, such as 127.0.0.1, 10.0.0.0/8";
    fn parse(text: &str) -> Option<Vec<Network>> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
    }
    fn placeholder() -> Vec<Network> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_the_addresses_that_begin_like_it() {
        let holds =
            |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
        assert!(holds("10.0.0.0/8", "10.200.3.4"));
        assert!(!holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("127.0.0.1", "::ffff:127.0.0.1"), "the same address in IPv6's clothes");
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
        for wrong in ["10.0.0.0/33", "10.0.0", "::1/129", "host"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
