//! The leases' desk as schedules ask for it. Does not keep it open: the desk ends with the doors.

use protocol::JobId;

use crate::lease::{Desk, DeskLink};
use crate::schedule::{Queue, QueueError};

/// A way to the desk.
pub(super) struct DeskQueue(DeskLink);

impl DeskQueue {
    pub(super) fn of(desk: &Desk) -> Self {
        Self(desk.link())
    }
}

impl Queue for DeskQueue {
    async fn submitted(&self) -> Result<(), QueueError> {
        let attempted = "plan jobs";
        let failed = |source| QueueError { attempted, source: Box::new(source) };
        self.0.desk().map_err(failed)?.submitted().await.map_err(failed)
    }

    async fn cancel(&self, job: JobId, reason: &str) -> Result<(), QueueError> {
        let attempted = "cancel a job";
        let closed = |source| QueueError { attempted, source: Box::new(source) };
        let canceled = self.0.desk().map_err(closed)?.cancel(job, reason.to_owned()).await.map_err(closed)?;
        canceled.map_err(|source| QueueError { attempted, source: Box::new(source) })?;
        Ok(())
    }
}
