//! Starts a suite: one suite run with one job a cell, once per idempotency key.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::suite_runs::found_run;
use super::suites::found;
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::door::JobDoor;
use crate::http_api::jobs::submit::{SubmitFailure, refuse_unplaceable};
use crate::http_api::state::ApiState;
use crate::http_api::view::job::MistakesView;
use crate::http_api::view::suite::{SuiteStartRequest, SuiteStartedView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath};
use crate::schedule::{StartOrder, SuiteRunId, Trigger, start_suite};
use crate::store::schedules::StartError;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(start))
}

/// Starts a suite. Sent again with the same `idempotency_key` it answers 200 with the suite run of the first time.
#[utoipa::path(post, path = "/api/v1/suites/{name}/start", tag = "suites", params(("name" = String, Path, description = "Suite")),
    request_body = SuiteStartRequest, responses(
    (status = 201, body = Envelope<SuiteStartedView>),
    (status = 200, body = Envelope<SuiteStartedView>, description = "The same request came before"),
    (status = 400, body = Envelope<MistakesView>, description = "1000: every mistake of the request, and what no device of the right kind can do"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such suite"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the key was used for a request with different content, or the suite cannot be read any more"),
))]
pub(crate) async fn start(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiJson(request): ApiJson<SuiteStartRequest>,
) -> Result<Response, SubmitFailure> {
    let suite = found(&state, &caller, &name).await?;
    let read = tokio::task::spawn_blocking(move || suite.parse()).await;
    let read = read.expect("a suite of any content is parsed without a panic").map_err(|mistakes| {
        let msg = format!("suite `{name}` cannot be read any more; mend it first:\n{mistakes}");
        ApiError::new(Code::Conflict, msg)
    })?;
    let scenarios: Vec<_> = read.cells.iter().map(|cell| cell.scenario.clone()).collect();
    let devices = door.visible_devices(&caller).await?;
    refuse_unplaceable((&caller.project, None), &scenarios, &devices)?;
    let order = StartOrder {
        id: SuiteRunId(door.ids.uuid()),
        project: caller.project.clone(),
        trigger: Trigger::Person(caller.name.clone()),
        words: request.words(),
        idempotency_key: request.idempotency_key,
    };
    let now = state.clock.now();
    let start = start_suite(read, order, now, || door.ids.job())?;
    let started = state.store.start_suite(&start, now).await.map_err(refused)?;
    door.desk.submitted().await.map_err(|source| ApiError::internal("plan jobs", source))?;
    let suite_run = found_run(&state, &caller, &started.run.to_string()).await?;
    let noted = Noted { object: started.run.to_string(), detail: name, everywhere: false };
    let view = SuiteStartedView { fresh: started.fresh, suite_run: suite_run.into() };
    let answer = if started.fresh { Created(view).into_response() } else { Success(view).into_response() };
    Ok((Extension(noted), answer).into_response())
}

fn refused(error: StartError) -> SubmitFailure {
    match error {
        StartError::KeyTaken { .. } => ApiError::new(Code::Exists, error.to_string()).into(),
        StartError::Store(source) => ApiError::from(source).into(),
    }
}
