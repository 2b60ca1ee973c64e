//! Ends every process that carries a marker, and waits until it is gone. Never signals a process without one, but
//! for its descendants.

use std::collections::HashSet;
use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, Signal, System, UpdateKind};
use tokio::time::{Instant, sleep};

use super::marker::Marker;

const PAUSE: Duration = Duration::from_millis(20);

/// Ends everything that carries the marker, with its descendants. Returns when nothing is left.
pub async fn reap(marker: &Marker, limit: Duration) -> Result<(), ReapError> {
    let deadline = Instant::now() + limit;
    loop {
        let left = end_once(marker)?;
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
    let system = look()?;
    Ok(marked(&system, marker).into_iter().map(Pid::as_u32).collect())
}

/// Why processes are left.
#[derive(Debug, thiserror::Error)]
pub enum ReapError {
    /// The process table cannot be read.
    #[error("cannot list the running processes")]
    List {
        /// Why.
        #[source]
        source: sysinfo::Error,
    },
    /// They outlived their end.
    #[error("processes {pids:?} are still there after they were killed")]
    Survived {
        /// Which.
        pids: Vec<u32>,
    },
}

fn end_once(marker: &Marker) -> Result<Vec<u32>, ReapError> {
    let system = look()?;
    let found = marked(&system, marker);
    for pid in &found {
        if let Some(process) = system.process(*pid) {
            // A process that ended by itself in between is what we want.
            let _sent = process.kill_with(Signal::Kill);
        }
    }
    Ok(found.into_iter().map(Pid::as_u32).collect())
}

fn look() -> Result<System, ReapError> {
    let mut system = System::new().map_err(|source| ReapError::List { source })?;
    let wanted = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always).without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
    Ok(system)
}

fn marked(system: &System, marker: &Marker) -> Vec<Pid> {
    let mut found: HashSet<Pid> = system
        .processes()
        .iter()
        .filter(|(_, process)| marker.is_carried_by(process.environ()))
        .map(|(pid, _)| *pid)
        .collect();
    // Sandboxed children hide their environment; they are found through their parents.
    loop {
        let children: Vec<Pid> = system
            .processes()
            .iter()
            .filter(|(pid, process)| {
                !found.contains(pid) && process.parent().is_some_and(|parent| found.contains(&parent))
            })
            .map(|(pid, _)| *pid)
            .collect();
        if children.is_empty() {
            break;
        }
        found.extend(children);
    }
    let own = Pid::from_u32(std::process::id());
    found.retain(|pid| *pid != own && system.process(*pid).is_some_and(|process| !is_dead(process.status())));
    let mut found: Vec<Pid> = found.into_iter().collect();
    found.sort_unstable();
    found
}

fn is_dead(status: ProcessStatus) -> bool {
    matches!(status, ProcessStatus::Zombie | ProcessStatus::Dead)
}
