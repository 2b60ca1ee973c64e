//! Which of a scenario's pages a path names, and what kind of file it is. Whoever serves pages asks here; nothing is served.

/// The key among the pages of [`Site::Pages`](crate::Site::Pages) of the page at `path`: decoded and relative, `index.html`
/// for a folder. Absent for what is no path below the pages.
pub fn page_at(path: &str) -> Option<String> {
    if path.starts_with('/') || path.split('/').any(|part| part == "..") || path.contains('\0') {
        return None;
    }
    let is_folder = path.is_empty() || path.ends_with('/');
    Some(if is_folder { format!("{path}index.html") } else { path.to_owned() })
}

/// The media type that a page of this name is served with. Pages are text.
pub fn page_media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("xml") => "application/xml",
        Some("csv") => "text/csv; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some(_) | None => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_pages_and_nothing_above_them() {
        let check = |path: &str, name: Option<&str>| assert_eq!(page_at(path).as_deref(), name, "{path}");
        check("", Some("index.html"));
        check("shop/", Some("shop/index.html"));
        check("my page.html", Some("my page.html"));
        check("../secret", None);
        check("a/../../secret", None);
        check("/etc/passwd", None);
        check("\0", None);
    }
}
