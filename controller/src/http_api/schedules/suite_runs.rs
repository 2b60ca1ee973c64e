//! Suite runs: list them and look at one.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::suite_run::SuiteRunView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::http_api::wire::parameter::{given, parsed, time};
use crate::store::schedules::{SuiteRunEntry, SuiteRunFilter};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_suite_runs))
        .routes(routes!(suite_run))
        .routes(routes!(runs_of_suite))
}

/// Which suite runs to list; every parameter narrows the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SuiteRunQuery {
    /// Of this suite.
    pub suite: Option<String>,
    /// Of this schedule, by id.
    pub schedule: Option<String>,
    /// Earliest start, RFC 3339 or epoch milliseconds, inclusive.
    #[param(schema_with = time)]
    pub from: Option<String>,
    /// Latest start, RFC 3339 or epoch milliseconds, exclusive.
    #[param(schema_with = time)]
    pub to: Option<String>,
}

/// Lists suite runs with their cells, newest first.
#[utoipa::path(get, path = "/api/v1/suite-runs", tag = "suites", params(SuiteRunQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<SuiteRunView>>),
))]
pub(crate) async fn list_suite_runs(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<SuiteRunQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<SuiteRunView>>, ApiError> {
    let filter = SuiteRunFilter {
        project: caller.project,
        suite: given(query.suite),
        schedule: parsed("schedule", given(query.schedule))?,
        from: parsed("from", given(query.from))?,
        to: parsed("to", given(query.to))?,
    };
    page_of(&state, &filter, page).await
}

/// Lists the starts of a suite, newest first; those of a suite that was deleted, too.
#[utoipa::path(get, path = "/api/v1/suites/{name}/runs", tag = "suites", params(("name" = String, Path, description = "Suite"), PageQuery), responses(
    (status = 200, body = Envelope<Page<SuiteRunView>>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such suite, and there never was a start of one"),
))]
pub(crate) async fn runs_of_suite(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<SuiteRunView>>, ApiError> {
    let exists = state.store.suite(&caller.project, &name).await?.is_some();
    let filter =
        SuiteRunFilter { project: caller.project, suite: Some(name.clone()), ..SuiteRunFilter::default() };
    let Success(page) = page_of(&state, &filter, page).await?;
    if !exists && page.pagination.total == 0 {
        return Err(ApiError::not_found("suite", name));
    }
    Ok(Success(page))
}

/// One suite run with its cells.
#[utoipa::path(get, path = "/api/v1/suite-runs/{id}", tag = "suites", params(("id" = String, Path, description = "Suite run id")), responses(
    (status = 200, body = Envelope<SuiteRunView>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such suite run"),
))]
pub(crate) async fn suite_run(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Success<SuiteRunView>, ApiError> {
    Ok(Success(found_run(&state, &caller, &id).await?.into()))
}

/// A suite run of another project is as good as none.
pub(super) async fn found_run(
    state: &ApiState,
    caller: &Caller,
    id: &str,
) -> Result<SuiteRunEntry, ApiError> {
    let missing = || ApiError::not_found("suite run", id);
    let known = id.parse().map_err(|_| missing())?;
    state.store.suite_run(&caller.project, known).await?.ok_or_else(missing)
}

async fn page_of(
    state: &ApiState,
    filter: &SuiteRunFilter,
    page: PageQuery,
) -> Result<Success<Page<SuiteRunView>>, ApiError> {
    let paging = page.checked()?;
    let (runs, total) = state.store.suite_runs(filter, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(runs.into_iter().map(SuiteRunView::from).collect(), total)))
}
