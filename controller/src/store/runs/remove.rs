//! Deletes runs: their rows leave every table that anything reads, so that nobody has to leave them out. Never one that
//! something still needs, and for a day nothing that could not be put back.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, EntityTrait};

use super::change::{ChangeError, SeenRun, Settled, held, refuse_needed, settled};
use super::grave::Grave;
use super::read::{RunSummary, summary_of};
use super::row::deleted_runs;
use super::text::storable;
use crate::store::{Store, StoreError};

impl Store {
    /// Deletes a run; gives what it was. `by` whom and when.
    pub async fn delete_run(&self, seen: &SeenRun, by: (&str, Timestamp)) -> Result<RunSummary, ChangeError> {
        let mut outcomes = self.delete_runs(std::slice::from_ref(seen), by).await?;
        outcomes.pop().expect("each run has its outcome").1
    }

    /// Deletes runs, each that can be deleted or, where the database fails, none; gives what they were.
    pub async fn delete_runs(
        &self,
        runs: &[SeenRun],
        by: (&str, Timestamp),
    ) -> Result<Settled<RunSummary>, StoreError> {
        let transaction = self.begin().await?;
        let mut outcomes = Vec::with_capacity(runs.len());
        for seen in runs {
            outcomes.push((seen.run, settled(delete(&transaction, seen, by).await)?));
        }
        let change = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit the deletion of runs"))?;
        change.rewritten();
        Ok(outcomes)
    }
}

async fn delete(
    transaction: &DatabaseTransaction,
    seen: &SeenRun,
    (by, at): (&str, Timestamp),
) -> Result<RunSummary, ChangeError> {
    let row = held(transaction, seen).await?;
    refuse_needed(transaction, seen.run).await?;
    let grave = Grave::dig(transaction, row).await?;
    let document = serde_json::to_string(&grave).map_err(StoreError::row("the rows", seen.run))?;
    let deleted = deleted_runs::ActiveModel {
        run_id: Set(grave.run.id.clone()),
        project_id: Set(grave.run.project_id.clone()),
        deleted_at: Set(at.epoch_ms()),
        deleted_by: Set(storable(by)),
        document: Set(document),
    };
    // A sender that never heard of the first try may have stored it again under its id in between.
    let replace = OnConflict::column(deleted_runs::Column::RunId)
        .update_columns([
            deleted_runs::Column::ProjectId,
            deleted_runs::Column::DeletedAt,
            deleted_runs::Column::DeletedBy,
            deleted_runs::Column::Document,
        ])
        .to_owned();
    let insert = deleted_runs::Entity::insert(deleted).on_conflict(replace);
    insert.exec_without_returning(transaction).await.map_err(StoreError::query("keep a deleted run"))?;
    Ok(summary_of(grave.run)?)
}
