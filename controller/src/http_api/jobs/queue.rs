//! The queue of a project: what waits and why, what runs and how far, and moving a job in it.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::AttemptRef;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::why_waiting;
use super::door::JobDoor;
use super::read::visible_job;
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::fleet::usual::usual_ms;
use crate::http_api::state::ApiState;
use crate::http_api::view::job::JobView;
use crate::http_api::view::waiting::{
    PriorityRequest, ProgressView, QueueView, QueuedView, RunningView, WaitsView,
};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::lease::{Availability, Device, plan};
use crate::store::queue::DeviceAttempt;

/// Running jobs of one answer.
const RUNNING: u64 = 100;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(queue)).routes(routes!(move_job))
}

/// What waits, in the order in which it is given out, and what runs.
#[utoipa::path(get, path = "/api/v1/queue", tag = "jobs", params(PageQuery), responses(
    (status = 200, body = Envelope<QueueView>),
))]
pub(crate) async fn queue(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<QueueView>, ApiError> {
    let paging = page.checked()?;
    let devices = door.visible_devices(&caller).await?;
    let (jobs, total) = state.store.waiting_jobs(&caller.project, paging.offset(), paging.page_size).await?;
    let queued: Vec<_> = jobs.iter().map(|job| job.queued.clone()).collect();
    let planned = plan(&queued, &devices);
    let waiting = (paging.offset()..).zip(jobs).map(|(before, job)| QueuedView {
        waiting: WaitsView::new(&why_waiting(&planned, job.id), before),
        job: job.into(),
    });
    let waiting: Page<QueuedView> = paging.page_of(waiting.collect(), total);
    let (running, running_total) = running(&state, &caller, &devices).await?;
    Ok(Success(QueueView { waiting, running, running_total }))
}

async fn running(
    state: &ApiState,
    caller: &Caller,
    devices: &[Device],
) -> Result<(Vec<RunningView>, u64), ApiError> {
    let (attempts, total) = state.store.running_attempts(&caller.project, RUNNING).await?;
    let ids: Vec<_> = attempts.iter().map(|attempt| attempt.job).collect();
    let jobs = state.store.jobs_of(&ids).await?;
    let mut jobs: BTreeMap<_, _> = jobs.into_iter().map(|job| (job.id, job)).collect();
    let mut views = Vec::with_capacity(attempts.len());
    for attempt in attempts {
        // It ended in between.
        let Some(job) = jobs.remove(&attempt.job) else { continue };
        views.push(RunningView { job: JobView::from(job), on: progress(state, attempt, devices).await? });
    }
    Ok((views, total))
}

async fn progress(
    state: &ApiState,
    attempt: DeviceAttempt,
    devices: &[Device],
) -> Result<ProgressView, ApiError> {
    let usual_ms = usual_ms(state, &attempt).await?;
    let which = AttemptRef { job: attempt.job, number: attempt.number };
    let (step, step_at) = state.store.latest_step(which).await?.unzip();
    let device = devices.iter().find(|device| device.id == attempt.device);
    let ends_latest = match device.map(|device| &device.availability) {
        Some(Availability::Busy { until }) => *until,
        Some(
            Availability::Ready
            | Availability::Unavailable(_)
            | Availability::Draining
            | Availability::Offline,
        )
        | None => None,
    };
    Ok(ProgressView {
        device: attempt.device.to_string(),
        attempt: attempt.number.0,
        since: attempt.accepted_at.unwrap_or(attempt.offered_at).to_string(),
        step,
        step_at: step_at.map(|at| at.to_string()),
        usual_ms,
        ends_latest: ends_latest.map(|at| at.to_string()),
    })
}

/// Gives a waiting job another priority.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/priority", tag = "jobs", params(("id" = String, Path, description = "Job id")),
    request_body = PriorityRequest, responses(
    (status = 200, body = Envelope<JobView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such job"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the job does not wait any more"),
))]
pub(crate) async fn move_job(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(PriorityRequest { priority }): ApiJson<PriorityRequest>,
) -> Result<Response, ApiError> {
    let before = visible_job(&state, &caller, &id).await?;
    if !state.store.set_priority(before.id, priority).await? {
        let msg = format!("job `{id}` does not wait any more; only waiting jobs have a place in the queue");
        return Err(ApiError::new(Code::Conflict, msg));
    }
    door.desk.submitted().await.map_err(|source| ApiError::internal("plan jobs", source))?;
    let moved = visible_job(&state, &caller, &id).await?;
    let detail = format!("from {} to {priority}", before.queued.priority);
    let noted = Noted { detail, ..Noted::default() };
    Ok((Extension(noted), Success(JobView::from(moved))).into_response())
}
