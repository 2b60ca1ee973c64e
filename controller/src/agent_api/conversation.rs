//! One stream of one agent, from hello to its end. Keeps samples and uploads; everything else is the desk's to decide.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use protocol::{AgentId, AgentMessage, AttemptOutcome, AttemptRef, ControllerMessage, Hello, UploadChunk};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::agent_api::attempt_folder::{AttemptFolders, OpenAttempt};
use crate::agent_api::introduction::{check_device, check_hello};
use crate::agent_api::parting::Parting;
use crate::agent_api::upload::UploadError;
use crate::lease::desk::Report;
use crate::lease::{Desk, Input, JobHappening, Registration, Serves, Standing};

/// Messages of the desk that wait for a slow agent; beyond them the agent counts as gone.
const WAITING_FROM_DESK: usize = 256;
/// Attempts of one stream whose files are kept open.
const OPEN_ATTEMPTS: usize = 64;

/// One stream, over a transport whose streams end by `E`.
#[derive(Debug)]
pub struct Conversation<E> {
    pub(super) desk: Desk,
    pub(super) folders: AttemptFolders,
    /// Whose jobs the agent is given; its token says so.
    pub(super) serves: Serves,
    /// What goes to the agent.
    pub(super) to_agent: mpsc::Sender<Result<ControllerMessage, E>>,
    /// A stream that says nothing for this long is half open and ends.
    pub(super) silence: Duration,
}

impl<E: From<Parting>> Conversation<E> {
    /// Speaks with an agent until either side has enough.
    pub async fn hold<I>(self, mut incoming: I)
    where
        I: Stream<Item = Result<AgentMessage, E>> + Unpin,
    {
        let ended = match self.hello(&mut incoming).await {
            Ok(hello) => self.introduced(hello, incoming).await,
            Err(end) => Err(end),
        };
        if let Err(end) = ended
            && self.to_agent.send(Err(end)).await.is_err()
        {
            tracing::debug!("an agent left before it heard why its stream ends");
        }
    }

    async fn introduced<I>(&self, hello: Hello, incoming: I) -> Result<(), E>
    where
        I: Stream<Item = Result<AgentMessage, E>> + Unpin,
    {
        let agent = hello.agent;
        let (outbox, from_desk) = mpsc::channel(WAITING_FROM_DESK);
        let Registration { stream, answer } =
            self.desk.connect(hello, self.serves.clone(), outbox).await.map_err(Parting::from)?;
        let mut speaker = Speaker { conversation: self, agent, stream, open: BTreeMap::new() };
        // The desk hears of the end even where the agent left before it heard that it is registered.
        let ended = match self.send(answer).await {
            Ok(()) => speaker.converse(incoming, from_desk).await,
            Err(parting) => Err(parting.into()),
        };
        self.desk.disconnected(agent, stream).await.map_err(Parting::from)?;
        ended
    }

    async fn hello<I>(&self, incoming: &mut I) -> Result<Hello, E>
    where
        I: Stream<Item = Result<AgentMessage, E>> + Unpin,
    {
        match self.next(incoming).await? {
            Some(AgentMessage::Hello(hello)) => {
                check_hello(&hello).map_err(Parting::from)?;
                Ok(hello)
            }
            Some(_) => Err(Parting::NoHello.into()),
            None => Err(Parting::EndedEarly.into()),
        }
    }

    async fn next<I>(&self, incoming: &mut I) -> Result<Option<AgentMessage>, E>
    where
        I: Stream<Item = Result<AgentMessage, E>> + Unpin,
    {
        let message = timeout(self.silence, incoming.next()).await;
        message.map_err(|_| Parting::Silent(self.silence))?.transpose()
    }

    async fn send(&self, message: ControllerMessage) -> Result<(), Parting> {
        let sent = timeout(self.silence, self.to_agent.send(Ok(message))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Parting::Left),
            Err(_) => Err(Parting::Deaf),
        }
    }
}

/// An agent that has introduced itself.
struct Speaker<'a, E> {
    conversation: &'a Conversation<E>,
    agent: AgentId,
    stream: u64,
    open: BTreeMap<AttemptRef, OpenAttempt>,
}

impl<E: From<Parting>> Speaker<'_, E> {
    async fn converse<I>(
        &mut self,
        mut incoming: I,
        mut from_desk: mpsc::Receiver<ControllerMessage>,
    ) -> Result<(), E>
    where
        I: Stream<Item = Result<AgentMessage, E>> + Unpin,
    {
        loop {
            tokio::select! {
                message = from_desk.recv() => match message {
                    Some(message) => self.conversation.send(message).await?,
                    None => return Err(Parting::Replaced.into()),
                },
                message = self.conversation.next(&mut incoming) => match message? {
                    Some(message) => self.take(message).await?,
                    None => return Ok(()),
                },
            }
        }
    }

    async fn take(&mut self, message: AgentMessage) -> Result<(), Parting> {
        let desk = &self.conversation.desk;
        match message {
            AgentMessage::Hello(_) => Err(Parting::SecondHello),
            AgentMessage::Heartbeat { devices, running } => {
                for device in &devices {
                    check_device(device)?;
                }
                Ok(desk.heartbeat(self.agent, self.stream, devices, running).await?)
            }
            AgentMessage::Processes { request, answer } => {
                Ok(desk.listed(self.agent, request, answer).await?)
            }
            AgentMessage::Draining => Ok(desk.draining(self.agent, self.stream).await?),
            AgentMessage::Accepted(attempt) => self.tell(attempt, Input::Accepted, "accepted").await,
            AgentMessage::Rejected { attempt, reason } => {
                let summary = format!("rejected: {reason}");
                self.tell(attempt, Input::Rejected { reason }, &summary).await
            }
            AgentMessage::Step(step) => {
                let (attempt, summary) =
                    (step.attempt, format!("step {} of iteration {}", step.number, step.iteration));
                self.report(attempt, Input::Progress, Some(JobHappening::Step(step)), summary).await.map(drop)
            }
            AgentMessage::Log { attempt, line } => {
                let summary = format!("log line: {}", line.text);
                self.report(attempt, Input::Progress, Some(JobHappening::Log(line)), summary).await.map(drop)
            }
            AgentMessage::Samples(batch) => {
                let summary = format!("samples {}", batch.sequence);
                if self.report(batch.attempt, Input::Progress, None, summary).await? == Standing::Open {
                    let attempt = batch.attempt;
                    let up_to = self.on_disk(attempt, move |open| open.samples(&batch)).await?;
                    let up_to = up_to.map_err(|error| disk_failed(attempt, &error))?;
                    self.conversation.send(ControllerMessage::SamplesAcknowledged { attempt, up_to }).await?;
                }
                Ok(())
            }
            AgentMessage::Upload(chunk) => self.upload(chunk).await,
            AgentMessage::Result(result) => {
                let summary = format!("result: {}", outcome_word(&result.outcome));
                self.tell(result.attempt, Input::Result(result.outcome), &summary).await
            }
        }
    }

    async fn upload(&mut self, chunk: UploadChunk) -> Result<(), Parting> {
        let (attempt, name) = (chunk.attempt, chunk.name.clone());
        let summary = format!("upload of `{name}` from byte {}", chunk.offset_bytes);
        if self.report(attempt, Input::Progress, None, summary).await? == Standing::Ended {
            return Ok(());
        }
        let received = self.on_disk(attempt, move |open| open.upload(&chunk)).await?;
        let received_bytes = received.map_err(|error| match &error {
            UploadError::Disk { source, .. } => disk_failed(attempt, source),
            UploadError::Name { .. }
            | UploadError::TooLarge { .. }
            | UploadError::BeyondEnd { .. }
            | UploadError::TooMany => Parting::Upload(error),
        })?;
        self.conversation.send(ControllerMessage::UploadAcknowledged { attempt, name, received_bytes }).await
    }

    async fn tell(&mut self, attempt: AttemptRef, input: Input, summary: &str) -> Result<(), Parting> {
        self.report(attempt, input, None, summary.to_owned()).await.map(drop)
    }

    async fn report(
        &mut self,
        attempt: AttemptRef,
        input: Input,
        happening: Option<JobHappening>,
        summary: String,
    ) -> Result<Standing, Parting> {
        let report = Report { agent: self.agent, attempt, input, happening, summary };
        let standing = self.conversation.desk.report(report).await?;
        if standing == Standing::Ended {
            self.open.remove(&attempt);
        }
        Ok(standing)
    }

    /// Works on an attempt's files away from the tasks that must not wait for a disk; the stream waits, and so its agent.
    async fn on_disk<T: Send + 'static>(
        &mut self,
        attempt: AttemptRef,
        work: impl FnOnce(&mut OpenAttempt) -> T + Send + 'static,
    ) -> Result<T, Parting> {
        let mut open = match self.open.remove(&attempt) {
            Some(open) => open,
            None => OpenAttempt::new(&self.conversation.folders, attempt),
        };
        if self.open.len() >= OPEN_ATTEMPTS {
            self.open.clear();
        }
        let worked = tokio::task::spawn_blocking(move || {
            let done = work(&mut open);
            (open, done)
        });
        let (open, done) = worked.await.map_err(|error| {
            tracing::error!(job_id = %attempt.job, error = %error, "writing an attempt's files failed");
            Parting::Failed
        })?;
        self.open.insert(attempt, open);
        Ok(done)
    }
}

const fn outcome_word(outcome: &AttemptOutcome) -> &'static str {
    match outcome {
        AttemptOutcome::Completed => "completed",
        AttemptOutcome::StepFailed(_) => "a step failed",
        AttemptOutcome::Canceled => "canceled",
        AttemptOutcome::Infrastructure { .. } => "infrastructure failure",
    }
}

/// The agent keeps what was not acknowledged and comes again.
fn disk_failed(attempt: AttemptRef, error: &std::io::Error) -> Parting {
    tracing::error!(job_id = %attempt.job, error = %error, "the disk does not take what an agent sends");
    Parting::Disk
}
