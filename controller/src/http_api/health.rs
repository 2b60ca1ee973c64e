//! Whether the controller can take data. Needs no token, so it tells nothing else.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::state::ApiState;
use super::wire::envelope::{Envelope, Success};
use super::wire::error::{ApiError, Nothing};

/// The controller's state of health.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`; anything else is an error answer.
    pub status: String,
    /// Version of the controller.
    pub version: String,
}

/// Whether the controller and its database answer.
#[utoipa::path(get, path = "/api/health", tag = "health", security(()), responses(
    (status = 200, body = Envelope<Health>),
    (status = 500, body = Envelope<Nothing>, description = "the database does not answer"),
))]
pub(super) async fn health(State(state): State<ApiState>) -> Result<Success<Health>, ApiError> {
    state.store.ping().await?;
    Ok(Success(Health { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }))
}
