//! Manual sessions: started on chosen processes of a chosen device, looked at, stopped. Whatever holds for jobs holds for
//! them; their list, log and live events are those of jobs.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::Watch;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::door::JobDoor;
use super::read::{detail, reason_of, visible_job};
use super::session_start::{earlier_session, session_of};
use super::submit::{SubmitFailure, refused};
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::job::{CancelRequest, MistakesView};
use crate::http_api::view::session::{SessionRequestView, SessionView, StartedView, StoppedView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath};
use crate::lease::CancelState;
use crate::schedule::request_session;
use crate::store::queue::Job;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(start_session)).routes(routes!(session)).routes(routes!(stop_session))
}

/// Starts to watch processes of a device. Sent again with the same `idempotency_key` it answers 200 with the session of
/// the first time. Watch it by `/api/v1/jobs/{id}/live`.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = SessionRequestView, responses(
    (status = 201, body = Envelope<StartedView>),
    (status = 200, body = Envelope<StartedView>, description = "The same request came before"),
    (status = 400, body = Envelope<MistakesView>, description = "1000: every mistake of the request"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such device"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the device cannot take a session, a process has ended or is another one than was chosen, no browser can be asked, or the key was used for another request"),
    (status = 504, body = Envelope<Nothing>, description = "1010: the device's agent does not answer"),
))]
pub(crate) async fn start_session(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiJson(request): ApiJson<SessionRequestView>,
) -> Result<Response, SubmitFailure> {
    let device = door.visible_device(&caller, &request.device).await?;
    if let Some(earlier) = earlier_session(&state, &caller, &request).await? {
        return Ok(Success(StartedView { id: earlier.id.to_string(), fresh: false }).into_response());
    }
    let (id, detail) = (door.ids.job(), device.id.to_string());
    let request = request_session(session_of(&door, &caller, device, request).await?, id)?;
    let enqueued = state.store.enqueue(&request, state.clock.now()).await.map_err(refused)?;
    door.desk.submitted().await.map_err(|source| ApiError::internal("plan jobs", source))?;
    let id = enqueued.jobs.first().map(ToString::to_string).unwrap_or_default();
    let view = StartedView { id: id.clone(), fresh: enqueued.fresh };
    if !enqueued.fresh {
        return Ok(Success(view).into_response());
    }
    let noted = Noted { object: id, detail, ..Noted::default() };
    Ok((Extension(noted), Created(view)).into_response())
}

/// One session with what it watches, its attempts and, while it is queued, what it waits for.
#[utoipa::path(get, path = "/api/v1/sessions/{id}", tag = "sessions", params(("id" = String, Path, description = "Session id")), responses(
    (status = 200, body = Envelope<SessionView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such session"),
))]
pub(crate) async fn session(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<SessionView>, ApiError> {
    let (job, watch) = visible_session(&state, &caller, &id).await?;
    Ok(Success(SessionView::new(detail(&state, &door, &caller, job).await?, watch)))
}

/// Ends a session in the ordinary way: what it measured becomes a run.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/stop", tag = "sessions", params(("id" = String, Path, description = "Session id")),
    request_body = CancelRequest, responses(
    (status = 200, body = Envelope<StoppedView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such session"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the session is over"),
))]
pub(crate) async fn stop_session(
    State(state): State<ApiState>,
    door: JobDoor,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<CancelRequest>,
) -> Result<Success<StoppedView>, ApiError> {
    let (job, _) = visible_session(&state, &caller, &id).await?;
    let reason = reason_of(request, || format!("stopped by {}", caller.name))?;
    let finishing = door.desk.finish(job.id, reason).await;
    let finishing = finishing.map_err(|source| ApiError::internal("stop a session", source))?;
    let word = match finishing.map_err(|source| ApiError::internal("stop a session", source))? {
        CancelState::Canceled => "canceled",
        CancelState::Running(_) => "stopping",
        CancelState::AlreadyOver => {
            return Err(ApiError::new(Code::Conflict, format!("session `{id}` is over")));
        }
        CancelState::Unknown => return Err(ApiError::not_found("session", id)),
    };
    Ok(Success(StoppedView { state: word.to_owned() }))
}

/// A session of another project, or a job that is none, is as good as none.
async fn visible_session(state: &ApiState, caller: &Caller, id: &str) -> Result<(Job, Watch), ApiError> {
    let missing = || ApiError::not_found("session", id);
    let found = visible_job(state, caller, id).await;
    let job = found.map_err(|error| if error.code() == Code::NotFound { missing() } else { error })?;
    let watch = job.watch.clone().ok_or_else(missing)?;
    Ok((job, watch))
}
