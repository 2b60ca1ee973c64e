//! Reads a certificate again when its files change and when the process is sent SIGHUP. Never ends anything.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Certificate;

/// Looks at the files every `every` and at each SIGHUP, until `shutdown`. A pair that cannot be used is said once and left.
pub fn watch(
    certificate: Certificate,
    every: Duration,
    shutdown: CancellationToken,
) -> io::Result<JoinHandle<()>> {
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(tokio::spawn(async move {
        let mut looks = tokio::time::interval(every);
        loop {
            let asked = tokio::select! {
                received = hangup.recv() => received.is_some(),
                _ = looks.tick() => false,
                () = shutdown.cancelled() => return,
            };
            let certificate = certificate.clone();
            let looked = tokio::task::spawn_blocking(move || look(&certificate, asked));
            looked.await.expect("reading files neither panics nor is it aborted");
        }
    }))
}

fn look(certificate: &Certificate, asked: bool) {
    if !asked && !certificate.is_outdated() {
        return;
    }
    match certificate.reload() {
        Ok(()) => tracing::info!("the certificate has been read again"),
        Err(error) => tracing::error!(
            error = crate::doors::chain(&error),
            "the new certificate cannot be used; the one before it stays"
        ),
    }
}
