//! A suite run with its jobs, written down all or nothing, once per idempotency key.

use dataset::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::rows::{cell, suite_run};
use crate::schedule::{SuiteRunId, SuiteStart, Trigger};
use crate::store::queue::column::json;
use crate::store::queue::insert_jobs;
use crate::store::runs::storable;
use crate::store::{Store, StoreError};

/// Cells of one statement.
const ROWS_PER_STATEMENT: usize = 500;

/// What became of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// The suite run.
    pub run: SuiteRunId,
    /// Whether this request started it; otherwise an earlier one with the same key did.
    pub fresh: bool,
}

/// A suite was not started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The key stands for another request.
    #[error("idempotency key `{key}` was used for a request with different content")]
    KeyTaken {
        /// The key.
        key: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Writes a suite run down and queues its jobs, or finds the one that the same request started before.
    pub async fn start_suite(&self, start: &SuiteStart, now: Timestamp) -> Result<Started, StartError> {
        let transaction = self.begin().await?;
        if !claim(&transaction, start).await? {
            let key = start.request.idempotency_key.clone().unwrap_or_default();
            let earlier = earlier(&transaction, start, &key).await?;
            transaction.rollback().await.map_err(StoreError::query("end a transaction"))?;
            return earlier.map(|run| Started { run, fresh: false }).ok_or(StartError::KeyTaken { key });
        }
        insert_rest(&transaction, start, now).await?;
        transaction.commit().await.map_err(StoreError::query("start a suite"))?;
        Ok(Started { run: start.run.id, fresh: true })
    }
}

/// Writes down the suite run itself. False if its key, or its tick, has one already.
pub(super) async fn claim(transaction: &DatabaseTransaction, start: &SuiteStart) -> Result<bool, StoreError> {
    let run = &start.run;
    let (started_by, schedule) = match &run.trigger {
        Trigger::Person(name) => (Some(name.clone()), None),
        Trigger::Schedule { id, name, due } => (None, Some((id.to_string(), name.clone(), due.epoch_ms()))),
    };
    let (schedule_id, schedule_name, due) = match schedule {
        Some((id, name, due)) => (Some(id), Some(name), Some(due)),
        None => (None, None, None),
    };
    let row = suite_run::ActiveModel {
        id: Set(run.id.to_string()),
        project_id: Set(run.project.clone()),
        suite: Set(run.suite.clone()),
        started_at: Set(run.started_at.epoch_ms()),
        started_by: Set(started_by),
        schedule_id: Set(schedule_id),
        schedule_name: Set(schedule_name),
        due: Set(due),
        release: Set(run.words.release.as_deref().map(storable)),
        build_id: Set(run.words.build.as_deref().map(storable)),
        tags: Set(storable(&json(&run.words.tags))),
        idempotency_key: Set(start.request.idempotency_key.clone()),
        content_sha256: Set(start.request.content_sha256.clone()),
        gives_way: Set(false),
    };
    let claimed = suite_run::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await
        .map_err(StoreError::query("write a suite run down"))?;
    Ok(claimed > 0)
}

/// The jobs and cells of a suite run that was claimed.
pub(super) async fn insert_rest(
    transaction: &DatabaseTransaction,
    start: &SuiteStart,
    now: Timestamp,
) -> Result<(), StoreError> {
    insert_jobs(transaction, &start.request, now).await?;
    let run = &start.run;
    let cells = run.cells.iter().enumerate().map(|(ordinal, cell)| cell::ActiveModel {
        suite_run_id: Set(run.id.to_string()),
        ordinal: Set(i32::try_from(ordinal).unwrap_or(i32::MAX)),
        entry: Set(cell.entry.clone()),
        scenario: Set(cell.scenario.clone()),
        device: Set(cell.device.clone()),
        parameters: Set(json(&cell.parameters)),
        job_id: Set(cell.job.to_string()),
    });
    let cells: Vec<_> = cells.collect();
    for chunk in cells.chunks(ROWS_PER_STATEMENT) {
        cell::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(transaction)
            .await
            .map_err(StoreError::query("write the cells of a suite run down"))?;
    }
    Ok(())
}

/// The suite run of the same request; nothing if the key stands for another one.
async fn earlier(
    transaction: &DatabaseTransaction,
    start: &SuiteStart,
    key: &str,
) -> Result<Option<SuiteRunId>, StoreError> {
    let row = suite_run::Entity::find()
        .filter(suite_run::Column::ProjectId.eq(start.run.project.as_str()))
        .filter(suite_run::Column::IdempotencyKey.eq(key))
        .one(transaction)
        .await
        .map_err(StoreError::query("find the suite run of a key"))?;
    let same = row.filter(|row| row.content_sha256 == start.request.content_sha256);
    Ok(same.map(|row| super::suite_runs::id_of(&row.id)))
}
