//! Alerts: the list with its filters, one alert with its evidence, and what people do about it.

mod query;
mod read;
mod act;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(read::routes()).merge(act::routes())
}
