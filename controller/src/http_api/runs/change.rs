//! Changes what is said of a run, and deletes runs. Never what was measured.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found::found_run;
use crate::http_api::access::audit_trail::{AlsoIn, Noted};
use crate::http_api::access::auth::refuse_archived;
use crate::http_api::access::caller::Caller;
use crate::http_api::access::identify::no_project;
use crate::http_api::state::ApiState;
use crate::http_api::view::run::RunView;
use crate::http_api::view::run_change::RunChangeRequest;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath};
use crate::http_api::wire::precondition::{IfMatch, etag};
use crate::store::runs::{ChangeError, RunEdit, SeenRun};
use crate::store::tokens::Scope;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(change_run, delete_run))
}

/// Changes title, notes, tags, release or project of a run; the Dataset stays as it was uploaded, and the verdict as it was
/// found. In another project the run's shares end.
#[utoipa::path(patch, path = "/api/v1/runs/{id}", tag = "runs", params(
    ("id" = String, Path, description = "Run id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that its page or the last change came with (its `version` in quotation marks); without it, whatever others changed in between is no obstacle"),
), request_body(content((RunChangeRequest = "application/json"), (RunChangeRequest = "application/merge-patch+json"))), responses(
    (status = 200, body = Envelope<RunView>, headers(("ETag" = String, description = "The new version"))),
    (status = 400, body = Envelope<Nothing>, description = "1000: nothing is to change, or a field cannot be what it shall"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run; 2001: there is no such project, or none that the caller sees"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is needed in its project, or the other one has the same content; 2004: the other one is archived"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the run in between"),
))]
pub(crate) async fn change_run(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    IfMatch(version): IfMatch,
    ApiJson(request): ApiJson<RunChangeRequest>,
) -> Result<Response, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    let edit = RunEdit::from(request);
    let fields = edit.fields();
    if fields.is_empty() {
        let msg = "nothing is to change; name `title`, `notes`, `tags`, `release` or `project`";
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let target = edit.project.clone().filter(|project| *project != caller.project);
    if let Some(project) = &target {
        refuse_foreign(&state, &caller, project).await?;
    }
    let seen = SeenRun { project: caller.project, run, version };
    let by = (caller.name.as_str(), state.clock.now());
    let edited = state.store.edit_run(&seen, &edit, by).await.map_err(refused)?;
    tracing::info!(run_id = %run, version = edited.version, "run edited");
    let detail = match &target {
        Some(project) => format!("{}: from `{}` to `{project}`", fields.join(", "), seen.project),
        None => fields.join(", "),
    };
    let noted = Noted { object: run.to_string(), detail, everywhere: false };
    let answer = (Extension(noted), etag(edited.version), Success(RunView::from(edited)));
    Ok(match target {
        Some(project) => (Extension(AlsoIn(project)), answer).into_response(),
        None => answer.into_response(),
    })
}

/// Deletes a run: its Dataset, files, verdict and shares. Runs that were judged against it keep their verdicts. A pinned
/// baseline has to be cleared first. For 24 hours `POST /api/v1/runs/restore` brings everything back.
#[utoipa::path(delete, path = "/api/v1/runs/{id}", tag = "runs", params(
    ("id" = String, Path, description = "Run id"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that its page came with; without it, whatever others changed in between is no obstacle"),
), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
    (status = 409, body = Envelope<Nothing>, description = "1002: it is a pinned baseline, or a job is to be judged against it"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the run in between"),
))]
pub(crate) async fn delete_run(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    IfMatch(version): IfMatch,
) -> Result<Response, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    let seen = SeenRun { project: caller.project, run, version };
    let by = (caller.name.as_str(), state.clock.now());
    let deleted = state.store.delete_run(&seen, by).await.map_err(refused)?.record;
    tracing::info!(run_id = %run, scenario = deleted.scenario, release = deleted.release, "run deleted");
    let noted = Noted { object: run.to_string(), detail: deleted.title, everywhere: false };
    Ok((Extension(noted), Success(Nothing {})).into_response())
}

/// A run goes only where its mover may add runs.
async fn refuse_foreign(state: &ApiState, caller: &Caller, project: &str) -> Result<(), ApiError> {
    if !caller.sees(project) || state.store.project(project).await?.is_none() {
        return Err(no_project(project));
    }
    if !caller.may_in(project, Scope::Run) {
        let msg = format!("the role of `{}` in `{project}` does not allow `{}`", caller.name, Scope::Run);
        return Err(ApiError::new(Code::Denied, msg));
    }
    refuse_archived(state, project).await
}

/// Why a run stays as it is, for whoever wanted it changed.
pub(super) fn refused(error: ChangeError) -> ApiError {
    let code = match &error {
        ChangeError::Missing { .. } => Code::NotFound,
        ChangeError::Stale { .. } => Code::Stale,
        ChangeError::Pinned { .. } | ChangeError::Awaited { .. } | ChangeError::Held { .. } => Code::Conflict,
        ChangeError::Label(_) => Code::Parameter,
        ChangeError::Store(_) => return ApiError::database(error),
    };
    ApiError::new(code, error.to_string())
}
