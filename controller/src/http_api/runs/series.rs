//! `GET /api/v1/runs/{id}/series`: one metric over a stretch of time, as fine as a screen shows it. Never opens the Dataset
//! while the series file is whole, and of that only the blocks it needs.

use std::collections::BTreeSet;

use axum::extract::State;
use dataset::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::detail;
use super::found::found_run;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::series::{SeriesWindowView, StretchView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::intake::viewpoint;
use crate::store::objects::{SeriesStretch, SeriesWish, TooMany};

/// Points per series where the client does not say.
const DEFAULT_POINTS: usize = 2_000;
/// Most points per series.
const MAX_POINTS: usize = 20_000;
/// Most points of all series of an answer.
const MAX_ANSWER_POINTS: usize = 2_000_000;
/// What is kept of a column of time.
const POINTS_A_COLUMN: usize = 4;

/// The route of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(run_series))
}

/// Which stretch of which series.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeriesQuery {
    /// Metric key.
    pub metric: String,
    /// Process ids, separated by commas; every process where absent.
    #[param(pattern = "^([0-9]{1,10}(,[0-9]{1,10})*)?$")]
    pub process: Option<String>,
    /// First instant, ms since the start of the run; the first sample where absent.
    pub from_ms: Option<i64>,
    /// Last instant, ms since the start of the run; the last sample where absent.
    pub to_ms: Option<i64>,
    /// Points per series at most, but for holes and the nearest sample on either side.
    #[param(default = 2_000, minimum = 4, maximum = 20_000)]
    pub max_points: Option<usize>,
}

/// One metric of a run over a stretch of time. Where a series has more samples than points are wanted, of each of equal
/// columns of time its first, smallest, largest and last sample are kept.
#[utoipa::path(get, path = "/api/v1/runs/{id}/series", operation_id = "run_series", tag = "runs", params(("id" = String, Path, description = "Run id"), SeriesQuery), responses(
    (status = 200, body = Envelope<SeriesWindowView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: the stretch ends before it begins, or the answer would be too large"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(crate) async fn run_series(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<SeriesQuery>,
) -> Result<Success<SeriesWindowView>, ApiError> {
    let most = query.max_points.unwrap_or(DEFAULT_POINTS);
    if !(POINTS_A_COLUMN..=MAX_POINTS).contains(&most) {
        let msg = format!("`max_points` must lie between {POINTS_A_COLUMN} and {MAX_POINTS}");
        return Err(ApiError::new(Code::Parameter, msg));
    }
    if query.from_ms.zip(query.to_ms).is_some_and(|(from, to)| to < from) {
        return Err(ApiError::new(Code::Parameter, "`to_ms` lies before `from_ms`"));
    }
    let pids = pids(query.process.as_deref())?;
    let run = found_run(&state, &caller, &id).await?.record.id;
    let report = detail::report_of(&state, run).await?.report;
    let (start, definitions) = (report.meta.collection.started_at, report.meta.definitions);
    let instant = |since: i64| start.epoch_ms().saturating_add(since);
    let metric = query.metric;
    let wish = SeriesWish {
        metric: metric.clone(),
        pids,
        from_ms: query.from_ms.map(instant),
        to_ms: query.to_ms.map(instant),
        start_ms: start.epoch_ms(),
        columns: most / POINTS_A_COLUMN,
    };
    let read = detail::blocking(&state, "draw a series", move |state| {
        state.objects.series_window(run, &wish, MAX_ANSWER_POINTS / most)
    });
    let (window, series) = read.await?.map_err(|TooMany(count)| too_large(count, most))?;
    let since = |at: i64| at.saturating_sub(start.epoch_ms());
    Ok(Success(SeriesWindowView {
        unit: detail::unit_of(&metric, &definitions),
        from_ms: since(window.from_ms),
        to_ms: since(window.to_ms),
        columns: window.columns,
        series: series
            .into_iter()
            .map(|each| {
                let source = viewpoint(&each.value, &definitions).label().to_owned();
                stretch_view(each, source, start)
            })
            .collect(),
        metric,
    }))
}

fn stretch_view(series: SeriesStretch, source: String, start: Timestamp) -> StretchView {
    let SeriesStretch { pid, stretch, .. } = series;
    StretchView {
        pid,
        source,
        samples: stretch.samples,
        step_ms: stretch.step_ms,
        at_ms: stretch.at_ms.into_iter().map(|at| at.saturating_sub(start.epoch_ms())).collect(),
        values: stretch.values,
    }
}

fn pids(text: Option<&str>) -> Result<Option<BTreeSet<u32>>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let parsed: Result<BTreeSet<u32>, _> = text.split(',').map(str::parse).collect();
    let wrong = |_| ApiError::new(Code::Parameter, "`process` takes process ids, separated by commas");
    parsed.map(Some).map_err(wrong)
}

fn too_large(count: usize, most: usize) -> ApiError {
    let msg = format!(
        "{count} series of {most} points are more than an answer holds ({MAX_ANSWER_POINTS} points); \
         name some with `process` or ask for fewer with `max_points`"
    );
    ApiError::new(Code::Parameter, msg)
}
