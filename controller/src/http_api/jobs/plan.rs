//! What a request to queue jobs would lead to now: which device would take each, and why not the others. Queues nothing.

use std::collections::BTreeMap;

use axum::extract::{DefaultBodyLimit, State};
use protocol::Work;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::asked;
use super::door::JobDoor;
use super::submit::{BODY_LIMIT, SubmitFailure, checked, refusals};
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::job::{MistakesView, SubmitRequest};
use crate::http_api::view::waiting::{AskedView, PlanView, PlannedView, WaitsView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiJson;
use crate::lease::{Needs, Plan, QueuedJob, plan};
use crate::schedule::{NewJob, request_jobs};

/// Jobs that are told of one by one.
const SHOWN: usize = 50;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(plan_jobs)).layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Plans what `POST /api/v1/jobs` with the same body would queue, and queues nothing.
#[utoipa::path(post, path = "/api/v1/jobs/plan", tag = "jobs", request_body = SubmitRequest, responses(
    (status = 200, body = Envelope<PlanView>),
    (status = 400, body = Envelope<MistakesView>, description = "1000: every mistake of the scenario and the request"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device, or no such run to be judged against"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the run to be judged against did not come to its end"),
))]
pub(crate) async fn plan_jobs(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiJson(request): ApiJson<SubmitRequest>,
) -> Result<Success<PlanView>, SubmitFailure> {
    let (submission, devices) = checked(&state, &door, &caller, request).await?;
    let refused: Vec<Vec<String>> = submission
        .scenarios
        .iter()
        .take(SHOWN)
        .map(|scenario| refusals((&submission.project, submission.device.as_ref()), scenario, &devices))
        .collect();
    let jobs = request_jobs(submission, || door.ids.job())?.jobs;
    let total = jobs.len() as u64;
    let queued: Vec<QueuedJob> = jobs.iter().map(|job| queued(&state, &caller, job)).collect();
    let planned = plan(&queued, &devices);
    let before = match queued.first() {
        Some(first) => state.store.jobs_before(&caller.project, first).await.map_err(ApiError::from)?,
        None => 0,
    };
    // Combinations that need the same are told the same.
    let mut told: BTreeMap<&Needs, AskedView> = BTreeMap::new();
    let mut views = Vec::new();
    for ((job, queued), refused) in jobs.into_iter().zip(&queued).zip(refused) {
        if !told.contains_key(&queued.needs) {
            told.insert(&queued.needs, asked(&state, &caller, &queued.needs, &devices).await?);
        }
        let asked = told[&queued.needs].clone();
        views.push(planned_view(job, refused, asked, (&planned, before)));
    }
    Ok(Success(PlanView { total, jobs: views }))
}

fn queued(state: &ApiState, caller: &Caller, job: &NewJob) -> QueuedJob {
    QueuedJob {
        id: job.id,
        priority: job.priority,
        submitted_at: state.clock.now(),
        needs: Needs::of_work(&job.work, job.device.as_ref()).in_project(&caller.project),
        failed_on: Vec::new(),
    }
}

fn planned_view(
    job: NewJob,
    refused: Vec<String>,
    asked: AskedView,
    (planned, before): (&Plan, u64),
) -> PlannedView {
    let Work::Scenario(scenario) = job.work else {
        unreachable!("a submission holds scenarios alone");
    };
    let placed = planned.placements.iter().find(|placement| placement.job == job.id);
    let waits = planned.waiting.iter().find(|(waiting, _)| *waiting == job.id);
    PlannedView {
        title: job.title,
        scenario: scenario.name,
        parameters: scenario.parameters,
        iterations: scenario.iterations,
        warmup: scenario.warmup,
        steps: scenario.steps.len() as u64,
        device: placed.map(|placement| placement.device.to_string()),
        waits: waits.map(|(_, waiting)| WaitsView::new(waiting, before)),
        refused,
        asked,
    }
}
