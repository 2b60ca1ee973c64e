//! Runs side by side: what they came to, and their series on one axis. Judges by the same rules as every verdict.

mod ask;
mod load;
mod answer;
mod circumstances;
mod processes;
mod overlay;
mod series;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(answer::routes()).merge(series::routes())
}
