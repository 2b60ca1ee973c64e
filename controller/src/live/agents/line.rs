//! One socket of one agent: its frames into the conversation, the conversation's messages onto the wire. Decides nothing
//! about a job, and reads no faster than the conversation takes what it reads.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::stream::{SplitSink, SplitStream, unfold};
use futures_util::{SinkExt, Stream, StreamExt};
use protocol::{AgentMessage, ControllerMessage, Hello};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::answer::AgentAnswer;
use super::fault::AgentFault;
use super::frame::FrameReader;
use super::pages::Pages;
use crate::agent_api::{Door, Parting, Remedy};
use crate::http_api::Clock;
use crate::http_api::wire::error::Code;
use crate::intake::streaming::FrameFault;
use crate::lease::Serves;
use crate::live::outgoing::{Closing, Said};
use crate::live::settings::Settings;

/// Messages that wait for the wire.
const WAITING_FOR_WIRE: usize = 64;
/// Answers to bad frames that wait for the wire; beyond them nothing more is read.
const WAITING_FAULTS: usize = 16;
/// After so many frames in a row that could not be read, a socket closes.
const BAD_IN_ROW: u32 = 1_000;
/// How long an agent may take to read what is said before a socket closes.
const GOODBYE: Duration = Duration::from_secs(5);

type Sink = SplitSink<WebSocket, Message>;

/// What a line needs beside its socket.
pub(super) struct AgentLine {
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) pages: Arc<Pages>,
    /// Scheme and host of the controller as the agent knows them; empty where they are not known.
    pub(super) base: String,
    pub(super) shutdown: CancellationToken,
}

/// Why a line ends before its agent wants it to.
enum End {
    /// The conversation is over.
    Parting(Parting),
    /// The agent says nothing that can be read.
    Senseless,
    /// Its bytes are no frames.
    Broken(axum::Error),
}

impl From<Parting> for End {
    fn from(parting: Parting) -> Self {
        Self::Parting(parting)
    }
}

impl AgentLine {
    /// Carries frames and messages until either side has enough.
    pub(super) async fn hold(self, ws: WebSocket, door: &Door, serves: Serves, hello: Hello) {
        let (mut sink, mut stream) = ws.split();
        let (to_agent, from_conversation) = mpsc::channel(WAITING_FOR_WIRE);
        let (faults, said) = mpsc::channel(WAITING_FAULTS);
        let conversation = door.conversation(serves, to_agent);
        let incoming = Box::pin(messages(&mut stream, hello, faults));
        let carried = async {
            let ((), closing) =
                tokio::join!(conversation.hold(incoming), self.write(&mut sink, from_conversation, said));
            closing
        };
        let closing = tokio::select! {
            closing = carried => closing,
            // Nothing is said to the desk: leases outlive a restart of the controller.
            () = self.shutdown.cancelled() => Some(Closing::Leaving),
        };
        let Some(closing) = closing else { return };
        let goodbye = async {
            if sink.send(closing.message()).await.is_ok() {
                while let Some(Ok(_)) = stream.next().await {}
            }
        };
        if timeout(GOODBYE, goodbye).await.is_err() {
            tracing::debug!("an agent does not close its socket");
        }
    }

    /// Writes what is to be said; gives how the socket closes, or nothing where the agent is gone.
    async fn write(
        &self,
        sink: &mut Sink,
        mut from_conversation: mpsc::Receiver<Result<ControllerMessage, End>>,
        mut faults: mpsc::Receiver<AgentFault>,
    ) -> Option<Closing> {
        let mut ping = interval(self.settings.ping_interval);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                said = from_conversation.recv() => match said {
                    Some(Ok(message)) => self.send(sink, self.answer(message)).await?,
                    Some(Err(end)) => {
                        let (said, closing) = end.goodbye();
                        self.send(sink, said.map(|said| said.message())).await?;
                        return Some(closing);
                    }
                    None => return Some(Closing::Done),
                },
                Some(fault) = faults.recv() => {
                    tracing::debug!(%fault, "a frame of an agent was not taken");
                    let said = Said::fault(fault.code(), fault.to_string());
                    self.send(sink, Some(said.message())).await?;
                    self.send(sink, settled(fault)).await?;
                }
                _ = ping.tick() => self.send(sink, Some(Message::Ping(Vec::new().into()))).await?,
            }
        }
    }

    fn answer(&self, message: ControllerMessage) -> Option<Message> {
        let pages_url = |attempt| {
            let path = self.pages.path(attempt).filter(|_| !self.base.is_empty())?;
            Some(format!("{}{path}", self.base))
        };
        AgentAnswer::of(message, self.clock.now(), pages_url).map(|answer| answer.message())
    }

    async fn send(&self, sink: &mut Sink, message: Option<Message>) -> Option<()> {
        let Some(message) = message else { return Some(()) };
        timeout(self.settings.idle_timeout, sink.send(message)).await.ok()?.ok()
    }
}

/// What else a bad frame is answered with: a file that is not taken must not be sent again for ever.
fn settled(fault: AgentFault) -> Option<Message> {
    match fault {
        AgentFault::Attachment { attempt, name, why: _ } => {
            Some(AgentAnswer::AttachmentAcknowledged { attempt, name }.message())
        }
        AgentFault::Frame(_) | AgentFault::NoHello | AgentFault::UnknownType { .. } => None,
    }
}

impl End {
    /// What is said last, and how the socket closes.
    fn goodbye(self) -> (Option<Said>, Closing) {
        let parting = match self {
            Self::Parting(parting) => parting,
            Self::Senseless => {
                let msg = format!("{BAD_IN_ROW} frames in a row could not be read");
                return (Some(Said::fatal(Code::Format, msg)), Closing::Refused);
            }
            Self::Broken(error) => {
                let msg = format!("the socket's bytes cannot be read as frames: {error}");
                return (Some(Said::fatal(Code::Format, msg)), Closing::Refused);
            }
        };
        let told = parting.told();
        match (parting.remedy(), parting) {
            (Remedy::Mend, _) => (Some(Said::fatal(Code::Parameter, told)), Closing::Refused),
            (Remedy::Conflict, _) => (Some(Said::fatal(Code::Exists, told)), Closing::Refused),
            (Remedy::Return, Parting::Closed(_)) => (None, Closing::Leaving),
            (Remedy::Return, _) => (Some(Said::fatal(Code::Internal, told)), Closing::Failed),
            (Remedy::Leave, Parting::Replaced) => (None, Closing::Replaced),
            (Remedy::Leave, _) => (Some(Said::fatal(Code::Timeout, told)), Closing::Idle),
        }
    }
}

/// The frames of a socket as messages, the hello that was read before in front.
fn messages(
    stream: &mut SplitStream<WebSocket>,
    hello: Hello,
    faults: mpsc::Sender<AgentFault>,
) -> impl Stream<Item = Result<AgentMessage, End>> + Send {
    let reader = FrameReader::behind(&hello);
    let reading = Reading { stream, reader, hello: Some(hello), faults, bad: 0 };
    unfold(reading, |mut reading| async move {
        let message = reading.next().await?;
        Some((message, reading))
    })
}

struct Reading<'a> {
    stream: &'a mut SplitStream<WebSocket>,
    reader: FrameReader,
    hello: Option<Hello>,
    faults: mpsc::Sender<AgentFault>,
    /// Frames in a row that could not be read.
    bad: u32,
}

impl Reading<'_> {
    async fn next(&mut self) -> Option<Result<AgentMessage, End>> {
        if let Some(hello) = self.hello.take() {
            return Some(Ok(AgentMessage::Hello(hello)));
        }
        loop {
            let read = match self.stream.next().await? {
                Ok(Message::Text(text)) => self.read(&text),
                Ok(Message::Binary(_)) => Err(FrameFault::Binary.into()),
                Ok(Message::Ping(_) | Message::Pong(_)) => continue,
                Ok(Message::Close(_)) => return None,
                Err(error) => return Some(Err(End::Broken(error))),
            };
            match read {
                Ok(message) => {
                    self.bad = 0;
                    return Some(Ok(message));
                }
                Err(fault) => {
                    self.bad += 1;
                    if self.bad > BAD_IN_ROW {
                        return Some(Err(End::Senseless));
                    }
                    // A writer that is gone has nobody to tell.
                    self.faults.send(fault).await.ok()?;
                }
            }
        }
    }

    fn read(&mut self, text: &Utf8Bytes) -> Result<AgentMessage, AgentFault> {
        self.reader.read(text.as_str())
    }
}
