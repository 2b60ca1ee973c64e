//! Runs that are stored: lists, one run, files, baselines, links to them, and what people change about them.

mod query;
pub(crate) mod found;
mod shares;
pub(crate) mod detail;
pub(crate) mod read;
mod series;
mod files;
mod folders;
mod scenarios;
mod baselines;
mod change;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(read::routes())
        .merge(series::routes())
        .merge(files::routes())
        .merge(folders::routes())
        .merge(scenarios::routes())
        .merge(baselines::routes())
        .merge(shares::routes())
        .merge(change::routes())
}
