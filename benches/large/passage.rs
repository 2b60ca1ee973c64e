//! One file to the controller and back. Never holds it in memory.

use std::path::Path;

use anyhow::{Context, bail};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use crate::clock::now;
use crate::server::Server;
use crate::{memory, peak};

/// What is read of a file at once, bytes.
const PIECE: usize = 256 << 10;

/// How a Dataset is sent.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// As it is.
    Json,
    /// In a zip.
    Zip,
}

/// What an upload needed, and whether it came back.
pub(crate) struct Passage {
    /// Size of what was sent, 10^6 bytes.
    pub(crate) sent_mb: f64,
    /// Resident memory of the controller before.
    pub(crate) before_mb: f64,
    /// The most of it until the run was stored.
    pub(crate) peak_mb: f64,
    /// From the first byte sent until the run was stored.
    pub(crate) seconds: f64,
    /// Whether the download is the upload, byte for byte.
    pub(crate) identical: bool,
}

impl Form {
    /// For the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Zip => "zip",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Zip => "application/zip",
        }
    }
}

/// Sends a file, weighs the controller meanwhile, and gets it back.
pub(crate) async fn of(
    client: &reqwest::Client,
    server: &Server,
    form: Form,
    path: &Path,
) -> anyhow::Result<Passage> {
    let file = File::open(path).await.context("cannot read the upload")?;
    let length = file.metadata().await?.len();
    let before_mb = memory::resident_megabytes(server.pid())?;
    peak::reset(server.pid())?;
    let begun = now();
    let body = reqwest::Body::wrap_stream(ReaderStream::with_capacity(file, PIECE));
    let request = client.post(format!("http://{}/api/v1/datasets", server.address));
    let request = request.header("content-type", form.media_type()).header("content-length", length);
    let sent = request.bearer_auth(&server.token).body(body).send().await;
    let response = sent.context("no controller answers")?;
    let (status, text) = (response.status(), response.text().await.context("the answer broke off")?);
    let seconds = (now() - begun).as_secs_f64();
    let peak_mb = peak::megabytes(server.pid())?;
    if status.as_u16() != 201 {
        bail!("the upload is answered with {status}: {text}");
    }
    let answer: Value = serde_json::from_str(&text).context("the controller answers JSON")?;
    let run = answer["data"]["run_id"].as_str().context("the controller names the run")?;
    let url = format!("http://{}/api/v1/runs/{run}/download", server.address);
    let identical = is_same(client.get(url).bearer_auth(&server.token), path).await?;
    Ok(Passage { sent_mb: length as f64 / 1e6, before_mb, peak_mb, seconds, identical })
}

/// Whether a download gives the bytes of a file, and no more.
async fn is_same(request: reqwest::RequestBuilder, path: &Path) -> anyhow::Result<bool> {
    let response = request.send().await.context("no controller answers")?;
    let mut chunks = response.error_for_status().context("there is no download")?.bytes_stream();
    let mut file = tokio::io::BufReader::with_capacity(PIECE, File::open(path).await?);
    let mut expected = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.context("the download broke off")?;
        expected.resize(chunk.len(), 0);
        if file.read_exact(&mut expected).await.is_err() || expected != chunk {
            return Ok(false);
        }
    }
    Ok(file.read(&mut [0]).await? == 0)
}
