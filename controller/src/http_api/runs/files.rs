//! The files of a run, as they came. Never serves anything that a browser would run or show as a page of ours.

use std::io::Read;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use protocol::RunId;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found::found_run;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::wire::address::encoded;
use crate::http_api::wire::envelope::Envelope;
use crate::http_api::wire::error::{ApiError, Nothing};
use crate::http_api::wire::extract::{ApiPath, ApiQuery};
use crate::intake::{RunStorageError, package};

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that wait for a slow client; the reader waits when there are more.
const CHUNKS_AHEAD: usize = 4;
/// Types that a browser shows as a picture and as nothing else. SVG is not among them: it can hold scripts.
const SHOWN_IN_PLACE: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// The routes of this module.
pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(download_run)).routes(routes!(download_attachment))
}

/// What is wanted of a download.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DownloadForm {
    /// What was uploaded: the Dataset, or the zip that held it.
    #[default]
    Original,
    /// The Dataset alone.
    Json,
}

/// What is wanted of a download.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DownloadQuery {
    /// `original`, what was uploaded (a Dataset, or the zip that held it), or `json`, the Dataset alone.
    #[serde(default)]
    #[param(inline)]
    pub form: DownloadForm,
}

/// What was uploaded, byte for byte: the Dataset, or the zip that held it.
#[utoipa::path(get, path = "/api/v1/runs/{id}/download", tag = "runs", params(
    ("id" = String, Path, description = "Run id"), DownloadQuery,
), responses(
    (status = 200, content((Object = "application/json"), (Vec<u8> = "application/zip")), description = "what was uploaded"),
    (status = 400, body = Envelope<Nothing>, description = "1000: there is no such form"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run"),
))]
pub(crate) async fn download_run(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(DownloadQuery { form }): ApiQuery<DownloadQuery>,
) -> Result<Response, ApiError> {
    let record = found_run(&state, &caller, &id).await?.record;
    if form == DownloadForm::Original
        && let Some(archive) = state.store.archive(record.id).await?
    {
        return download_archive(&state, record.id, archive.size_bytes).await;
    }
    let objects = state.objects.clone();
    let body = streamed(move || objects.dataset(record.id)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_LENGTH, HeaderValue::from(record.dataset_bytes)),
        (header::CONTENT_DISPOSITION, saved_as(&format!("{}.json", record.id))),
    ];
    Ok((headers, body).into_response())
}

async fn download_archive(state: &ApiState, run: RunId, bytes: u64) -> Result<Response, ApiError> {
    let objects = state.objects.clone();
    let body = streamed(move || objects.archive(run)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(package::MEDIA_TYPE)),
        (header::CONTENT_LENGTH, HeaderValue::from(bytes)),
        (header::CONTENT_DISPOSITION, saved_as(&format!("{run}.zip"))),
    ];
    Ok((headers, body).into_response())
}

/// A file that was stored beside the Dataset. Pictures may be shown in place; everything else is for saving.
#[utoipa::path(get, path = "/api/v1/runs/{id}/attachments/{name}", tag = "runs", params(
    ("id" = String, Path, description = "Run id"),
    ("name" = String, Path, description = "File name"),
), responses(
    (status = 200, content(
        (Vec<u8> = "application/octet-stream"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/webp"), (Vec<u8> = "image/gif"),
    ), description = "the file"),
    (status = 404, body = Envelope<Nothing>, description = "1001: there is no such run or file"),
))]
pub(crate) async fn download_attachment(
    State(state): State<ApiState>,
    caller: Caller,
    ApiPath((id, name)): ApiPath<(String, String)>,
) -> Result<Response, ApiError> {
    let run = found_run(&state, &caller, &id).await?.record.id;
    // Only a name that a row holds reaches the file system.
    let known = state.store.attachments(run).await?.into_iter().find(|attachment| attachment.name == name);
    let attachment = known.ok_or_else(|| ApiError::not_found("attachment", &name))?;
    let shown = SHOWN_IN_PLACE.into_iter().find(|media_type| *media_type == attachment.media_type);
    let (media_type, disposition) = match shown {
        Some(media_type) => (media_type, HeaderValue::from_static("inline")),
        None => ("application/octet-stream", saved_as(&attachment.name)),
    };
    let objects = state.objects.clone();
    let body = streamed(move || objects.attachment(run, &attachment.name)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_LENGTH, HeaderValue::from(attachment.size_bytes)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

fn saved_as(name: &str) -> HeaderValue {
    let encoded = encoded(name);
    // Not every client (curl for one) reads the form that takes any letter (RFC 6266, section 4.3).
    let plain = if encoded == name { format!("filename=\"{name}\"; ") } else { String::new() };
    let value = format!("attachment; {plain}filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).expect("percent encoding leaves ASCII")
}

/// A body that is read from a file while the client takes it.
async fn streamed<R: Read + Send + 'static>(
    open: impl FnOnce() -> Result<R, RunStorageError> + Send + 'static,
) -> Result<Body, ApiError> {
    let opened = tokio::task::spawn_blocking(open).await.expect("opening neither panics nor is it aborted");
    let mut file = opened.map_err(|error| ApiError::internal("read a stored file", error))?;
    let (chunks, received) = mpsc::channel::<std::io::Result<Vec<u8>>>(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut chunk = vec![0; CHUNK_BYTES];
            let read = file.read(&mut chunk);
            let end = !matches!(read, Ok(1..));
            if matches!(read, Ok(0)) {
                return;
            }
            // The client went away, or has been told that the file ends early.
            if chunks
                .blocking_send(read.map(|count| {
                    chunk.truncate(count);
                    chunk
                }))
                .is_err()
                || end
            {
                return;
            }
        }
    });
    Ok(Body::from_stream(ReceiverStream::new(received)))
}
