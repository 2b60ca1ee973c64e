//! Jobs: queued, looked at, canceled. Manual sessions are jobs of another kind.

pub(crate) mod door;
pub(crate) mod submit;
mod asked;
mod plan;
mod queue;
pub(crate) mod read;
mod session_start;
mod sessions;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(submit::routes())
        .merge(plan::routes())
        .merge(queue::routes())
        .merge(read::routes())
        .merge(sessions::routes())
}
