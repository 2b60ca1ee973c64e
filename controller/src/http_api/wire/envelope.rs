//! What every JSON answer is wrapped in. Never carries a failure: that is [`super::error`]'s job.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// `code` 0 says success; anything else is an error whose `data` is empty.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Envelope<T> {
    /// 0, or the number of the error.
    #[schema(example = 0)]
    pub code: u16,
    /// `success`, or what went wrong and how to mend it.
    #[schema(example = "success")]
    pub msg: String,
    /// The answer.
    pub data: T,
}

impl<T> Envelope<T> {
    /// The envelope of a success.
    pub fn success(data: T) -> Self {
        Self { code: 0, msg: "success".to_owned(), data }
    }
}

/// A successful answer with HTTP 200.
#[derive(Debug)]
pub struct Success<T>(pub T);

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        Json(Envelope::success(self.0)).into_response()
    }
}

/// A successful answer with HTTP 201.
#[derive(Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Success(self.0)).into_response()
    }
}
