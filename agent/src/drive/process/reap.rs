//! Ends every process that carries a marker, and waits until it is gone. Never signals a process without one, but
//! for its descendants.

use std::io;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::marker::Marker;
use crate::collect::system::{Lineage, SystemError};

const PAUSE: Duration = Duration::from_millis(20);

/// Ends everything that carries the marker, with its descendants. Returns when nothing is left.
pub async fn reap(marker: &Marker, limit: Duration) -> Result<(), ReapError> {
    let deadline = Instant::now() + limit;
    loop {
        let marker = marker.clone();
        let left = spawn_blocking(move || end_once(&marker)).await.map_err(io::Error::other)??;
        if left.is_empty() {
            return Ok(());
        }
        if Instant::now() >= deadline {
            return Err(ReapError::Survived { pids: left });
        }
        sleep(PAUSE).await;
    }
}

/// Process ids of everything that carries the marker, and of its descendants; the dead that nobody has waited for
/// are not among them.
pub fn survivors(marker: &Marker) -> Result<Vec<u32>, ReapError> {
    Ok(find(marker)?.pids())
}

/// Why processes are left.
#[derive(Debug, thiserror::Error)]
pub enum ReapError {
    /// The process table cannot be read.
    #[error(transparent)]
    List(#[from] SystemError),
    /// The thread that looked is gone.
    #[error("cannot look for processes that are left")]
    Look(#[from] io::Error),
    /// They outlived their end.
    #[error("processes {pids:?} are still there after they were killed")]
    Survived {
        /// Which.
        pids: Vec<u32>,
    },
}

fn end_once(marker: &Marker) -> Result<Vec<u32>, ReapError> {
    let found = find(marker)?;
    found.kill();
    Ok(found.pids())
}

fn find(marker: &Marker) -> Result<Lineage, SystemError> {
    Lineage::find(|environment| marker.is_carried_by(environment))
}
