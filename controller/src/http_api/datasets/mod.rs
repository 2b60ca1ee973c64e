//! The upload door: a Dataset or a zip of one in, a run out. It reads the body to a file and leaves the rest to intake.

mod labels;
mod media;
mod receive;
mod spool;
mod unpacked;
mod refusal;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::Ids;
use serde::Serialize;
use tracing::Instrument;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::transport::forwarded::link;
use crate::http_api::wire::envelope::{Envelope, Success};
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::ApiQuery;
use crate::intake::{Context, Source, StoredRun, UPLOAD_RULE};
use crate::trace::TraceId;
use labels::UploadQuery;
use media::{Coding, Form};
use receive::{Received, receive};
use refusal::refused;

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(upload_dataset))
}

/// The run that an upload became.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UploadedView {
    /// Its id.
    pub run_id: String,
    /// When the run took place, RFC 3339.
    pub created_at: String,
    /// Path of the run's page.
    pub url: String,
    /// Whether the same content was stored before: then `run_id` is that run.
    pub duplicate: bool,
}

/// Stores one Dataset as a run. Safe to repeat: the same content under the same client id is the same run.
///
/// The body is the Dataset, or a zip with `dataset.json` at its root and attachments beside it; either may be compressed
/// with `Content-Encoding: gzip` or `zstd`. An `Idempotency-Key` header is taken as `client_id`.
#[utoipa::path(post, path = "/api/v1/datasets", tag = "datasets", params(UploadQuery),
    request_body(description = "A Dataset, or a zip of one with its attachments",
        content((Object = "application/json"), (Vec<u8> = "application/zip"))), responses(
    (status = 201, body = Envelope<UploadedView>, description = "stored"),
    (status = 200, body = Envelope<UploadedView>, description = "stored before"),
    (status = 400, body = Envelope<Nothing>, description = "1000: required metadata is missing; 1009: no Dataset, no zip, or a zip that is refused"),
    (status = 408, body = Envelope<Nothing>, description = "1010: the body stopped coming"),
    (status = 409, body = Envelope<Nothing>, description = "1002: the client id belongs to other content"),
    (status = 413, body = Envelope<Nothing>, description = "3002: larger than the controller takes, as it came or unpacked"),
    (status = 415, body = Envelope<Nothing>, description = "1009: neither JSON nor a zip, or compressed in another way than gzip and zstd"),
    (status = 507, body = Envelope<Nothing>, description = "1005: the controller's disk is full"),
))]
pub(crate) async fn upload_dataset(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<UploadQuery>,
    request: Request,
) -> Result<Response, ApiError> {
    let (Parts { headers, extensions, .. }, body) = request.into_parts();
    let doors = state.doors.in_trace(extensions.get::<TraceId>().copied());
    let (form, coding) = (Form::of(&headers)?, Coding::of(&headers)?);
    let context = Context {
        run: Ids.run(),
        now: state.clock.now(),
        project: caller.project,
        origin: None,
        overrides: query.overrides(&headers)?,
        rule: UPLOAD_RULE,
    };
    let received = receive(body, &headers, coding, &state).await?;
    // In a task of its own: a sender who hangs up while it is stored must not stop it half-way.
    let state = ApiState { doors, ..state };
    let storing = async move { store(&state, form, &received, context).await };
    let storing = tokio::spawn(storing.in_current_span());
    let stored = storing.await.expect("storing neither panics nor is it aborted")?;
    let page = link(&extensions, &format!("/runs/{}", stored.run));
    Ok(([(header::LOCATION, page)], answer(&stored)).into_response())
}

async fn store(
    state: &ApiState,
    form: Form,
    received: &Received,
    context: Context,
) -> Result<StoredRun, ApiError> {
    match form {
        Form::Json => {
            let source = Source { dataset: received.file.path().to_owned(), attachments: Vec::new() };
            state.doors.store_run(source, context).await.map_err(refused)
        }
        Form::Zip => {
            let unpacked = unpacked::unpack(received, state).await?;
            state.doors.store_package(unpacked.package, context).await.map_err(refused)
        }
    }
}

fn answer(stored: &StoredRun) -> Response {
    let status = if stored.duplicate { StatusCode::OK } else { StatusCode::CREATED };
    let view = UploadedView {
        run_id: stored.run.to_string(),
        created_at: stored.created_at.to_string(),
        url: format!("/runs/{}", stored.run),
        duplicate: stored.duplicate,
    };
    (status, Success(view)).into_response()
}
