//! A receiver of webhooks on loopback: writes down what comes and answers that all is well.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

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
    /// Where to send to.
    pub(crate) url: String,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl Receiver {
    /// Begins to listen on a free port.
    pub(crate) fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/alerts", listener.local_addr().expect("its address"));
        let notices: Arc<Mutex<Vec<Notice>>> = Arc::default();
        let kept = notices.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(notice) = take(stream) {
                    kept.lock().expect("no holder panics").push(notice);
                }
            }
        });
        Self { url, notices }
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
