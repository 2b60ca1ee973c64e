//! A client of `/ws` that numbers its frames. Never resumes: a bench in which a socket breaks has failed.

use anyhow::{Context, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

type Line = WebSocketStream<TcpStream>;

/// The way to the controller.
pub(crate) struct Out(SplitSink<Line, Message>);

/// The way back.
pub(crate) struct Answers(SplitStream<Line>);

/// What the controller says.
pub(crate) enum Said {
    /// Everything up to this number is on disk.
    Ack(u64),
    /// The run is stored.
    Stopped,
}

/// Begins a run; gives its id and the two ways.
pub(crate) async fn begin(address: &str, token: &str) -> anyhow::Result<(String, Out, Answers)> {
    let stream = TcpStream::connect(address).await.context("no controller answers")?;
    stream.set_nodelay(true)?;
    let (line, _) =
        client_async(format!("ws://{address}/ws"), stream).await.context("cannot begin a stream")?;
    let (sink, stream) = line.split();
    let (mut out, mut answers) = (Out(sink), Answers(stream));
    let hello = json!({
        "type": "hello", "token": token, "scenario": "bench", "release": "1.0",
        "client": {"platform": "linux", "name": "bench"}, "collection": {"mode": "browser", "interval": 1000},
    });
    out.send(hello.to_string()).await?;
    let ack = answers.frame().await?;
    let run = ack["run_id"].as_str().with_context(|| format!("the stream was refused: {ack}"))?;
    Ok((run.to_owned(), out, answers))
}

impl Out {
    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: String) -> anyhow::Result<()> {
        self.0.send(Message::text(frame)).await.context("the socket broke")
    }
}

impl Answers {
    /// The next thing that the controller says; an error where it refuses a frame.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Said> {
        let frame = self.frame().await?;
        match frame["type"].as_str() {
            Some("ack") => Ok(Said::Ack(frame["seq"].as_u64().context("an ack has a number")?)),
            Some("stopped") => Ok(Said::Stopped),
            Some(_) | None => bail!("the controller says {frame}"),
        }
    }

    async fn frame(&mut self) -> anyhow::Result<Value> {
        while let Some(message) = self.0.next().await {
            if let Message::Text(text) = message.context("the socket broke")? {
                return serde_json::from_str(text.as_str()).context("the controller says no JSON");
            }
        }
        bail!("the controller closed the socket")
    }
}
