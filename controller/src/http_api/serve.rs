//! Listens for HTTP. Whoever composes the controller sees to it that the address is loopback.

use std::io;
use std::time::Duration;

use axum::Extension;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::jobs::JobDoor;
use super::router;
use super::state::ApiState;

/// Requests under way at a shutdown may take this long; an endless download must not keep the process.
const GOOD_ORDER: Duration = Duration::from_secs(5);

/// Serves API and pages until `shutdown`.
pub async fn serve(
    listener: TcpListener,
    state: ApiState,
    jobs: JobDoor,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let app = router(state).layer(Extension(jobs));
    let stopping = shutdown.clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(stopping.cancelled_owned());
    tokio::select! {
        served = serving => served,
        () = async {
            shutdown.cancelled().await;
            tokio::time::sleep(GOOD_ORDER).await;
        } => Ok(()),
    }
}
