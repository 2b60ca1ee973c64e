//! Answers whoever asks too often with 429 and the time to wait. Decides nothing: [`super::clients`] does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::clients::{Class, Clients};
use crate::http_api::access::credentials::presented_secret;
use crate::http_api::transport::forwarded::Visit;
use crate::http_api::transport::policy::Rates;
use crate::http_api::wire::error::{ApiError, Code};
use crate::metrics::Metrics;

/// Clients that are remembered at once.
const CLIENTS: usize = 16_384;
/// Whoever asks whether the controller lives must always be told.
const UNLIMITED: &str = "/api/health";

/// Counts requests. Cheap to clone; clones count together.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    clients: Arc<Mutex<Clients>>,
    started: Instant,
    metrics: Metrics,
}

/// On an answer: the token that came with the request is valid.
#[derive(Clone, Copy, Debug)]
struct Proved;

impl Limiter {
    /// Counts from now on.
    pub(crate) fn new(rates: Rates, metrics: Metrics) -> Self {
        let clients = Arc::new(Mutex::new(Clients::new(rates, CLIENTS)));
        Self { clients, started: Instant::now(), metrics }
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn clients(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets a request through if its client has not asked too often.
pub(crate) async fn limit(
    State(limiter): State<Limiter>,
    Extension(visit): Extension<Visit>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path() == UNLIMITED {
        return next.run(request).await;
    }
    let class = class_of(request.method(), request.uri().path());
    let secret = presented_secret(request.headers(), request.uri())
        .map(|secret| Sha256::digest(secret.as_bytes()).into());
    let admitted = limiter.clients().admit(secret, visit.client, class, limiter.now());
    if let Err(wait) = admitted {
        limiter.metrics.limited(class.word());
        return too_often(wait);
    }
    let response = next.run(request).await;
    if let Some(secret) = secret {
        if response.extensions().get::<Proved>().is_some() {
            limiter.clients().prove(secret, limiter.now());
        } else if response.status() == StatusCode::UNAUTHORIZED {
            limiter.clients().disprove(&secret);
        }
    }
    response
}

/// Marks the answers to requests that were let in; stands behind the check of tokens.
pub(crate) async fn prove(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Proved);
    response
}

fn class_of(method: &Method, path: &str) -> Class {
    let sends_a_run = method == Method::POST && path.starts_with("/api/v1/datasets") || path == "/ws";
    if sends_a_run { Class::Upload } else { Class::Request }
}

fn too_often(wait: Duration) -> Response {
    // Rounded up: whoever comes back at the second that it was told is let in.
    let seconds = wait.as_millis().div_ceil(1_000).max(1);
    let msg = format!("too many requests; wait {seconds} s, or ask the operator for a higher rate");
    let mut response = ApiError::new(Code::TooMany, msg).into_response();
    let value = HeaderValue::from_str(&seconds.to_string()).expect("digits are visible ASCII");
    response.headers_mut().insert(header::RETRY_AFTER, value);
    response
}
