//! Listens and serves until it is told to end. Never in the clear beyond this machine, unless to a proxy.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service;

use crate::connections::{Connection, Limits, Reception, accept};

/// Requests under way at a shutdown may take this long; an endless download must not keep the process.
const GOOD_ORDER: Duration = Duration::from_secs(5);
/// What is spoken over TLS (ALPN).
const PROTOCOLS: [&[u8]; 1] = [b"http/1.1"];

/// What keeps the tokens of an address secret on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// They never leave this machine.
    None,
    /// TLS of our own.
    Tls,
    /// A reverse proxy with TLS, which alone is answered.
    Proxy,
}

/// The HTTP door cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Tokens would cross a network in the clear.
    #[error(
        "refusing to serve plain HTTP on {address}: tokens would cross the network in the clear; give `--tls-cert` and \
         `--tls-key`, or put a reverse proxy with TLS in front and name it with `--behind-proxy --trusted-proxy ADDRESS`, or \
         listen on 127.0.0.1"
    )]
    PlainBeyondLoopback {
        /// The address.
        address: SocketAddr,
    },
    /// Whoever reaches the address could do everything.
    #[error(
        "refusing to serve {address} without tokens: `--open` is for 127.0.0.1 without a proxy; leave it out and make tokens \
         with `perfsight token create`"
    )]
    OpenBeyondLoopback {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// Opens a listener on a loopback address. Port 0 lets the system choose.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    listen_under(address, Cover::None).await
}

/// Opens a listener on any address that has cover, or on a loopback address. Port 0 lets the system choose.
pub async fn listen_under(address: SocketAddr, cover: Cover) -> Result<TcpListener, ServeError> {
    if cover == Cover::None && !address.ip().is_loopback() {
        return Err(ServeError::PlainBeyondLoopback { address });
    }
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Serves a router until `shutdown`; requests under way are brought to their end, for as long as that is in order.
pub async fn serve(listener: TcpListener, reception: Reception, router: Router, shutdown: CancellationToken) {
    let limits = reception.limits;
    let mut arriving = accept(listener, reception, &PROTOCOLS, shutdown.clone());
    let open = TaskTracker::new();
    let abandoned = CancellationToken::new();
    // Whatever ends this future ends its connections.
    let _at_the_end = abandoned.clone().drop_guard();
    while let Some(Some(connection)) = shutdown.run_until_cancelled(arriving.recv()).await {
        let (router, shutdown, abandoned) = (router.clone(), shutdown.clone(), abandoned.clone());
        open.spawn(async move {
            tokio::select! {
                () = converse(connection, router, limits, shutdown) => {}
                () = abandoned.cancelled() => {}
            }
        });
    }
    drop(arriving);
    open.close();
    if tokio::time::timeout(GOOD_ORDER, open.wait()).await.is_err() {
        tracing::warn!(requests = open.len(), "requests under way are broken off");
    }
}

/// Serves one connection until either side ends it.
async fn converse(connection: Connection, router: Router, limits: Limits, shutdown: CancellationToken) {
    let Connection { stream, peer } = connection;
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(limits.head_bytes)
        .max_headers(limits.head_fields);
    let mut conversation = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let ended = tokio::select! {
        ended = conversation.as_mut() => ended,
        () = shutdown.cancelled() => {
            conversation.as_mut().graceful_shutdown();
            conversation.await
        }
    };
    if let Err(error) = ended {
        // A client that breaks the protocol, is too slow or goes away; nobody has to act.
        tracing::debug!(error = crate::doors::chain(&error), address = %peer.address, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn plain_http_beyond_this_machine_is_refused_with_every_way_out() {
        let error = listen("0.0.0.0:0".parse().unwrap()).await.unwrap_err().to_string();
        for way in ["--tls-cert", "--behind-proxy", "127.0.0.1"] {
            assert!(error.contains(way), "{error}");
        }
        for cover in [Cover::Tls, Cover::Proxy] {
            listen_under("0.0.0.0:0".parse().unwrap(), cover).await.unwrap();
        }
    }
}
