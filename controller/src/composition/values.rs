//! Writes the values of runs that were stored before trends had any. Waits between its steps, so that nobody waits for it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::doors::chain;
use crate::store::Store;

/// Between two steps: the one writer of SQLite is free for whoever else writes.
const PAUSE: Duration = Duration::from_millis(20);

/// Writes all that are missing, unless `shutdown` comes before. What is left is written after the next start.
pub(super) async fn backfill(store: Store, shutdown: &CancellationToken) {
    let mut written = 0;
    loop {
        match store.backfill_values().await {
            Ok(0) => break,
            Ok(runs) => written += runs,
            Err(error) => {
                let error = chain(&error);
                tracing::warn!(
                    error,
                    written,
                    "values of older runs are missing in trends until the next start"
                );
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = shutdown.cancelled() => return,
        }
    }
    if written > 0 {
        tracing::info!(runs = written, "older runs have their values in trends");
    }
}
