//! Serves the pages that travel with a scenario, on loopback. Never reads a file: it knows these pages and no others.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use std::{io, str};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use scenarios::{page_at, page_media_type};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// A running server; it ends with its value.
#[derive(Debug)]
pub(crate) struct PageServer {
    address: SocketAddr,
    _accepting: AbortOnDropHandle<()>,
}

impl PageServer {
    /// Listens on a free port of loopback.
    pub(crate) async fn start(pages: BTreeMap<String, String>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(accept(listener, Arc::new(pages)));
        Ok(Self { address, _accepting: AbortOnDropHandle::new(accepting) })
    }

    /// The address that relative addresses are resolved against.
    pub(crate) fn base(&self) -> String {
        format!("http://{}/", self.address)
    }
}

async fn accept(listener: TcpListener, pages: Arc<BTreeMap<String, String>>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Given up before it was accepted, or no file descriptor is free: both pass.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let pages = Arc::clone(&pages);
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            let service = service_fn(move |request: Request<Incoming>| {
                let response = answer(request.method(), request.uri().path(), &pages);
                async move { Ok::<_, Infallible>(response) }
            });
            // A browser that closes its connection early needs nothing from us.
            let _ended = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn answer(method: &Method, path: &str, pages: &BTreeMap<String, String>) -> Response<Full<Bytes>> {
    if method != Method::GET && method != Method::HEAD {
        return respond(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "only GET and HEAD\n");
    }
    let Some(name) = page_name(path) else {
        return respond(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", "not a path\n");
    };
    match pages.get(&name) {
        Some(page) => respond(StatusCode::OK, page_media_type(&name), page),
        // Browsers ask for it by themselves; an error would stand in the run's log.
        None if name == "favicon.ico" => respond(StatusCode::NO_CONTENT, "image/x-icon", ""),
        None => respond(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "no such page\n"),
    }
}

fn respond(status: StatusCode, media_type: &'static str, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The page is cross-origin isolated by these, which unlocks exact timers and memory measurement.
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// The key of the page at the path of a request. Absent for what is no path.
fn page_name(path: &str) -> Option<String> {
    page_at(&percent_decoded(path.strip_prefix('/')?)?)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_before_they_name_a_page() {
        let check = |path: &str, name: Option<&str>| assert_eq!(page_name(path).as_deref(), name, "{path}");
        check("/", Some("index.html"));
        check("/my%20page.html", Some("my page.html"));
        check("/%2e%2e/secret", None);
        check("/%00", None);
        check("/%zz", None);
    }

    #[test]
    fn only_reading_is_answered() {
        let pages = BTreeMap::from([("app.js".to_owned(), "1".to_owned())]);
        assert_eq!(answer(&Method::POST, "/app.js", &pages).status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer(&Method::GET, "/none", &pages).status(), StatusCode::NOT_FOUND);
        let found = answer(&Method::GET, "/app.js", &pages);
        assert_eq!(found.headers()["content-type"], "text/javascript; charset=utf-8");
        assert_eq!(found.headers()["cross-origin-opener-policy"], "same-origin");
    }
}
