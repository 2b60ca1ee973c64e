//! The dashboard's files, carried in the binary. Never a file that was not built into it.

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::wire::error::{ApiError, Code};

/// Address under which the build puts files whose names change with their content.
const HASHED: &str = "assets/";

// The build of the pages is committed; without it (a partial checkout) the controller still serves its API.
#[derive(RustEmbed)]
#[folder = "../webui/dist"]
#[allow_missing = true]
struct Dist;

/// Answers every address that no route took: a file, the page that finds its own way, or an error in the envelope.
pub(super) async fn page_or_nothing(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        return ApiError::not_found("address", uri.path()).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return ApiError::new(Code::Method, format!("`{}` does not take {method}", uri.path()))
            .into_response();
    }
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        return served(path, file);
    }
    match Dist::get("index.html").filter(|_| !names_a_file(path)) {
        Some(page) => served("index.html", page),
        None => ApiError::not_found("page", uri.path()).into_response(),
    }
}

/// Names of scenarios and devices stand in the pages' addresses and may hold points; files lie at the top or among the
/// hashed ones. Whoever goes up looks for a file.
fn names_a_file(path: &str) -> bool {
    let goes_up = path.split('/').any(|part| part == "..");
    goes_up || path.starts_with(HASHED) || (path.contains('.') && !path.contains('/'))
}

fn served(path: &str, file: EmbeddedFile) -> Response {
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type(path))),
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
    ];
    (StatusCode::OK, headers, file.data).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::names_a_file;

    #[test]
    fn a_point_in_a_name_makes_no_file_of_a_page() {
        for page in ["", "runs", "trends/search.v2", "devices/lab.example%2Fhost", "p/mobile/runs/%22a.b"] {
            assert!(!names_a_file(page), "{page}");
        }
        for file in ["favicon.ico", "robots.txt", "assets/index-gone.js", "assets/gone", "../Cargo.toml"] {
            assert!(names_a_file(file), "{file}");
        }
    }
}
