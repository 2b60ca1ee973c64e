//! The files of a run, as they came. Never serves anything that a browser would run or show as a page of ours.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::Envelope;
use super::error::{ApiError, Code, Nothing};
use super::extract::ApiPath;
use super::state::ApiState;

/// The routes of this module.
pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(download_run)).routes(routes!(download_attachment))
}

/// The Dataset, byte for byte as it was uploaded.
#[utoipa::path(get, path = "/api/v1/runs/{id}/download", tag = "runs", params(("id" = String, Path, description = "Run id")), responses(
    (status = 200, content_type = "application/json", body = String, description = "the Dataset"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(super) async fn download_run(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath(_id): ApiPath<String>,
) -> Result<Response, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}

/// A file that was stored beside the Dataset. Pictures may be shown in place; everything else is for saving.
#[utoipa::path(get, path = "/api/v1/runs/{id}/attachments/{name}", tag = "runs", params(
    ("id" = String, Path, description = "Run id"),
    ("name" = String, Path, description = "File name"),
), responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>, description = "the file"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run or file"),
))]
pub(super) async fn download_attachment(
    State(_state): State<ApiState>,
    _caller: Caller,
    ApiPath((_id, _name)): ApiPath<(String, String)>,
) -> Result<Response, ApiError> {
    Err(ApiError::new(Code::Internal, "under way"))
}
