//! Tags, releases and other values with their counts: what the filter panel and the release folders show.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::from::word;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::runs::{ReleaseCount, RunValues, TagCount, ValueCount};

/// Most values of one kind.
const MOST_VALUES: usize = 200;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_tags)).routes(routes!(list_releases)).routes(routes!(run_values))
}

/// A tag and how many runs carry it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TagView {
    /// The tag.
    pub tag: String,
    /// Runs that carry it.
    pub count: u64,
}

/// A release and its runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseView {
    /// The version.
    pub release: String,
    /// Runs of it.
    pub count: u64,
    /// When its newest run took place, RFC 3339.
    pub last_run_at: String,
    /// The worst verdict on any of its runs: `regressed`, `inconclusive`, `unchanged` or `improved`; absent where none has
    /// one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst_verdict: Option<String>,
}

/// A value by which runs can be listed, and how many runs have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ValueView {
    /// The value.
    pub value: String,
    /// Runs that have it.
    pub count: u64,
}

/// Values by which runs can be listed, each kind by its newest run; at most 200 a kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RunValuesView {
    /// Builds.
    pub builds: Vec<ValueView>,
    /// Environments.
    pub environments: Vec<ValueView>,
    /// Platforms.
    pub platforms: Vec<ValueView>,
    /// Devices.
    pub devices: Vec<ValueView>,
    /// Verdicts, of runs that have one.
    pub verdicts: Vec<ValueView>,
    /// Outcomes.
    pub outcomes: Vec<ValueView>,
}

impl From<RunValues> for RunValuesView {
    fn from(values: RunValues) -> Self {
        let RunValues { builds, environments, platforms, devices, verdicts, outcomes } = values;
        let view = |each: ValueCount| ValueView { value: each.value, count: each.runs };
        let views = |values: Vec<ValueCount>| values.into_iter().map(view).collect();
        Self {
            builds: views(builds),
            environments: views(environments),
            platforms: views(platforms),
            devices: views(devices),
            verdicts: views(verdicts),
            outcomes: views(outcomes),
        }
    }
}

/// Lists the builds, environments, platforms, devices, verdicts and outcomes of the project's runs, with their counts.
#[utoipa::path(get, path = "/api/v1/runs/values", tag = "runs", responses(
    (status = 200, body = Envelope<RunValuesView>),
))]
pub(crate) async fn run_values(
    State(state): State<ApiState>,
    caller: Caller,
) -> Result<Success<RunValuesView>, ApiError> {
    let values = state.store.run_values(&caller.project, MOST_VALUES).await?;
    Ok(Success(values.into()))
}

/// Lists tags, the most frequent first.
#[utoipa::path(get, path = "/api/v1/tags", tag = "runs", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<TagView>>),
))]
pub(crate) async fn list_tags(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<TagView>>, ApiError> {
    let paging = page.checked()?;
    let tags = state.store.tags(&caller.project).await?;
    let view = |tag: TagCount| TagView { tag: tag.tag, count: tag.runs.unsigned_abs() };
    Ok(Success(paging.slice(tags.into_iter().map(view).collect())))
}

/// Lists releases, the one with the newest run first.
#[utoipa::path(get, path = "/api/v1/releases", tag = "runs", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<ReleaseView>>),
))]
pub(crate) async fn list_releases(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<ReleaseView>>, ApiError> {
    let paging = page.checked()?;
    let releases = state.store.releases(&caller.project).await?;
    let view = |each: ReleaseCount| ReleaseView {
        release: each.release,
        count: each.runs,
        last_run_at: each.last_run_at.to_string(),
        worst_verdict: each.worst.map(word),
    };
    Ok(Success(paging.slice(releases.into_iter().map(view).collect())))
}
