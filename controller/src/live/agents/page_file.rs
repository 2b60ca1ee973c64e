//! Which of a scenario's pages a path names, and how it is answered: in a sandbox that shares nothing with the dashboard.
//! Never a file of this machine.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use scenarios::{page_at, page_media_type};

/// Pages of scenarios are strangers' pages on the dashboard's own host. The sandbox gives them an origin that is nobody's:
/// no cookie goes with what they ask for, they read no answer of the API, they have no storage, and no page of theirs can
/// be put into a frame. Nothing here may say `same-origin`: browsers refuse a sandboxed page with an opener policy.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "sandbox allow-scripts allow-forms allow-modals allow-pointer-lock; frame-ancestors 'none'",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "unsafe-none"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "unsafe-none"),
    // Scripts, styles and data of the page are another origin's to the page itself; their key is in their address.
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
];

/// The answer for a path below the address of these pages.
pub(super) fn answer(pages: &BTreeMap<String, String>, path: &str) -> Response {
    let Some(name) = page_at(path) else {
        return respond(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", "not a path\n");
    };
    match pages.get(&name) {
        Some(page) => respond(StatusCode::OK, page_media_type(&name), page),
        None => nothing_here(),
    }
}

/// The answer where there are no pages, or none of this name.
pub(super) fn nothing_here() -> Response {
    respond(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "no such page\n")
}

fn respond(status: StatusCode, media_type: &'static str, body: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    (status, headers, body.to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_nobodys_origin_and_its_files_are_everybodys() {
        let pages = BTreeMap::from([("app.js".to_owned(), "1".to_owned())]);
        let found = answer(&pages, "app.js");
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(found.headers()["content-type"], "text/javascript; charset=utf-8");
        let policy = found.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("sandbox ") && !policy.contains("allow-same-origin"), "{policy}");
        assert_eq!(found.headers()["access-control-allow-origin"], "*");
        assert_eq!(answer(&pages, "none").status(), StatusCode::NOT_FOUND);
    }
}
