//! Agents: who has connected.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::fleet::AgentView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::ApiError;
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_agents))
}

/// Lists the agents that get jobs of the project by name.
#[utoipa::path(get, path = "/api/v1/agents", tag = "devices", params(PageQuery), responses(
    (status = 200, body = Envelope<Page<AgentView>>),
))]
pub(crate) async fn list_agents(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<AgentView>>, ApiError> {
    let paging = page.checked()?;
    let (agents, total) = state.store.agents(&caller.project, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(agents.into_iter().map(AgentView::from).collect(), total)))
}
