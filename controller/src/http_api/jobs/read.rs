//! Jobs: look at them, follow their log, cancel them. Queueing them is next door.

use axum::extract::State;
use protocol::JobId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{asked, why_waiting};
use super::door::JobDoor;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::job::{
    AttemptView, CancelRequest, CanceledView, JobDetailView, JobLogLineView, JobLogView, JobView,
};
use crate::http_api::view::waiting::{WaitingView, WaitsView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::lease::{CancelState, plan};
use crate::schedule::{JobKind, JobState};
use crate::store::queue::{Job, JobFilter};

/// The most log lines of one answer.
const MAX_LOG_LINES: u64 = 1_000;
/// The longest reason for a cancel, characters.
const LONGEST_REASON: usize = 300;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs))
        .routes(routes!(job))
        .routes(routes!(job_log))
        .routes(routes!(cancel_job))
}

/// Which jobs to list; every parameter narrows the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobQuery {
    /// One or more of `queued`, `assigned`, `running`, `completed`, `failed`, `canceled`, `timed_out`,
    /// `infrastructure`, separated by commas.
    #[param(
        pattern = r"^[ ,]*((queued|assigned|running|completed|failed|canceled|timed_out|infrastructure)( *,[ ,]*|$))*$"
    )]
    pub state: Option<String>,
    /// `scenario` or `session`.
    #[param(pattern = "^(scenario|session)$")]
    pub kind: Option<String>,
    /// Of this scenario.
    pub scenario: Option<String>,
    /// Of this release.
    pub release: Option<String>,
    /// Of this build.
    pub build: Option<String>,
    /// Of the request with this key.
    pub idempotency_key: Option<String>,
}

/// Where to read a log on.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogQuery {
    /// `next` of the answer before; 0 for the beginning.
    #[param(default = 0)]
    pub after: Option<i64>,
}

/// Lists jobs, manual sessions among them, newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs", params(JobQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<JobView>>),
))]
pub(crate) async fn list_jobs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<JobQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<JobView>>, ApiError> {
    let paging = page.checked()?;
    let filter = JobFilter {
        project: Some(caller.project),
        states: states_of(query.state.as_deref())?,
        kind: query.kind.as_deref().map(kind_of).transpose()?,
        scenario: query.scenario,
        release: query.release,
        build: query.build,
        idempotency_key: query.idempotency_key,
    };
    let (jobs, total) = state.store.jobs(&filter, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(jobs.into_iter().map(JobView::from).collect(), total)))
}

/// One job with its attempts and, while it is queued, what it waits for.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path, description = "Job id")), responses(
    (status = 200, body = Envelope<JobDetailView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such job"),
))]
pub(crate) async fn job(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<JobDetailView>, ApiError> {
    let job = visible_job(&state, &caller, &id).await?;
    Ok(Success(detail(&state, &door, &caller, job).await?))
}

/// A job with its attempts and what it waits for.
pub(super) async fn detail(
    state: &ApiState,
    door: &JobDoor,
    caller: &Caller,
    job: Job,
) -> Result<JobDetailView, ApiError> {
    let waiting = match job.state {
        JobState::Queued => Some(waiting(state, door, caller, &job).await?),
        JobState::Assigned
        | JobState::Running
        | JobState::Completed
        | JobState::Failed
        | JobState::Canceled
        | JobState::TimedOut
        | JobState::Infrastructure => None,
    };
    let attempts = state.store.job_attempts(job.id).await?;
    let history = attempts.into_iter().map(AttemptView::from).collect();
    let waiting_for = waiting.as_ref().map(|waiting| waiting.waits.reason.clone());
    Ok(JobDetailView { job: job.into(), waiting_for, waiting, history })
}

/// The log of a job: what became of it, its steps, and what page, browser and agent said.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/log", tag = "jobs", params(("id" = String, Path, description = "Job id"), LogQuery), responses(
    (status = 200, body = Envelope<JobLogView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such job"),
))]
pub(crate) async fn job_log(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<LogQuery>,
) -> Result<Success<JobLogView>, ApiError> {
    let job = visible_job(&state, &caller, &id).await?;
    let after = query.after.unwrap_or(0);
    let lines = state.store.job_log(job.id, after, MAX_LOG_LINES).await?;
    let next = lines.last().map_or(after, |line| line.id);
    let is_over = job.state.is_over() && lines.is_empty();
    Ok(Success(JobLogView { lines: lines.into_iter().map(JobLogLineView::from).collect(), next, is_over }))
}

/// Cancels a job: one that waits leaves the queue, one that runs is told to stop.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/cancel", tag = "jobs", params(("id" = String, Path, description = "Job id")),
    request_body = CancelRequest, responses(
    (status = 200, body = Envelope<CanceledView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such job"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the job is over"),
))]
pub(crate) async fn cancel_job(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<CancelRequest>,
) -> Result<Success<CanceledView>, ApiError> {
    let job = visible_job(&state, &caller, &id).await?;
    let reason = reason_of(request, || format!("canceled by {}", caller.name))?;
    let canceled = door.desk.cancel(job.id, reason).await;
    let canceled = canceled.map_err(|source| ApiError::internal("cancel a job", source))?;
    let word = match canceled.map_err(|source| ApiError::internal("cancel a job", source))? {
        CancelState::Canceled => "canceled",
        CancelState::Running(_) => "stopping",
        CancelState::AlreadyOver => return Err(ApiError::new(Code::Conflict, format!("job `{id}` is over"))),
        CancelState::Unknown => return Err(ApiError::not_found("job", id)),
    };
    Ok(Success(CanceledView { state: word.to_owned() }))
}

/// A job of another project is as good as none.
pub(crate) async fn visible_job(state: &ApiState, caller: &Caller, id: &str) -> Result<Job, ApiError> {
    let missing = || ApiError::not_found("job", id);
    let known: JobId = id.parse().map_err(|_| missing())?;
    let job = state.store.job(known).await?;
    job.filter(|job| job.project == caller.project).ok_or_else(missing)
}

/// The reason that somebody gave, or the usual one.
pub(super) fn reason_of(request: CancelRequest, usual: impl FnOnce() -> String) -> Result<String, ApiError> {
    let reason = request.reason.unwrap_or_else(usual);
    let length = reason.chars().count();
    if !(1..=LONGEST_REASON).contains(&length) {
        let msg = format!("`reason` has {length} characters; 1 to {LONGEST_REASON} are allowed");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    Ok(reason)
}

fn kind_of(word: &str) -> Result<JobKind, ApiError> {
    JobKind::of_word(word).ok_or_else(|| {
        let msg = format!("unknown kind `{word}`; choose `scenario` or `session`");
        ApiError::new(Code::Parameter, msg)
    })
}

async fn waiting(
    state: &ApiState,
    door: &JobDoor,
    caller: &Caller,
    job: &Job,
) -> Result<WaitingView, ApiError> {
    let devices = door.visible_devices(caller).await?;
    let before = state.store.jobs_before(&job.project, &job.queued).await?;
    let planned = plan(std::slice::from_ref(&job.queued), &devices);
    let waits = WaitsView::new(&why_waiting(&planned, job.id), before);
    Ok(WaitingView { waits, asked: asked(state, caller, &job.queued.needs, &devices).await? })
}

fn states_of(words: Option<&str>) -> Result<Vec<JobState>, ApiError> {
    let words = words.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            JobState::of_word(word).ok_or_else(|| {
                let known: Vec<_> = JobState::ALL.iter().map(|state| state.word()).collect();
                let msg = format!("unknown state `{word}`; choose among {}", known.join(", "));
                ApiError::new(Code::Parameter, msg)
            })
        })
        .collect()
}
