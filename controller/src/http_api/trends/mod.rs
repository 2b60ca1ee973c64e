//! Trends: which metrics there are, how they went over the runs, what people noted beside them. Stores nothing but notes.

mod query;
mod metrics;
mod levels;
mod read;
mod annotations;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(metrics::routes()).merge(read::routes()).merge(annotations::routes())
}
