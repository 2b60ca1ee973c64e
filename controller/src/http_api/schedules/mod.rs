//! Suites, their starts, and the schedules that start them.

mod suites;
mod keep;
mod start;
mod suite_runs;
mod plans;
mod change;
mod request;
mod ahead;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// Largest suite with its scenarios and their pages, bytes.
const SUITE_LIMIT: usize = 12 << 20;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    let suites = OpenApiRouter::new().merge(suites::routes()).merge(start::routes());
    suites
        .layer(DefaultBodyLimit::max(SUITE_LIMIT))
        .merge(suite_runs::routes())
        .merge(ahead::routes())
        .merge(plans::routes())
}
