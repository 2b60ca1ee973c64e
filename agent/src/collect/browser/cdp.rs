//! A client of the browser's debugging socket: calls with a time limit, events in a bounded queue. Knows no method.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use tokio_util::task::AbortOnDropHandle;

use super::cdp_error::CdpError;
use super::endpoint;
use crate::collect::cpu_meter::CpuMeter;

/// Calls that may wait to be sent.
const CALLS: usize = 256;
/// Events that may wait to be read; what comes beyond them is dropped and counted.
const EVENTS: usize = 4096;
/// No answer that we ask for is near this size.
const MESSAGE_BYTES: usize = 16 << 20;
const CONNECT: Duration = Duration::from_secs(5);

/// The sending half. Clones share one socket, which closes with the last of them.
#[derive(Clone)]
pub struct Cdp {
    calls: mpsc::Sender<Call>,
    _task: Arc<AbortOnDropHandle<()>>,
}

/// Something that the browser told unasked.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A protocol event.
    Said {
        /// The session that it belongs to; absent for the browser's own.
        session: Option<String>,
        /// E.g. `Target.targetCreated`.
        method: String,
        /// As the protocol describes them.
        params: Value,
    },
    /// This many events were dropped: they came faster than they were read.
    Dropped(u64),
}

struct Call {
    session: Option<String>,
    method: &'static str,
    params: Value,
    reply: oneshot::Sender<Result<Value, CdpError>>,
}

impl Cdp {
    /// Connects to the browser that debugs at `address` (`host:port`). The queue of events ends with the socket.
    pub async fn connect(address: &str) -> Result<(Self, mpsc::Receiver<Event>), CdpError> {
        Self::connect_metered(address, &CpuMeter::default()).await
    }

    /// The same; what the socket costs from here on counts on `meter`.
    pub async fn connect_metered(
        address: &str,
        meter: &CpuMeter,
    ) -> Result<(Self, mpsc::Receiver<Event>), CdpError> {
        let opening = async {
            let url = endpoint::socket_url(address).await?;
            let connect = |source| CdpError::Connect { address: address.to_owned(), source };
            let stream = TcpStream::connect(address).await.map_err(connect)?;
            stream.set_nodelay(true).map_err(connect)?;
            let config = WebSocketConfig::default().max_message_size(Some(MESSAGE_BYTES));
            client_async_with_config(url, stream, Some(config)).await.map_err(|source| CdpError::Handshake {
                address: address.to_owned(),
                source: Box::new(source),
            })
        };
        let opened = tokio::time::timeout(CONNECT, opening).await;
        let (socket, _) = opened.map_err(|_| CdpError::TimedOut { method: "connect", limit: CONNECT })??;
        let (calls, inbox) = mpsc::channel(CALLS);
        let (events, outbox) = mpsc::channel(EVENTS);
        let wire = Wire { socket, events, pending: HashMap::new(), next: 0, dropped: 0 };
        let task = Arc::new(AbortOnDropHandle::new(tokio::spawn(meter.clone().task(wire.run(inbox)))));
        Ok((Self { calls, _task: task }, outbox))
    }

    /// Calls `method` in `session` (the browser's own where absent) and waits at most `limit` for its result.
    pub async fn call(
        &self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
        limit: Duration,
    ) -> Result<Value, CdpError> {
        let (reply, answer) = oneshot::channel();
        let call = Call { session: session.map(str::to_owned), method, params, reply };
        let asked = async {
            self.calls.send(call).await.map_err(|_| CdpError::Closed)?;
            answer.await.map_err(|_| CdpError::Closed)?
        };
        tokio::time::timeout(limit, asked).await.map_err(|_| CdpError::TimedOut { method, limit })?
    }
}

struct Wire {
    socket: WebSocketStream<TcpStream>,
    events: mpsc::Sender<Event>,
    pending: HashMap<u64, Call>,
    next: u64,
    dropped: u64,
}

impl Wire {
    /// Ends with the socket, or when nobody calls or listens any more; callers that still wait learn it.
    async fn run(mut self, mut calls: mpsc::Receiver<Call>) {
        loop {
            tokio::select! {
                call = calls.recv() => match call {
                    Some(call) => if self.send(call).await.is_err() { return },
                    None => return,
                },
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => self.take(&text),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => {}
                },
            }
        }
    }

    async fn send(&mut self, call: Call) -> Result<(), tungstenite::Error> {
        // A caller that gave up leaves its entry behind until the answer comes.
        self.pending.retain(|_, waiting| !waiting.reply.is_closed());
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": call.method, "params": call.params });
        if let Some(session) = &call.session {
            message["sessionId"] = json!(session);
        }
        self.pending.insert(self.next, call);
        self.socket.send(Message::text(message.to_string())).await
    }

    fn take(&mut self, text: &str) {
        let Ok(mut message) = serde_json::from_str::<Value>(text) else { return };
        if let Some(id) = message["id"].as_u64() {
            let Some(call) = self.pending.remove(&id) else { return };
            let answer = match message["error"]["message"].as_str() {
                Some(reason) => {
                    Err(CdpError::Refused { method: call.method.to_owned(), reason: reason.to_owned() })
                }
                None => Ok(message["result"].take()),
            };
            // A caller that gave up meanwhile needs no answer.
            let _ = call.reply.send(answer);
            return;
        }
        let Some(method) = message["method"].as_str().map(str::to_owned) else { return };
        let session = message["sessionId"].as_str().map(str::to_owned);
        let event = Event::Said { session, method, params: message["params"].take() };
        if self.dropped > 0 && self.events.try_send(Event::Dropped(self.dropped)).is_ok() {
            self.dropped = 0;
        }
        if self.events.try_send(event).is_err() {
            self.dropped += 1;
        }
    }
}
