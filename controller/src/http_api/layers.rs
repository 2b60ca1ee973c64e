//! What happens to every request and answer: log line, limits, panics, compression, security headers.

use std::any::Any;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use super::error::{ApiError, Code};
use super::pages::page_or_nothing;
use super::state::ApiState;

/// Largest body of a route that sets no limit of its own, bytes.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Headers of every answer. Pages load scripts, styles and data from their own origin and from nowhere else.
const SECURITY_HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the fallbacks and layers to the routes.
pub(super) fn wrap(router: Router<ApiState>) -> Router<ApiState> {
    let mut router = router
        .fallback(page_or_nothing)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CompressionLayer::new());
    for (name, value) in SECURITY_HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    // The span names the path alone: a query may hold a token.
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request| {
        tracing::debug_span!("http", method = %request.method(), path = request.uri().path())
    });
    router.layer(CatchPanicLayer::custom(|panic| answer_panic(&panic))).layer(trace)
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
