//! The upload door: a Dataset in, a run out. It reads the body to a file and leaves everything else to intake.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dataset::ReadError;
use futures_util::StreamExt;
use protocol::Ids;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::envelope::{Envelope, Success};
use super::error::{ApiError, Code, Nothing};
use super::extract::ApiQuery;
use super::forwarded::link;
use super::state::ApiState;
use crate::intake::{Context, IntakeError, Overrides, RunStorageError, Source, StoredRun, UPLOAD_RULE};
use crate::trace::TraceId;

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
    /// Where the run took place, e.g. `production`; replaces the Dataset's `environment:` tag.
    pub environment: Option<String>,
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
    (status = 415, body = Envelope<Nothing>, description = "1009: not sent as application/json"),
    (status = 507, body = Envelope<Nothing>, description = "1005: the controller's disk is full"),
))]
pub(super) async fn upload_dataset(
    State(state): State<ApiState>,
    caller: Caller,
    ApiQuery(query): ApiQuery<UploadQuery>,
    request: Request,
) -> Result<Response, ApiError> {
    require_json(request.headers())?;
    let (parts, body) = request.into_parts();
    let trace = parts.extensions.get::<TraceId>().copied();
    let received = receive(body, &state).await?;
    let now = state.clock.now();
    let context = Context {
        run: Ids.run(),
        now,
        project: caller.project,
        origin: None,
        overrides: query.overrides(),
        rule: UPLOAD_RULE,
    };
    let source = Source { dataset: received.path().to_owned(), attachments: Vec::new() };
    let stored = state.doors.in_trace(trace).store_run(source, context).await.map_err(refused)?;
    let page = link(&parts.extensions, &format!("/runs/{}", stored.run));
    Ok(([(header::LOCATION, page)], answer(&stored)).into_response())
}

impl UploadQuery {
    fn overrides(self) -> Overrides {
        let tags = self.tags.as_deref().unwrap_or_default().split(',').map(str::trim);
        let tags = tags.filter(|tag| !tag.is_empty()).map(str::to_owned);
        let environment = self.environment.filter(|word| !word.is_empty());
        let environment = environment.map(|word| format!("environment:{word}"));
        Overrides {
            client_id: None,
            release: self.release,
            scenario: self.scenario,
            build_id: self.build_id.or(self.build),
            tags: tags.chain(environment).collect(),
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

fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let msg = format!("`{essence}` is not taken; send the Dataset with `Content-Type: application/json`");
    Err(ApiError::new(Code::MediaType, msg))
}

/// Writes the body to a file, which is removed when the answer is on its way.
async fn receive(body: Body, state: &ApiState) -> Result<NamedTempFile, ApiError> {
    let failed = |source| storage(state.objects.failed("write", source));
    let objects = state.objects.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let file = objects.incoming()?;
        let out = file.reopen().map_err(|source| objects.failed("write", source))?;
        Ok((file, out))
    });
    let (file, out) = opened.await.expect("opening neither panics nor is it aborted").map_err(storage)?;
    let mut out = tokio::fs::File::from_std(out);
    let mut chunks = body.into_data_stream();
    let mut received = 0_u64;
    while let Some(chunk) = chunks.next().await {
        // The client went away or broke the protocol; there is nobody to read more than this.
        let chunk =
            chunk.map_err(|_| ApiError::new(Code::Format, "the body ended before it was complete"))?;
        received += chunk.len() as u64;
        if received > state.max_dataset_bytes {
            let msg = format!(
                "the Dataset is larger than {} bytes, the most that is taken",
                state.max_dataset_bytes
            );
            return Err(ApiError::new(Code::TooLarge, msg));
        }
        out.write_all(&chunk).await.map_err(failed)?;
    }
    out.flush().await.map_err(failed)?;
    Ok(file)
}

fn refused(error: IntakeError) -> ApiError {
    let code = match error {
        IntakeError::Storage(error) => return storage(error),
        IntakeError::Received { .. } => return ApiError::internal("read the upload", error),
        IntakeError::Dataset(ref error) => match error {
            // What was received lies in a file of ours: that it cannot be read is no fault of the Dataset.
            ReadError::Input(_) => Code::Internal,
            ReadError::MissingMetadata { .. } => Code::Parameter,
            ReadError::TooLarge { .. } | ReadError::TooManyKeys { .. } => Code::TooLarge,
            ReadError::NotJson { .. } | ReadError::NewerVersion { .. } | ReadError::Refused(_) => {
                Code::Format
            }
        },
        IntakeError::TooManySamples { .. } | IntakeError::TooManySeries { .. } => Code::TooLarge,
        IntakeError::Override { .. } => Code::Parameter,
        IntakeError::Attachment { .. } => Code::Format,
    };
    ApiError::new(code, crate::doors::chain(&error))
}

fn storage(error: RunStorageError) -> ApiError {
    match &error {
        RunStorageError::Full { .. } => ApiError::new(Code::StorageFull, error.to_string()),
        RunStorageError::File { .. } => ApiError::internal("store the upload", error),
        RunStorageError::Database { .. } => ApiError::database(error),
    }
}
