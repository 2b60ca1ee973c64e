//! What people want of a job that is queued or under way: first written down, then told to its lease. Decides nothing.

use protocol::JobId;

use crate::lease::state_machine::Input;
use crate::lease::storage::{CancelState, LeaseStorage, ResultStore, StorageError};
use crate::lease::tick::Keeper;

impl<S: LeaseStorage, R: ResultStore> Keeper<S, R> {
    /// Cancels a job, wherever it is.
    pub(super) async fn cancel(&mut self, job: JobId, reason: String) -> Result<CancelState, StorageError> {
        let state = self.storage.cancel(job, &reason, (self.clock)()).await?;
        if let CancelState::Running(attempt) = state {
            self.feed(attempt, Input::Cancel { reason }).await;
        }
        Ok(state)
    }

    /// Brings a manual session to its ordinary end; one that has not begun is canceled.
    pub(super) async fn finish(&mut self, job: JobId, reason: String) -> Result<CancelState, StorageError> {
        let state = self.storage.finish(job, &reason, (self.clock)()).await?;
        if let CancelState::Running(attempt) = state {
            self.feed(attempt, Input::Finish { reason }).await;
        }
        Ok(state)
    }
}
