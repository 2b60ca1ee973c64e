//! Which metrics of a scenario a trend can be drawn of. Reads one run per platform and device class for what they mean.

use std::collections::BTreeMap;

use analysis::Side;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::named_scenario;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::from::word;
use crate::http_api::view::trend::{TrendMetricView, TrendMetricsView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::intake::definition_of;
use crate::store::trends::{MetricCount, TrendScope};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(trend_metrics))
}

/// Whose metrics to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrendMetricsQuery {
    /// The scenario.
    #[param(required = true)]
    pub scenario: Option<String>,
}

/// Lists the metrics of a scenario by platform, device class and name.
#[utoipa::path(get, path = "/api/v1/trends/metrics", tag = "trends", params(TrendMetricsQuery), responses(
    (status = 200, body = Envelope<TrendMetricsView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: no run of the scenario has a value"),
))]
pub(crate) async fn trend_metrics(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<TrendMetricsQuery>,
) -> Result<Success<TrendMetricsView>, ApiError> {
    let scenario = named_scenario(query.scenario.as_deref())?;
    let counts = state.store.trend_metrics(&caller.project, scenario).await?;
    if counts.is_empty() {
        return Err(no_values(scenario));
    }
    let mut sides = BTreeMap::new();
    let mut metrics = Vec::with_capacity(counts.len());
    for count in counts {
        let scope = TrendScope {
            project: caller.project.clone(),
            scenario: scenario.to_owned(),
            platform: count.platform.clone(),
            device_class: count.device_class.clone(),
        };
        metrics.push(view(&state, &mut sides, &scope, count).await?);
    }
    Ok(Success(TrendMetricsView { scenario: scenario.to_owned(), metrics }))
}

/// There is nothing to draw.
pub(super) fn no_values(scenario: &str) -> ApiError {
    let msg = format!(
        "no run of the scenario `{scenario}` came to its end with a value; `GET /api/v1/scenarios` lists names"
    );
    ApiError::new(Code::NotFound, msg)
}

async fn view(
    state: &ApiState,
    sides: &mut BTreeMap<String, Side>,
    scope: &TrendScope,
    count: MetricCount,
) -> Result<TrendMetricView, ApiError> {
    // The metrics of a scope mostly end with the same run.
    let newest = state.store.newest_value(scope, &count.metric).await?;
    let mut definition = None;
    if let Some(newest) = &newest {
        let run = newest.run.to_string();
        if !sides.contains_key(&run)
            && let Some((side, _)) = state.store.side(newest.run).await?
        {
            sides.insert(run.clone(), side);
        }
        definition = sides.get(&run).and_then(|side| definition_of(side, &count.metric));
    }
    Ok(TrendMetricView {
        unit: newest.map(|newest| newest.unit).unwrap_or_default(),
        meaning: definition.as_ref().map(|definition| definition.meaning.clone()).unwrap_or_default(),
        direction: definition.and_then(|definition| definition.direction).map(word),
        metric: count.metric,
        platform: count.platform,
        device_class: count.device_class,
        count: count.runs,
        first_at: count.first_at.to_string(),
        last_at: count.last_at.to_string(),
    })
}
