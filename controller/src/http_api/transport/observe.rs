//! What is known of every request: how it came, what came of it, how long it took. Logs it once and counts it; never logs a
//! query, which may hold a token.

use std::borrow::Cow;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::forwarded::{Visit, visit};
use super::pace::Paced;
use super::policy::Policy;
use crate::connections::Peer;
use crate::http_api::wire::error::{ApiError, Code};
use crate::metrics::{Answered, Metrics};
use crate::trace::TraceId;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Told to clients that came encrypted: come so from now on (a year).
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// Requests that no route took: pages, and what does not exist.
const NO_ROUTE: &str = "none";

/// What observing takes.
#[derive(Clone, Debug)]
pub(crate) struct Observer {
    pub(crate) policy: Arc<Policy>,
    pub(crate) metrics: Metrics,
}

/// Stands around everything else. Handlers find [`Visit`], the [`Policy`] and, where the client sent one, the [`TraceId`]
/// among the request's extensions.
pub(crate) async fn observe(State(observer): State<Observer>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let mut request = request.map(|body| Body::new(Paced::new(body)));
    // Without a peer it is a test or a loopback of our own that calls the router.
    let loopback = Peer { address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), encrypted: false };
    let peer = request.extensions().get::<Peer>().copied().unwrap_or(loopback);
    let visit = visit(peer, request.headers(), &observer.policy);
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(Cow::Borrowed(NO_ROUTE), |path| Cow::Owned(path.as_str().to_owned()));
    let trace = request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok());
    let trace = trace.and_then(TraceId::of_traceparent);
    let span = span_of(&request, &visit, trace);
    if let Some(trace) = trace {
        request.extensions_mut().insert(trace);
    }
    request.extensions_mut().insert(visit.clone());
    request.extensions_mut().insert(Arc::clone(&observer.policy));
    let method = word_of(request.method());
    let mut response = match refuse_eavesdropped(peer, &observer.policy) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).instrument(span.clone()).await,
    };
    if visit.encrypted {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    let code = response.extensions().get::<Code>().map(|code| code.number());
    span.in_scope(|| log(&route, status, code, elapsed));
    observer.metrics.answered(Answered { route, method, status, code, elapsed });
    response
}

fn span_of(request: &Request, visit: &Visit, trace: Option<TraceId>) -> Span {
    let (method, path, trace_id) =
        (request.method(), request.uri().path(), trace.map(tracing::field::display));
    tracing::info_span!("http", %method, path, client = %visit.client, trace_id)
}

/// One line a request: what changes something or fails is worth one where runs are, the rest only to whoever looks closely.
fn log(route: &str, status: u16, code: Option<u16>, elapsed: Duration) {
    let elapsed_ms = elapsed.as_millis() as u64;
    if route.starts_with("/api/") {
        tracing::info!(status, code, elapsed_ms, "request answered");
    } else {
        tracing::debug!(status, code, elapsed_ms, "request answered");
    }
}

/// An address beyond this machine that speaks in the clear speaks to its proxies alone: anyone else's token would cross the
/// network readable.
fn refuse_eavesdropped(peer: Peer, policy: &Policy) -> Option<ApiError> {
    let address = peer.address.ip().to_canonical();
    if peer.encrypted || address.is_loopback() || policy.believes(address) {
        return None;
    }
    let msg = "this address speaks plain HTTP and only to its reverse proxies; use the proxy's own address";
    Some(ApiError::new(Code::Denied, msg))
}

/// The method, of those that routes take: a client may make up others without end.
fn word_of(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}
