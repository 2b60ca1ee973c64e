//! Changes of many runs in one request: tags, deletion, and its undoing. Never half of one: what can be done is done
//! together, and what cannot is named.

use std::collections::HashSet;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::RunId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::change::refused;
use crate::http_api::access::audit_trail::{Noted, NotedEach};
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::bulk::{
    BulkDoneView, BulkRefusedView, BulkView, DeleteRunsRequest, RestoreRunsRequest, TagRunsRequest, WantedRun,
};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiJson;
use crate::store::runs::{RunSummary, SeenRun, Settled, TagChange};

/// Most runs of one request: a whole page of the largest size.
const MOST_RUNS: usize = 200;
/// Most tags that one request adds or takes away.
const MOST_TAGS: usize = 20;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(tag_runs)).routes(routes!(delete_runs)).routes(routes!(restore_runs))
}

/// Adds tags to many runs, or takes tags away. What can be changed is changed together; runs that cannot are named.
#[utoipa::path(post, path = "/api/v1/runs/tag", tag = "runs", request_body = TagRunsRequest, responses(
    (status = 200, body = Envelope<BulkView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: no or too many runs or tags, or a tag that cannot be one"),
))]
pub(crate) async fn tag_runs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<TagRunsRequest>,
) -> Result<Response, ApiError> {
    let TagRunsRequest { runs, add, remove } = request;
    if add.is_empty() && remove.is_empty() || add.len().max(remove.len()) > MOST_TAGS {
        let msg = format!("`add` and `remove` hold 1 to {MOST_TAGS} tags together or each");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let change = TagChange { add, remove };
    change.checked().map_err(|fault| ApiError::new(Code::Parameter, fault.to_string()))?;
    let (seen, missing) = wanted(&caller, runs)?;
    let by = (caller.name.as_str(), state.clock.now());
    let outcomes = state.store.tag_runs(&seen, &change, by).await?;
    let detail = told(&change);
    Ok(answer(outcomes, missing, |tagged| Done {
        note: tagged.changed.then(|| detail.clone()),
        changed: tagged.changed,
        run: tagged.run,
    }))
}

/// Deletes many runs, as `DELETE /api/v1/runs/{id}` does one. For 24 hours `POST /api/v1/runs/restore` brings them back.
#[utoipa::path(post, path = "/api/v1/runs/delete", tag = "runs", request_body = DeleteRunsRequest, responses(
    (status = 200, body = Envelope<BulkView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: no or too many runs"),
))]
pub(crate) async fn delete_runs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<DeleteRunsRequest>,
) -> Result<Response, ApiError> {
    let (seen, missing) = wanted(&caller, request.runs)?;
    let by = (caller.name.as_str(), state.clock.now());
    let outcomes = state.store.delete_runs(&seen, by).await?;
    Ok(answer(outcomes, missing, |run| Done { note: Some(run.record.title.clone()), changed: true, run }))
}

/// Brings deleted runs back, within 24 hours: with tags, verdict, files, shares and everything that named them.
#[utoipa::path(post, path = "/api/v1/runs/restore", tag = "runs", request_body = RestoreRunsRequest, responses(
    (status = 200, body = Envelope<BulkView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: no or too many runs"),
))]
pub(crate) async fn restore_runs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<RestoreRunsRequest>,
) -> Result<Response, ApiError> {
    let runs = request.ids.into_iter().map(|id| WantedRun { id, version: None }).collect();
    let (seen, missing) = wanted(&caller, runs)?;
    let ids: Vec<RunId> = seen.into_iter().map(|seen| seen.run).collect();
    let now = state.clock.now();
    let outcomes = state.store.restore_runs(&caller.project, &ids, now).await?;
    for (run, outcome) in &outcomes {
        if matches!(outcome, Ok(restored) if restored.unjudged) {
            state.doors.judge(*run, now).await;
        }
    }
    Ok(answer(outcomes, missing, |restored| Done {
        note: Some(restored.run.record.title.clone()),
        changed: true,
        run: restored.run,
    }))
}

/// A run that is as it was wanted, and what the audit log says of it.
struct Done {
    run: RunSummary,
    changed: bool,
    note: Option<String>,
}

/// The runs of a request, and what it names that cannot be one.
fn wanted(caller: &Caller, runs: Vec<WantedRun>) -> Result<(Vec<SeenRun>, Vec<BulkRefusedView>), ApiError> {
    let distinct: HashSet<&str> = runs.iter().map(|run| run.id.as_str()).collect();
    if !(1..=MOST_RUNS).contains(&runs.len()) || distinct.len() < runs.len() {
        let msg = format!("a request is about 1 to {MOST_RUNS} runs, each named once");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let (mut seen, mut missing) = (Vec::with_capacity(runs.len()), Vec::new());
    for WantedRun { id, version } in runs {
        match id.parse() {
            Ok(run) => seen.push(SeenRun { project: caller.project.clone(), run, version }),
            Err(_) => {
                missing.push(refusal(id.clone(), &ApiError::not_found("run", &id)));
            }
        }
    }
    Ok((seen, missing))
}

fn answer<T>(outcomes: Settled<T>, missing: Vec<BulkRefusedView>, done: impl Fn(T) -> Done) -> Response {
    let mut view = BulkView { done: Vec::new(), refused: missing };
    let mut notes = Vec::new();
    for (run, outcome) in outcomes {
        match outcome.map(&done) {
            Ok(Done { run, changed, note }) => {
                let id = run.record.id.to_string();
                notes.extend(note.map(|detail| Noted { object: id.clone(), detail, everywhere: false }));
                view.done.push(BulkDoneView { id, version: run.version, changed });
            }
            Err(error) => view.refused.push(refusal(run.to_string(), &refused(error))),
        }
    }
    tracing::info!(done = view.done.len(), refused = view.refused.len(), "runs changed together");
    (Extension(NotedEach(notes)), Success(view)).into_response()
}

fn refusal(id: String, error: &ApiError) -> BulkRefusedView {
    BulkRefusedView { id, code: error.code().number(), msg: error.to_string() }
}

/// A change of tags in words for the audit log.
fn told(change: &TagChange) -> String {
    let added = change.add.iter().map(|tag| format!("+{tag}"));
    let removed = change.remove.iter().map(|tag| format!("-{tag}"));
    added.chain(removed).collect::<Vec<_>>().join(" ")
}
