//! Talks to a controller's HTTP API: one envelope, one error, every call with a limit.

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use reqwest::{Method, RequestBuilder, Response, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How long one answer may take. Uploads have no limit of their own beyond their progress.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// A controller closes connections that idle for 30 s; one that is about to be closed must not be used again.
const IDLE_LIMIT: Duration = Duration::from_secs(20);

/// A controller as the command line sees it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    base: Url,
    token: Option<String>,
    http: reqwest::Client,
}

/// What every answer is wrapped in.
#[derive(Deserialize)]
struct Envelope {
    code: u32,
    msg: String,
    #[serde(default)]
    data: serde_json::Value,
}

/// The controller refused, with a code of its error table.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Code of the error table, e.g. 1001.
    pub(crate) code: u32,
    /// What it said.
    pub(crate) msg: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the controller refused ({}): {}", self.code, self.msg)
    }
}

impl std::error::Error for Refused {}

impl Client {
    /// A client of the controller at `base`, e.g. `http://127.0.0.1:8000`.
    pub(crate) fn new(base: &str, token: Option<String>) -> anyhow::Result<Self> {
        let base = Url::parse(base)
            .with_context(|| format!("`{base}` is not an address such as http://127.0.0.1:8000"))?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            bail!("`{base}` is not an address such as http://127.0.0.1:8000");
        }
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .pool_idle_timeout(IDLE_LIMIT)
            .no_proxy()
            .build()
            .context("cannot set up an HTTP client")?;
        Ok(Self { base, token, http })
    }

    /// Address of a page of this controller, for people.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    /// Asks for something.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.ask(self.request(Method::GET, path)?.timeout(ANSWER_LIMIT)).await
    }

    /// Sends something as JSON.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.ask(self.request(Method::POST, path)?.timeout(ANSWER_LIMIT).json(body)).await
    }

    /// Puts something, as JSON, in the place of what is there.
    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.ask(self.request(Method::PUT, path)?.timeout(ANSWER_LIMIT).json(body)).await
    }

    /// Sends a file, with headers that say what it is, without holding it in memory.
    pub(crate) async fn upload<T: DeserializeOwned>(
        &self,
        path: &str,
        headers: &[(&'static str, &'static str)],
        file: tokio::fs::File,
    ) -> anyhow::Result<T> {
        let length = file.metadata().await.context("cannot read the file's size")?.len();
        let body = reqwest::Body::wrap_stream(tokio_util::io::ReaderStream::new(file));
        let request = self.request(Method::POST, path)?.header("content-length", length).body(body);
        self.ask(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    /// The bytes of a download.
    pub(crate) async fn download(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let response = self.send(self.request(Method::GET, path)?).await?;
        if !response.status().is_success() {
            unwrap_envelope::<serde_json::Value>(response).await?;
            bail!("the controller answered the download with an error and no reason");
        }
        Ok(response.bytes().await.context("the download broke off")?.to_vec())
    }

    fn request(&self, method: Method, path: &str) -> anyhow::Result<RequestBuilder> {
        let url = self.base.join(path).with_context(|| format!("`{path}` is not a path of the API"))?;
        let request = self.http.request(method, url);
        Ok(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }

    async fn send(&self, request: RequestBuilder) -> anyhow::Result<Response> {
        request.send().await.with_context(|| format!("no controller answers at {}", self.base))
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> anyhow::Result<T> {
        let response = self.send(request).await?;
        unwrap_envelope(response).await
    }
}

async fn unwrap_envelope<T: DeserializeOwned>(response: Response) -> anyhow::Result<T> {
    let status = response.status();
    let bytes = response.bytes().await.context("the answer broke off")?;
    let envelope: Envelope = serde_json::from_slice(&bytes)
        .with_context(|| format!("whatever answered ({status}) is not a PerfSight controller"))?;
    if envelope.code != 0 {
        return Err(anyhow!(Refused { code: envelope.code, msg: envelope.msg }));
    }
    serde_json::from_value(envelope.data)
        .context("the controller's answer has another shape than this version knows")
}
