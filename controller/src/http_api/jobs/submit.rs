//! Queues jobs: YAML text or a shipped scenario in, one job per combination of its parameters out.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use protocol::{DeviceId, RunId};
use scenarios::{Inputs, Mistakes, Overrides, Scenario, Source, library, parse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::door::JobDoor;
use crate::http_api::access::caller::Caller;
use crate::http_api::runs::found::found_run;
use crate::http_api::state::ApiState;
use crate::http_api::view::job::{MistakeView, MistakesView, SubmitRequest, SubmittedView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiJson;
use crate::lease::{Device, Needs, Reason, nobody_is_able, why_not};
use crate::schedule::{Submission, SubmitError, request_jobs};
use crate::store::queue::EnqueueError;

/// Largest request, bytes: a scenario of 1 MiB with its pages.
pub(super) const BODY_LIMIT: usize = 12 << 20;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(submit_jobs)).layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Why nothing was queued.
#[derive(Debug)]
pub(crate) enum SubmitFailure {
    /// As everywhere.
    Api(ApiError),
    /// The request has mistakes; all of them are told at once.
    Mistakes(Vec<MistakeView>),
}

impl From<ApiError> for SubmitFailure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<&Mistakes> for SubmitFailure {
    fn from(mistakes: &Mistakes) -> Self {
        let views = mistakes.as_slice().iter().map(|mistake| MistakeView {
            line: Some(mistake.line),
            column: Some(mistake.column),
            message: mistake.to_string(),
        });
        Self::Mistakes(views.collect())
    }
}

impl From<Vec<SubmitError>> for SubmitFailure {
    fn from(errors: Vec<SubmitError>) -> Self {
        Self::Mistakes(errors.iter().map(|error| unplaced(error.to_string())).collect())
    }
}

impl IntoResponse for SubmitFailure {
    fn into_response(self) -> Response {
        match self {
            Self::Api(error) => error.into_response(),
            Self::Mistakes(problems) => {
                let lines: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
                let code = Code::Parameter.number();
                let envelope = Envelope { code, msg: lines.join("\n"), data: MistakesView { problems } };
                (StatusCode::BAD_REQUEST, Json(envelope)).into_response()
            }
        }
    }
}

/// Queues one job per combination of a scenario's parameters. Sent again with the same `idempotency_key` it answers 200
/// with the jobs of the first time.
#[utoipa::path(post, path = "/api/v1/jobs", tag = "jobs", request_body = SubmitRequest, responses(
    (status = 201, body = Envelope<SubmittedView>),
    (status = 200, body = Envelope<SubmittedView>, description = "The same request came before"),
    (status = 400, body = Envelope<MistakesView>, description = "1000: every mistake of the scenario and the request, and what no device of the right kind can do"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device, or no such run to be judged against"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the key was used for a request with different content, or the run to be judged against did not come to its end"),
))]
pub(crate) async fn submit_jobs(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiJson(request): ApiJson<SubmitRequest>,
) -> Result<Response, SubmitFailure> {
    let (submission, devices) = checked(&state, &door, &caller, request).await?;
    refuse_unplaceable((&submission.project, submission.device.as_ref()), &submission.scenarios, &devices)?;
    let request = request_jobs(submission, || door.ids.job())?;
    let enqueued = state.store.enqueue(&request, state.clock.now()).await.map_err(refused)?;
    door.desk.submitted().await.map_err(|source| ApiError::internal("plan jobs", source))?;
    let fresh = enqueued.fresh;
    let view = SubmittedView { fresh, jobs: enqueued.jobs.iter().map(ToString::to_string).collect() };
    Ok(if fresh { Created(view).into_response() } else { Success(view).into_response() })
}

/// What is asked for, and the devices that may be asked.
pub(super) async fn checked(
    state: &ApiState,
    door: &JobDoor,
    caller: &Caller,
    request: SubmitRequest,
) -> Result<(Submission, Vec<Device>), SubmitFailure> {
    let devices = door.visible_devices(caller).await?;
    if let Some(chosen) = &request.device
        && !devices.iter().any(|device| device.id.as_str() == chosen)
    {
        return Err(ApiError::not_found("device", chosen).into());
    }
    let submitter = caller.clone();
    // A scenario of a megabyte takes its time to read.
    let read = tokio::task::spawn_blocking(move || submission_of(request, submitter)).await;
    let submission = read.expect("a scenario of any content is parsed without a panic")?;
    if let Some(baseline) = submission.baseline {
        check_baseline(state, caller, baseline, &submission.scenarios).await?;
    }
    Ok((submission, devices))
}

/// Nothing unless one of the scenarios would wait for ever.
pub(crate) fn refuse_unplaceable(
    at: (&str, Option<&DeviceId>),
    scenarios: &[Scenario],
    devices: &[Device],
) -> Result<(), SubmitFailure> {
    let told: BTreeSet<String> =
        scenarios.iter().flat_map(|scenario| refusals(at, scenario, devices)).collect();
    if told.is_empty() {
        return Ok(());
    }
    Err(SubmitFailure::Mistakes(told.into_iter().map(unplaced).collect()))
}

/// Why a scenario would wait for ever: every device of the right kind says that it cannot do what the scenario does, or the
/// chosen one can never take it. What no device of the right kind has been seen for may wait for one.
pub(super) fn refusals(
    (project, device): (&str, Option<&DeviceId>),
    scenario: &Scenario,
    devices: &[Device],
) -> Vec<String> {
    let needs = Needs::of(scenario).in_project(project);
    let told = |(device, reason): (DeviceId, Reason)| format!("{device} {reason}");
    let Some(chosen) = device else {
        return nobody_is_able(&needs, devices).into_iter().map(told).collect();
    };
    let device = devices.iter().find(|device| device.id == *chosen);
    let reason = device.and_then(|device| why_not(&needs, device)).filter(|reason| !reason.passes());
    reason.map(|reason| format!("{chosen} cannot take it: {reason}")).into_iter().collect()
}

fn submission_of(request: SubmitRequest, caller: Caller) -> Result<Submission, SubmitFailure> {
    let baseline = baseline_of(request.baseline.as_deref())?;
    let SubmitRequest { scenario, pages, library, variables, iterations, warmup, base_url, headless, .. } =
        request;
    let source = source_of(scenario, pages, library)?;
    let overrides =
        Overrides { iterations, warmup, base_url, headless, tags: Vec::new(), parameters: BTreeMap::new() };
    // The controller's environment is its operator's; whoever submits has no business in it.
    let inputs = Inputs { variables, environment: BTreeMap::new(), overrides };
    let scenarios: Vec<Scenario> =
        parse(&source, &inputs).map_err(|mistakes| SubmitFailure::from(&mistakes))?.scenarios;
    Ok(Submission {
        project: caller.project,
        scenarios,
        title: request.title,
        release: request.release,
        build: request.build,
        tags: request.tags,
        baseline,
        device: request.device.map(DeviceId::new),
        priority: request.priority,
        idempotency_key: request.idempotency_key,
    })
}

fn source_of(
    scenario: Option<String>,
    pages: BTreeMap<String, String>,
    name: Option<String>,
) -> Result<Source, SubmitFailure> {
    match (scenario, name) {
        (Some(text), None) => Ok(Source { name: "scenario".to_owned(), text, pages }),
        (None, Some(name)) => {
            let known = || library().iter().map(|shipped| shipped.name).collect::<Vec<_>>().join(", ");
            let shipped = library().iter().find(|shipped| shipped.name == name);
            shipped
                .map(scenarios::LibraryScenario::source)
                .ok_or_else(|| mistake(format!("no scenario `{name}` is shipped; there are {}", known())))
        }
        (Some(_), Some(_)) => {
            Err(mistake("`scenario` and `library` exclude each other; give one of them".to_owned()))
        }
        (None, None) => {
            Err(mistake("nothing to run: give `scenario` (YAML text) or `library` (a name)".to_owned()))
        }
    }
}

fn baseline_of(id: Option<&str>) -> Result<Option<RunId>, SubmitFailure> {
    let parsed = id.map(str::parse::<RunId>).transpose();
    parsed.map_err(|_| mistake(format!("`baseline` is not a run's id: `{}`", id.unwrap_or_default())))
}

/// Nothing where the run can serve as baseline of these scenarios.
async fn check_baseline(
    state: &ApiState,
    caller: &Caller,
    baseline: RunId,
    scenarios: &[Scenario],
) -> Result<(), SubmitFailure> {
    let run = found_run(state, caller, &baseline.to_string()).await?.record;
    if let Some(other) = scenarios.iter().find(|scenario| scenario.name != run.scenario) {
        let (name, own) = (&run.scenario, &other.name);
        return Err(mistake(format!(
            "`baseline` is a run of the scenario `{name}`; name a run of `{own}`, since runs of two scenarios are not comparable"
        )));
    }
    if !run.completed() {
        let msg = format!("run `{baseline}` did not come to its end and cannot be a baseline");
        return Err(ApiError::new(Code::Conflict, msg).into());
    }
    Ok(())
}

pub(crate) fn mistake(message: String) -> SubmitFailure {
    SubmitFailure::Mistakes(vec![unplaced(message)])
}

pub(crate) fn unplaced(message: String) -> MistakeView {
    MistakeView { line: None, column: None, message }
}

pub(super) fn refused(error: EnqueueError) -> ApiError {
    match error {
        EnqueueError::KeyTaken { .. } => ApiError::new(Code::Exists, error.to_string()),
        EnqueueError::Store(source) => source.into(),
    }
}
