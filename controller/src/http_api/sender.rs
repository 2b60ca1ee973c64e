//! From where a request comes, and whether over TLS. Says nothing of who sent it.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

/// Marks a request that came over TLS of our own; the listener adds it to the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct OverTls;

/// From where a request comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sender {
    /// Network address, where the listener tells.
    pub(super) address: Option<String>,
    /// Whether the browser reached us over TLS, our own or that of a proxy in front. A client that only says so keeps
    /// nobody's cookie but its own from the clear.
    pub(super) over_tls: bool,
}

impl Sender {
    /// Reads it off a request.
    pub(super) fn of(headers: &HeaderMap, extensions: &Extensions) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let forwarded = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
        let by_proxy = forwarded.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        Self {
            address: peer.map(|ConnectInfo(peer)| peer.ip().to_string()),
            over_tls: by_proxy || extensions.get::<OverTls>().is_some(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.extensions))
    }
}
