//! Agents: who has connected.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Envelope, Success};
use super::error::ApiError;
use super::extract::ApiQuery;
use super::paging::{Page, PageQuery};
use super::state::ApiState;
use super::view::fleet::AgentView;

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_agents))
}

/// Lists agents by name.
#[utoipa::path(get, path = "/api/v1/agents", tag = "devices", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<AgentView>>),
))]
pub(super) async fn list_agents(
    State(state): State<ApiState>,
    _caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<AgentView>>, ApiError> {
    let paging = page.checked()?;
    let (agents, total) = state.store.agents(paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(agents.into_iter().map(AgentView::from).collect(), total)))
}
