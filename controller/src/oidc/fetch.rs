//! Asks the provider over HTTP: in so much time, for so many bytes, at allowed addresses alone. Follows no redirect, so
//! that nobody whom the provider names can send us elsewhere.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::redirect;
use url::Url;

use super::Issuer;

/// How long the provider may take to take a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long it may take over one answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// Longest answer that is read, bytes: the keys of the biggest providers are a tenth of that.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Asks one provider.
#[derive(Clone, Debug)]
pub(super) struct Fetcher {
    http: reqwest::Client,
    issuer: Issuer,
}

/// The provider gave no answer that could be used.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The client cannot be set up.
    #[error("cannot set up an HTTP client")]
    Client(#[source] reqwest::Error),
    /// The provider names an address that is not asked.
    #[error("`{address}` is not asked: it must begin with https://")]
    Address {
        /// Which.
        address: String,
    },
    /// Nothing that could be sent.
    #[error("cannot ask the provider")]
    Request(#[source] reqwest::Error),
    /// It does not answer, or breaks off.
    #[error("the provider does not answer")]
    Silent(#[source] reqwest::Error),
    /// It says itself that it cannot answer.
    #[error("the provider answers with status {status}")]
    Failing {
        /// Which, 500 or above.
        status: u16,
    },
    /// It answers without end.
    #[error("the provider's answer is longer than {LONGEST_ANSWER} bytes")]
    TooLong,
    /// Nothing that could be read.
    #[error("the provider's answer cannot be read")]
    Answer(#[source] http::Error),
}

impl Fetcher {
    pub(super) fn new(issuer: Issuer) -> Result<Self, FetchError> {
        let builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_LIMIT)
            .timeout(ANSWER_LIMIT)
            .user_agent(concat!("perfsight/", env!("CARGO_PKG_VERSION")));
        // Whoever is on this machine is never asked by way of another one.
        let builder = if issuer.is_plain() { builder.no_proxy() } else { builder.https_only(true) };
        Ok(Self { http: builder.build().map_err(FetchError::Client)?, issuer })
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let address = request.uri().to_string();
        let allowed = Url::parse(&address).is_ok_and(|address| self.issuer.allows(&address));
        if !allowed {
            return Err(FetchError::Address { address });
        }
        let request = reqwest::Request::try_from(request).map_err(FetchError::Request)?;
        let mut answer = self.http.execute(request).await.map_err(FetchError::Silent)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if status.is_server_error() {
            return Err(FetchError::Failing { status: status.as_u16() });
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(FetchError::Silent)? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::builder().status(status).body(body).map_err(FetchError::Answer)?;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Fetcher {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetch(request))
    }
}
