//! The HTTP client of the benches. Never leaves loopback by way of a proxy.

use anyhow::Context;

/// A client that keeps its connections.
pub(crate) fn client() -> anyhow::Result<reqwest::Client> {
    // One provider for TLS has to be named, though everything here stays on loopback.
    let _first = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().context("cannot set up an HTTP client")
}
