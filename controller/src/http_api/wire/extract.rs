//! Reads queries, paths and bodies so that a mistake in them is answered in the envelope. Never trusts a body's size.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::error::{ApiError, Code};

/// A query string; parameters that `T` does not name are ignored.
#[derive(Clone, Debug)]
pub struct ApiQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, state).await;
        let Query(query) =
            query.map_err(|rejection| ApiError::new(Code::Parameter, rejection.body_text()))?;
        Ok(Self(query))
    }
}

/// The variable parts of a path. One that cannot be read names nothing that exists.
#[derive(Clone, Debug)]
pub struct ApiPath<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::from_request_parts(parts, state).await;
        let Path(path) = path.map_err(|rejection| ApiError::new(Code::NotFound, rejection.body_text()))?;
        Ok(Self(path))
    }
}

/// A JSON object of at most the route's size limit, none of whose texts holds a NUL: not every database keeps one.
#[derive(Clone, Debug)]
pub struct ApiJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let text = Json::<Box<RawValue>>::from_request(request, state).await;
        let Json(text) = text.map_err(|rejection| refused(&rejection))?;
        // Otherwise a list of the right length would be read as the fields in their order.
        if !text.get().trim_start().starts_with('{') {
            return Err(ApiError::new(Code::Parameter, "the body is not a JSON object"));
        }
        if holds_nul(text.get()) {
            return Err(ApiError::new(
                Code::Parameter,
                "a text of the body holds a NUL character (`\\u0000`)",
            ));
        }
        let Json(body) = Json::from_bytes(text.get().as_bytes()).map_err(|rejection| refused(&rejection))?;
        Ok(Self(body))
    }
}

/// Whether a text of this JSON holds a NUL, which JSON can only write as an escape.
fn holds_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(at, _)| {
        let before = json[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        // After an odd number of backslashes this one is escaped itself.
        before.is_multiple_of(2)
    })
}

fn refused(rejection: &JsonRejection) -> ApiError {
    let code = match rejection.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::MediaType,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNPROCESSABLE_ENTITY => Code::Parameter,
        _ => Code::Format,
    };
    ApiError::new(code, rejection.body_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_told_from_the_text_that_looks_like_one() {
        let check = |json: &str, nul: bool| {
            let text: String = serde_json::from_str(json).unwrap();
            assert_eq!((text.contains('\0'), holds_nul(json)), (nul, nul), "{json}");
        };
        check(r#""a\u0000b""#, true);
        check(r#""\\\u0000""#, true);
        check(r#""a\\u0000b""#, false);
        check(r#""\u00000""#, true);
        check(r#""u0000""#, false);
    }
}
