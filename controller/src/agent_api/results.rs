//! From an attempt's uploads to the intake. Judges no Dataset and writes no row.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use protocol::{AttemptOutcome, AttemptRef, RunId};

use crate::agent_api::attempt_folder::{AttemptFolders, Uploads};
use crate::agent_api::streamed::{StreamedError, dataset_of_stream};
use crate::lease::{ResultError, ResultStore};

/// What the intake makes a run of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    /// Which attempt at which job; the same attempt always gives the same run.
    pub attempt: AttemptRef,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The Dataset as its agent sent it.
    pub dataset_path: PathBuf,
    /// Files beside it.
    pub attachments: Vec<PathBuf>,
}

/// The intake did not take an attempt's run.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The Dataset is unusable.
    #[error("the Dataset cannot be used")]
    Unusable(#[source] Box<dyn Error + Send + Sync>),
    /// The store is at fault.
    #[error("the run cannot be stored now")]
    Store(#[source] Box<dyn Error + Send + Sync>),
}

/// The intake, as the composition hands it over.
pub type Intake = Arc<dyn Fn(AttemptRecord) -> BoxFuture<'static, Result<RunId, IntakeError>> + Send + Sync>;

/// Hands results to the intake.
pub struct AttemptResults {
    folders: AttemptFolders,
    intake: Intake,
}

/// A result without what it needs.
#[derive(Debug, thiserror::Error)]
enum MissingUpload {
    #[error("the attempt completed without uploading a Dataset")]
    NoDataset,
    #[error("the attempt uploaded {0} Datasets instead of one")]
    Several(usize),
}

impl AttemptResults {
    /// Results whose files are in `folders`.
    pub fn new(folders: AttemptFolders, intake: Intake) -> Self {
        Self { folders, intake }
    }
}

/// What the attempt left, the Dataset of a streamed run among it. Blocks.
fn gathered(
    folders: &AttemptFolders,
    attempt: AttemptRef,
    outcome: &AttemptOutcome,
) -> Result<Uploads, StreamedError> {
    let mut uploads = folders.uploads(attempt)?;
    if let Some(stream) = &uploads.stream {
        uploads.datasets = vec![dataset_of_stream(stream, &uploads.attachments, outcome)?];
    }
    Ok(uploads)
}

impl fmt::Debug for AttemptResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptResults").field("folders", &self.folders).finish_non_exhaustive()
    }
}

impl ResultStore for AttemptResults {
    async fn store(
        &self,
        attempt: AttemptRef,
        outcome: AttemptOutcome,
    ) -> Result<Option<RunId>, ResultError> {
        let unusable = |source: Box<dyn Error + Send + Sync>| ResultError::Unusable { attempt, source };
        let (folders, ended) = (self.folders.clone(), outcome.clone());
        let uploads = tokio::task::spawn_blocking(move || gathered(&folders, attempt, &ended))
            .await
            .map_err(|source| ResultError::Store { attempt, source: Box::new(source) })?
            .map_err(|error| error.into_result(attempt))?;
        let Uploads { mut datasets, attachments, stream: _ } = uploads;
        let dataset_path = match (datasets.len(), &outcome) {
            (1, _) => datasets.remove(0),
            (0, AttemptOutcome::Completed) => return Err(unusable(Box::new(MissingUpload::NoDataset))),
            (
                0,
                AttemptOutcome::StepFailed(_)
                | AttemptOutcome::Canceled
                | AttemptOutcome::Infrastructure { .. },
            ) => {
                return Ok(None);
            }
            (count, _) => return Err(unusable(Box::new(MissingUpload::Several(count)))),
        };
        let record = AttemptRecord { attempt, outcome, dataset_path, attachments };
        match (self.intake)(record).await {
            Ok(run) => Ok(Some(run)),
            Err(IntakeError::Unusable(source)) => Err(unusable(source)),
            Err(IntakeError::Store(source)) => Err(ResultError::Store { attempt, source }),
        }
    }

    async fn counted(&self, attempt: AttemptRef) {
        let folders = self.folders.clone();
        let removed = tokio::task::spawn_blocking(move || folders.remove(attempt)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(job_id = %attempt.job, %error, "the files of a counted attempt stay on disk");
        }
    }
}
