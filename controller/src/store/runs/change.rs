//! What every change of a stored run begins with: the run as it is now, and whether anything still needs it where it is.

use protocol::{JobId, RunId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::labels::LabelFault;
use super::row::runs;
use crate::store::{StoreError, baselines, queue};

/// A run of a project as somebody saw it who wants to change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRun {
    /// The project.
    pub project: String,
    /// The run.
    pub run: RunId,
    /// Its version then; absent where whoever changes it does not mind what others did in between.
    pub version: Option<u64>,
}

/// Why a run is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The project has none of this id.
    #[error("there is no run `{run}`")]
    Missing {
        /// Which.
        run: RunId,
    },
    /// Somebody was faster.
    #[error("somebody changed the run in between: version {seen} was read, it is at version {now}")]
    Stale {
        /// The version that was seen.
        seen: u64,
        /// The version that it has.
        now: u64,
    },
    /// It is what other runs are judged against.
    #[error("the run is a pinned baseline (`{baseline}`); clear the baseline first")]
    Pinned {
        /// The pin that holds.
        baseline: Uuid,
    },
    /// A job that is not over asks for it.
    #[error("the job `{job}` is to be judged against the run; wait for it or cancel it")]
    Awaited {
        /// Which.
        job: JobId,
    },
    /// The project has a run of the same content.
    #[error("the project `{project}` has the same content as the run `{run}` already")]
    Held {
        /// The project that it should go to.
        project: String,
        /// Its run.
        run: RunId,
    },
    /// It cannot be called so.
    #[error(transparent)]
    Label(#[from] LabelFault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of each run that one request was about: those that could be changed were, together.
pub type Settled<T> = Vec<(RunId, Result<T, ChangeError>)>;

/// Tells a run that stays as it is from a database that failed, which fails the whole request.
pub(super) fn settled<T>(changed: Result<T, ChangeError>) -> Result<Result<T, ChangeError>, StoreError> {
    match changed {
        Err(ChangeError::Store(error)) => Err(error),
        Ok(_) | Err(_) => Ok(changed),
    }
}

/// The row of a run, which nobody else changes until the transaction ends.
pub(super) async fn held(
    transaction: &DatabaseTransaction,
    seen: &SeenRun,
) -> Result<runs::Model, ChangeError> {
    let query = runs::Entity::find_by_id(seen.run.to_string())
        .filter(runs::Column::ProjectId.eq(seen.project.as_str()))
        .lock_exclusive();
    let row = query.one(transaction).await.map_err(StoreError::query("read a run that is to change"))?;
    let row = row.ok_or(ChangeError::Missing { run: seen.run })?;
    let now = row.version.unsigned_abs();
    match seen.version {
        Some(seen) if seen != now => Err(ChangeError::Stale { seen, now }),
        Some(_) | None => Ok(row),
    }
}

/// Refuses to take a run from where pinned baselines and waiting jobs look for it.
pub(super) async fn refuse_needed(transaction: &DatabaseTransaction, run: RunId) -> Result<(), ChangeError> {
    if let Some(baseline) = baselines::pin_of(transaction, run).await? {
        return Err(ChangeError::Pinned { baseline });
    }
    match queue::awaiting(transaction, run).await? {
        Some(job) => Err(ChangeError::Awaited { job }),
        None => Ok(()),
    }
}
