//! Two runs side by side. POST and GET give the same answer.

use std::collections::{BTreeMap, BTreeSet};

use analysis::{ComparisonRow, ProcessStatistics, Side};
use axum::extract::State;
use dataset::{ProcessInfo, Report};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::detail::{report_of, unit_of};
use super::found::found_run;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::compare::{CompareRequest, CompareRowView, CompareView, FiguresView};
use crate::http_api::view::from::env_fields;
use crate::http_api::view::verdict::DifferenceView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiQuery};
use crate::intake::Statistic;
use crate::store::runs::RunSummary;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(compare_ids, compare_query))
}

/// Which runs to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    /// Two run ids, separated by a comma: the baseline, then the run that is looked at.
    #[param(pattern = "^[^,]*,[^,]*$")]
    pub ids: String,
}

/// Compares a run with a baseline.
#[utoipa::path(post, path = "/api/v1/compare", tag = "compare", request_body = CompareRequest, responses(
    (status = 200, body = Envelope<CompareView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: not exactly two ids"),
    (status = 404, body = Envelope<Nothing>, description = "1001: one of the runs does not exist"),
))]
pub(crate) async fn compare_ids(
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
pub(crate) async fn compare_query(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<CompareQuery>,
) -> Result<Success<CompareView>, ApiError> {
    let ids: Vec<String> = query.ids.split(',').map(|id| id.trim().to_owned()).collect();
    compare(&state, &caller, &ids).await.map(Success)
}

/// The page of a comparison.
async fn compare(state: &ApiState, caller: &Caller, ids: &[String]) -> Result<CompareView, ApiError> {
    let [baseline, run] = ids else {
        let msg =
            format!("`ids` needs exactly two run ids, the baseline's and the run's; there are {}", ids.len());
        return Err(ApiError::new(Code::Parameter, msg));
    };
    let baseline = loaded(state, caller, baseline).await?;
    let run = loaded(state, caller, run).await?;
    let verdict = analysis::judge(&run.side, Some(&baseline.side), state.doors.rules());
    Ok(CompareView {
        differences: differences(&run, &baseline),
        verdict: verdict.into(),
        rows: rows(&baseline, &run),
        baseline: baseline.summary.into(),
        run: run.summary.into(),
    })
}

struct Loaded {
    summary: RunSummary,
    side: Side,
    report: Report,
    statistics: Vec<Statistic>,
}

async fn loaded(state: &ApiState, caller: &Caller, id: &str) -> Result<Loaded, ApiError> {
    let summary = found_run(state, caller, id).await?;
    let run = summary.record.id;
    let report = report_of(state, run).await?.report;
    let (side, _) = state.store.side(run).await?.ok_or_else(|| ApiError::not_found("run", run))?;
    Ok(Loaded { summary, side, report, statistics: state.store.statistics(run).await? })
}

/// What differs in the environments and contexts; the fingerprint stands in the verdict.
fn differences(run: &Loaded, baseline: &Loaded) -> Vec<DifferenceView> {
    let (run, baseline) = (circumstances(run), circumstances(baseline));
    let keys: BTreeSet<&String> = run.keys().chain(baseline.keys()).collect();
    let differing = keys.into_iter().filter(|key| run.get(*key) != baseline.get(*key));
    let view = |key: &String| DifferenceView {
        key: key.clone(),
        run: run.get(key).cloned(),
        baseline: baseline.get(key).cloned(),
    };
    differing.map(view).collect()
}

fn circumstances(side: &Loaded) -> BTreeMap<String, String> {
    let mut fields = env_fields(&side.report.meta.env);
    let record = &side.summary.record;
    let named = [
        ("scenario", Some(&record.scenario)),
        ("release", record.release.as_ref()),
        ("build_id", record.build_id.as_ref()),
    ];
    fields.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))));
    let parameters = side.report.meta.test_context.parameters.iter();
    fields.extend(parameters.map(|(name, value)| (format!("parameter {name}"), value.clone())));
    fields
}

fn rows(baseline: &Loaded, run: &Loaded) -> Vec<CompareRowView> {
    let sources: BTreeMap<&str, &str> = [baseline, run]
        .into_iter()
        .flat_map(|side| &side.statistics)
        .map(|statistic| (statistic.metric.as_str(), statistic.source.as_str()))
        .collect();
    let sides = [processes(baseline), processes(run)];
    let row = |row: ComparisonRow| {
        let figures = |place: usize| row.runs.get(place).and_then(Option::as_ref).map(figures);
        let difference = row.differences.get(1).copied().flatten();
        CompareRowView {
            process_type: row.process_type.map(|each| each.name().to_owned()),
            title: row.title.clone(),
            source: sources.get(row.field.as_str()).map(ToString::to_string).unwrap_or_default(),
            metric: row.field.clone(),
            unit: unit_of(&row.field, &run.report.meta.definitions)
                .or_else(|| unit_of(&row.field, &baseline.report.meta.definitions)),
            baseline: figures(0),
            run: figures(1),
            difference: difference.map(|difference| difference.absolute),
            difference_percent: difference.and_then(|difference| difference.percent),
        }
    };
    analysis::compare(&sides).into_iter().map(row).collect()
}

fn processes(side: &Loaded) -> Vec<ProcessStatistics> {
    let known: BTreeMap<u32, &ProcessInfo> =
        side.report.processes.iter().map(|process| (process.pid, process)).collect();
    let of = |statistic: &Statistic| {
        let process = known.get(&statistic.pid);
        ProcessStatistics {
            process_type: process.map(|process| process.proc_type),
            title: process.and_then(|process| process.title.clone()),
            field: statistic.metric.clone(),
            count: statistic.count,
            avg: statistic.avg,
            min: statistic.min,
            max: statistic.max,
            p50: statistic.p50,
            p95: statistic.p95,
            p99: statistic.p99,
        }
    };
    side.statistics.iter().map(of).collect()
}

fn figures(statistics: &ProcessStatistics) -> FiguresView {
    FiguresView {
        count: statistics.count,
        avg: statistics.avg,
        min: statistics.min,
        max: statistics.max,
        p95: statistics.p95,
    }
}
