//! A receiver of webhooks on loopback: writes down what comes and answers that all is well.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::wait_for;

/// What the receiver and the controller share.
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A notice as it came.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    /// The header that stays the same however often it is sent.
    pub(crate) id: String,
    /// The header that proves who sent it.
    pub(crate) signature: String,
    /// What it says.
    pub(crate) body: Value,
}

/// Listens until the process ends.
pub(crate) struct Receiver {
    url: String,
    secret: tempfile::NamedTempFile,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl Receiver {
    /// Begins to listen on a free port.
    pub(crate) fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/alerts/hook", listener.local_addr().expect("its address"));
        let notices: Arc<Mutex<Vec<Notice>>> = Arc::default();
        let kept = notices.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(notice) = take(stream) {
                    kept.lock().expect("no holder panics").push(notice);
                }
            }
        });
        let secret = tempfile::NamedTempFile::new().expect("a file for the secret");
        std::fs::write(secret.path(), SECRET).expect("the secret is written");
        Self { url, secret, notices }
    }

    /// What a controller is told of it.
    pub(crate) fn flags(&self) -> [&str; 4] {
        let secret = self.secret.path().to_str().expect("the path is text");
        ["--webhook-url", &self.url, "--webhook-secret-file", secret]
    }

    /// Waits until so many notices have come.
    pub(crate) fn wait_for(&self, count: usize) {
        wait_for("the webhook", || (self.notices().len() >= count).then_some(()));
    }

    /// What the notices that came so far tell of, e.g. `alert.opened`.
    pub(crate) fn types(&self) -> Vec<String> {
        let notices = self.notices();
        notices.iter().map(|notice| notice.body["type"].as_str().expect("a type").to_owned()).collect()
    }

    /// Everything that came so far.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.notices.lock().expect("no holder panics").clone()
    }
}

/// One request a connection; nothing where the sender broke off.
fn take(mut stream: TcpStream) -> Option<Notice> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut length, mut id, mut signature) = (0, String::new(), String::new());
    reader.read_line(&mut String::new()).ok()?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "webhook-id" => value.clone_into(&mut id),
            "webhook-signature" => value.clone_into(&mut signature),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").ok()?;
    Some(Notice { id, signature, body: serde_json::from_slice(&body).ok()? })
}
