//! Metrics of a scenario over its runs, in one answer for the large chart and the small ones.

use std::collections::{BTreeMap, HashMap};

use analysis::Side;
use axum::extract::{RawQuery, State};
use dataset::{Definition, Timestamp};
use protocol::RunId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::levels::trend;
use super::metrics::no_values;
use super::query::{TrendQuery, metrics};
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::annotation::AnnotationView;
use crate::http_api::view::from::{outcome_word, word};
use crate::http_api::view::trend::{BaselineMarkView, TrendRunView, TrendView, TrendsView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::intake::definition_of;
use crate::store::annotations::AnnotationFilter;
use crate::store::baselines::{BaselineFilter, PinnedBaseline};
use crate::store::runs::RunFilter;
use crate::store::trends::{MetricCount, MetricValue, TrendRun, TrendScope};

/// Marks of one kind that a chart can bear.
const MOST_MARKS: u64 = 200;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(trends))
}

/// Metrics of a scenario over its runs on one platform and device class. Levels and changes are those of the runs that are
/// asked for.
#[utoipa::path(get, path = "/api/v1/trends", tag = "trends", params(TrendQuery,
    ("metric" = Vec<String>, Query, description = "The metrics; name it once for each, at most 32 times")), responses(
    (status = 200, body = Envelope<TrendsView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: a parameter is missing or none"),
    (status = 404, body = Envelope<Nothing>, description = "1001: the scenario has no runs, or no values of a metric there"),
))]
pub(crate) async fn trends(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<TrendQuery>,
    RawQuery(raw): RawQuery,
) -> Result<Success<TrendsView>, ApiError> {
    let (window, metrics) = (query.window()?, metrics(raw.as_deref())?);
    let scope = scope(&state, &caller, &query).await?;
    let (runs, truncated) = state.store.trend_runs(&scope, &window).await?;
    let span = runs.first().zip(runs.last()).map(|(first, last)| (first.created_at, last.created_at));
    let mut of_metric: HashMap<String, Vec<MetricValue>> = HashMap::new();
    if let Some(span) = span {
        for value in state.store.trend_values(&scope, &metrics, span).await? {
            of_metric.entry(value.metric.clone()).or_default().push(value);
        }
    }
    let mut defined = Vec::with_capacity(metrics.len());
    let mut sides = BTreeMap::new();
    for metric in metrics {
        let definition = definition(&state, &mut sides, &scope, &metric).await?;
        defined.push((of_metric.remove(&metric).unwrap_or_default(), metric, definition));
    }
    let (baselines, annotations) =
        (baselines(&state, &scope, &runs).await?, annotations(&state, &scope, span).await?);
    let rules = state.doors.rules().clone();
    let drawn = tokio::task::spawn_blocking(move || {
        let draw = |(values, metric, definition): (Vec<MetricValue>, String, Definition)| {
            trend(&runs, &values, (metric, &definition), &rules)
        };
        let metrics: Vec<TrendView> = defined.into_iter().map(draw).collect();
        (run_views(runs), metrics)
    });
    let (runs, metrics) = drawn.await.expect("levels of any values are found without a panic");
    let TrendScope { scenario, platform, device_class, .. } = scope;
    Ok(Success(TrendsView {
        scenario,
        platform,
        device_class,
        runs,
        truncated,
        metrics,
        baselines,
        annotations,
    }))
}

/// What is asked for, and else what the newest run that fits belongs to.
async fn scope(state: &ApiState, caller: &Caller, query: &TrendQuery) -> Result<TrendScope, ApiError> {
    let scenario = query.scenario()?.to_owned();
    let mut scope = TrendScope {
        project: caller.project.clone(),
        scenario,
        platform: query.platform.clone().unwrap_or_default(),
        device_class: query.device_class.clone().unwrap_or_default(),
    };
    if query.platform.is_some() && query.device_class.is_some() {
        return Ok(scope);
    }
    let filter = RunFilter {
        scenario: Some(scope.scenario.clone()),
        platform: query.platform.clone().filter(|platform| !platform.is_empty()),
        ..RunFilter::all(caller.project.as_str())
    };
    let newest = state.store.newest_run(&filter).await?.ok_or_else(|| no_values(&scope.scenario))?.record;
    if query.platform.is_none() {
        scope.platform = newest.platform.unwrap_or_default();
    }
    if query.device_class.is_none() {
        scope.device_class = newest.device_class.unwrap_or_default();
    }
    Ok(scope)
}

/// What a metric means by the newest run that has a value of it.
async fn definition(
    state: &ApiState,
    sides: &mut BTreeMap<RunId, Side>,
    scope: &TrendScope,
    metric: &str,
) -> Result<Definition, ApiError> {
    let Some(newest) = state.store.newest_value(scope, metric).await? else {
        return Err(unknown(state, scope, metric).await?);
    };
    if !sides.contains_key(&newest.run)
        && let Some((side, _)) = state.store.side(newest.run).await?
    {
        sides.insert(newest.run, side);
    }
    let defined = sides.get(&newest.run).and_then(|side| definition_of(side, metric));
    // Only a run that is deleted at this moment defines nothing.
    defined.ok_or_else(|| ApiError::not_found("metric", metric))
}

/// Names what there is instead.
async fn unknown(state: &ApiState, scope: &TrendScope, metric: &str) -> Result<ApiError, ApiError> {
    let counts = state.store.trend_metrics(&scope.project, &scope.scenario).await?;
    if counts.is_empty() {
        return Ok(no_values(&scope.scenario));
    }
    let here =
        |each: &&MetricCount| each.platform == scope.platform && each.device_class == scope.device_class;
    let names: Vec<&str> = counts.iter().filter(here).map(|each| each.metric.as_str()).collect();
    let instead = if names.is_empty() {
        "there are no values at all there; `GET /api/v1/trends/metrics?scenario=…` lists where there are"
            .to_owned()
    } else {
        format!("there are {}", names.join(", "))
    };
    let TrendScope { scenario, platform, device_class, .. } = scope;
    let msg = format!(
        "no run of `{scenario}` on platform `{platform}` and device class `{device_class}` has a value of `{metric}`; {instead}"
    );
    Ok(ApiError::new(Code::NotFound, msg))
}

fn run_views(runs: Vec<TrendRun>) -> Vec<TrendRunView> {
    let mut conditions: Option<String> = None;
    let view = |run: TrendRun| {
        let completed = run.completed();
        let differ = conditions.as_ref().is_some_and(|before| *before != run.fingerprint_sha256);
        if completed {
            conditions = Some(run.fingerprint_sha256);
        }
        TrendRunView {
            id: run.id.to_string(),
            created_at: run.created_at.to_string(),
            release: run.release,
            build_id: run.build_id,
            device: run.device,
            outcome: run.outcome.map_or_else(|| "unknown".to_owned(), outcome_word),
            verdict: run.verdict.map(word),
            conditions_changed: completed && differ,
        }
    };
    runs.into_iter().map(view).collect()
}

async fn baselines(
    state: &ApiState,
    scope: &TrendScope,
    runs: &[TrendRun],
) -> Result<Vec<BaselineMarkView>, ApiError> {
    let filter = BaselineFilter {
        project: scope.project.clone(),
        scenario: Some(scope.scenario.clone()),
        platform: Some(scope.platform.clone()),
        device_class: Some(scope.device_class.clone()),
        cleared: true,
    };
    let (pins, _) = state.store.baselines(&filter, 0, MOST_MARKS).await?;
    let first = runs.first().map(|run| run.created_at);
    let held = |ended: Option<Timestamp>| ended.is_none_or(|ended| first.is_some_and(|first| ended >= first));
    let pins = pins.into_iter().filter(|pin| held(pin.cleared.as_ref().map(|cleared| cleared.at)));
    let mark = |pin: PinnedBaseline| BaselineMarkView {
        id: pin.id.to_string(),
        run_id: pin.run.to_string(),
        index: runs.iter().position(|run| run.id == pin.run),
        set_by: pin.set_by,
        set_at: pin.set_at.to_string(),
        reason: pin.reason,
        cleared_at: pin.cleared.map(|cleared| cleared.at.to_string()),
    };
    Ok(pins.map(mark).collect())
}

async fn annotations(
    state: &ApiState,
    scope: &TrendScope,
    span: Option<(Timestamp, Timestamp)>,
) -> Result<Vec<AnnotationView>, ApiError> {
    let filter = AnnotationFilter {
        project: scope.project.clone(),
        scenario: Some(scope.scenario.clone()),
        // What was noted after the last run is news all the same.
        from: span.map(|(first, _)| first),
        to: None,
    };
    let notes = state.store.annotations(&filter, MOST_MARKS).await?;
    Ok(notes.into_iter().map(Into::into).collect())
}
