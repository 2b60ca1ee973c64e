//! Deleted runs: put back for a day, then gone for good. Never puts back what would stand there twice.

use std::time::Duration;

use dataset::Timestamp;
use protocol::RunId;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::change::{ChangeError, Settled, settled};
use super::edit::refuse_held;
use super::grave::Grave;
use super::keep::RunKeeper;
use super::read::{RunSummary, run_id};
use super::row::{deleted_runs, runs};
use crate::store::verdicts::PENDING;
use crate::store::{Store, StoreError};

/// How long a deleted run can be put back.
pub const KEPT_FOR: Duration = Duration::from_hours(24);

/// A run that is back.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The run.
    pub run: RunSummary,
    /// Whether it was deleted before it could be judged.
    pub unjudged: bool,
}

impl Store {
    /// Puts deleted runs of a project back, each that can be or, where the database fails, none.
    pub async fn restore_runs(
        &self,
        project: &str,
        runs: &[RunId],
        now: Timestamp,
    ) -> Result<Settled<Restored>, StoreError> {
        let transaction = self.begin().await?;
        let mut outcomes = Vec::with_capacity(runs.len());
        for run in runs {
            outcomes.push((*run, settled(restore(&transaction, project, (*run, now)).await)?));
        }
        let change = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit runs that are back"))?;
        change.rewritten();
        Ok(outcomes)
    }

    /// Whether a run is deleted and not gone for good.
    pub(super) async fn has_deleted_run(&self, run: RunId) -> Result<bool, StoreError> {
        let row = deleted_runs::Entity::find_by_id(run.to_string())
            .select_only()
            .column(deleted_runs::Column::RunId)
            .into_tuple::<String>()
            .one(self.writer())
            .await;
        Ok(row.map_err(StoreError::query("look up a deleted run"))?.is_some())
    }

    async fn forget_deleted(&self, now: Timestamp) -> Result<Vec<RunId>, StoreError> {
        let expired: Vec<String> = deleted_runs::Entity::find()
            .select_only()
            .column(deleted_runs::Column::RunId)
            .filter(deleted_runs::Column::DeletedAt.lte(kept_since(now)))
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("list what was deleted long ago"))?;
        let mut forgotten = Vec::with_capacity(expired.len());
        for run in expired {
            // Asked again: it may be back and deleted anew by now.
            let gone = deleted_runs::Entity::delete_many()
                .filter(deleted_runs::Column::RunId.eq(run.as_str()))
                .filter(deleted_runs::Column::DeletedAt.lte(kept_since(now)))
                .exec(self.writer())
                .await
                .map_err(StoreError::query("forget a deleted run"))?;
            forgotten.extend((gone.rows_affected > 0).then(|| run_id(&run)));
        }
        Ok(forgotten)
    }
}

impl RunKeeper {
    /// Removes for good, with their files, the runs that were deleted long enough ago; gives how many. The rows go first;
    /// files that resist are taken by the sweep at the next start.
    pub async fn purge(&self, now: Timestamp) -> Result<usize, StoreError> {
        let forgotten = self.store().forget_deleted(now).await?;
        for run in &forgotten {
            // A sender that never heard of the first try may have stored the run again under its id.
            if self.store().has_run(*run).await? {
                continue;
            }
            if let Err(error) = self.discard(*run).await {
                let error = crate::doors::chain(&error);
                tracing::warn!(run_id = %run, error, "files of a deleted run stay until the next start");
            }
        }
        Ok(forgotten.len())
    }
}

async fn restore(
    transaction: &DatabaseTransaction,
    project: &str,
    (run, now): (RunId, Timestamp),
) -> Result<Restored, ChangeError> {
    let query = deleted_runs::Entity::find_by_id(run.to_string())
        .filter(deleted_runs::Column::ProjectId.eq(project))
        .filter(deleted_runs::Column::DeletedAt.gt(kept_since(now)))
        .lock_exclusive();
    let row = query.one(transaction).await.map_err(StoreError::query("read a deleted run"))?;
    let row = row.ok_or(ChangeError::Missing { run })?;
    let grave: Grave = serde_json::from_str(&row.document).map_err(StoreError::row("the rows", run))?;
    let again = runs::Entity::find_by_id(run.to_string()).one(transaction).await;
    if again.map_err(StoreError::query("look up a run"))?.is_some() {
        return Err(ChangeError::Held { project: project.to_owned(), run });
    }
    refuse_held(transaction, &grave.run, project).await?;
    let unjudged = grave.run.judgment == PENDING;
    let summary = grave.open(transaction).await?;
    let gone = deleted_runs::Entity::delete_by_id(row.run_id).exec(transaction).await;
    gone.map_err(StoreError::query("take a run out of the deleted ones"))?;
    Ok(Restored { run: summary, unjudged })
}

fn kept_since(now: Timestamp) -> i64 {
    now.epoch_ms().saturating_sub(i64::try_from(KEPT_FOR.as_millis()).expect("a day in ms fits"))
}
