//! The audit log, for administrators. Never writes it.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::access::DeedView;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Code, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::http_api::wire::paging::{Page, PageQuery};

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_deeds))
}

/// Which deeds to list.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Those of every project and of the installation itself; for whoever administers it.
    #[param(default = false)]
    pub everywhere: Option<bool>,
}

/// Lists who did what, when, to which object, newest first: in the request's project, or everywhere.
#[utoipa::path(get, path = "/api/v1/audit", tag = "access", params(AuditQuery, PageQuery), responses(
    (status = 200, body = Envelope<Page<DeedView>>),
    (status = 403, body = Envelope<Nothing>, description = "1003: everywhere is for whoever administers every project"),
))]
pub(crate) async fn list_deeds(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<AuditQuery>,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Success<Page<DeedView>>, ApiError> {
    let paging = page.checked()?;
    let everywhere = query.everywhere.unwrap_or(false);
    if everywhere && !caller.is_operator() {
        let msg = "the log of every project is for a person who administers every project";
        return Err(ApiError::new(Code::Denied, msg));
    }
    let project = (!everywhere).then_some(caller.project.as_str());
    let (deeds, total) = state.store.deeds(project, paging.offset(), paging.page_size).await?;
    Ok(Success(paging.page_of(deeds.into_iter().map(DeedView::from).collect(), total)))
}
