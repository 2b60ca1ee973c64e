//! `ETag` and `If-Match` of what can be edited: the version is the tag. Compares nothing; the store does, in its transaction.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};

use super::error::{ApiError, Code};

/// The version that whoever asks has seen; absent where they do not mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IfMatch(pub(crate) Option<u64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let unknown = || ApiError::new(Code::Stale, "`If-Match` is no `ETag` that was sent from here");
        value.to_str().ok().and_then(read).ok_or_else(unknown)
    }
}

/// The header that tells a version.
pub(crate) fn etag(version: u64) -> [(HeaderName, HeaderValue); 1] {
    let value =
        HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotation marks are ASCII");
    [(header::ETAG, value)]
}

fn read(value: &str) -> Option<IfMatch> {
    let value = value.trim();
    if value == "*" {
        return Some(IfMatch(None));
    }
    // Proxies that compress answers make weak tags of strong ones; the number means the same.
    let tag = value.strip_prefix("W/").unwrap_or(value);
    let digits = tag.strip_prefix('"')?.strip_suffix('"')?;
    digits.parse().ok().map(|version| IfMatch(Some(version)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_was_sent_is_read_again_and_nothing_else_is() {
        let check = |value: &str, expected| assert_eq!(read(value), expected, "{value}");
        check(etag(7)[0].1.to_str().unwrap(), Some(IfMatch(Some(7))));
        check("W/\"7\"", Some(IfMatch(Some(7))));
        check(" * ", Some(IfMatch(None)));
        for bad in ["7", "\"7", "\"-1\"", "\"abc\"", "\"1\", \"2\"", ""] {
            check(bad, None);
        }
    }
}
