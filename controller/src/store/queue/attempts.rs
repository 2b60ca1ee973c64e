//! An attempt from acceptance to its end, and what becomes of its job. Every change happens once, however often it is asked for.

use dataset::Timestamp;
use protocol::{AttemptRef, DeviceId, JobId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Set,
};

use super::column::{
    agent_id, attempt_ref, end_kind, end_word, job_id, json, number_column, of_json, run_id,
};
use super::fleet::free_device;
use super::grant::granted;
use super::rows::{attempt, job};
use crate::lease::attempt::{EndKind, EndedAttempt, NextForJob};
use crate::lease::storage::{CancelState, OpenAttempt, PastAttempt};
use crate::schedule::JobState;
use crate::store::{Store, StoreError};

impl Store {
    /// Writes down that the agent took the job.
    pub(super) async fn activate_attempt(&self, which: AttemptRef, now: Timestamp) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let accepted = attempt::Entity::update_many()
            .col_expr(attempt::Column::AcceptedAt, Expr::value(now.epoch_ms()))
            .filter(attempt::Column::JobId.eq(which.job.to_string()))
            .filter(attempt::Column::Number.eq(number_column(which)))
            .filter(attempt::Column::AcceptedAt.is_null())
            .filter(attempt::Column::EndedAt.is_null())
            .exec(&transaction)
            .await
            .map_err(StoreError::query("begin an attempt"))?;
        if accepted.rows_affected > 0 {
            job::Entity::update_many()
                .col_expr(job::Column::State, Expr::value(JobState::Running.word()))
                .col_expr(job::Column::StartedAt, Expr::value(now.epoch_ms()))
                .filter(job::Column::Id.eq(which.job.to_string()))
                .filter(job::Column::State.eq(JobState::Assigned.word()))
                .exec(&transaction)
                .await
                .map_err(StoreError::query("begin an attempt"))?;
        }
        transaction.commit().await.map_err(StoreError::query("begin an attempt"))
    }

    /// Writes down the end of an attempt and what becomes of its job.
    pub(super) async fn end_attempt(&self, ended: &EndedAttempt) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        if close_attempt(&transaction, ended).await? {
            free_device(&transaction, &ended.device, ended.at).await?;
            close_job(&transaction, ended).await?;
        }
        transaction.commit().await.map_err(StoreError::query("end an attempt"))
    }

    /// Attempts that are open.
    pub(super) async fn unended_attempts(&self) -> Result<Vec<OpenAttempt>, StoreError> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::EndedAt.is_null())
            .order_by_asc(attempt::Column::JobId)
            .all(self.reader())
            .await
            .map_err(StoreError::query("read open attempts"))?;
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            let job = job::Entity::find_by_id(row.job_id.clone())
                .one(self.reader())
                .await
                .map_err(StoreError::query("read a job"))?
                .expect("a foreign key keeps an attempt's job");
            open.push(OpenAttempt {
                granted: granted(&job)?,
                agent: agent_id(&row.agent_id)?,
                device: DeviceId::new(row.device_id),
                accepted_at: row.accepted_at.map(Timestamp::from_epoch_ms),
                cancel_reason: job.cancel_reason,
                finish_reason: job.finish_reason,
            });
        }
        Ok(open)
    }

    /// An attempt that has ended.
    pub(super) async fn ended_attempt(&self, which: AttemptRef) -> Result<Option<PastAttempt>, StoreError> {
        let row = attempt::Entity::find_by_id((which.job.to_string(), number_column(which)))
            .one(self.reader())
            .await
            .map_err(StoreError::query("read an attempt"))?;
        let Some(row) = row else { return Ok(None) };
        let Some(word) = row.end_kind else { return Ok(None) };
        Ok(Some(PastAttempt {
            attempt: attempt_ref(which.job, row.number),
            kind: end_kind(&row.job_id, &word)?,
            run: run_id(row.run_id.as_deref())?,
            by_result: row.by_result,
        }))
    }

    /// Cancels a job that is queued, or notes the wish for one that runs.
    pub(super) async fn cancel_job(
        &self,
        which: JobId,
        reason: &str,
        now: Timestamp,
    ) -> Result<CancelState, StoreError> {
        self.note_wish(which, now, reason, |job| job.cancel_reason = Set(Some(reason.to_owned()))).await
    }

    /// Cancels a session that is queued, or notes the wish that the one that runs come to its ordinary end.
    pub(super) async fn finish_session(
        &self,
        which: JobId,
        reason: &str,
        now: Timestamp,
    ) -> Result<CancelState, StoreError> {
        self.note_wish(which, now, reason, |job| job.finish_reason = Set(Some(reason.to_owned()))).await
    }

    async fn note_wish(
        &self,
        which: JobId,
        now: Timestamp,
        reason: &str,
        note: impl FnOnce(&mut job::ActiveModel),
    ) -> Result<CancelState, StoreError> {
        let transaction = self.begin().await?;
        let row = job::Entity::find_by_id(which.to_string())
            .one(&transaction)
            .await
            .map_err(StoreError::query("read a job"))?;
        let Some(row) = row else { return Ok(CancelState::Unknown) };
        let (number, id) = (row.attempt, row.id.clone());
        let state = super::column::job_state(&id, &row.state)?;
        let mut change = row.into_active_model();
        note(&mut change);
        let outcome = match state {
            JobState::Queued => {
                change.state = Set(JobState::Canceled.word().to_owned());
                change.reason = Set(Some(reason.to_owned()));
                change.ended_at = Set(Some(now.epoch_ms()));
                CancelState::Canceled
            }
            JobState::Assigned | JobState::Running => CancelState::Running(attempt_ref(job_id(&id)?, number)),
            JobState::Completed
            | JobState::Failed
            | JobState::Canceled
            | JobState::TimedOut
            | JobState::Infrastructure => return Ok(CancelState::AlreadyOver),
        };
        change.update(&transaction).await.map_err(StoreError::query("note a wish for a job"))?;
        transaction.commit().await.map_err(StoreError::query("note a wish for a job"))?;
        Ok(outcome)
    }
}

async fn close_attempt(transaction: &DatabaseTransaction, ended: &EndedAttempt) -> Result<bool, StoreError> {
    let closed = attempt::Entity::update_many()
        .col_expr(attempt::Column::EndedAt, Expr::value(ended.at.epoch_ms()))
        .col_expr(attempt::Column::EndKind, Expr::value(end_word(ended.kind)))
        .col_expr(attempt::Column::Reason, Expr::value(ended.reason.clone()))
        .col_expr(attempt::Column::RunId, Expr::value(ended.run.map(|run| run.to_string())))
        .col_expr(attempt::Column::ByResult, Expr::value(ended.by_result))
        .filter(attempt::Column::JobId.eq(ended.attempt.job.to_string()))
        .filter(attempt::Column::Number.eq(number_column(ended.attempt)))
        .filter(attempt::Column::EndedAt.is_null())
        .exec(transaction)
        .await
        .map_err(StoreError::query("end an attempt"))?;
    Ok(closed.rows_affected > 0)
}

async fn close_job(transaction: &DatabaseTransaction, ended: &EndedAttempt) -> Result<(), StoreError> {
    let row = job::Entity::find_by_id(ended.attempt.job.to_string())
        .one(transaction)
        .await
        .map_err(StoreError::query("read a job"))?
        .expect("a foreign key keeps an attempt's job");
    let mut failed_on: Vec<DeviceId> = of_json("failed_on", &row.id, &row.failed_on)?;
    let (infrastructure_left, step_left) = (row.infrastructure_left, row.step_left);
    let canceled = row.cancel_reason.is_some();
    let mut change = row.into_active_model();
    if ended.kind.is_infrastructure() {
        failed_on.push(ended.device.clone());
        change.failed_on = Set(json(&failed_on));
    }
    change.reason = Set(ended.reason.clone());
    match ended.next {
        NextForJob::Requeue if !canceled => {
            change.state = Set(JobState::Queued.word().to_owned());
            if ended.kind.is_infrastructure() {
                change.infrastructure_left = Set((infrastructure_left - 1).max(0));
            } else {
                change.step_left = Set((step_left - 1).max(0));
            }
        }
        NextForJob::Requeue => {
            change.state = Set(JobState::Canceled.word().to_owned());
            change.ended_at = Set(Some(ended.at.epoch_ms()));
        }
        NextForJob::Over => {
            change.state = Set(final_state(ended.kind).word().to_owned());
            change.run_id = Set(ended.run.map(|run| run.to_string()));
            change.ended_at = Set(Some(ended.at.epoch_ms()));
        }
    }
    change.update(transaction).await.map_err(StoreError::query("end a job"))?;
    Ok(())
}

const fn final_state(kind: EndKind) -> JobState {
    match kind {
        EndKind::Completed => JobState::Completed,
        EndKind::StepFailed => JobState::Failed,
        EndKind::Canceled => JobState::Canceled,
        EndKind::TimedOut => JobState::TimedOut,
        EndKind::Infrastructure | EndKind::Expired => JobState::Infrastructure,
    }
}
