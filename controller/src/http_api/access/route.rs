//! Which route took a request, as the router has it. Never the address as it came.

use std::collections::BTreeMap;

use axum::extract::rejection::MatchedPathRejection;
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::http::request::Parts;

use crate::http_api::wire::error::ApiError;

/// A route and what its variable parts hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// E.g. `/api/v1/runs/{id}`.
    pub(crate) pattern: String,
    /// By name, decoded.
    pub(crate) variables: BTreeMap<String, String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Route {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let pattern = MatchedPath::from_request_parts(parts, state).await;
        let pattern = pattern.map_err(|error: MatchedPathRejection| {
            ApiError::internal("tell the route of a request", error)
        })?;
        let variables = RawPathParams::from_request_parts(parts, state).await;
        // A part that is no text names nothing that exists.
        let variables = variables.map_err(|_| ApiError::not_found("address", parts.uri.path()))?;
        let variables = variables.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Self { pattern: pattern.as_str().to_owned(), variables })
    }
}
