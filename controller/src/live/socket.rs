//! One socket of a run: frames to the run's task, its answers to the client, silence to an end. Decides nothing about
//! frames; while the run's task is busy it does not read.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use super::outgoing::{Closing, Said};
use super::run_task::{self, ToClient};
use super::streams::{LiveRun, Shared};
use crate::http_api::wire::error::Code;
use crate::intake::streaming::EndReason;

/// How long a client may take to read what is said before a socket closes.
const GOODBYE: Duration = Duration::from_secs(5);

/// The two ends that a socket stands between.
pub(super) struct Line {
    pub(super) shared: Arc<Shared>,
    pub(super) run: LiveRun,
    /// Number of this socket.
    pub(super) socket: u64,
    /// What the run's task says.
    pub(super) outbox: mpsc::Receiver<ToClient>,
}

/// Why a conversation is over.
enum Over {
    /// We close.
    Close(Closing),
    /// The client is gone.
    Gone(EndReason),
}

/// A frame that was read and not yet handed on.
enum Read {
    Text(Utf8Bytes),
    Binary,
}

impl Line {
    /// Carries frames and answers until either side has enough.
    pub(super) async fn hold(mut self, mut ws: WebSocket) {
        let over = self.converse(&mut ws).await;
        let why = match over {
            Over::Close(Closing::Idle) => Some(EndReason::Idle),
            Over::Gone(why) => Some(why),
            Over::Close(_) => None,
        };
        if let Some(why) = why {
            // A run that has ended no longer listens, and needs not.
            let _ended = self.run.inbox.send(run_task::Message::Left { socket: self.socket, why }).await;
        }
        if let Over::Close(closing) = over {
            say_goodbye(ws, closing).await;
        }
    }

    async fn converse(&mut self, ws: &mut WebSocket) -> Over {
        let settings = self.shared.settings;
        let mut ping = interval(settings.ping_interval);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let mut waiting: Option<Read> = None;
        let mut listens = true;
        loop {
            tokio::select! {
                said = self.outbox.recv() => {
                    if let Some(over) = told(ws, said, settings.idle_timeout).await {
                        return over;
                    }
                }
                place = place(&self.shared, &self.run.inbox, waiting.as_ref()), if waiting.is_some() => {
                    let text = match waiting.take().expect("a place was asked for a frame") {
                        Read::Text(text) => Some(text),
                        Read::Binary => None,
                    };
                    heard = Instant::now();
                    match place {
                        Some((place, room)) => {
                            place.send(run_task::Message::Frame { socket: self.socket, text, room });
                        }
                        // The run is over; what it has to say comes through the outbox.
                        None => listens = false,
                    }
                }
                frame = ws.recv(), if waiting.is_none() && listens => {
                    heard = Instant::now();
                    match received(ws, frame, settings.idle_timeout).await {
                        Some(read) => waiting = read,
                        None => return Over::Gone(EndReason::Disconnected),
                    }
                }
                _ = ping.tick() => {
                    if send(ws, Message::Ping(Vec::new().into()), settings.idle_timeout).await.is_none() {
                        return Over::Gone(EndReason::Disconnected);
                    }
                }
                () = sleep_until(heard + settings.idle_timeout), if waiting.is_none() => {
                    return Over::Close(Closing::Idle);
                }
            }
        }
    }
}

/// Tells the client what the run's task says; gives why the conversation is over, if it is.
async fn told(ws: &mut WebSocket, said: Option<ToClient>, patience: Duration) -> Option<Over> {
    match said {
        Some(ToClient::Say(said)) => match send(ws, said.message(), patience).await {
            Some(()) => None,
            None => Some(Over::Gone(EndReason::Disconnected)),
        },
        Some(ToClient::Close(closing)) => Some(Over::Close(closing)),
        None => Some(Over::Close(Closing::Leaving)),
    }
}

/// What a message gives to hand on, if anything; none where the client is gone.
async fn received(
    ws: &mut WebSocket,
    message: Option<Result<Message, axum::Error>>,
    patience: Duration,
) -> Option<Option<Read>> {
    match message {
        Some(Ok(Message::Text(text))) => Some(Some(Read::Text(text))),
        Some(Ok(Message::Binary(_))) => Some(Some(Read::Binary)),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Some(None),
        Some(Ok(Message::Close(_))) | None => None,
        Some(Err(error)) => {
            broken(ws, &error, patience).await;
            None
        }
    }
}

/// A place in the run's inbox and in the memory that frames may take; none where the run is over.
async fn place<'a>(
    shared: &Shared,
    inbox: &'a mpsc::Sender<run_task::Message>,
    read: Option<&Read>,
) -> Option<(mpsc::Permit<'a, run_task::Message>, OwnedSemaphorePermit)> {
    let bytes = match read {
        Some(Read::Text(text)) => text.as_str().len(),
        Some(Read::Binary) | None => 0,
    };
    let kib = u32::try_from(bytes / 1024 + 1).expect("a frame is far smaller than 4 TiB");
    let room = Arc::clone(&shared.in_flight).acquire_many_owned(kib).await.expect("it is never closed");
    Some((inbox.reserve().await.ok()?, room))
}

/// Sends a message; none where the client is gone or does not read.
pub(super) async fn send(ws: &mut WebSocket, message: Message, patience: Duration) -> Option<()> {
    timeout(patience, ws.send(message)).await.ok()?.ok()
}

/// Says what is to be said, closes, and reads on until the client has heard it: a socket that is dropped with bytes
/// unread takes the last answer with it.
pub(super) async fn say_goodbye(mut ws: WebSocket, closing: Closing) {
    let goodbye = async {
        if ws.send(closing.message()).await.is_ok() {
            while let Some(Ok(_)) = ws.recv().await {}
        }
    };
    if timeout(GOODBYE, goodbye).await.is_err() {
        tracing::debug!("a client does not close its socket");
    }
}

/// Tells a client that its bytes were no frames, as far as it still listens.
async fn broken(ws: &mut WebSocket, error: &axum::Error, patience: Duration) {
    tracing::debug!(%error, "a socket broke");
    let msg = format!("the socket's bytes cannot be read as frames: {error}");
    let _gone = send(ws, Said::fatal(Code::Format, msg).message(), patience).await;
    let _gone = send(ws, Closing::Refused.message(), patience).await;
}
