//! What the queue knows of stored runs: which of them is needed still, and forgetting one that is deleted.

use protocol::{JobId, RunId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::column::job_id;
use super::rows::{attempt, job};
use crate::schedule::JobState;
use crate::store::StoreError;

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

/// No job and no attempt names the run any more.
pub(in crate::store) async fn forget(
    transaction: &DatabaseTransaction,
    run: RunId,
) -> Result<(), StoreError> {
    let (run, nothing) = (run.to_string(), || Expr::value(Option::<String>::None));
    let results = job::Entity::update_many()
        .col_expr(job::Column::RunId, nothing())
        .filter(job::Column::RunId.eq(run.as_str()));
    results.exec(transaction).await.map_err(StoreError::query("forget the run of a job"))?;
    let bases = job::Entity::update_many()
        .col_expr(job::Column::BaselineRunId, nothing())
        .filter(job::Column::BaselineRunId.eq(run.as_str()));
    bases.exec(transaction).await.map_err(StoreError::query("forget the baseline of a job"))?;
    let attempts = attempt::Entity::update_many()
        .col_expr(attempt::Column::RunId, nothing())
        .filter(attempt::Column::RunId.eq(run.as_str()));
    attempts.exec(transaction).await.map_err(StoreError::query("forget the run of an attempt"))?;
    Ok(())
}
