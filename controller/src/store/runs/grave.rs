//! All rows of a run as one document, taken out of every table and put back. Never holds a file: those stay where they are.

use protocol::RunId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::insert::insert_tags;
use super::read::{RunSummary, summary_of};
use super::row::{artifacts, details, runs, sides, summaries};
use super::search::write_words;
use crate::store::access::shares;
use crate::store::queue::{self, QueueTraces};
use crate::store::trends::{missing, run_values};
use crate::store::{StoreError, baselines, verdicts};

/// Rows per statement: `SQLite` binds at most 32,766 values.
const ROWS_PER_STATEMENT: usize = 2000;

/// A run with everything that stands in a table about it. Tags and words follow from its row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Grave {
    pub(super) run: runs::Model,
    artifacts: Vec<artifacts::Model>,
    summaries: Vec<summaries::Model>,
    details: Vec<details::Model>,
    sides: Vec<sides::Model>,
    values: Vec<run_values::Model>,
    values_missing: Vec<missing::Model>,
    verdicts: Vec<verdicts::Row>,
    shares: Vec<shares::Row>,
    baselines: Vec<baselines::Row>,
    queue: QueueTraces,
    /// Runs that were judged against it and say so.
    judged_by_it: Vec<String>,
}

impl Grave {
    /// Takes a run out of every table.
    pub(super) async fn dig(transaction: &DatabaseTransaction, run: runs::Model) -> Result<Self, StoreError> {
        let id: RunId = super::read::run_id(&run.id);
        let key = run.id.as_str();
        let grave = Self {
            artifacts: rows::<artifacts::Entity>(transaction, artifacts::Column::RunId, key).await?,
            summaries: rows::<summaries::Entity>(transaction, summaries::Column::RunId, key).await?,
            details: rows::<details::Entity>(transaction, details::Column::RunId, key).await?,
            sides: rows::<sides::Entity>(transaction, sides::Column::RunId, key).await?,
            values: rows::<run_values::Entity>(transaction, run_values::Column::RunId, key).await?,
            values_missing: rows::<missing::Entity>(transaction, missing::Column::RunId, key).await?,
            verdicts: rows::<verdicts::RowEntity>(transaction, verdicts::RowColumn::RunId, key).await?,
            shares: rows::<shares::RowEntity>(transaction, shares::RowColumn::RunId, key).await?,
            baselines: baselines::take(transaction, id).await?,
            queue: queue::take(transaction, id).await?,
            judged_by_it: take_as_basis(transaction, key).await?,
            run,
        };
        // Everything else of the run goes with its row.
        let gone = runs::Entity::delete_by_id(grave.run.id.as_str()).exec(transaction).await;
        gone.map_err(StoreError::query("delete a run"))?;
        Ok(grave)
    }

    /// Puts the run back where it was, with all that named it and names nothing else by now.
    pub(super) async fn open(self, transaction: &DatabaseTransaction) -> Result<RunSummary, StoreError> {
        let Self {
            run,
            artifacts,
            summaries,
            details,
            sides,
            values,
            values_missing,
            verdicts,
            shares,
            baselines,
            queue,
            judged_by_it,
        } = self;
        put::<runs::Entity>(transaction, vec![run.clone()]).await?;
        let key = run.id.clone();
        let summary = summary_of(run)?;
        insert_tags(transaction, &summary.record).await?;
        write_words(transaction, &summary.record).await?;
        put::<artifacts::Entity>(transaction, artifacts).await?;
        put::<summaries::Entity>(transaction, summaries).await?;
        put::<details::Entity>(transaction, details).await?;
        put::<sides::Entity>(transaction, sides).await?;
        put::<run_values::Entity>(transaction, values).await?;
        put::<missing::Entity>(transaction, values_missing).await?;
        put::<verdicts::RowEntity>(transaction, verdicts).await?;
        put::<shares::RowEntity>(transaction, shares).await?;
        put::<baselines::RowEntity>(transaction, baselines).await?;
        queue::put_back(transaction, summary.record.id, &queue).await?;
        put_as_basis(transaction, &key, &judged_by_it).await?;
        Ok(summary)
    }
}

async fn rows<E: EntityTrait>(
    transaction: &DatabaseTransaction,
    column: E::Column,
    run: &str,
) -> Result<Vec<E::Model>, StoreError> {
    let rows = E::find().filter(column.eq(run)).all(transaction).await;
    rows.map_err(StoreError::query("read what a run consists of"))
}

async fn put<E: EntityTrait>(transaction: &DatabaseTransaction, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E::Model: IntoActiveModel<E::ActiveModel> + ModelTrait,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<E::ActiveModel> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
        let put = E::insert_many(some).exec_without_returning(transaction).await;
        put.map_err(StoreError::query("put back what a run consists of"))?;
    }
    Ok(())
}

/// Runs that were judged against it keep their verdict with its evidence; there is nothing any more to link to.
async fn take_as_basis(transaction: &DatabaseTransaction, run: &str) -> Result<Vec<String>, StoreError> {
    let judged = runs::Entity::find()
        .select_only()
        .column(runs::Column::Id)
        .filter(runs::Column::BaselineRunId.eq(run))
        .into_tuple()
        .all(transaction)
        .await
        .map_err(StoreError::query("look for runs that were judged against a run"))?;
    let update = runs::Entity::update_many()
        .col_expr(runs::Column::BaselineRunId, Expr::value(Option::<String>::None))
        .filter(runs::Column::BaselineRunId.eq(run));
    update.exec(transaction).await.map_err(StoreError::query("forget a run as a basis"))?;
    Ok(judged)
}

/// A run that was judged anew in between keeps its newer basis.
async fn put_as_basis(
    transaction: &DatabaseTransaction,
    run: &str,
    judged: &[String],
) -> Result<(), StoreError> {
    for some in judged.chunks(ROWS_PER_STATEMENT) {
        let update = runs::Entity::update_many()
            .col_expr(runs::Column::BaselineRunId, Expr::value(run))
            .filter(runs::Column::Id.is_in(some.iter().map(String::as_str)))
            .filter(runs::Column::BaselineRunId.is_null());
        update.exec(transaction).await.map_err(StoreError::query("name a run as a basis again"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Statement};

    use crate::store::Store;

    /// Their rows stand in a [`super::Grave`], or follow from the run's own.
    const KEPT: [&str; 11] = [
        "artifacts",
        "baselines",
        "run_details",
        "run_metrics_summary",
        "run_search",
        "run_sides",
        "run_tags",
        "run_values",
        "run_values_missing",
        "shares",
        "verdicts",
    ];

    #[tokio::test]
    async fn every_table_that_names_runs_is_known_to_the_deletion() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        let sql = "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' AND f.\"table\" = 'runs' ORDER BY m.name";
        let backend = store.reader().get_database_backend();
        let rows = store.reader().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        let tables: Vec<String> = rows.into_iter().map(|row| row.try_get("", "name").unwrap()).collect();
        assert_eq!(
            tables, KEPT,
            "a table that is added and not kept would lose its rows when a run is deleted"
        );
    }
}
