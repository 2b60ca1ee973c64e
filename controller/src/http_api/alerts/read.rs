//! Lists alerts and shows one. Changes nothing.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::AlertQuery;
use crate::alert::Alert;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::alert::{AlertDetailView, AlertPageView, AlertRunView, AlertView, DeliveryView};
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::http_api::wire::paging::PageQuery;
use crate::http_api::wire::precondition::etag;

/// Runs on the page of an alert.
const MOST_RUNS: u64 = 200;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_alerts)).routes(routes!(alert_detail))
}

/// Lists alerts, newest first, and counts them by state.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "alerts", params(AlertQuery, PageQuery), responses(
    (status = 200, body = Envelope<AlertPageView>),
    (status = 400, body = Envelope<Nothing>, description = "1000: a filter cannot be read"),
))]
pub(crate) async fn list_alerts(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<AlertQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<AlertPageView>, ApiError> {
    let paging = page.checked()?;
    let filter = query.filter(&caller.project)?;
    let (alerts, total) = state.store.alerts(&filter, paging.offset(), paging.page_size).await?;
    let counts = state.store.alert_counts(&filter).await?.into();
    let page = paging.page_of(alerts.into_iter().map(AlertView::from).collect(), total);
    Ok(Success(AlertPageView { items: page.items, pagination: page.pagination, counts }))
}

/// One alert with its history, its runs and the notices of it.
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "alerts", params(("id" = String, Path, description = "Alert id")), responses(
    (status = 200, body = Envelope<AlertDetailView>, headers(("ETag" = String, description = "The alert's version, for `If-Match`"))),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such alert"),
))]
pub(crate) async fn alert_detail(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let alert = found_alert(&state, &caller, &id).await?;
    let history = state.store.alert_steps(alert.id).await?;
    let (runs, runs_total) = state.store.alert_runs(&caller.project, alert.id, MOST_RUNS).await?;
    let deliveries = state.store.alert_deliveries(alert.id).await?;
    let version = alert.version;
    let view = AlertDetailView {
        alert: alert.into(),
        history: history.into_iter().map(Into::into).collect(),
        runs: runs.into_iter().map(AlertRunView::from).collect(),
        runs_total,
        deliveries: deliveries.into_iter().map(DeliveryView::from).collect(),
    };
    Ok((etag(version), Success(view)).into_response())
}

/// The alert of this id, if the caller may see it. Another project's alert is as if it did not exist.
pub(super) async fn found_alert(state: &ApiState, caller: &Caller, id: &str) -> Result<Alert, ApiError> {
    let missing = || ApiError::not_found("alert", id);
    let parsed = id.parse().map_err(|_| missing())?;
    state.store.alert_of(&caller.project, parsed).await?.ok_or_else(missing)
}
