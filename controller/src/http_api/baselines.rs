//! Pinned baselines: list, look at, pin and clear.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Created, Envelope, Success};
use super::error::{ApiError, Code, Nothing};
use super::extract::{ApiJson, ApiPath, ApiQuery};
use super::paging::{Page, PageQuery};
use super::state::ApiState;
use super::view::baseline::{BaselineView, PinRequest};

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_baselines, pin_baseline))
        .routes(routes!(baseline, clear_baseline))
}

/// Which baselines to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BaselineQuery {
    /// Of this scenario.
    pub scenario: Option<String>,
    /// Whether those that were cleared are listed too.
    #[param(default = false)]
    pub cleared: Option<bool>,
}

/// Lists pinned baselines, newest first.
#[utoipa::path(get, path = "/api/v1/baselines", tag = "baselines", params(BaselineQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<BaselineView>>),
))]
pub(super) async fn list_baselines(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiQuery(_query): ApiQuery<BaselineQuery>,
    ApiQuery(_page): ApiQuery<PageQuery>,
) -> Result<Success<Page<BaselineView>>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// One pinned baseline.
#[utoipa::path(get, path = "/api/v1/baselines/{id}", tag = "baselines", params(("id" = String, Path, description = "Baseline id")), responses(
    (status = 200, body = Envelope<BaselineView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such baseline"),
))]
pub(super) async fn baseline(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath(_id): ApiPath<String>,
) -> Result<Success<BaselineView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// Pins a run as the baseline of its scenario, platform and device class.
#[utoipa::path(post, path = "/api/v1/baselines", tag = "baselines", request_body = PinRequest, responses(
    (status = 201, body = Envelope<BaselineView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the run did not come to its end"),
))]
pub(super) async fn pin_baseline(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiJson(_request): ApiJson<PinRequest>,
) -> Result<Created<BaselineView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// Clears a pinned baseline: from now on runs are judged by their scenario's rule again.
#[utoipa::path(delete, path = "/api/v1/baselines/{id}", tag = "baselines", params(("id" = String, Path, description = "Baseline id")), responses(
    (status = 200, body = Envelope<BaselineView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such baseline, or it was cleared before"),
))]
pub(super) async fn clear_baseline(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath(_id): ApiPath<String>,
) -> Result<Success<BaselineView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}
