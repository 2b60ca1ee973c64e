//! When to stop: Ctrl-C, SIGTERM, or the end of standard input where a parent holds it.

use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Canceled at the first of them.
pub(crate) fn token(until_stdin_closes: bool) -> CancellationToken {
    let token = CancellationToken::new();
    let canceled = token.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = terminated() => {}
            () = stdin_closed(), if until_stdin_closes => {}
        }
        canceled.cancel();
    });
    token
}

async fn terminated() {
    let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be listened to");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Nobody writes to it; it ends with the parent, whatever ends that.
async fn stdin_closed() {
    let mut input = tokio::io::stdin();
    let mut ignored = [0; 64];
    while matches!(input.read(&mut ignored).await, Ok(read) if read > 0) {}
}
