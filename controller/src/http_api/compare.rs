//! Two runs side by side. POST and GET give the same answer.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Envelope, Success};
use super::error::{ApiError, Code, Nothing};
use super::extract::{ApiJson, ApiQuery};
use super::state::ApiState;
use super::view::compare::{CompareRequest, CompareView};

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(compare_ids, compare_query))
}

/// Which runs to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CompareQuery {
    /// Two run ids, separated by a comma: the baseline, then the run that is looked at.
    pub ids: String,
}

/// Compares a run with a baseline.
#[utoipa::path(post, path = "/api/v1/compare", tag = "compare", request_body = CompareRequest, responses(
    (status = 200, body = Envelope<CompareView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: not exactly two ids"),
    (status = 404, body = Envelope<Nothing>, description = "1001: one of the runs does not exist"),
))]
pub(super) async fn compare_ids(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<CompareRequest>,
) -> Result<Success<CompareView>, ApiError> {
    compare(&state, &caller, &request.ids).await.map(Success)
}

/// Compares a run with a baseline; the address can be shared.
#[utoipa::path(get, path = "/api/v1/compare", tag = "compare", params(CompareQuery), responses(
    (status = 200, body = Envelope<CompareView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: not exactly two ids"),
    (status = 404, body = Envelope<Nothing>, description = "1001: one of the runs does not exist"),
))]
pub(super) async fn compare_query(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<CompareQuery>,
) -> Result<Success<CompareView>, ApiError> {
    let ids: Vec<String> = query.ids.split(',').map(|id| id.trim().to_owned()).collect();
    compare(&state, &caller, &ids).await.map(Success)
}

async fn compare(_state: &ApiState, _caller: &Caller, _ids: &[String]) -> Result<CompareView, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}
