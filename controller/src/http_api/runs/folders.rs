//! Tags and releases with their counts: what the filter panel and the release folders show.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};
use crate::store::runs::{ReleaseCount, TagCount};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_tags)).routes(routes!(list_releases))
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
    };
    Ok(Success(paging.slice(releases.into_iter().map(view).collect())))
}
