//! Runs: the list with its filters, one run, its log, verdict and files.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::detail;
use super::found::found_run;
use super::query::RunQuery;
use super::shares::dataset_link;
use crate::http_api::access::caller::{Caller, Proof};
use crate::http_api::access::login_desk::LoginDesk;
use crate::http_api::state::ApiState;
use crate::http_api::view::detail::{LogView, RunDetailView};
use crate::http_api::view::run::RunView;
use crate::http_api::view::verdict::VerdictView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::http_api::wire::precondition::etag;

/// Points per series where the client does not say.
const DEFAULT_POINTS: usize = 600;
/// Most points per series.
const MAX_POINTS: usize = 20_000;
/// A Dataset of more bytes is better fetched by another program than by the page: its run carries a signed link.
const LARGE_BYTES: u64 = 5_000_000;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_runs))
        .routes(routes!(detail))
        .routes(routes!(run_logs))
        .routes(routes!(run_verdict))
}

/// How much of a run's detail is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DetailQuery {
    /// Points per series at most; peaks survive the thinning.
    #[param(default = 600, minimum = 2, maximum = 20_000)]
    pub max_points: Option<usize>,
    /// `thinned` gives the series, `none` leaves them out: `/series` gives them one metric and stretch at a time.
    #[param(default = "thinned", pattern = "^(thinned|none)$")]
    pub series: Option<String>,
}

/// Lists runs, newest first, without opening a Dataset.
#[utoipa::path(get, path = "/api/v1/runs", tag = "runs", params(RunQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<RunView>>),
    (status = 400, body = Envelope<Nothing>, description = "1000: a filter cannot be read"),
))]
pub(crate) async fn list_runs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<RunQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<RunView>>, ApiError> {
    let paging = page.checked()?;
    let filter = query.filter(&caller.project)?;
    let (runs, total) = state.store.list_runs(&filter, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(runs.into_iter().map(RunView::from).collect(), total)))
}

/// One run: meta, verdict, iterations, marks, first log lines, processes, statistics and thinned series.
#[utoipa::path(get, path = "/api/v1/runs/{id}", operation_id = "run_detail", tag = "runs", params(("id" = String, Path, description = "Run id"), DetailQuery), responses(
    (status = 200, body = Envelope<RunDetailView>, headers(("ETag" = String, description = "The version of what is said of the run, for `If-Match`"))),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(crate) async fn detail(
    State(state): State<ApiState>,
    desk: LoginDesk,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<DetailQuery>,
) -> Result<Response, ApiError> {
    let most = query.max_points.unwrap_or(DEFAULT_POINTS);
    if !(2..=MAX_POINTS).contains(&most) {
        let msg = format!("`max_points` must lie between 2 and {MAX_POINTS}");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    let most = match query.series.as_deref() {
        None | Some("thinned") => Some(most),
        Some("none") => None,
        Some(_) => return Err(ApiError::new(Code::Parameter, "`series` is `thinned` or `none`")),
    };
    let run = found_run(&state, &caller, &id).await?;
    let is_large = run.record.dataset_bytes > LARGE_BYTES;
    let (id, version) = (run.record.id, run.version);
    let mut view = detail::assemble(&state, run, most).await?;
    // Whoever came by a link has no right to make another.
    if is_large && caller.proof != Proof::Link {
        let link = dataset_link(&state, &desk, &caller, id).await?.url;
        let form = view.download_url.split_once('?').map(|(_, form)| format!("&{form}"));
        view.signed_url = Some(link + &form.unwrap_or_default());
    }
    Ok((etag(version), Success(view)).into_response())
}

/// The log of a run, ascending by time.
#[utoipa::path(get, path = "/api/v1/runs/{id}/logs", tag = "runs", params(("id" = String, Path, description = "Run id"), PageQuery), responses(
    (status = 200, body = Envelope<Page<LogView>>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(crate) async fn run_logs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<LogView>>, ApiError> {
    let paging = page.checked()?;
    let run = found_run(&state, &caller, &id).await?.record.id;
    let start = detail::report_of(&state, run).await?.report.meta.collection.started_at;
    let offset = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let (lines, total) = detail::log(&state, run, offset, paging.page_size as usize).await?;
    let lines = lines.into_iter().map(|line| LogView::new(line, start)).collect();
    Ok(Success(paging.page_of(lines, total)))
}

/// The verdict on a run with every number that led to it.
#[utoipa::path(get, path = "/api/v1/runs/{id}/verdict", tag = "runs", params(("id" = String, Path, description = "Run id")), responses(
    (status = 200, body = Envelope<VerdictView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run, or it was not judged"),
))]
pub(crate) async fn run_verdict(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<VerdictView>, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    let judgment = state.store.judgment(run).await?;
    judgment
        .map(|judgment| Success(judgment.into()))
        .ok_or_else(|| ApiError::not_found("verdict on run", run))
}
