//! Runs: the list with its filters, one run, its log, verdict and files.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Envelope, Success};
use super::error::{ApiError, Code, Nothing};
use super::extract::{ApiPath, ApiQuery};
use super::paging::{Page, PageQuery};
use super::run_query::RunQuery;
use super::state::ApiState;
use super::view::detail::{LogView, RunDetailView};
use super::view::run::RunView;
use super::view::verdict::VerdictView;

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_runs))
        .routes(routes!(run_detail))
        .routes(routes!(run_logs))
        .routes(routes!(run_verdict))
}

/// How much of a run's detail is wanted.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DetailQuery {
    /// Points per series at most; peaks survive the thinning.
    #[param(default = 600, minimum = 2, maximum = 20_000)]
    pub max_points: Option<usize>,
}

/// Lists runs, newest first, without opening a Dataset.
#[utoipa::path(get, path = "/api/v1/runs", tag = "runs", params(RunQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<RunView>>),
    (status = 400, body = Envelope<Nothing>, description = "1000: a filter cannot be read"),
))]
pub(super) async fn list_runs(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiQuery(_query): ApiQuery<RunQuery>,
    ApiQuery(_page): ApiQuery<PageQuery>,
) -> Result<Success<Page<RunView>>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// One run: meta, verdict, iterations, marks, first log lines, processes, statistics and thinned series.
#[utoipa::path(get, path = "/api/v1/runs/{id}", tag = "runs", params(("id" = String, Path, description = "Run id"), DetailQuery), responses(
    (status = 200, body = Envelope<RunDetailView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(super) async fn run_detail(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath(_id): ApiPath<String>,
    ApiQuery(_query): ApiQuery<DetailQuery>,
) -> Result<Success<RunDetailView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// The log of a run, ascending by time.
#[utoipa::path(get, path = "/api/v1/runs/{id}/logs", tag = "runs", params(("id" = String, Path, description = "Run id"), PageQuery), responses(
    (status = 200, body = Envelope<Page<LogView>>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(super) async fn run_logs(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath(_id): ApiPath<String>,
    ApiQuery(_page): ApiQuery<PageQuery>,
) -> Result<Success<Page<LogView>>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// The verdict on a run with every number that led to it.
#[utoipa::path(get, path = "/api/v1/runs/{id}/verdict", tag = "runs", params(("id" = String, Path, description = "Run id")), responses(
    (status = 200, body = Envelope<VerdictView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run, or it was not judged"),
))]
pub(super) async fn run_verdict(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath(_id): ApiPath<String>,
) -> Result<Success<VerdictView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}
