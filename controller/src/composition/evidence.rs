//! Removes what was kept for a while: what attempts without a run left, and deleted runs that nobody brought back. Never
//! touches an attempt that is open.

use std::collections::HashSet;
use std::time::{Duration, UNIX_EPOCH};

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::parts::{Parts, system_clock};
use crate::agent_api::AttemptFolders;
use crate::doors::chain;
use crate::lease::{LeaseStorage, StorageError};
use crate::store::{RunKeeper, Store};

const BETWEEN_LOOKS: Duration = Duration::from_hours(1);

/// What lost and failed attempts streamed, for whoever wants to know why, and what was deleted, for whoever regrets it.
pub(super) struct Evidence {
    folders: AttemptFolders,
    store: Store,
    keeper: RunKeeper,
    keep: Duration,
}

/// It cannot be pruned now; the next look tries again.
#[derive(Debug, thiserror::Error)]
enum PruneError {
    #[error("cannot look through the attempts' folders")]
    Folders(#[from] std::io::Error),
    #[error(transparent)]
    Attempts(#[from] StorageError),
}

impl Evidence {
    /// Keeps it for this long after the last thing that came.
    pub(super) fn of(parts: &Parts, keep: Duration) -> Self {
        let keeper = RunKeeper::new(parts.store.clone(), parts.objects.clone());
        Self { folders: parts.folders.clone(), store: parts.store.clone(), keeper, keep }
    }

    /// Prunes now and every hour, until `shutdown`.
    pub(super) async fn keep_pruned(self, shutdown: &CancellationToken) {
        let mut looks = tokio::time::interval(BETWEEN_LOOKS);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                () = shutdown.cancelled() => return,
            }
            match self.prune().await {
                Ok(0) => {}
                Ok(attempts) => tracing::info!(attempts, "what attempts without a run left has been removed"),
                Err(error) => {
                    tracing::warn!(error = chain(&error), "what attempts without a run left stays on disk");
                }
            }
            match self.keeper.purge(system_clock()()).await {
                Ok(0) => {}
                Ok(runs) => tracing::info!(runs, "runs that were deleted a day ago are gone for good"),
                Err(error) => tracing::warn!(error = chain(&error), "deleted runs stay on disk"),
            }
        }
    }

    async fn prune(&self) -> Result<usize, PruneError> {
        let now = UNIX_EPOCH + Duration::from_millis(system_clock()().epoch_ms().max(0).unsigned_abs());
        let (folders, keep) = (self.folders.clone(), self.keep);
        let untouched = blocking(move || folders.untouched(keep, now)).await?;
        if untouched.is_empty() {
            return Ok(0);
        }
        // Asked after the folders: an attempt that begins in between is not among them.
        let open = self.store.open_attempts().await?;
        let open: HashSet<_> = open.into_iter().map(|open| open.granted.attempt).collect();
        let (folders, mut removed) = (self.folders.clone(), 0);
        blocking(move || {
            for attempt in untouched.into_iter().filter(|attempt| !open.contains(attempt)) {
                folders.remove(attempt)?;
                removed += 1;
            }
            Ok(removed)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, PruneError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use dataset::Timestamp;
    use protocol::{AgentId, AttemptNumber, AttemptRef, DeviceId, Ids, JobId};

    use super::*;
    use crate::lease::Placement;
    use crate::schedule::{Submission, request_jobs};
    use crate::store::ObjectFolder;

    /// The first attempt at a new job.
    async fn begun(store: &Store) -> AttemptRef {
        let plan =
            scenarios::parse(&scenarios::library()[0].source(), &scenarios::Inputs::default()).unwrap();
        let submission = Submission {
            project: "default".to_owned(),
            scenarios: plan.scenarios,
            title: None,
            release: None,
            build: None,
            tags: Vec::new(),
            baseline: None,
            device: None,
            priority: 0,
            idempotency_key: None,
        };
        let now = Timestamp::from_epoch_ms(0);
        let request = request_jobs(submission, || Ids.job()).unwrap();
        let job = store.enqueue(&request, now).await.unwrap().jobs[0];
        let placement = Placement { job, device: DeviceId::new("lab/host") };
        let granted = store.grant(&placement, AgentId::new(Ids.uuid()), now).await.unwrap();
        granted.unwrap().attempt
    }

    #[tokio::test]
    async fn old_evidence_goes_and_an_open_attempt_keeps_its_files_however_old() {
        let data = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", data.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        let folders = AttemptFolders::new(data.path().join("attempts"));
        let lost = AttemptRef { job: JobId::new(Ids.uuid()), number: AttemptNumber(1) };
        let open = begun(&store).await;
        let left = |attempt| -> PathBuf {
            let folder = folders.path(attempt);
            std::fs::create_dir_all(&folder).unwrap();
            let long_ago = UNIX_EPOCH + Duration::from_hours(24);
            std::fs::File::open(&folder).unwrap().set_modified(long_ago).unwrap();
            folder
        };
        let (left_by_lost, left_by_open) = (left(lost), left(open));
        let objects = ObjectFolder::open(data.path()).unwrap();
        let keeper = RunKeeper::new(store.clone(), objects);
        let evidence = Evidence { folders: folders.clone(), store, keeper, keep: Duration::from_hours(24) };

        assert_eq!(evidence.prune().await.unwrap(), 1);
        assert!(!left_by_lost.exists() && left_by_open.exists());
        assert_eq!(evidence.prune().await.unwrap(), 0);
    }
}
