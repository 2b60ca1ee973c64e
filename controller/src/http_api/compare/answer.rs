//! Two to twenty runs side by side. POST and GET give the same answer.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ask::{Asked, CompareQuery, CompareRequest};
use super::circumstances::differences;
use super::load::{Loaded, loaded};
use super::processes;
use crate::http_api::access::caller::Caller;
use crate::http_api::runs::detail::unit_of;
use crate::http_api::state::ApiState;
use crate::http_api::view::compare::{CompareView, ComparedVerdictView, ComparedView};
use crate::http_api::view::compared_metric::ComparedMetricView;
use crate::http_api::view::from::word;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiQuery};

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(compare_ids, compare_query))
}

/// Compares runs with a reference.
#[utoipa::path(post, path = "/api/v1/compare", tag = "compare", request_body = CompareRequest, responses(
    (status = 200, body = Envelope<CompareView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: not 2 to 20 ids, one of them twice, or runs that have no metric in common"),
    (status = 404, body = Envelope<Nothing>, description = "1001: one of the runs does not exist"),
))]
pub(crate) async fn compare_ids(
    State(state): State<ApiState>,
    caller: Caller,
    ApiJson(request): ApiJson<CompareRequest>,
) -> Result<Success<CompareView>, ApiError> {
    compare(&state, &caller, request.asked()?).await.map(Success)
}

/// Compares runs with a reference; the address can be shared.
#[utoipa::path(get, path = "/api/v1/compare", tag = "compare", params(CompareQuery), responses(
    (status = 200, body = Envelope<CompareView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: not 2 to 20 ids, one of them twice, or runs that have no metric in common"),
    (status = 404, body = Envelope<Nothing>, description = "1001: one of the runs does not exist"),
))]
pub(crate) async fn compare_query(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<CompareQuery>,
) -> Result<Success<CompareView>, ApiError> {
    compare(&state, &caller, query.request().asked()?).await.map(Success)
}

async fn compare(state: &ApiState, caller: &Caller, asked: Asked) -> Result<CompareView, ApiError> {
    let runs = loaded(state, caller, &asked).await?;
    let state = state.clone();
    // Exact intervals over many iterations take more time than a task that others wait for may.
    let compared = tokio::task::spawn_blocking(move || view(&state, runs, asked.reference)).await;
    Ok(compared.expect("comparing neither panics nor is it aborted"))
}

fn view(state: &ApiState, runs: Vec<Loaded>, reference: usize) -> CompareView {
    let sides: Vec<_> = runs.iter().map(|run| run.side.clone()).collect();
    let rules = state.doors.rules();
    let comparison = analysis::side_by_side(&sides, reference, rules);
    let unit = |metric: &str| runs.iter().find_map(|run| unit_of(metric, &run.report.meta.definitions));
    let metrics = comparison
        .metrics
        .into_iter()
        .map(|metric| {
            let unit = unit(&metric.metric);
            ComparedMetricView::new(metric, unit)
        })
        .collect();
    CompareView {
        reference: runs[reference].summary.record.id.to_string(),
        differences: differences(&runs),
        metrics,
        types: processes::type_rows(&runs, reference),
        processes: processes::process_rows(&runs, reference),
        folded: processes::folded(&runs),
        alignments: alignments(&runs, reference),
        rules: rules.clone().into(),
        runs: runs
            .into_iter()
            .zip(comparison.verdicts)
            .map(|(run, verdict)| ComparedView {
                run: run.summary.into(),
                verdict: verdict.map(|verdict| ComparedVerdictView {
                    verdict: word(verdict.verdict),
                    summary: verdict.summary,
                }),
            })
            .collect(),
    }
}

/// By what the series can be aligned: what the reference and another run have.
fn alignments(runs: &[Loaded], reference: usize) -> Vec<String> {
    let shared = |has: fn(&Loaded) -> bool| {
        has(&runs[reference]) && runs.iter().enumerate().any(|(place, run)| place != reference && has(run))
    };
    let phases = |run: &Loaded| run.report.marks.iter().any(|mark| mark.ended_at.is_some());
    let iterations = |run: &Loaded| !run.report.iterations.is_empty();
    let possible = [("start", true), ("phase", shared(phases)), ("iteration", shared(iterations))];
    possible.into_iter().filter(|(_, possible)| *possible).map(|(word, _)| word.to_owned()).collect()
}
