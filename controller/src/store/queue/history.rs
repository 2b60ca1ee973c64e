//! What devices did: their attempts, newest first, and how much of the time they had one. Changes nothing.

use std::collections::BTreeMap;

use dataset::Timestamp;
use protocol::{AttemptNumber, AttemptRef, DeviceId, JobId, RunId};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
};

use super::column::{end_kind, job_id, run_id};
use super::rows::{attempt, event, job};
use crate::lease::EndKind;
use crate::store::runs::row::runs;
use crate::store::{Store, StoreError};

/// One attempt of a device's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAttempt {
    /// The device.
    pub device: DeviceId,
    /// Project of its job.
    pub project: String,
    /// Its job.
    pub job: JobId,
    /// Counts from 1.
    pub number: AttemptNumber,
    /// Name of the job's scenario.
    pub scenario: String,
    /// Title of the job's run.
    pub title: String,
    /// Whether it is a manual session, which lasts as long as somebody likes.
    pub is_session: bool,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// When the agent took it.
    pub accepted_at: Option<Timestamp>,
    /// When it ended; absent while it goes on.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub end: Option<EndKind>,
    /// Why it ended so.
    pub reason: Option<String>,
    /// The run that counts, where it gave one.
    pub run: Option<RunId>,
    /// The verdict on that run: `regressed`, `improved`, `unchanged` or `inconclusive`.
    pub verdict: Option<String>,
}

/// How long devices were leased, ms, in a span of time.
pub type Shares = BTreeMap<DeviceId, u64>;

impl DeviceAttempt {
    /// From the offer to the end, ms; absent while it goes on.
    pub fn length_ms(&self) -> Option<u64> {
        let length = self.ended_at?.since(self.offered_at);
        u64::try_from(length.as_millis()).ok()
    }

    /// How long an attempt at this scenario usually takes, ms: the median of those in `history` that completed.
    pub fn usual_ms(history: &[Self], scenario: &str) -> Option<u64> {
        let alike = history.iter().filter(|attempt| attempt.scenario == scenario && !attempt.is_session);
        let completed = alike.filter(|attempt| attempt.end == Some(EndKind::Completed));
        let mut lengths: Vec<u64> = completed.filter_map(Self::length_ms).collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied()
    }
}

#[derive(FromQueryResult)]
struct Row {
    device_id: String,
    project_id: String,
    job_id: String,
    number: i32,
    scenario_name: String,
    title: String,
    is_session: bool,
    offered_at: i64,
    accepted_at: Option<i64>,
    ended_at: Option<i64>,
    end_kind: Option<String>,
    reason: Option<String>,
    run_id: Option<String>,
    verdict: Option<String>,
}

impl Store {
    /// The newest attempts of a device at a project's jobs, newest first.
    pub async fn device_attempts(
        &self,
        project: &str,
        device: &DeviceId,
        limit: u64,
    ) -> Result<Vec<DeviceAttempt>, StoreError> {
        let query = with_jobs(attempt::Entity::find())
            .filter(job::Column::ProjectId.eq(project))
            .filter(attempt::Column::DeviceId.eq(device.as_str()))
            .order_by_desc(attempt::Column::OfferedAt)
            .order_by_desc(attempt::Column::JobId)
            .limit(limit);
        let rows = query.into_model::<Row>().all(self.reader()).await;
        let rows = rows.map_err(StoreError::query("read a device's history"))?;
        rows.into_iter().map(attempt_of).collect()
    }

    /// What each of these devices runs now, whosever job it is.
    pub async fn running_on(&self, devices: &[DeviceId]) -> Result<Vec<DeviceAttempt>, StoreError> {
        let query = with_jobs(attempt::Entity::find())
            .filter(attempt::Column::DeviceId.is_in(devices.iter().map(DeviceId::as_str)))
            .filter(attempt::Column::EndedAt.is_null());
        let rows = query.into_model::<Row>().all(self.reader()).await;
        let rows = rows.map_err(StoreError::query("read what devices run"))?;
        rows.into_iter().map(attempt_of).collect()
    }

    /// The open attempts at a project's jobs, the oldest first, and how many there are.
    pub async fn running_attempts(
        &self,
        project: &str,
        limit: u64,
    ) -> Result<(Vec<DeviceAttempt>, u64), StoreError> {
        let query = with_jobs(attempt::Entity::find())
            .filter(job::Column::ProjectId.eq(project))
            .filter(attempt::Column::EndedAt.is_null());
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count attempts"))?;
        let query = query
            .order_by_asc(attempt::Column::OfferedAt)
            .order_by_asc(attempt::Column::JobId)
            .limit(limit)
            .into_model::<Row>();
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read open attempts"))?;
        Ok((rows.into_iter().map(attempt_of).collect::<Result<_, _>>()?, total))
    }

    /// How long each device was leased between `from` and `now`; absent where it was not.
    pub async fn device_shares(
        &self,
        devices: &[DeviceId],
        from: Timestamp,
        now: Timestamp,
    ) -> Result<Shares, StoreError> {
        let (from, now) = (from.epoch_ms(), now.epoch_ms());
        let (offered, ended) = (Expr::col(attempt::Column::OfferedAt), Expr::col(attempt::Column::EndedAt));
        let begin = CaseStatement::new().case(offered.clone().lt(from), Expr::value(from)).finally(offered);
        let end = CaseStatement::new().case(ended.clone().is_null(), Expr::value(now)).finally(ended);
        let leased = Expr::expr(end).sub(Expr::expr(begin)).sum().cast_as("BIGINT");
        let touched =
            Condition::any().add(attempt::Column::EndedAt.gt(from)).add(attempt::Column::EndedAt.is_null());
        let query = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::DeviceId)
            .column_as(leased, "leased")
            .filter(attempt::Column::DeviceId.is_in(devices.iter().map(DeviceId::as_str)))
            .filter(touched)
            .group_by(attempt::Column::DeviceId);
        let rows: Vec<(String, i64)> =
            query.into_tuple().all(self.reader()).await.map_err(StoreError::query("sum up leases"))?;
        let shares =
            rows.into_iter().map(|(id, leased)| (DeviceId::new(id), u64::try_from(leased).unwrap_or(0)));
        Ok(shares.collect())
    }

    /// The step that an attempt was last heard of in, in words, and when.
    pub async fn latest_step(&self, which: AttemptRef) -> Result<Option<(String, Timestamp)>, StoreError> {
        let row = event::Entity::find()
            .filter(event::Column::JobId.eq(which.job.to_string()))
            .filter(event::Column::Attempt.eq(super::column::number_column(which)))
            .filter(event::Column::Kind.eq("step"))
            .order_by_desc(event::Column::Id)
            .one(self.reader())
            .await
            .map_err(StoreError::query("read the step of an attempt"))?;
        Ok(row.map(|row| (row.message, Timestamp::from_epoch_ms(row.at))))
    }
}

fn with_jobs(query: Select<attempt::Entity>) -> Select<attempt::Entity> {
    let to_job: RelationDef =
        attempt::Entity::belongs_to(job::Entity).from(attempt::Column::JobId).to(job::Column::Id).into();
    let to_run: RelationDef =
        attempt::Entity::belongs_to(runs::Entity).from(attempt::Column::RunId).to(runs::Column::Id).into();
    query
        .join(JoinType::InnerJoin, to_job)
        .join(JoinType::LeftJoin, to_run)
        .select_only()
        .columns([
            attempt::Column::DeviceId,
            attempt::Column::JobId,
            attempt::Column::Number,
            attempt::Column::OfferedAt,
            attempt::Column::AcceptedAt,
            attempt::Column::EndedAt,
            attempt::Column::EndKind,
            attempt::Column::Reason,
            attempt::Column::RunId,
        ])
        .columns([job::Column::ProjectId, job::Column::ScenarioName, job::Column::Title])
        .column_as(job::Column::Watch.is_not_null(), "is_session")
        .column(runs::Column::Verdict)
}

fn attempt_of(row: Row) -> Result<DeviceAttempt, StoreError> {
    Ok(DeviceAttempt {
        device: DeviceId::new(row.device_id),
        project: row.project_id,
        job: job_id(&row.job_id)?,
        number: AttemptNumber(row.number.unsigned_abs()),
        scenario: row.scenario_name,
        title: row.title,
        is_session: row.is_session,
        offered_at: Timestamp::from_epoch_ms(row.offered_at),
        accepted_at: row.accepted_at.map(Timestamp::from_epoch_ms),
        ended_at: row.ended_at.map(Timestamp::from_epoch_ms),
        end: row.end_kind.map(|word| end_kind(&row.job_id, &word)).transpose()?,
        reason: row.reason,
        run: run_id(row.run_id.as_deref())?,
        verdict: row.verdict,
    })
}
