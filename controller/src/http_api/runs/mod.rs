//! Runs that are stored: lists, one run, files, comparison, baselines, links to them, and what people change about them.

mod query;
pub(crate) mod found;
mod shares;
mod detail;
pub(crate) mod read;
mod files;
mod compare;
mod folders;
mod scenarios;
mod baselines;
mod change;
mod bulk;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(read::routes())
        .merge(files::routes())
        .merge(compare::routes())
        .merge(folders::routes())
        .merge(scenarios::routes())
        .merge(baselines::routes())
        .merge(shares::routes())
        .merge(change::routes())
        .merge(bulk::routes())
}
