//! A reader of server-sent events over a plain socket.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long it may take until an event comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A reader of server-sent events.
pub(crate) struct Watcher {
    stream: TcpStream,
    text: String,
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

impl Watcher {
    pub(crate) async fn open(address: SocketAddr, path: &str, token: &str, last: Option<&str>) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let last = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n{last}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut watcher = Self { stream, text: String::new() };
        let head = watcher.take("\r\n\r\n").await.unwrap();
        assert!(head.contains("200 OK") && head.contains("text/event-stream"), "{head}");
        watcher
    }

    /// What comes up to `mark`; none at the end.
    async fn take(&mut self, mark: &str) -> Option<String> {
        loop {
            if let Some((taken, rest)) = self.text.split_once(mark) {
                let (taken, rest) = (taken.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(taken);
            }
            let mut bytes = vec![0; 1 << 16];
            let read = timeout(PATIENCE, self.stream.read(&mut bytes)).await.expect("events come");
            match read {
                Ok(0) | Err(_) => return None,
                Ok(length) => self.text.push_str(&String::from_utf8_lossy(&bytes[..length])),
            }
        }
    }

    /// The next event; none at the end. Lengths of HTTP chunks and comments are passed over.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            let block = self.take("\n\n").await?;
            let field = |name: &str| {
                block.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
            };
            let (Some(name), Some(data)) = (field("event:"), field("data:")) else { continue };
            return Some(Event { name, id: field("id:"), data: serde_json::from_str(&data).unwrap() });
        }
    }

    /// The next event of this name; others are passed over.
    pub(crate) async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("it ended before `{name}`"));
            if event.name == name {
                return event;
            }
        }
    }
}
