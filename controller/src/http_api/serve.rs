//! Listens and serves until it is told to end. Never in the clear beyond this machine.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Requests under way at a shutdown may take this long; an endless download must not keep the process.
const GOOD_ORDER: Duration = Duration::from_secs(5);

/// The HTTP door cannot be opened or was shut by the system.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Tokens would cross a network in the clear.
    #[error(
        "refusing to serve plain HTTP on {address}: tokens would cross the network in the clear; listen on 127.0.0.1 \
         and put a reverse proxy with TLS in front"
    )]
    PlainBeyondLoopback {
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
    /// Serving ended by itself.
    #[error("serving HTTP ended")]
    Serve {
        /// What the system said.
        source: io::Error,
    },
}

/// Opens a listener on a loopback address. Port 0 lets the system choose.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::PlainBeyondLoopback { address });
    }
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Serves a router until `shutdown`; requests under way are brought to their end, for as long as that is in order.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
) -> Result<(), ServeError> {
    // Logins are counted per address of their sender.
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    tokio::select! {
        ended = serving => ended.map_err(|source| ServeError::Serve { source }),
        () = async {
            shutdown.cancelled().await;
            tokio::time::sleep(GOOD_ORDER).await;
        } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn plain_http_beyond_this_machine_is_refused_with_the_way_out() {
        let error = listen("0.0.0.0:0".parse().unwrap()).await.unwrap_err();
        assert!(error.to_string().contains("reverse proxy"), "{error}");
    }
}
