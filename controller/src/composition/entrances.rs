//! How the two addresses are reached: listener, certificate, limits. Serves nothing.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Config, ServeError};
use crate::connections::{Certificate, Limits, Reception, watch};
use crate::http_api::{self, Cover};
use crate::metrics::Metrics;

/// How often the certificate's files are looked at.
const CERTIFICATE_LOOKS: Duration = Duration::from_secs(10);

/// The certificate, which is read again whenever its files change until the controller stops.
pub(super) async fn certificate(
    config: &Config,
    shutdown: &CancellationToken,
) -> Result<Option<Certificate>, ServeError> {
    let Some(files) = config.tls.clone() else { return Ok(None) };
    let loaded = tokio::task::spawn_blocking(move || Certificate::load(files));
    let certificate = loaded.await.expect("reading files neither panics nor is it aborted")?;
    watch(certificate.clone(), CERTIFICATE_LOOKS, shutdown.clone()).map_err(ServeError::Signal)?;
    Ok(Some(certificate))
}

/// The listener of the dashboard and the API, where what is said over it stays secret.
pub(super) async fn listen_http(config: &Config) -> Result<TcpListener, ServeError> {
    let address = config.listen;
    if config.open && (config.behind_proxy || !address.ip().is_loopback()) {
        return Err(http_api::ServeError::OpenBeyondLoopback { address }.into());
    }
    let cover = match (config.behind_proxy, &config.tls) {
        (true, _) => Cover::Proxy,
        (false, Some(_)) => Cover::Tls,
        (false, None) => Cover::None,
    };
    Ok(http_api::listen_under(address, cover).await?)
}

/// How connections to the HTTP address and to the agents' are received.
pub(super) fn receptions(
    config: &Config,
    certificate: Option<Certificate>,
    metrics: &Metrics,
) -> (Reception, Reception) {
    let limits = Limits { connections: config.max_connections, ..Limits::default() };
    let reception = |door, certificate| Reception { certificate, limits, sockets: metrics.sockets(door) };
    // A proxy speaks to us in the clear; agents come by themselves.
    let for_http = certificate.clone().filter(|_| !config.behind_proxy);
    (reception("http", for_http), reception("agents", certificate))
}
