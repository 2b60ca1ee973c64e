//! Deletes a run: its rows and what points at it, then its files. Never one that something still needs.

use protocol::RunId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::change::{ChangeError, SeenRun, held, refuse_needed};
use super::keep::RunKeeper;
use super::read::{RunSummary, summary_of};
use super::row::runs;
use crate::store::{Store, StoreError, baselines, queue};

impl RunKeeper {
    /// Deletes a run with its verdict, shares and files; gives what it was. The rows go first, so that no row ever names a
    /// file that is gone; files that resist are taken by the sweep at the next start.
    pub async fn delete(&self, seen: &SeenRun) -> Result<RunSummary, ChangeError> {
        let deleted = self.store().delete_run(seen).await?;
        if let Err(error) = self.discard(seen.run).await {
            let error = crate::doors::chain(&error);
            tracing::warn!(run_id = %seen.run, error, "files of a deleted run stay until the next start");
        }
        Ok(deleted)
    }
}

impl Store {
    async fn delete_run(&self, seen: &SeenRun) -> Result<RunSummary, ChangeError> {
        let transaction = self.begin().await?;
        let row = held(&transaction, seen).await?;
        refuse_needed(&transaction, seen.run).await?;
        baselines::forget(&transaction, seen.run).await?;
        queue::forget(&transaction, seen.run).await?;
        forget_as_basis(&transaction, seen.run).await?;
        // Tags, artifacts, summaries, details, side, verdict and shares go with their run.
        let gone = runs::Entity::delete_by_id(row.id.clone()).exec(&transaction).await;
        gone.map_err(StoreError::query("delete a run"))?;
        let change = self.run_counts().change();
        transaction.commit().await.map_err(StoreError::query("commit the deletion of a run"))?;
        change.rewritten();
        Ok(summary_of(row)?)
    }
}

/// Runs that were judged against it keep their verdict with its evidence; there is nothing any more to link to.
async fn forget_as_basis(transaction: &DatabaseTransaction, run: RunId) -> Result<(), StoreError> {
    let update = runs::Entity::update_many()
        .col_expr(runs::Column::BaselineRunId, Expr::value(Option::<String>::None))
        .filter(runs::Column::BaselineRunId.eq(run.to_string()));
    update.exec(transaction).await.map_err(StoreError::query("forget a run as a basis"))?;
    Ok(())
}
