//! What people do about alerts: acknowledge, resolve, reopen, give to somebody. Decides nothing: the lifecycle does.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::Ids;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::found_alert;
use crate::alert::{ActError, Action, Resolution, SeenAlert};
use crate::http_api::access::audit_trail::Noted;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::alert::{AlertView, NoteRequest, OwnerRequest, ResolveRequest};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath};
use crate::http_api::wire::precondition::{IfMatch, etag};

/// Longest note, characters.
const LONGEST_NOTE: usize = 2000;
/// Longest name of an owner, characters.
const LONGEST_NAME: usize = 100;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(acknowledge_alert))
        .routes(routes!(resolve_alert))
        .routes(routes!(reopen_alert))
        .routes(routes!(assign_alert))
}

/// Takes notice of an open alert.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/acknowledge", tag = "alerts", params(
    ("id" = String, Path, description = "Alert id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that its page or the last change came with (its `version` in quotation marks); without it, whatever others changed in between is no obstacle"),
), request_body = NoteRequest, responses(
    (status = 200, body = Envelope<AlertView>, headers(("ETag" = String, description = "The new version"))),
    (status = 400, body = Envelope<Nothing>, description = "1000: the note is too long"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such alert"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is not open"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the alert in between"),
))]
pub(crate) async fn acknowledge_alert(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    seen: IfMatch,
    ApiJson(request): ApiJson<NoteRequest>,
) -> Result<Response, ApiError> {
    act(&state, &caller, (&id, seen), (Action::Acknowledge, &request.note)).await
}

/// Ends an alert for a reason. A bad run after that opens a new one.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/resolve", tag = "alerts", params(
    ("id" = String, Path, description = "Alert id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that its page or the last change came with; without it, whatever others changed in between is no obstacle"),
), request_body = ResolveRequest, responses(
    (status = 200, body = Envelope<AlertView>, headers(("ETag" = String, description = "The new version"))),
    (status = 400, body = Envelope<Nothing>, description = "1000: the reason is unknown, or the note too long"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such alert"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is resolved already"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the alert in between"),
))]
pub(crate) async fn resolve_alert(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    seen: IfMatch,
    ApiJson(request): ApiJson<ResolveRequest>,
) -> Result<Response, ApiError> {
    let reason = Resolution::of_word(&request.reason).ok_or_else(|| unknown_reason(&request.reason))?;
    act(&state, &caller, (&id, seen), (Action::Resolve(reason), &request.note)).await
}

/// Opens a resolved alert again, unless another one of the same metric is not resolved.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/reopen", tag = "alerts", params(
    ("id" = String, Path, description = "Alert id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that its page or the last change came with; without it, whatever others changed in between is no obstacle"),
), request_body = NoteRequest, responses(
    (status = 200, body = Envelope<AlertView>, headers(("ETag" = String, description = "The new version"))),
    (status = 400, body = Envelope<Nothing>, description = "1000: the note is too long"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such alert"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is not resolved, or another one of the same metric is not"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the alert in between"),
))]
pub(crate) async fn reopen_alert(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    seen: IfMatch,
    ApiJson(request): ApiJson<NoteRequest>,
) -> Result<Response, ApiError> {
    act(&state, &caller, (&id, seen), (Action::Reopen, &request.note)).await
}

/// Says who looks after an alert.
#[utoipa::path(put, path = "/api/v1/alerts/{id}/owner", tag = "alerts", params(
    ("id" = String, Path, description = "Alert id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that its page or the last change came with; without it, whatever others changed in between is no obstacle"),
), request_body = OwnerRequest, responses(
    (status = 200, body = Envelope<AlertView>, headers(("ETag" = String, description = "The new version"))),
    (status = 400, body = Envelope<Nothing>, description = "1000: the name cannot be one, or the note is too long"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such alert"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the alert in between"),
))]
pub(crate) async fn assign_alert(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    seen: IfMatch,
    ApiJson(request): ApiJson<OwnerRequest>,
) -> Result<Response, ApiError> {
    let owner = request.owner.as_deref().map(str::trim).filter(|owner| !owner.is_empty());
    if let Some(owner) = owner {
        let is_long = owner.chars().count() > LONGEST_NAME;
        if is_long || owner.chars().any(char::is_control) {
            let msg = format!("`owner` must be one line of at most {LONGEST_NAME} characters");
            return Err(ApiError::new(Code::Parameter, msg));
        }
    }
    act(&state, &caller, (&id, seen), (Action::Assign(owner.map(str::to_owned)), &request.note)).await
}

async fn act(
    state: &ApiState,
    caller: &Caller,
    (id, IfMatch(version)): (&str, IfMatch),
    (action, note): (Action, &str),
) -> Result<Response, ApiError> {
    let id = found_alert(state, caller, id).await?.id;
    let note = note.trim();
    if note.chars().count() > LONGEST_NOTE {
        let msg = format!("`note` must have at most {LONGEST_NOTE} characters");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let seen = SeenAlert { project: caller.project.clone(), id, version };
    let by = (caller.name.as_str(), note, state.clock.now(), || Ids.uuid());
    let alert = state.doors.alerts().act(&state.store, &seen, &action, by).await.map_err(refused)?;
    let (scenario, metric) = (alert.key.scope.scenario.as_str(), alert.key.metric.as_str());
    tracing::info!(alert = %id, scenario, metric, state = alert.state.word(), "alert changed");
    let noted =
        Noted { object: id.to_string(), detail: words(&action, &alert.key.metric), everywhere: false };
    Ok((Extension(noted), etag(alert.version), Success(AlertView::from(alert))).into_response())
}

/// What the audit log tells beside the deed.
fn words(action: &Action, metric: &str) -> String {
    match action {
        Action::Acknowledge | Action::Reopen => metric.to_owned(),
        Action::Resolve(reason) => format!("{metric}: {}", reason.word()),
        Action::Assign(owner) => format!("{metric}: {}", owner.as_deref().unwrap_or("nobody")),
    }
}

fn unknown_reason(word: &str) -> ApiError {
    let known: Vec<&str> = Resolution::ALL.into_iter().map(Resolution::word).collect();
    let msg = format!("`reason`: `{word}` is unknown; choose among {}", known.join(", "));
    ApiError::new(Code::Parameter, msg)
}

fn refused(error: ActError) -> ApiError {
    let code = match &error {
        ActError::Missing { .. } => Code::NotFound,
        ActError::Stale { .. } => Code::Stale,
        ActError::Refused(_) | ActError::Taken { .. } | ActError::Moving => Code::Conflict,
        ActError::Storage(_) => return ApiError::database(error),
    };
    ApiError::new(code, error.to_string())
}
