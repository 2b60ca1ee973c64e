//! Every failure that a client may see, with its number and HTTP status. Never shows what only operators may know.

use std::error::Error as StdError;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::Envelope;
use crate::store::StoreError;

/// The numbers that clients tell failures apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A parameter's format or content is wrong.
    Parameter,
    /// No such address accepts this method.
    Method,
    /// The resource does not exist.
    NotFound,
    /// The resource exists already.
    Exists,
    /// No valid token came with the request.
    Unauthenticated,
    /// The token does not allow this.
    Denied,
    /// Too many tries; the answer says how long to wait.
    TooMany,
    /// Something failed here that is not the client's fault.
    Internal,
    /// A database statement failed.
    Database,
    /// The disk is full.
    StorageFull,
    /// The data are not of the format.
    Format,
    /// The body is of a type that this address does not take.
    MediaType,
    /// The body is compressed in a way that this address does not take.
    Coding,
    /// The operation took too long.
    Timeout,
    /// The body stopped coming.
    Stalled,
    /// The resource's state does not allow the operation.
    Conflict,
    /// The resource was changed since the client read it.
    Stale,
    /// The body exceeds the limit.
    TooLarge,
    /// A sample or an event of a run is malformed.
    Sample,
    /// A time is malformed or out of range.
    Time,
    /// There is no such project, or none that the caller may see.
    NoProject,
    /// Another project has the name.
    ProjectName,
    /// The project is archived.
    ProjectState,
}

impl Code {
    /// The number in the envelope.
    pub const fn number(self) -> u16 {
        match self {
            Self::Parameter | Self::Method => 1000,
            Self::NotFound => 1001,
            Self::Exists | Self::Conflict | Self::Stale => 1002,
            Self::Unauthenticated | Self::Denied => 1003,
            Self::TooMany => 1004,
            Self::Internal | Self::StorageFull => 1005,
            Self::Database => 1006,
            Self::Format | Self::MediaType | Self::Coding => 1009,
            Self::Timeout | Self::Stalled => 1010,
            Self::Sample => 3001,
            Self::NoProject => 2001,
            Self::ProjectName => 2002,
            Self::ProjectState => 2004,
            Self::TooLarge => 3002,
            Self::Time => 3003,
        }
    }

    /// The HTTP status that goes with it.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Parameter | Self::Format | Self::Sample | Self::Time => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound | Self::NoProject => StatusCode::NOT_FOUND,
            Self::Exists | Self::Conflict | Self::ProjectName | Self::ProjectState => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Denied => StatusCode::FORBIDDEN,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal | Self::Database => StatusCode::INTERNAL_SERVER_ERROR,
            Self::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::MediaType | Self::Coding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Stalled => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

/// A failure on its way to the client.
#[derive(Debug, thiserror::Error)]
#[error("{msg}")]
pub struct ApiError {
    code: Code,
    msg: String,
    /// How long to wait before the next try.
    wait: Option<Duration>,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// `data` of an error: always `{}`.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Nothing {}

impl ApiError {
    /// A failure whose message the client may read.
    pub fn new(code: Code, msg: impl Into<String>) -> Self {
        Self { code, msg: msg.into(), wait: None, source: None }
    }

    /// Too many tries: the next one is taken after `wait`.
    pub fn too_many(msg: impl Into<String>, wait: Duration) -> Self {
        Self { wait: Some(wait), ..Self::new(Code::TooMany, msg) }
    }

    /// `what` of this name does not exist.
    pub fn not_found(what: &str, name: impl std::fmt::Display) -> Self {
        Self::new(Code::NotFound, format!("there is no {what} `{name}`"))
    }

    /// A failure of ours: the client reads only that we failed to `action`, the log the whole chain.
    pub fn internal(action: &str, source: impl StdError + Send + Sync + 'static) -> Self {
        Self {
            code: Code::Internal,
            msg: format!("internal error: cannot {action}"),
            wait: None,
            source: Some(Box::new(source)),
        }
    }

    /// The database failed: the client reads only that, the log the whole chain.
    pub fn database(source: impl StdError + Send + Sync + 'static) -> Self {
        let msg = "database error".to_owned();
        Self { code: Code::Database, msg, wait: None, source: Some(Box::new(source)) }
    }

    /// Its kind.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl From<StoreError> for ApiError {
    fn from(source: StoreError) -> Self {
        Self::database(source)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Some(source) = &self.source {
            tracing::error!(error = %crate::doors::chain(source.as_ref()), "{}", self.msg);
        }
        let envelope = Envelope { code: self.code.number(), msg: self.msg, data: Nothing {} };
        let mut response = (self.code.status(), Json(envelope)).into_response();
        // For whoever counts failures.
        response.extensions_mut().insert(self.code);
        if self.code == Code::Unauthenticated {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = self.wait {
            // Rounded up: a client that waits exactly so long is let in.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // RFC 9110, section 15.5.16.
        if self.code == Code::Coding {
            response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, zstd"));
        }
        response
    }
}
