//! A client of the streaming door that says exactly what a test lets it say.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::stand::PATIENCE;

pub(crate) const T0: i64 = 1_760_000_000_000;

pub(crate) struct Client {
    ws: WebSocketStream<TcpStream>,
}

/// What the controller says: a frame, or the code with which it closed (0 without one).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    Frame(Value),
    Closed(u16),
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::connect_with(address, "", None).await.unwrap()
    }

    pub(crate) async fn connect_with(
        address: SocketAddr,
        query: &str,
        origin: Option<&str>,
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{address}/ws{query}").into_client_request()?;
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        client_async(request, stream).await.map(|(ws, _)| Self { ws })
    }

    /// Connects and begins a run; gives the `hello_ack` too.
    pub(crate) async fn begun(address: SocketAddr, token: &str) -> (Self, Value) {
        let mut client = Self::connect(address).await;
        client.say(&hello(token)).await;
        let ack = client.hear("hello_ack").await;
        (client, ack)
    }

    /// Connects and goes on with a run.
    pub(crate) async fn resumed(address: SocketAddr, token: &str, ack: &Value) -> (Self, Value) {
        let mut client = Self::connect(address).await;
        client.say(&resume(token, ack)).await;
        let ack = client.hear("hello_ack").await;
        (client, ack)
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        timeout(PATIENCE, self.ws.send(message)).await.expect("the controller reads").unwrap();
    }

    /// Sends bytes that are no frame, or half of one.
    pub(crate) async fn send_raw(&mut self, bytes: &[u8]) {
        let written = self.ws.get_mut().write_all(bytes);
        timeout(PATIENCE, written).await.expect("the controller reads").unwrap();
    }

    /// The next frame or the end.
    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            match timeout(PATIENCE, self.ws.next()).await.expect("the controller says something") {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Frame(serde_json::from_str(text.as_str()).unwrap());
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map_or(0, |frame| u16::from(frame.code)));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(0),
            }
        }
    }

    /// The next frame of this type; others are passed over.
    pub(crate) async fn hear(&mut self, kind: &str) -> Value {
        loop {
            match self.next().await {
                Heard::Frame(frame) if frame["type"] == kind => return frame,
                Heard::Frame(_) => {}
                Heard::Closed(code) => panic!("closed with {code} instead of `{kind}`"),
            }
        }
    }

    /// Waits until everything up to a number is acknowledged.
    pub(crate) async fn acknowledged(&mut self, seq: u64) {
        while self.hear("ack").await["seq"].as_u64().unwrap() < seq {}
    }

    /// Waits for the end of the socket; gives its code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Heard::Closed(code) = self.next().await {
                return code;
            }
        }
    }
}

pub(crate) fn hello(token: &str) -> Value {
    json!({
        "type": "hello", "token": token, "scenario": "scroll", "release": "6.7.0",
        "client": {"platform": "chromeos", "ext_version": "0.1.0", "name": "lab"},
        "collection": {"mode": "browser", "interval": 1000},
    })
}

pub(crate) fn resume(token: &str, ack: &Value) -> Value {
    json!({
        "type": "hello", "token": token, "client": {"platform": "chromeos"},
        "resume": {"run_id": ack["run_id"], "resume_token": ack["resume_token"]},
    })
}

/// A data frame whose numbers tell its place.
pub(crate) fn data(seq: u64) -> Value {
    let at = T0 + 1000 * i64::try_from(seq).unwrap();
    json!({"type": "data", "seq": seq, "timestamp": at, "metrics": {"7": {"cpu": seq as f64 / 3.0, "memory": seq}}})
}

/// The numbers of the data frames in a run, in order.
pub(crate) fn numbers(dataset: &dataset::Dataset) -> Vec<u64> {
    dataset.report.metrics.iter().filter_map(|batch| batch.metrics.get(&7)?.memory_private).collect()
}
