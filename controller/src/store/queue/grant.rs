//! Queued jobs out of the queue: read for the planner, then given away by compare-and-set.

use dataset::Timestamp;
use protocol::{AgentId, Work};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Set, SqlErr,
};

use super::column::{attempt_ref, job_id, number_column, of_json};
use super::rows::{attempt, job};
use crate::lease::attempt::RetryBudget;
use crate::lease::fit::Needs;
use crate::lease::plan::{Placement, QueuedJob};
use crate::lease::storage::{GrantedJob, RunOrder};
use crate::schedule::JobState;
use crate::store::{Store, StoreError};

impl Store {
    /// Queued jobs, highest priority and oldest first; of jobs with the same needs at most `per_needs`.
    pub(super) async fn queued_jobs(&self, per_needs: u64) -> Result<Vec<QueuedJob>, StoreError> {
        let needs: Vec<String> = job::Entity::find()
            .select_only()
            .column(job::Column::Needs)
            .distinct()
            .filter(job::Column::State.eq(JobState::Queued.word()))
            .into_tuple()
            .all(self.reader())
            .await
            .map_err(StoreError::query("read what queued jobs need"))?;
        let mut queued = Vec::new();
        for needs in needs {
            let rows: Vec<(String, String, i32, i64, String)> = job::Entity::find()
                .select_only()
                .columns([
                    job::Column::Id,
                    job::Column::ProjectId,
                    job::Column::Priority,
                    job::Column::SubmittedAt,
                    job::Column::FailedOn,
                ])
                .filter(job::Column::State.eq(JobState::Queued.word()))
                .filter(job::Column::Needs.eq(&needs))
                .order_by_desc(job::Column::Priority)
                .order_by_asc(job::Column::SubmittedAt)
                .order_by_asc(job::Column::Id)
                .limit(per_needs)
                .into_tuple()
                .all(self.reader())
                .await
                .map_err(StoreError::query("read the queue"))?;
            for (id, project, priority, submitted_at, failed_on) in rows {
                queued.push(QueuedJob {
                    id: job_id(&id)?,
                    priority,
                    submitted_at: Timestamp::from_epoch_ms(submitted_at),
                    needs: of_json::<Needs>("needs", &id, &needs)?.in_project(&project),
                    failed_on: of_json("failed_on", &id, &failed_on)?,
                });
            }
        }
        Ok(queued)
    }

    /// Gives a queued job to a device; nothing if the job or the device was taken in the meantime.
    pub(super) async fn grant_job(
        &self,
        placement: &Placement,
        agent: AgentId,
        now: Timestamp,
    ) -> Result<Option<GrantedJob>, StoreError> {
        let transaction = self.begin().await?;
        let Some(row) = claim(&transaction, placement).await? else {
            transaction.rollback().await.map_err(StoreError::query("end a transaction"))?;
            return Ok(None);
        };
        let granted = granted(&row)?;
        let opened = attempt::Entity::insert(attempt::ActiveModel {
            job_id: Set(row.id.clone()),
            number: Set(number_column(granted.attempt)),
            agent_id: Set(agent.to_string()),
            device_id: Set(placement.device.to_string()),
            offered_at: Set(now.epoch_ms()),
            accepted_at: Set(None),
            ended_at: Set(None),
            end_kind: Set(None),
            reason: Set(None),
            run_id: Set(None),
            by_result: Set(false),
        })
        .exec_without_returning(&transaction)
        .await;
        match opened {
            Ok(_) => {
                transaction.commit().await.map_err(StoreError::query("give out a job"))?;
                Ok(Some(granted))
            }
            Err(error) => {
                transaction.rollback().await.map_err(StoreError::query("end a transaction"))?;
                if is_conflict(&error) { Ok(None) } else { Err(StoreError::query("give out a job")(error)) }
            }
        }
    }
}

async fn claim(
    transaction: &DatabaseTransaction,
    placement: &Placement,
) -> Result<Option<job::Model>, StoreError> {
    let id = placement.job.to_string();
    let claimed = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Assigned.word()))
        .col_expr(job::Column::Attempt, Expr::col(job::Column::Attempt).add(1))
        .filter(job::Column::Id.eq(&id))
        .filter(job::Column::State.eq(JobState::Queued.word()))
        .exec(transaction)
        .await
        .map_err(StoreError::query("give out a job"))?;
    if claimed.rows_affected == 0 {
        return Ok(None);
    }
    job::Entity::find_by_id(id).one(transaction).await.map_err(StoreError::query("read a job"))
}

/// What a row's job does.
pub(super) fn work_of(row: &job::Model) -> Result<Work, StoreError> {
    Ok(match &row.watch {
        Some(watch) => Work::Watch(of_json("watch", &row.id, watch)?),
        None => Work::Scenario(of_json("scenario", &row.id, &row.scenario)?),
    })
}

/// What a row says that its agent must know.
pub(super) fn granted(row: &job::Model) -> Result<GrantedJob, StoreError> {
    Ok(GrantedJob {
        attempt: attempt_ref(job_id(&row.id)?, row.attempt),
        project: row.project_id.clone(),
        order: RunOrder {
            work: work_of(row)?,
            title: row.title.clone(),
            build: row.build_id.clone(),
            tags: of_json("tags", &row.id, &row.tags)?,
        },
        budget: RetryBudget {
            infrastructure: row.infrastructure_left.unsigned_abs(),
            step: row.step_left.unsigned_abs(),
        },
    })
}

fn is_conflict(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}
