//! The queue as people see it: a project's waiting jobs in the order in which they are given out. Changes a job's priority,
//! and nothing else.

use protocol::JobId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::jobs::{Job, job_of};
use super::rows::job;
use crate::lease::QueuedJob;
use crate::schedule::JobState;
use crate::store::{Store, StoreError};

impl Store {
    /// A page of a project's waiting jobs, the next one first, and how many there are.
    pub async fn waiting_jobs(
        &self,
        project: &str,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Job>, u64), StoreError> {
        let query = waiting(project);
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count the queue"))?;
        let rows = query
            .order_by_desc(job::Column::Priority)
            .order_by_asc(job::Column::SubmittedAt)
            .order_by_asc(job::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("read the queue"))?;
        Ok((rows.into_iter().map(job_of).collect::<Result<_, _>>()?, total))
    }

    /// How many waiting jobs of a project go before a job.
    pub async fn jobs_before(&self, project: &str, which: &QueuedJob) -> Result<u64, StoreError> {
        let (priority, since) = (which.priority, which.submitted_at.epoch_ms());
        let older = Condition::any()
            .add(job::Column::SubmittedAt.lt(since))
            .add(job::Column::SubmittedAt.eq(since).and(job::Column::Id.lt(which.id.to_string())));
        let equal = Condition::all().add(job::Column::Priority.eq(priority)).add(older);
        let before = Condition::any().add(job::Column::Priority.gt(priority)).add(equal);
        let query = waiting(project).filter(before);
        query.count(self.reader()).await.map_err(StoreError::query("count what goes before a job"))
    }

    /// Gives a waiting job another priority. False if it does not wait any more.
    pub async fn set_priority(&self, which: JobId, priority: i32) -> Result<bool, StoreError> {
        let moved = job::Entity::update_many()
            .col_expr(job::Column::Priority, Expr::value(priority))
            .filter(job::Column::Id.eq(which.to_string()))
            .filter(job::Column::State.eq(JobState::Queued.word()))
            .exec(self.writer())
            .await
            .map_err(StoreError::query("move a job in the queue"))?;
        Ok(moved.rows_affected > 0)
    }
}

fn waiting(project: &str) -> Select<job::Entity> {
    job::Entity::find()
        .filter(job::Column::ProjectId.eq(project))
        .filter(job::Column::State.eq(JobState::Queued.word()))
}
