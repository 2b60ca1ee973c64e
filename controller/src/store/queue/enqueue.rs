//! A request's jobs into the queue, all or none, once per idempotency key.

use dataset::Timestamp;
use protocol::{JobId, Work};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set,
    TryInsertResult,
};

use super::column::{job_id, json};
use super::rows::{job, request};
use crate::lease::fit::Needs;
use crate::schedule::{JobRequest, JobState, NewJob};
use crate::store::{Store, StoreError};

/// Rows of one statement; 26 columns each stay under `SQLite`'s 32,766 and `PostgreSQL`'s 65,535 bound values.
const ROWS_PER_STATEMENT: usize = 1_000;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enqueued {
    /// The jobs, in the order of the combinations.
    pub jobs: Vec<JobId>,
    /// Whether this request queued them; otherwise an earlier one with the same key did.
    pub fresh: bool,
}

/// A request was not queued.
#[derive(Debug, thiserror::Error)]
pub enum EnqueueError {
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
    /// Queues a request's jobs, or finds those that the same request queued before.
    pub async fn enqueue(&self, request: &JobRequest, now: Timestamp) -> Result<Enqueued, EnqueueError> {
        let transaction = self.begin().await?;
        if let Some(key) = &request.idempotency_key
            && !claim_key(&transaction, request, key, now).await?
        {
            let jobs = jobs_of_key(&transaction, request, key).await?;
            transaction.rollback().await.map_err(StoreError::query("end a transaction"))?;
            return Ok(Enqueued { jobs, fresh: false });
        }
        insert_jobs(&transaction, request, now).await?;
        transaction.commit().await.map_err(StoreError::query("queue jobs"))?;
        Ok(Enqueued { jobs: request.jobs.iter().map(|job| job.id).collect(), fresh: true })
    }
}

/// Queues the jobs of a request when the transaction commits.
pub(in crate::store) async fn insert_jobs(
    transaction: &DatabaseTransaction,
    request: &JobRequest,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (chunk_index, chunk) in request.jobs.chunks(ROWS_PER_STATEMENT).enumerate() {
        let first = chunk_index * ROWS_PER_STATEMENT;
        let rows = chunk.iter().enumerate().map(|(index, job)| row_of(request, job, first + index, now));
        job::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await
            .map_err(StoreError::query("queue jobs"))?;
    }
    Ok(())
}

async fn claim_key(
    transaction: &DatabaseTransaction,
    request: &JobRequest,
    key: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = request::ActiveModel {
        project_id: Set(request.project.clone()),
        idempotency_key: Set(key.to_owned()),
        content_sha256: Set(request.content_sha256.clone()),
        submitted_at: Set(now.epoch_ms()),
    };
    let claimed = request::Entity::insert(row)
        .on_conflict_do_nothing_on([request::Column::ProjectId, request::Column::IdempotencyKey])
        .exec_without_returning(transaction)
        .await
        .map_err(StoreError::query("claim an idempotency key"))?;
    Ok(matches!(claimed, TryInsertResult::Inserted(rows) if rows > 0))
}

async fn jobs_of_key(
    connection: &impl ConnectionTrait,
    request: &JobRequest,
    key: &str,
) -> Result<Vec<JobId>, EnqueueError> {
    let earlier = request::Entity::find_by_id((request.project.clone(), key.to_owned()))
        .one(connection)
        .await
        .map_err(StoreError::query("find an idempotency key"))?;
    if earlier.is_none_or(|earlier| earlier.content_sha256 != request.content_sha256) {
        return Err(EnqueueError::KeyTaken { key: key.to_owned() });
    }
    let rows = job::Entity::find()
        .filter(job::Column::ProjectId.eq(&request.project))
        .filter(job::Column::IdempotencyKey.eq(key))
        .order_by_asc(job::Column::Ordinal)
        .all(connection)
        .await
        .map_err(StoreError::query("find the jobs of a request"))?;
    Ok(rows.iter().map(|row| job_id(&row.id)).collect::<Result<_, _>>()?)
}

fn row_of(request: &JobRequest, new: &NewJob, ordinal: usize, now: Timestamp) -> job::ActiveModel {
    let budget = |retries: u32| i32::try_from(retries).unwrap_or(i32::MAX);
    let (scenario, watch) = match &new.work {
        Work::Scenario(scenario) => (json(scenario), None),
        Work::Watch(watch) => ("null".to_owned(), Some(json(watch))),
    };
    let retries = new.work.retries();
    job::ActiveModel {
        id: Set(new.id.to_string()),
        project_id: Set(request.project.clone()),
        idempotency_key: Set(request.idempotency_key.clone()),
        ordinal: Set(i32::try_from(ordinal).unwrap_or(i32::MAX)),
        scenario_name: Set(new.work.name().to_owned()),
        scenario: Set(scenario),
        needs: Set(json(&Needs::of_work(&new.work, new.device.as_ref()).in_project(&request.project))),
        title: Set(new.title.clone()),
        release: Set(new.release.clone()),
        build_id: Set(new.build.clone()),
        tags: Set(json(&new.tags)),
        baseline_run_id: Set(new.baseline.map(|run| run.to_string())),
        priority: Set(new.priority),
        submitted_at: Set(now.epoch_ms()),
        state: Set(JobState::Queued.word().to_owned()),
        attempt: Set(0),
        infrastructure_left: Set(budget(retries.infrastructure)),
        step_left: Set(budget(retries.step)),
        failed_on: Set("[]".to_owned()),
        cancel_reason: Set(None),
        reason: Set(None),
        run_id: Set(None),
        started_at: Set(None),
        ended_at: Set(None),
        watch: Set(watch),
        finish_reason: Set(None),
    }
}
