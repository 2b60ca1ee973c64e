//! What the headers say the body is. Never looks at the body.

use axum::http::{HeaderMap, header};

use crate::http_api::wire::error::{ApiError, Code};

/// What is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A Dataset.
    Json,
    /// A Dataset with its attachments.
    Zip,
}

/// How the body is compressed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// It is not.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Form {
    /// By `Content-Type`.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let media_type = text(headers, &header::CONTENT_TYPE);
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Ok(Self::Json),
            // What browsers on Windows call it.
            "application/zip" | "application/x-zip-compressed" => Ok(Self::Zip),
            "" => refused(Code::MediaType, "there is no `Content-Type`"),
            _ => refused(Code::MediaType, &format!("`{essence}` is not taken")),
        }
    }
}

impl Coding {
    /// By `Content-Encoding`.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let all = text(headers, &header::CONTENT_ENCODING).to_ascii_lowercase();
        let codings: Vec<&str> =
            all.split(',').map(str::trim).filter(|coding| !matches!(*coding, "" | "identity")).collect();
        match codings.as_slice() {
            [] => Ok(Self::Identity),
            ["gzip" | "x-gzip"] => Ok(Self::Gzip),
            ["zstd"] => Ok(Self::Zstd),
            [_, _, ..] => Err(coding("more than one `Content-Encoding` is not taken")),
            [other] => Err(coding(&format!("`Content-Encoding: {other}` is not taken"))),
        }
    }
}

fn refused(code: Code, msg: &str) -> Result<Form, ApiError> {
    let way_out =
        "send a Dataset with `Content-Type: application/json`, or a zip of one with `application/zip`";
    Err(ApiError::new(code, format!("{msg}; {way_out}")))
}

fn coding(msg: &str) -> ApiError {
    ApiError::new(Code::Coding, format!("{msg}; send the body with `gzip` or `zstd`, or as it is"))
}

/// All values of a header; one that is no text is one that nobody knows.
fn text(headers: &HeaderMap, name: &header::HeaderName) -> String {
    let values = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("?"));
    values.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &header::HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn two_forms_are_taken() {
        let check = |values: &[&str], expected: Option<Form>| {
            let form = Form::of(&headers(&header::CONTENT_TYPE, values));
            assert_eq!(form.as_ref().ok(), expected.as_ref(), "{values:?}");
            assert!(form.is_ok() || form.unwrap_err().to_string().contains("application/zip"));
        };
        check(&["application/json"], Some(Form::Json));
        check(&["Application/JSON; charset=utf-8"], Some(Form::Json));
        check(&["application/zip"], Some(Form::Zip));
        check(&["application/x-zip-compressed"], Some(Form::Zip));
        check(&[], None);
        check(&["text/plain"], None);
        check(&["multipart/form-data; boundary=x"], None);
        check(&["application/json", "application/zip"], None);
    }

    #[test]
    fn one_of_two_codings_is_taken() {
        let check = |values: &[&str], expected: Option<Coding>| {
            let coding = Coding::of(&headers(&header::CONTENT_ENCODING, values));
            assert_eq!(coding.as_ref().ok(), expected.as_ref(), "{values:?}");
            assert!(coding.is_ok() || coding.unwrap_err().to_string().contains("`gzip` or `zstd`"));
        };
        check(&[], Some(Coding::Identity));
        check(&["identity"], Some(Coding::Identity));
        check(&["GZip"], Some(Coding::Gzip));
        check(&["zstd"], Some(Coding::Zstd));
        check(&["br"], None);
        check(&["gzip, zstd"], None);
        check(&["gzip", "gzip"], None);
    }
}
