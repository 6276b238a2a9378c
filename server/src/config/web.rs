//! Where the shop is reached.

use super::settings::settings;
use super::{Hidden, Network, Sources};
use std::net::SocketAddr;
use std::path::PathBuf;

settings! {
    /// How the world reaches the shop. TLS is ended by a proxy in front of it.
    "web" Web {
        /// Where the server listens.
        listen: SocketAddr = "TESSERA_LISTEN", default "127.0.0.1:3000";
        /// The address people use, with which links in e-mails begin: `https://tickets.example.org`.
        url: String = "TESSERA_URL";
        /// The folder with the browser bundles, as `cargo xtask web` makes it.
        site: PathBuf = "TESSERA_SITE", default "target/site";
        /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks. From all others the header is ignored.
        trusted_proxies: Vec<Network> = "TESSERA_TRUSTED_PROXIES", default "";
        /// What a collector of `/metrics` brings as its bearer token. Empty: only this machine itself may read them.
        metrics_token: Hidden = "TESSERA_METRICS_TOKEN", default "";
    }
}

impl Web {
    pub(super) fn check(&self, sources: &mut Sources) {
        if self.url.is_empty() {
            return;
        }
        let good = url::Url::parse(&self.url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none());
        if !good || self.url.ends_with('/') {
            sources.note("TESSERA_URL must be http:// or https:// and a name, with nothing behind it.".to_owned());
        }
    }

    pub fn is_https(&self) -> bool {
        self.url.starts_with("https://")
    }
}
