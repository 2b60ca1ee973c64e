//! The upload door: a Dataset in, a run out. It reads the body to a file and leaves everything else to intake.

use axum::extract::{Request, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Created, Envelope};
use super::error::{ApiError, Code, Nothing};
use super::extract::ApiQuery;
use super::state::ApiState;

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(upload_dataset))
}

/// What the upload says of the run, over what the Dataset says.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UploadQuery {
    /// Release; replaces the Dataset's `release:` tag.
    pub release: Option<String>,
    /// Scenario; replaces the Dataset's.
    pub scenario: Option<String>,
    /// Build; replaces the Dataset's.
    pub build_id: Option<String>,
    /// The same as `build_id`.
    pub build: Option<String>,
    /// Further tags, separated by commas.
    pub tags: Option<String>,
}

/// The run that an upload became.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct UploadedView {
    /// Its id.
    pub run_id: String,
    /// When the run took place, RFC 3339.
    pub created_at: String,
    /// Path of the run's page.
    pub url: String,
    /// Whether the same content was stored before: then `run_id` is that run.
    pub duplicate: bool,
}

/// Stores one Dataset as a run. Safe to repeat.
#[utoipa::path(post, path = "/api/v1/datasets", tag = "datasets", params(UploadQuery),
    request_body(content = String, content_type = "application/json", description = "A Dataset"), responses(
    (status = 201, body = Envelope<UploadedView>, description = "stored"),
    (status = 200, body = Envelope<UploadedView>, description = "stored before"),
    (status = 400, body = Envelope<Nothing>, description = "1000: required metadata is missing; 1009: not a Dataset"),
    (status = 413, body = Envelope<Nothing>, description = "3002: larger than the controller takes"),
    (status = 507, body = Envelope<Nothing>, description = "1005: the controller's disk is full"),
))]
pub(super) async fn upload_dataset(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiQuery(_query): ApiQuery<UploadQuery>,
    _request: Request,
) -> Result<Created<UploadedView>, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}
