//! Kills a child with the process group that it leads. Never waits for it.

use tokio::process::Child;

/// The child must have been started as the leader of a group of its own. One that is gone already is fine.
pub(crate) fn kill_group(child: &Child) {
    #[cfg(unix)]
    if let Some(group) = child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
        // It may have ended in this moment, which is what we want.
        let _sent = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}
