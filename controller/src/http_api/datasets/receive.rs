//! Takes a body to disk as it arrives. Holds one piece of it at a time, and never waits for a sender who stopped sending.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::{FutureExt, StreamExt};
use tempfile::NamedTempFile;
use tokio::time::timeout;

use super::media::Coding;
use super::refusal::{spooling, storage};
use super::spool::{Spool, SpoolError, SpoolLimits, Spooled};
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::{ApiError, Code};

/// What has to arrive within the stall limit, bytes: a sender of one byte a minute counts as one that stopped.
const PIECE: usize = 1024;
/// What is written at once, bytes: each time costs a change of threads.
const AT_ONCE: usize = 256 << 10;
/// How long a refused body is read on, and how much of it.
const LINGER: (Duration, usize) = (Duration::from_secs(2), 32 << 20);

/// A body on disk, decompressed.
pub(crate) struct Received {
    /// Removed when it is dropped.
    pub file: NamedTempFile,
    /// SHA-256 of its content, lower-case hex.
    pub sha256: String,
    /// Size of its content.
    pub bytes: u64,
}

/// Receives a body. Nothing is left of one that is refused.
pub(crate) async fn receive(
    body: Body,
    headers: &HeaderMap,
    coding: Coding,
    state: &ApiState,
) -> Result<Received, ApiError> {
    let mut chunks = body.into_data_stream();
    let received =
        match announced(headers, state.max_dataset_bytes).map_err(|error| spooling(error, &state.objects)) {
            Ok(()) => to_disk(&mut chunks, coding, state).await,
            Err(error) => Err(error),
        };
    if received.is_err() {
        linger(chunks);
    }
    received
}

/// Refuses what says itself that it is too large, before any of it is sent.
fn announced(headers: &HeaderMap, limit: u64) -> Result<(), SpoolError> {
    let length =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit) {
        return Err(SpoolError::TooLarge { limit });
    }
    Ok(())
}

async fn to_disk(
    chunks: &mut BodyDataStream,
    coding: Coding,
    state: &ApiState,
) -> Result<Received, ApiError> {
    let stall = state.upload.stall;
    let limits = SpoolLimits { bytes: state.max_dataset_bytes, expansion: state.upload.expansion };
    let refused = |error| spooling(error, &state.objects);
    let objects = state.objects.clone();
    let (file, mut spool) = blocking(move || {
        let file = objects.incoming()?;
        let spool = file.reopen().and_then(|out| Spool::new(out, coding, limits));
        Ok((file, spool.map_err(|source| objects.failed("write", source))?))
    })
    .await
    .map_err(storage)?;
    loop {
        let Ok(piece) = timeout(stall, next_piece(chunks)).await else { return Err(stalled(stall)) };
        let piece = piece?;
        if piece.is_empty() {
            break;
        }
        spool = blocking(move || {
            piece.iter().try_for_each(|chunk| spool.write(chunk))?;
            Ok(spool)
        })
        .await
        .map_err(refused)?;
    }
    if spool.is_empty() {
        let msg = "the body is empty; send a Dataset as JSON, or a zip of one";
        return Err(ApiError::new(Code::Format, msg));
    }
    let Spooled { sha256, bytes } = blocking(move || spool.finish()).await.map_err(refused)?;
    Ok(Received { file, sha256, bytes })
}

/// What arrived since the last piece: at least [`PIECE`] bytes, unless the body ends before, and what has come by then up
/// to about [`AT_ONCE`]; nothing at its end.
async fn next_piece(chunks: &mut BodyDataStream) -> Result<Vec<Bytes>, ApiError> {
    let (mut piece, mut bytes) = (Vec::new(), 0);
    loop {
        let next = match bytes {
            ..PIECE => chunks.next().await,
            PIECE..AT_ONCE => chunks.next().now_or_never().flatten(),
            AT_ONCE.. => None,
        };
        let Some(chunk) = next else { return Ok(piece) };
        // The client went away or broke the protocol; there is nobody to read more than this.
        let chunk =
            chunk.map_err(|_| ApiError::new(Code::Format, "the body ended before it was complete"))?;
        bytes += chunk.len();
        piece.push(chunk);
    }
}

fn stalled(limit: Duration) -> ApiError {
    let msg = format!("fewer than {PIECE} bytes of the body arrived in {limit:?}; send the upload again");
    ApiError::new(Code::Stalled, msg)
}

/// Reads on for a moment: a connection that is closed with bytes unread is reset, and the answer may be lost with it.
fn linger(mut chunks: BodyDataStream) {
    let (longest, mut left) = LINGER;
    tokio::spawn(timeout(longest, async move {
        while let Some(Ok(chunk)) = chunks.next().await
            && chunk.len() < left
        {
            left -= chunk.len();
        }
    }));
}

/// Runs work that blocks where it may.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("file work neither panics nor is it aborted")
}
