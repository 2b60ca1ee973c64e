//! What happens to every request and answer: observed, limited, caught when it panics, compressed, with security headers.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use super::pages::page_or_nothing;
use super::rates::limit::{Limiter, limit};
use super::state::ApiState;
use super::transport::observe::{Observer, observe};
use super::transport::policy::{Origin, Policy};
use super::wire::error::{ApiError, Code};
use crate::metrics::Metrics;

/// Largest body of a route that sets no limit of its own, bytes.
const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// Browsers may remember for this long that an origin is answered.
const PREFLIGHT_AGE: Duration = Duration::from_mins(10);

/// Headers of every answer. Pages load scripts, styles and data from their own origin and from nowhere else; what is no file
/// of the dashboard is kept by nobody.
const SECURITY_HEADERS: [(HeaderName, &str); 9] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds the fallbacks and layers to the routes, the innermost first.
pub(super) fn wrap(router: Router<ApiState>, policy: Policy, metrics: &Metrics) -> Router<ApiState> {
    let limiter = Limiter::new(policy.rates, metrics.clone());
    let mut router = router
        .fallback(page_or_nothing)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|panic| answer_panic(&panic)))
        .layer(from_fn_with_state(limiter, limit));
    if !policy.cors.is_empty() {
        router = router.layer(answering(&policy.cors));
    }
    for (name, value) in SECURITY_HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    let observer = Observer { policy: Arc::new(policy), metrics: metrics.clone() };
    router.layer(from_fn_with_state(observer, observe))
}

/// Lets pages of these origins call the API with a token. Cookies never come along: a session is for our own pages.
fn answering(origins: &[Origin]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().map(Origin::header)))
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::CONTENT_ENCODING,
            header::IF_MATCH,
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("traceparent"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER, header::LOCATION, header::CONTENT_DISPOSITION])
        .max_age(PREFLIGHT_AGE)
}

async fn no_such_method(request: Request) -> ApiError {
    ApiError::new(Code::Method, format!("`{}` does not take {}", request.uri().path(), request.method()))
}

fn answer_panic(panic: &Box<dyn Any + Send>) -> Response {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("no text"), "a handler panicked");
    ApiError::new(Code::Internal, "internal error").into_response()
}
