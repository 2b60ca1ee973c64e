//! One row per scenario, platform and device class: what its runs are judged against.

use axum::extract::State;
use scenarios::BaselineRule;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::baselines::view;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::baseline::BaselineScopeView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::baseline_scopes::ScopeRuns;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(baseline_scopes))
}

/// Lists what has runs, by scenario, platform and device class, with the baseline that is pinned or the rule that applies.
#[utoipa::path(get, path = "/api/v1/baselines/scopes", tag = "baselines", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<BaselineScopeView>>),
))]
pub(crate) async fn baseline_scopes(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<BaselineScopeView>>, ApiError> {
    let page = page.checked()?.slice(state.store.scopes(&caller.project).await?);
    let mut items = Vec::with_capacity(page.items.len());
    for scope in page.items {
        items.extend(row(&state, scope).await?);
    }
    Ok(Success(Page { items, pagination: page.pagination }))
}

/// Nothing where its last run is deleted at this moment.
async fn row(state: &ApiState, found: ScopeRuns) -> Result<Option<BaselineScopeView>, ApiError> {
    let ScopeRuns { scope, runs, last_at } = found;
    let Some(newest) = state.store.newest_rule(&scope).await? else { return Ok(None) };
    let pinned = match state.store.pinned_baseline(&scope).await? {
        Some(pin) => Some(view(state, pin).await?),
        None => None,
    };
    let (rule, rule_count) = match newest.rule {
        Some(BaselineRule::LastGood(count)) => ("last_good", Some(count)),
        Some(BaselineRule::PreviousRelease) => ("previous_release", None),
        Some(BaselineRule::None) | None => ("none", None),
    };
    Ok(Some(BaselineScopeView {
        scenario: scope.scenario,
        platform: scope.platform.unwrap_or_default(),
        device_class: scope.device_class.unwrap_or_default(),
        runs,
        last_run_id: newest.run.to_string(),
        last_run_at: last_at.to_string(),
        rule: rule.to_owned(),
        rule_count,
        pinned,
    }))
}
