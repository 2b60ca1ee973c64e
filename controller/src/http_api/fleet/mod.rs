//! Agents and the devices that they drive.

mod agents;
mod filter;
mod activity;
mod devices;
mod processes;
mod quarantine;
pub(crate) mod usual;

use utoipa_axum::router::OpenApiRouter;

use crate::http_api::state::ApiState;

/// The routes of this room.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(agents::routes())
        .merge(devices::routes())
        .merge(processes::routes())
        .merge(quarantine::routes())
}
