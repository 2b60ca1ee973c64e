//! Makes, changes and deletes schedules.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use protocol::Ids;

use super::plans::{answer, found};
use super::request::spec_of;
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::jobs::submit::SubmitFailure;
use crate::http_api::state::ApiState;
use crate::http_api::view::job::MistakesView;
use crate::http_api::view::schedule::{ScheduleRequest, ScheduleView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath};
use crate::http_api::wire::precondition::IfMatch;
use crate::schedule::{Schedule, ScheduleId, ScheduleSpec};
use crate::store::schedules::{EditError, NewSchedule};

/// Makes a schedule; its first tick is the next one from now on.
#[utoipa::path(post, path = "/api/v1/schedules", tag = "schedules", request_body = ScheduleRequest, responses(
    (status = 201, body = Envelope<ScheduleView>, headers(("ETag" = String, description = "Its version"))),
    (status = 400, body = Envelope<MistakesView>, description = "1000: every mistake, each with how to mend it"),
    (status = 409, body = Envelope<Nothing>, description = "1002: another schedule is called so"),
))]
pub(crate) async fn create_schedule(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<ScheduleRequest>,
) -> Result<Response, SubmitFailure> {
    let spec = checked(&state, &caller, request).await?;
    let id = ScheduleId(Ids.uuid());
    let new = NewSchedule { id, project: caller.project.clone(), spec };
    let by = (caller.name.as_str(), state.clock.now());
    let schedule = state.store.create_schedule(&new, by).await.map_err(refused)?;
    let answer = with_note(&state, &caller, schedule).await?;
    Ok((StatusCode::CREATED, answer).into_response())
}

/// Changes a schedule as a whole. Where its times change, or it is enabled again, it begins anew from now on.
#[utoipa::path(put, path = "/api/v1/schedules/{id}", tag = "schedules", params(
    ("id" = String, Path, description = "Schedule id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that it came with; without it, whatever others changed in between is no obstacle"),
), request_body = ScheduleRequest, responses(
    (status = 200, body = Envelope<ScheduleView>, headers(("ETag" = String, description = "The new version"))),
    (status = 400, body = Envelope<MistakesView>, description = "1000: every mistake, each with how to mend it"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such schedule"),
    (status = 409, body = Envelope<Nothing>, description = "1002: another schedule is called so"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the schedule in between"),
))]
pub(crate) async fn change_schedule(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    IfMatch(version): IfMatch,
    ApiJson(request): ApiJson<ScheduleRequest>,
) -> Result<Response, SubmitFailure> {
    let known = found(&state, &caller, &id).await?.schedule.id;
    let spec = checked(&state, &caller, request).await?;
    changed(&state, &caller, known, spec, version).await
}

/// Lets a schedule fire again, from now on: what was due in between stays undone.
#[utoipa::path(post, path = "/api/v1/schedules/{id}/enable", tag = "schedules", params(("id" = String, Path, description = "Schedule id")), responses(
    (status = 200, body = Envelope<ScheduleView>, headers(("ETag" = String, description = "The new version"))),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such schedule"),
))]
pub(crate) async fn enable_schedule(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, SubmitFailure> {
    turned(&state, &caller, &id, true).await
}

/// Keeps a schedule from firing. What it started already goes on; a tick that waits is given up.
#[utoipa::path(post, path = "/api/v1/schedules/{id}/disable", tag = "schedules", params(("id" = String, Path, description = "Schedule id")), responses(
    (status = 200, body = Envelope<ScheduleView>, headers(("ETag" = String, description = "The new version"))),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such schedule"),
))]
pub(crate) async fn disable_schedule(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, SubmitFailure> {
    turned(&state, &caller, &id, false).await
}

/// Deletes a schedule with what is known of its ticks. The suite runs that it started stay.
#[utoipa::path(delete, path = "/api/v1/schedules/{id}", tag = "schedules", params(
    ("id" = String, Path, description = "Schedule id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that it came with"),
), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such schedule"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the schedule in between"),
))]
pub(crate) async fn delete_schedule(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    IfMatch(version): IfMatch,
) -> Result<Response, ApiError> {
    let schedule = found(&state, &caller, &id).await?.schedule;
    state.store.delete_schedule((&caller.project, schedule.id), version).await.map_err(refused)?;
    let noted = Noted { object: schedule.id.to_string(), detail: schedule.spec.name, everywhere: false };
    Ok((Extension(noted), Success(Nothing {})).into_response())
}

async fn checked(
    state: &ApiState,
    caller: &Caller,
    request: ScheduleRequest,
) -> Result<ScheduleSpec, SubmitFailure> {
    let suite = state.store.suite(&caller.project, &request.suite).await.map_err(ApiError::from)?;
    let exists = suite.is_some();
    // Off the threads that answer: an expression that never comes takes its time to be seen through.
    let spec = tokio::task::spawn_blocking(move || spec_of(request, exists)).await;
    spec.expect("an expression of any content is read without a panic")
}

async fn turned(
    state: &ApiState,
    caller: &Caller,
    id: &str,
    enabled: bool,
) -> Result<Response, SubmitFailure> {
    let schedule = found(state, caller, id).await?.schedule;
    let spec = ScheduleSpec { enabled, ..schedule.spec };
    changed(state, caller, schedule.id, spec, None).await
}

async fn changed(
    state: &ApiState,
    caller: &Caller,
    id: ScheduleId,
    spec: ScheduleSpec,
    version: Option<u64>,
) -> Result<Response, SubmitFailure> {
    let by = (caller.name.as_str(), state.clock.now());
    let edited = state.store.change_schedule((&caller.project, id), spec, version, by).await;
    Ok(with_note(state, caller, edited.map_err(refused)?).await?)
}

async fn with_note(state: &ApiState, caller: &Caller, schedule: Schedule) -> Result<Response, ApiError> {
    let entry = found(state, caller, &schedule.id.to_string()).await?;
    let noted = Noted { object: schedule.id.to_string(), detail: schedule.spec.name, everywhere: false };
    Ok((Extension(noted), answer(entry)).into_response())
}

fn refused(error: EditError) -> ApiError {
    match error {
        EditError::NameTaken { .. } => ApiError::new(Code::Exists, error.to_string()),
        EditError::Stale { .. } => ApiError::new(Code::Stale, error.to_string()),
        EditError::Unknown { id } => ApiError::not_found("schedule", id),
        EditError::Store(source) => source.into(),
    }
}
