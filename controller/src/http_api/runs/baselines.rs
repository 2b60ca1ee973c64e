//! Pinned baselines: list, look at, pin and clear.

use axum::extract::State;
use protocol::Ids;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found::found_run;
use crate::baseline_check::Scope;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::baseline::{BaselineView, PinRequest};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::baselines::{BaselineFilter, Cleared, PinnedBaseline};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_baselines, pin_baseline))
        .routes(routes!(baseline, clear_baseline))
}

/// Which baselines to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BaselineQuery {
    /// Of this scenario.
    pub scenario: Option<String>,
    /// On this platform; empty for runs that name none.
    pub platform: Option<String>,
    /// On this device class; empty for runs that name none.
    pub device_class: Option<String>,
    /// Whether those that were cleared are listed too: the history.
    #[param(default = false)]
    pub cleared: Option<bool>,
}

/// What is said of a baseline that is cleared.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClearQuery {
    /// Why, for whoever asks later.
    pub reason: Option<String>,
}

/// Lists pinned baselines, newest first.
#[utoipa::path(get, path = "/api/v1/baselines", tag = "baselines", params(BaselineQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<BaselineView>>),
))]
pub(crate) async fn list_baselines(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<BaselineQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<BaselineView>>, ApiError> {
    let paging = page.checked()?;
    let scenario = query.scenario.filter(|scenario| !scenario.is_empty());
    let filter = BaselineFilter {
        project: caller.project,
        scenario,
        platform: query.platform,
        device_class: query.device_class,
        cleared: query.cleared.unwrap_or(false),
    };
    let (pinned, total) = state.store.baselines(&filter, paging.offset(), paging.page_size).await?;
    let mut items = Vec::with_capacity(pinned.len());
    for pin in pinned {
        items.push(view(&state, pin).await?);
    }
    Ok(Success(paging.page_of(items, total)))
}

/// One pinned baseline.
#[utoipa::path(get, path = "/api/v1/baselines/{id}", tag = "baselines", params(("id" = String, Path, description = "Baseline id")), responses(
    (status = 200, body = Envelope<BaselineView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such baseline"),
))]
pub(crate) async fn baseline(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<BaselineView>, ApiError> {
    let pin = found(&state, &caller, &id).await?;
    view(&state, pin).await.map(Success)
}

/// Pins a run as the baseline of its scenario, platform and device class.
#[utoipa::path(post, path = "/api/v1/baselines", tag = "baselines", request_body = PinRequest, responses(
    (status = 201, body = Envelope<BaselineView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the run did not come to its end"),
))]
pub(crate) async fn pin_baseline(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<PinRequest>,
) -> Result<Created<BaselineView>, ApiError> {
    let run = found_run(&state, &caller, &request.run_id).await?.record;
    if !run.completed() {
        let msg = format!("run `{}` did not come to its end and cannot be a baseline", run.id);
        return Err(ApiError::new(Code::Conflict, msg));
    }
    let now = state.clock.now();
    let pin = PinnedBaseline {
        id: Ids.uuid(),
        scope: Scope {
            project: run.project,
            scenario: run.scenario,
            platform: run.platform,
            device_class: run.device_class,
        },
        run: run.id,
        set_by: caller.name,
        set_at: now,
        reason: request.reason,
        cleared: None,
    };
    state.store.pin_baseline(&pin).await?;
    view(&state, pin).await.map(Created)
}

/// Clears a pinned baseline: from now on runs are judged by their scenario's rule again.
#[utoipa::path(delete, path = "/api/v1/baselines/{id}", tag = "baselines", params(("id" = String, Path, description = "Baseline id"), ClearQuery), responses(
    (status = 200, body = Envelope<BaselineView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such baseline, or it was cleared before"),
))]
pub(crate) async fn clear_baseline(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<ClearQuery>,
) -> Result<Success<BaselineView>, ApiError> {
    let pin = found(&state, &caller, &id).await?;
    let (by, reason) = (caller.name.clone(), query.reason.unwrap_or_default());
    let cleared = Cleared { by, at: state.clock.now(), reason };
    if !state.store.clear_baseline(&caller.project, pin.id, &cleared).await? {
        return Err(ApiError::not_found("baseline in force", &id));
    }
    let pin = found(&state, &caller, &id).await?;
    view(&state, pin).await.map(Success)
}

async fn found(state: &ApiState, caller: &Caller, id: &str) -> Result<PinnedBaseline, ApiError> {
    let missing = || ApiError::not_found("baseline", id);
    let parsed = id.parse().map_err(|_| missing())?;
    state.store.baseline(&caller.project, parsed).await?.ok_or_else(missing)
}

/// A pinned baseline with the title of its run.
pub(super) async fn view(state: &ApiState, pin: PinnedBaseline) -> Result<BaselineView, ApiError> {
    let run = state.store.run(&pin.scope.project, pin.run).await?;
    let (cleared_by, cleared_at, cleared_reason) = match pin.cleared {
        Some(Cleared { by, at, reason }) => (Some(by), Some(at.to_string()), Some(reason)),
        None => (None, None, None),
    };
    Ok(BaselineView {
        id: pin.id.to_string(),
        scenario: pin.scope.scenario,
        platform: pin.scope.platform.unwrap_or_default(),
        device_class: pin.scope.device_class.unwrap_or_default(),
        run_id: pin.run.to_string(),
        run_title: run.map(|run| run.record.title).unwrap_or_default(),
        set_by: pin.set_by,
        set_at: pin.set_at.to_string(),
        reason: pin.reason,
        cleared_by,
        cleared_at,
        cleared_reason,
    })
}
