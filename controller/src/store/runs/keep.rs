//! Database and folder as the one place where runs are kept. A row never names a file that is not in place.

use std::io;
use std::time::{Duration, UNIX_EPOCH};

use dataset::Timestamp;
use protocol::RunId;

use super::insert::{Inserted, PublishedFiles};
use crate::intake::{Identity, Kept, NewRun, RunRecord, RunStorage, RunStorageError};
use crate::store::objects::{ObjectFolder, StagedRun, Swept};
use crate::store::{Store, StoreError};

/// Database and folder together. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RunKeeper {
    store: Store,
    objects: ObjectFolder,
}

impl RunKeeper {
    /// Keeps rows in `store` and bytes in `objects`.
    pub fn new(store: Store, objects: ObjectFolder) -> Self {
        Self { store, objects }
    }

    /// Removes what a crash left between a file and its row. `min_age` spares what another controller on the same folder
    /// is putting into place; zero where there is no other.
    pub async fn sweep(&self, now: Timestamp, min_age: Duration) -> Result<Swept, RunStorageError> {
        let objects = self.objects.clone();
        let now = UNIX_EPOCH + Duration::from_millis(now.epoch_ms().max(0).unsigned_abs());
        let (unfinished, runs) = blocking(move || {
            Ok((objects.sweep_staging(now, min_age)?, objects.runs_with_files(now, min_age)?))
        })
        .await?;
        let mut orphans = 0;
        for run in runs {
            // The files of a deleted run wait for its return, or for the purge.
            let has_rows = self.store.has_run(run).await.map_err(database)?
                || self.store.has_deleted_run(run).await.map_err(database)?;
            if !has_rows {
                self.discard(run).await?;
                orphans += 1;
            }
        }
        Ok(Swept { orphans, unfinished })
    }

    /// The database.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Removes the files of a run that has no row any more.
    pub(super) async fn discard(&self, run: RunId) -> Result<(), RunStorageError> {
        let objects = self.objects.clone();
        blocking(move || objects.remove_orphan(run)).await
    }

    async fn withdraw(staged: StagedRun) -> Result<(), RunStorageError> {
        blocking(move || staged.unpublish()).await
    }
}

impl RunStorage for RunKeeper {
    type Staging = StagedRun;

    fn stage(&self, run: RunId) -> Result<StagedRun, RunStorageError> {
        self.objects.stage(run)
    }

    async fn existing(&self, identity: &Identity) -> Result<Option<RunRecord>, RunStorageError> {
        let found = self.store.run_of_content(identity).await.map_err(database)?;
        Ok(found.map(|summary| summary.record))
    }

    async fn keep(&self, staged: StagedRun, run: NewRun) -> Result<Kept, RunStorageError> {
        let (staged, published) = blocking(move || {
            let mut staged = staged;
            let published = staged.publish();
            Ok((staged, published))
        })
        .await?;
        let stored_bytes = match published {
            Ok(stored_bytes) => stored_bytes,
            Err(error) => {
                Self::withdraw(staged).await?;
                return Err(error);
            }
        };
        let files =
            PublishedFiles { stored_bytes, attachments: staged.attachments(), archive: staged.came_as() };
        match self.store.insert_run(&run, &files).await {
            Ok(Inserted::New) => Ok(Kept::New(Box::new(run.record))),
            Ok(Inserted::ClientIdTaken(run)) => {
                Self::withdraw(staged).await?;
                Ok(Kept::ClientIdTaken(run))
            }
            Ok(Inserted::SameContent) => {
                Self::withdraw(staged).await?;
                let existing = self.existing(&run.record.identity()).await?;
                Ok(Kept::Duplicate(Box::new(existing.unwrap_or(run.record))))
            }
            Err(error) => {
                // A connection may break after the commit was done: only where the database says that there is no row may
                // the files go. Otherwise they stay, and the sweep at the next start decides.
                if matches!(self.store.has_run(staged.run()).await, Ok(false)) {
                    Self::withdraw(staged).await?;
                }
                Err(database(error))
            }
        }
    }
}

fn database(source: StoreError) -> RunStorageError {
    if source.is_full() {
        let place = "the folder of the database".to_owned();
        return RunStorageError::Full { place, source: io::Error::new(io::ErrorKind::StorageFull, source) };
    }
    RunStorageError::Database { source: Box::new(source) }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RunStorageError> + Send + 'static,
) -> Result<T, RunStorageError> {
    tokio::task::spawn_blocking(work).await.expect("file work neither panics nor is it aborted")
}
