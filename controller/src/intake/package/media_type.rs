//! What a file is by the ending of its name, where nobody says so. Looks at no content.

/// Media type of a file that is kept. Scripts and pages are among them: who serves it decides what a browser may run.
pub(in crate::intake) fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("svg") => "image/svg+xml",
        Some("webm") => "video/webm",
        Some("mp4") => "video/mp4",
        Some("json") => "application/json",
        Some("gz") => "application/gzip",
        Some("zst") => "application/zstd",
        Some("csv") => "text/csv",
        Some("html" | "htm") => "text/html",
        Some("txt" | "log") => "text/plain",
        _ => "application/octet-stream",
    }
}
