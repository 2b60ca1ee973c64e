//! One run that is being received: feeds the state machine, writes the journal, answers the socket. The only writer of its
//! journal; what it acknowledges is on disk.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tracing::Instrument;

use super::outgoing::{Closing, Said};
use super::streams::{LiveRun, LiveState, Progress, Shared};
use crate::http_api::wire::error::Code;
use crate::intake::streaming::{
    Effect, EndReason, Head, Input, Journal, JournalError, Moment, Record, RecordKind, StreamedRun,
};
use crate::trace::TraceId;

/// Messages that wait for a run's task; beyond them its socket is not read.
const WAITING: usize = 8;
/// Messages that are written to the journal at once.
const AT_ONCE: usize = 64;
/// Frames that wait for a client that does not read; beyond them answers are left out, and later acks cover earlier ones.
const OUTBOX: usize = 64;

/// What a socket tells its run's task.
#[derive(Debug)]
pub(super) enum Message {
    /// A socket takes the run over.
    Attach {
        /// Where its answers go.
        outbox: mpsc::Sender<ToClient>,
        /// Told once everything that came before is on disk.
        reply: oneshot::Sender<Attached>,
    },
    /// A frame.
    Frame {
        /// Of which socket.
        socket: u64,
        /// Its text; absent for a binary frame.
        text: Option<axum::extract::ws::Utf8Bytes>,
        /// Its part of the memory that frames may take.
        room: OwnedSemaphorePermit,
    },
    /// A socket is gone.
    Left {
        /// Which.
        socket: u64,
        /// `Disconnected` or `Idle`.
        why: EndReason,
    },
}

/// What a run's task tells a socket.
#[derive(Debug)]
pub(super) enum ToClient {
    /// Send this.
    Say(Said),
    /// Close, after what was said before.
    Close(Closing),
}

/// A socket speaks for the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attached {
    /// Number of the socket.
    pub(super) socket: u64,
    /// Number of the last frame, which is on disk.
    pub(super) last_seq: u64,
}

/// A run's task.
pub(super) struct RunTask {
    pub(super) shared: Arc<Shared>,
    pub(super) head: Arc<Head>,
    machine: StreamedRun,
    journal: Option<Journal>,
    inbox: mpsc::Receiver<Message>,
    progress: watch::Sender<Progress>,
    socket: u64,
    outbox: Option<mpsc::Sender<ToClient>>,
    began: Instant,
    unwritten: Vec<u8>,
    ended: Option<EndReason>,
    /// The disk failed: nothing more is acknowledged.
    broken: bool,
    /// The journal says why the run ended.
    end_written: bool,
}

/// Where a run comes from.
pub(super) enum Origin {
    /// A socket has just begun it; that is socket number 1.
    Fresh(Journal, mpsc::Sender<ToClient>),
    /// The controller ended while it was being received.
    Recovered,
}

/// Starts the task of a run and enters it into the list.
pub(super) fn start(shared: &Arc<Shared>, head: Head, origin: Origin) -> LiveRun {
    let (state, journal, outbox) = match origin {
        Origin::Fresh(journal, outbox) => (LiveState::Streaming, Some(journal), Some(outbox)),
        Origin::Recovered => (LiveState::Waiting, None, None),
    };
    let written = journal.as_ref().map_or(0, Journal::bytes);
    let (inbox, messages) = mpsc::channel(WAITING);
    let (progress, watching) = watch::channel(Progress { state, written, frames: 0, last_frame: None });
    let machine = StreamedRun::begin(&head.start, shared.settings.rules());
    let head = Arc::new(head);
    let run = LiveRun { head: Arc::clone(&head), inbox, progress: watching };
    shared.enter(run.clone());
    let task = RunTask {
        shared: Arc::clone(shared),
        head,
        machine,
        journal,
        inbox: messages,
        progress,
        socket: 1,
        outbox,
        began: Instant::now(),
        unwritten: Vec::new(),
        ended: None,
        broken: false,
        end_written: false,
    };
    let span = tracing::info_span!("run", run_id = %run.head.run, trace_id = %TraceId::of_run(run.head.run));
    shared.tasks.spawn(task.keep().instrument(span));
    run
}

/// A channel from a run's task to a socket.
pub(super) fn outbox() -> (mpsc::Sender<ToClient>, mpsc::Receiver<ToClient>) {
    mpsc::channel(OUTBOX)
}

impl RunTask {
    async fn keep(mut self) {
        if self.journal.is_none()
            && let Err(error) = self.reopen().await
        {
            self.not_ours(&error);
            return self.shared.leave(self.head.run);
        }
        if let Some(why) = self.receive().await {
            self.show(LiveState::Storing);
            self.finish(why).await;
        }
        self.shared.leave(self.head.run);
    }

    fn not_ours(&self, error: &JournalError) {
        let (run_id, error_text) = (self.head.run, crate::doors::chain(error));
        match error {
            JournalError::InUse { .. } => tracing::info!(%run_id, "another controller receives a run"),
            JournalError::Io { .. } | JournalError::NoHead { .. } => {
                tracing::error!(%run_id, error = error_text, "a run cannot be taken up again");
            }
        }
    }

    /// Reads what the journal of a recovered run holds.
    async fn reopen(&mut self) -> Result<(), JournalError> {
        let (mut machine, folder) = (self.machine.clone(), self.shared.folder_of(self.head.run));
        let turn = Arc::clone(&self.shared.writing).acquire_owned().await.expect("it is never closed");
        let work = tokio::task::spawn_blocking(move || {
            let (mut frames, mut last_frame) = (0, None);
            let (journal, _) = Journal::open(&folder, |_, record| {
                machine.replay(record);
                if record.kind.is_frame() {
                    frames += 1;
                    last_frame = Some(record.at);
                }
            })?;
            drop(turn);
            Ok((journal, machine, frames, last_frame))
        });
        let (journal, machine, frames, last_frame) =
            work.await.expect("reading neither panics nor is it aborted")?;
        let written = journal.bytes();
        (self.journal, self.machine) = (Some(journal), machine);
        self.progress.send_replace(Progress { state: LiveState::Waiting, written, frames, last_frame });
        let effects = self.machine.recovered(self.now());
        self.apply(effects);
        tracing::info!(run_id = %self.head.run, scenario = self.head.start.labels.scenario, frames, "a run that was cut off is taken up again");
        Ok(())
    }

    /// Receives until the run has ended, which gives why, or the controller is about to.
    async fn receive(&mut self) -> Option<EndReason> {
        let mut sync = interval(self.shared.settings.ack_interval);
        sync.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let shutdown = self.shared.shutdown.clone();
        while self.ended.is_none() {
            let deadline = self.machine.deadline().map(|deadline| self.began + deadline);
            tokio::select! {
                message = self.inbox.recv() => {
                    let message = message.expect("the list of runs holds a sender");
                    self.messages(message).await;
                }
                _ = sync.tick(), if self.machine.needs_sync() => self.sync().await,
                () = sleep_until(deadline.unwrap_or(self.began)), if deadline.is_some() => self.input(Input::Tick),
                () = shutdown.cancelled() => {
                    self.sync().await;
                    self.close(Closing::Leaving);
                    return None;
                }
            }
        }
        self.sync().await;
        self.ended
    }

    async fn messages(&mut self, first: Message) {
        let mut next = Some(first);
        // What was taken counts as memory until it is written.
        let mut rooms = Vec::new();
        for _ in 0..AT_ONCE {
            match next.take() {
                Some(Message::Frame { socket, text, room }) if socket == self.socket => {
                    rooms.push(room);
                    match text {
                        Some(text) => self.input(Input::Text(text.as_str())),
                        None => self.input(Input::Binary),
                    }
                }
                Some(Message::Left { socket, why }) if socket == self.socket => {
                    self.outbox = None;
                    self.input(Input::Lost(why));
                }
                Some(Message::Attach { outbox, reply }) => self.attach(outbox, reply).await,
                // Of a socket that was replaced.
                Some(Message::Frame { .. } | Message::Left { .. }) => {}
                None => break,
            }
            if self.ended.is_some() {
                break;
            }
            next = self.inbox.try_recv().ok();
        }
        let came = !rooms.is_empty();
        self.write().await;
        drop(rooms);
        if came && let Some(attempt) = self.head.attempt {
            self.shared.progressed(attempt).await;
        }
    }

    async fn attach(&mut self, outbox: mpsc::Sender<ToClient>, reply: oneshot::Sender<Attached>) {
        self.close(Closing::Replaced);
        self.socket += 1;
        self.outbox = Some(outbox);
        self.input(Input::Connected);
        self.sync().await;
        let attached = Attached { socket: self.socket, last_seq: self.machine.last() };
        if self.ended.is_none() && reply.send(attached).is_err() {
            tracing::debug!(run_id = %self.head.run, "a socket left before it had its run back");
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let now = self.now();
        let effects = self.machine.step(input, now);
        self.apply(effects);
    }

    fn now(&self) -> Moment {
        Moment { at: self.shared.clock.now(), elapsed: self.began.elapsed() }
    }

    fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Append(record) => {
                    record.encode(&mut self.unwritten);
                    self.progress.send_if_modified(|progress| {
                        if record.kind.is_frame() {
                            progress.frames += 1;
                            progress.last_frame = Some(record.at);
                        }
                        // Readers wake when there is something to read.
                        false
                    });
                }
                Effect::Acknowledge(seq) => self.say(Said::Ack { seq }),
                Effect::Answer { fault, seq, fatal } => {
                    tracing::debug!(run_id = %self.head.run, seq, fatal, %fault, "a frame was not taken");
                    self.say(Said::frame_fault(&fault, seq, fatal));
                }
                Effect::Close => self.close(Closing::Refused),
                Effect::End(why) => self.ended = Some(why),
            }
        }
    }

    /// Hands what came to the system; a reader of the journal sees it then, and a killed controller loses none of it.
    async fn write(&mut self) {
        self.on_disk(false).await;
    }

    /// Writes through to the disk and acknowledges.
    async fn sync(&mut self) {
        let number = self.machine.last();
        if self.on_disk(true).await && !self.broken {
            self.input(Input::Synced(number));
        }
    }

    async fn on_disk(&mut self, sync: bool) -> bool {
        let bytes = std::mem::take(&mut self.unwritten);
        let Some(mut journal) = self.journal.take() else { return false };
        let turn = Arc::clone(&self.shared.writing).acquire_owned().await.expect("it is never closed");
        let work = tokio::task::spawn_blocking(move || {
            let written = journal.append(&bytes).and_then(|()| if sync { journal.sync() } else { Ok(()) });
            drop(turn);
            (journal, written)
        });
        let (journal, written) = work.await.expect("writing neither panics nor is it aborted");
        let bytes = journal.bytes();
        self.journal = Some(journal);
        let state = if self.machine.is_here() { LiveState::Streaming } else { LiveState::Waiting };
        self.progress.send_if_modified(|progress| {
            let news = progress.written != bytes || (progress.state != state && self.ended.is_none());
            progress.written = bytes;
            if self.ended.is_none() {
                progress.state = state;
            }
            news
        });
        written.map_err(|error| self.disk_failed(&error)).is_ok()
    }

    fn disk_failed(&mut self, error: &JournalError) {
        tracing::error!(run_id = %self.head.run, error = crate::doors::chain(error), "the disk takes no more of a run");
        let msg = if error.is_full() {
            "the controller's disk is full; the run ends with what was acknowledged"
        } else {
            "the controller's disk failed; the run ends with what was acknowledged"
        };
        self.say(Said::fatal(Code::StorageFull, msg));
        self.close(Closing::Failed);
        self.input(Input::DiskFailed);
        // Even a stop that came with what could not be written does not end the run well.
        self.ended = Some(EndReason::DiskFailed);
        self.broken = true;
    }

    /// Writes down why the run ended, so that its journal always gives the same Dataset; says whether it stands there.
    pub(super) async fn write_end(&mut self, why: EndReason) -> bool {
        if !self.end_written {
            let at = self.shared.clock.now();
            let seq = self.machine.last();
            let text = why.word().to_owned();
            Record { kind: RecordKind::End, numbered: false, at, seq, text }.encode(&mut self.unwritten);
            self.end_written = self.on_disk(true).await;
        }
        self.end_written
    }

    /// Lets go of the journal, which then may be moved; nothing can be written to it any more.
    pub(super) fn let_go(&mut self) {
        self.journal = None;
    }

    pub(super) fn say(&mut self, said: Said) {
        if let Some(outbox) = &self.outbox
            && outbox.try_send(ToClient::Say(said)).is_err()
        {
            tracing::debug!(run_id = %self.head.run, "a client does not read; an answer is left out");
        }
    }

    /// Closes the socket. One that does not read is closed by the end of its channel.
    pub(super) fn close(&mut self, why: Closing) {
        if let Some(outbox) = self.outbox.take()
            && outbox.try_send(ToClient::Close(why)).is_err()
        {
            tracing::debug!(run_id = %self.head.run, "a client does not read; its socket is dropped");
        }
    }

    fn show(&mut self, state: LiveState) {
        self.progress.send_modify(|progress| progress.state = state);
    }
}
