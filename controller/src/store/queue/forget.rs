//! What the queue knows of stored runs: which of them is needed still, and forgetting one that is deleted.

use protocol::{JobId, RunId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::column::job_id;
use super::rows::{attempt, job};
use crate::schedule::JobState;
use crate::store::StoreError;

/// Rows per statement: `SQLite` binds at most 32,766 values.
const ROWS_PER_STATEMENT: usize = 2000;

/// A job that is not over and asks to be judged against the run.
pub(in crate::store) async fn awaiting(
    connection: &impl ConnectionTrait,
    run: RunId,
) -> Result<Option<JobId>, StoreError> {
    let states = [JobState::Queued, JobState::Assigned, JobState::Running].map(JobState::word);
    let query = job::Entity::find()
        .filter(job::Column::BaselineRunId.eq(run.to_string()))
        .filter(job::Column::State.is_in(states));
    let row = query.one(connection).await.map_err(StoreError::query("look for jobs that need a run"))?;
    row.map(|row| job_id(&row.id)).transpose()
}

/// What of the queue named a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct QueueTraces {
    /// Jobs whose run it is.
    jobs: Vec<String>,
    /// Jobs that were to be judged against it.
    judged_by_it: Vec<String>,
    /// Attempts that gave it, by job and number.
    attempts: Vec<(String, i32)>,
}

/// No job and no attempt names the run any more; gives which did.
pub(in crate::store) async fn take(
    transaction: &DatabaseTransaction,
    run: RunId,
) -> Result<QueueTraces, StoreError> {
    let run = run.to_string();
    let attempts = attempt::Entity::find().filter(attempt::Column::RunId.eq(run.as_str()));
    let attempts = attempts.all(transaction).await.map_err(StoreError::query("list attempts of a run"))?;
    let traces = QueueTraces {
        jobs: jobs_with(transaction, job::Column::RunId, &run).await?,
        judged_by_it: jobs_with(transaction, job::Column::BaselineRunId, &run).await?,
        attempts: attempts.into_iter().map(|row| (row.job_id, row.number)).collect(),
    };
    write(transaction, &traces, None).await?;
    Ok(traces)
}

/// They name it again.
pub(in crate::store) async fn put_back(
    transaction: &DatabaseTransaction,
    run: RunId,
    traces: &QueueTraces,
) -> Result<(), StoreError> {
    write(transaction, traces, Some(run.to_string())).await
}

async fn jobs_with(
    transaction: &DatabaseTransaction,
    column: job::Column,
    run: &str,
) -> Result<Vec<String>, StoreError> {
    let query = job::Entity::find().select_only().column(job::Column::Id).filter(column.eq(run));
    let jobs = query.into_tuple().all(transaction).await;
    jobs.map_err(StoreError::query("list jobs of a run"))
}

async fn write(
    transaction: &DatabaseTransaction,
    traces: &QueueTraces,
    run: Option<String>,
) -> Result<(), StoreError> {
    let columns = [(job::Column::RunId, &traces.jobs), (job::Column::BaselineRunId, &traces.judged_by_it)];
    for (column, jobs) in columns {
        for some in jobs.chunks(ROWS_PER_STATEMENT) {
            let update = job::Entity::update_many()
                .col_expr(column, Expr::value(run.clone()))
                .filter(job::Column::Id.is_in(some.iter().map(String::as_str)));
            update.exec(transaction).await.map_err(StoreError::query("note the run of a job"))?;
        }
    }
    for (job, number) in &traces.attempts {
        let update = attempt::Entity::update_many()
            .col_expr(attempt::Column::RunId, Expr::value(run.clone()))
            .filter(attempt::Column::JobId.eq(job.as_str()))
            .filter(attempt::Column::Number.eq(*number));
        update.exec(transaction).await.map_err(StoreError::query("note the run of an attempt"))?;
    }
    Ok(())
}
