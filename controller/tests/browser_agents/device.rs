//! A device that says exactly what a test lets it say: its agent's socket, and the socket of its run.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::stand::{PATIENCE, Stand};

const T0: i64 = 1_760_000_000_000;
/// The smallest PNG there is, in base64.
pub(crate) const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A socket.
pub(crate) struct Socket {
    ws: WebSocketStream<TcpStream>,
}

/// What the controller says: a frame, or the code with which it closed (0 without one).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    Frame(Value),
    Closed(u16),
}

impl Socket {
    pub(crate) async fn open(address: SocketAddr, path: &str) -> Self {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        request.headers_mut().insert("origin", "chrome-extension://abcdefgh".parse().unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        Self { ws: client_async(request, stream).await.unwrap().0 }
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        timeout(PATIENCE, self.ws.send(message)).await.expect("the controller reads").unwrap();
    }

    /// Sends what the controller may refuse while it still comes.
    pub(crate) async fn throw(&mut self, message: Message) {
        let _refused =
            timeout(PATIENCE, self.ws.send(message)).await.expect("the controller reads or closes");
    }

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

    /// Waits for the end of the socket; gives its code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Heard::Closed(code) = self.next().await {
                return code;
            }
        }
    }
}

/// The agent's socket, registered.
pub(crate) async fn connect(stand: &Stand, running: &[Value]) -> Socket {
    let (socket, registered) = connected(stand, running).await;
    assert_eq!(registered["ended"], json!([]));
    socket
}

/// The agent's socket, with the answer to its hello.
pub(crate) async fn connected(stand: &Stand, running: &[Value]) -> (Socket, Value) {
    let mut socket = Socket::open(stand.address, "/ws/agent").await;
    socket.say(&hello(&stand.token, running)).await;
    let registered = socket.hear("registered").await;
    (socket, registered)
}

pub(crate) fn hello(token: &str, running: &[Value]) -> Value {
    json!({
        "type": "hello", "token": token, "agent": "0193a2c4-0000-7000-8000-00000000000a", "name": "cb-7",
        "version": "0.1.0", "labels": {}, "running": running,
        "device": {
            "device": "cb-7/chromeos", "platform": "chromeos", "os": "ChromeOS 16093", "arch": "x86_64",
            "facts": {"cpu_model": "test"}, "state": "ready",
            "browsers": [{"kind": "chromium", "version": "156.0.1.2", "binary": "", "driver_version": "extension 0.1.0"}],
            "steps": ["open", "click", "wait_for"], "conditions": ["visible"],
        },
    })
}

/// Takes the next job; gives its attempt.
pub(crate) async fn accept(agent: &mut Socket) -> Value {
    let attempt = agent.hear("assignment").await["attempt"].take();
    agent.say(&json!({"type": "accepted", "attempt": attempt})).await;
    attempt
}

/// The socket of an attempt's run, with the answer to its hello.
pub(crate) async fn begin_run(stand: &Stand, attempt: &Value) -> (Socket, Value) {
    let mut run = Socket::open(stand.address, "/ws").await;
    run.say(&run_hello(&stand.token, attempt)).await;
    let ack = run.hear("hello_ack").await;
    (run, ack)
}

pub(crate) fn run_hello(token: &str, attempt: &Value) -> Value {
    json!({
        "type": "hello", "token": token, "scenario": "as the client calls it", "attempt": attempt,
        "client": {"platform": "chromeos", "ext_version": "0.1.0", "name": "cb-7"},
        "collection": {"mode": "browser", "interval": 1000},
        "definitions": {"boot": {"unit": "ms", "meaning": "Time to boot", "direction": "lower_is_better"}},
    })
}

/// Frames of a run with ten iterations whose `boot` lies around `level`, up to its stop.
pub(crate) async fn measure(run: &mut Socket, level: f64) {
    for index in 0..10_i64 {
        let at = T0 + index * 1_000;
        let boot = level + (index % 5) as f64 * 0.01;
        run.say(
            &json!({"type": "data", "timestamp": at, "metrics": {"7": {"cpu": 3.5, "memory": 1_000_000}}}),
        )
        .await;
        run.say(&json!({"type": "iteration", "data": {
            "index": index, "warmup": false, "started_at": at, "ended_at": at + 500, "results": {"boot": boot},
        }}))
        .await;
    }
}

/// Ends a run; gives the controller's last word on it.
pub(crate) async fn stop(run: &mut Socket, outcome: &Value) -> Value {
    run.say(&json!({"type": "stop", "outcome": outcome})).await;
    let stopped = run.hear("stopped").await;
    assert_eq!(run.closed().await, 1000);
    stopped
}

/// Tells how an attempt ended and waits for the acknowledgment.
pub(crate) async fn deliver(agent: &mut Socket, attempt: &Value, run: &Value, outcome: &Value) {
    let result = json!({"type": "result", "attempt": attempt, "run_id": run["run_id"], "outcome": outcome});
    agent.say(&result).await;
    assert_eq!(agent.hear("result_acknowledged").await["attempt"], *attempt);
}
