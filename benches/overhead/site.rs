//! The page that both contestants drive, served on loopback: a picture that loads slowly, then work in pieces with
//! layout in between. Never caches, so that each iteration loads it anew.

use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::AbortOnDropHandle;

const PAGE: &str = include_str!("page.html");
const PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>"#;
/// How long the picture lets the load event wait.
const SLOW: Duration = Duration::from_millis(200);

/// A running server; dropping it ends it.
pub(crate) struct Site {
    /// Its address, with a slash at the end.
    pub(crate) base: String,
    _server: AbortOnDropHandle<()>,
}

impl Site {
    /// Serves on a free port.
    pub(crate) async fn serve() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("cannot serve the page on loopback")?;
        let base = format!("http://{}/", listener.local_addr().context("a listener has an address")?);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A browser that hangs up early has what it wants.
                tokio::spawn(async move { answer(stream).await.ok() });
            }
        });
        Ok(Self { base, _server: AbortOnDropHandle::new(server) })
    }
}

/// One connection with as many requests as the browser sends.
async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut lines = BufReader::new(reading).lines();
    while let Some(request) = lines.next_line().await? {
        while lines.next_line().await?.is_some_and(|header| !header.is_empty()) {}
        let (kind, body) = if request.contains(" /slow.svg") {
            tokio::time::sleep(SLOW).await;
            ("image/svg+xml", PICTURE)
        } else {
            ("text/html; charset=utf-8", PAGE)
        };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\ncache-control: no-store\r\n\r\n"
        );
        writing.write_all(format!("{head}{body}").as_bytes()).await?;
    }
    Ok(())
}
