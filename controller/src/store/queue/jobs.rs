//! Jobs as people ask for them: one with its attempts, or a page of a filtered list. Changes nothing.

use dataset::Timestamp;
use protocol::{AgentId, AttemptNumber, DeviceId, JobId, RunId, Watch, Work};
use scenarios::Scenario;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::column::{agent_id, end_kind, job_id, job_state, of_json, run_id};
use super::grant::work_of;
use super::rows::{attempt, job};
use crate::lease::attempt::EndKind;
use crate::lease::fit::Needs;
use crate::lease::plan::QueuedJob;
use crate::schedule::{JobKind, JobState};
use crate::store::{Store, StoreError};

/// A job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Project that its run belongs to.
    pub project: String,
    /// Name of its scenario.
    pub scenario: String,
    /// What a manual session watches; absent for a job that drives a scenario.
    pub watch: Option<Watch>,
    /// Title of its run.
    pub title: String,
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Tags of its run.
    pub tags: Vec<String>,
    /// The run that it is judged against, instead of the scenario's rule.
    pub baseline: Option<RunId>,
    /// Where it stands.
    pub state: JobState,
    /// Attempts so far.
    pub attempts: u32,
    /// Why it ended, or why its last attempt did.
    pub reason: Option<String>,
    /// The run that counts.
    pub run: Option<RunId>,
    /// When it was queued.
    pub submitted_at: Timestamp,
    /// When its last attempt began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// As the planner sees it.
    pub queued: QueuedJob,
}

/// One attempt at a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counts from 1.
    pub number: AttemptNumber,
    /// Its agent.
    pub agent: AgentId,
    /// Its device.
    pub device: DeviceId,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// When the agent took it.
    pub accepted_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub end: Option<EndKind>,
    /// Why it ended so.
    pub reason: Option<String>,
    /// The run that counts, where it gave one.
    pub run: Option<RunId>,
}

/// Which jobs a list shows; every field narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Of this project.
    pub project: Option<String>,
    /// In one of these states; any where empty.
    pub states: Vec<JobState>,
    /// Of this kind.
    pub kind: Option<JobKind>,
    /// Of this scenario.
    pub scenario: Option<String>,
    /// Of this release.
    pub release: Option<String>,
    /// Of this build.
    pub build: Option<String>,
    /// Of this request.
    pub idempotency_key: Option<String>,
}

impl Job {
    /// What it is about.
    pub const fn kind(&self) -> JobKind {
        match &self.watch {
            None => JobKind::Scenario,
            Some(_) => JobKind::Session,
        }
    }
}

impl Store {
    /// A page of jobs, newest first, and how many there are.
    pub async fn jobs(
        &self,
        filter: &JobFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Job>, u64), StoreError> {
        let query = filtered(filter);
        let total = query.clone().count(self.reader()).await.map_err(StoreError::query("count jobs"))?;
        let rows = query
            .order_by_desc(job::Column::SubmittedAt)
            .order_by_desc(job::Column::Id)
            .offset(offset)
            .limit(limit)
            .all(self.reader())
            .await
            .map_err(StoreError::query("list jobs"))?;
        Ok((rows.into_iter().map(job_of).collect::<Result<_, _>>()?, total))
    }

    /// One job; nothing if there is none.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        let row = job::Entity::find_by_id(id.to_string())
            .one(self.reader())
            .await
            .map_err(StoreError::query("read a job"))?;
        row.map(job_of).transpose()
    }

    /// Those of these jobs that exist.
    pub async fn jobs_of(&self, ids: &[JobId]) -> Result<Vec<Job>, StoreError> {
        let ids = ids.iter().map(ToString::to_string);
        let query = job::Entity::find().filter(job::Column::Id.is_in(ids));
        let rows = query.all(self.reader()).await.map_err(StoreError::query("read jobs"))?;
        rows.into_iter().map(job_of).collect()
    }

    /// The scenario of a job; nothing if there is no such job, or if it drives none.
    pub async fn job_scenario(&self, id: JobId) -> Result<Option<Scenario>, StoreError> {
        Ok(match self.job_work(id).await? {
            Some(Work::Scenario(scenario)) => Some(*scenario),
            Some(Work::Watch(_)) | None => None,
        })
    }

    /// What a job does; nothing if there is no such job.
    pub async fn job_work(&self, id: JobId) -> Result<Option<Work>, StoreError> {
        let row = job::Entity::find_by_id(id.to_string())
            .one(self.reader())
            .await
            .map_err(StoreError::query("read what a job does"))?;
        row.as_ref().map(work_of).transpose()
    }

    /// The run that a job asks to be judged against; nothing where it asks for none, and for a run of no job.
    pub(in crate::store) async fn requested_baseline(
        &self,
        job: Option<&str>,
    ) -> Result<Option<RunId>, StoreError> {
        let Some(job) = job else { return Ok(None) };
        let baseline: Option<Option<String>> = job::Entity::find_by_id(job.to_owned())
            .select_only()
            .column(job::Column::BaselineRunId)
            .into_tuple()
            .one(self.reader())
            .await
            .map_err(StoreError::query("read a job's baseline"))?;
        run_id(baseline.flatten().as_deref())
    }

    /// The attempts at a job, first one first.
    pub async fn job_attempts(&self, id: JobId) -> Result<Vec<Attempt>, StoreError> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::JobId.eq(id.to_string()))
            .order_by_asc(attempt::Column::Number)
            .all(self.reader())
            .await
            .map_err(StoreError::query("read a job's attempts"))?;
        rows.into_iter().map(attempt_of).collect()
    }
}

fn filtered(filter: &JobFilter) -> Select<job::Entity> {
    let JobFilter { project, states, kind, scenario, release, build, idempotency_key } = filter;
    let equals = [
        (job::Column::ProjectId, project),
        (job::Column::ScenarioName, scenario),
        (job::Column::Release, release),
        (job::Column::BuildId, build),
        (job::Column::IdempotencyKey, idempotency_key),
    ];
    let mut query = job::Entity::find();
    for (column, value) in equals {
        if let Some(value) = value {
            query = query.filter(column.eq(value));
        }
    }
    if !states.is_empty() {
        query = query.filter(job::Column::State.is_in(states.iter().map(|state| state.word())));
    }
    match kind {
        Some(JobKind::Scenario) => query.filter(job::Column::Watch.is_null()),
        Some(JobKind::Session) => query.filter(job::Column::Watch.is_not_null()),
        None => query,
    }
}

pub(super) fn job_of(row: job::Model) -> Result<Job, StoreError> {
    let id = job_id(&row.id)?;
    let submitted_at = Timestamp::from_epoch_ms(row.submitted_at);
    Ok(Job {
        id,
        tags: of_json("tags", &row.id, &row.tags)?,
        baseline: run_id(row.baseline_run_id.as_deref())?,
        state: job_state(&row.id, &row.state)?,
        attempts: row.attempt.unsigned_abs(),
        run: run_id(row.run_id.as_deref())?,
        submitted_at,
        started_at: row.started_at.map(Timestamp::from_epoch_ms),
        ended_at: row.ended_at.map(Timestamp::from_epoch_ms),
        queued: QueuedJob {
            id,
            priority: row.priority,
            submitted_at,
            needs: of_json::<Needs>("needs", &row.id, &row.needs)?.in_project(&row.project_id),
            failed_on: of_json("failed_on", &row.id, &row.failed_on)?,
        },
        project: row.project_id,
        scenario: row.scenario_name,
        watch: row.watch.as_deref().map(|watch| of_json("watch", &row.id, watch)).transpose()?,
        title: row.title,
        release: row.release,
        build: row.build_id,
        reason: row.reason,
    })
}

fn attempt_of(row: attempt::Model) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        number: AttemptNumber(row.number.unsigned_abs()),
        agent: agent_id(&row.agent_id)?,
        device: DeviceId::new(row.device_id),
        offered_at: Timestamp::from_epoch_ms(row.offered_at),
        accepted_at: row.accepted_at.map(Timestamp::from_epoch_ms),
        ended_at: row.ended_at.map(Timestamp::from_epoch_ms),
        end: row.end_kind.map(|word| end_kind(&row.job_id, &word)).transpose()?,
        reason: row.reason,
        run: run_id(row.run_id.as_deref())?,
    })
}
