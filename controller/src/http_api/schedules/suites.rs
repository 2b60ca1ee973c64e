//! Suites: list, look at, keep, check and delete.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::keep::{Refused, checked, refused, source_of, suite_to_keep};
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::suite::{SuiteCheckView, SuiteProblemsView, SuiteRequest, SuiteView};
use crate::http_api::wire::envelope::{Created, Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiJson, ApiPath, ApiQuery};
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::http_api::wire::precondition::{IfMatch, etag};
use crate::schedule::StoredSuite;
use crate::store::schedules::SuiteRunFilter;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_suites)).routes(routes!(check_suite)).routes(routes!(
        suite,
        keep_suite,
        delete_suite
    ))
}

/// Lists suites by name, each with its newest start.
#[utoipa::path(get, path = "/api/v1/suites", tag = "suites", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<SuiteView>>),
))]
pub(crate) async fn list_suites(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<SuiteView>>, ApiError> {
    let paging = page.checked()?;
    let (suites, total) = state.store.suites(&caller.project, paging.offset(), paging.page_size).await?;
    let mut items = Vec::with_capacity(suites.len());
    for suite in suites {
        items.push(view(&state, suite).await?.brief());
    }
    Ok(Success(paging.page_of(items, total)))
}

/// One suite with its text.
#[utoipa::path(get, path = "/api/v1/suites/{name}", tag = "suites", params(("name" = String, Path, description = "Suite")), responses(
    (status = 200, body = Envelope<SuiteView>, headers(("ETag" = String, description = "Its version"))),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such suite"),
))]
pub(crate) async fn suite(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
) -> Result<Response, ApiError> {
    let suite = found(&state, &caller, &name).await?;
    let version = suite.version;
    Ok((etag(version), Success(view(&state, suite).await?)).into_response())
}

/// Keeps a suite exactly as it is sent, in place of the one of its name. What is started already goes on as it was.
#[utoipa::path(put, path = "/api/v1/suites/{name}", tag = "suites", params(
    ("name" = String, Path, description = "Suite; the `name` in its text"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that it came with; without it, whatever others changed in between is no obstacle"),
), request_body = SuiteRequest, responses(
    (status = 200, body = Envelope<SuiteView>, headers(("ETag" = String, description = "The new version"))),
    (status = 201, body = Envelope<SuiteView>, headers(("ETag" = String, description = "The first version"))),
    (status = 400, body = Envelope<SuiteProblemsView>, description = "1000: every mistake of the suite and of the scenarios that came along"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the suite in between"),
))]
pub(crate) async fn keep_suite(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    IfMatch(version): IfMatch,
    ApiJson(request): ApiJson<SuiteRequest>,
) -> Result<Response, Refused> {
    let kept = state.store.suite(&caller.project, &name).await.map_err(ApiError::from)?;
    let source = source_of(request, &format!("{name}.yaml"), kept.map(|kept| kept.source));
    let (project, expected) = (caller.project.clone(), name.clone());
    let new = tokio::task::spawn_blocking(move || suite_to_keep(project, &expected, source)).await;
    let new = new.expect("a suite of any content is parsed without a panic")?;
    let by = (caller.name.as_str(), state.clock.now());
    let suite = state.store.keep_suite(&new, version, by).await.map_err(refused)?;
    let (version, is_new) = (suite.version, suite.version == 1);
    let view = view(&state, suite).await?;
    let answer = if is_new { Created(view).into_response() } else { Success(view).into_response() };
    Ok((etag(version), answer).into_response())
}

/// Deletes a suite. Its starts and their runs stay; schedules that name it start nothing any more and say so.
#[utoipa::path(delete, path = "/api/v1/suites/{name}", tag = "suites", params(
    ("name" = String, Path, description = "Suite"),
    ("If-Match" = Option<String>, Header, description = "The `ETag` that it came with"),
), responses(
    (status = 200, body = Envelope<Nothing>),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such suite"),
    (status = 412, body = Envelope<Nothing>, description = "1002: somebody changed the suite in between"),
))]
pub(crate) async fn delete_suite(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(name): ApiPath<String>,
    IfMatch(version): IfMatch,
) -> Result<Success<Nothing>, ApiError> {
    found(&state, &caller, &name).await?;
    state.store.delete_suite(&caller.project, &name, version).await.map_err(refused)?;
    Ok(Success(Nothing {}))
}

/// Which suite a text is to stand in place of.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CheckQuery {
    /// The suite whose kept scenarios and pages count where none are sent.
    pub name: Option<String>,
}

/// Checks a suite without keeping it. One with mistakes is a successful answer with `valid: false`.
#[utoipa::path(post, path = "/api/v1/suites/validate", tag = "suites", params(CheckQuery), request_body = SuiteRequest, responses(
    (status = 200, body = Envelope<SuiteCheckView>),
))]
pub(crate) async fn check_suite(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<CheckQuery>,
    ApiJson(request): ApiJson<SuiteRequest>,
) -> Result<Success<SuiteCheckView>, ApiError> {
    let kept = match query.name {
        Some(name) => state.store.suite(&caller.project, &name).await?,
        None => None,
    };
    let source = source_of(request, "suite.yaml", kept.map(|kept| kept.source));
    let checked = tokio::task::spawn_blocking(move || checked(&source)).await;
    Ok(Success(checked.expect("a suite of any content is parsed without a panic")))
}

/// A suite of another project is as good as none.
pub(super) async fn found(state: &ApiState, caller: &Caller, name: &str) -> Result<StoredSuite, ApiError> {
    let suite = state.store.suite(&caller.project, name).await?;
    suite.ok_or_else(|| ApiError::not_found("suite", name))
}

async fn view(state: &ApiState, suite: StoredSuite) -> Result<SuiteView, ApiError> {
    let schedules = state.store.schedules_of_suite(&suite.project, &suite.name).await?;
    let (project, name) = (suite.project.clone(), Some(suite.name.clone()));
    let filter = SuiteRunFilter { project, suite: name, ..SuiteRunFilter::default() };
    let (newest, _) = state.store.suite_runs(&filter, 0, 1).await?;
    let read = tokio::task::spawn_blocking(move || (suite.parse(), suite)).await;
    let (read, suite) = read.expect("a suite of any content is parsed without a panic");
    Ok(SuiteView::of(suite, read, schedules, newest.into_iter().next().map(Into::into)))
}
