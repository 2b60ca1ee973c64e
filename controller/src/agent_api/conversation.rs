//! One stream of one agent, from hello to its end. Keeps samples and uploads; everything else is the desk's to decide.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use protocol::{
    AgentId, AgentMessage, AttemptOutcome, AttemptRef, ControllerMessage, Hello, UploadChunk, wire,
};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::Status;

use crate::agent_api::attempt_folder::{AttemptFolders, OpenAttempt};
use crate::agent_api::introduction::{check_device, check_hello};
use crate::lease::desk::Report;
use crate::lease::{
    Desk, DeskClosed, Input, JobHappening, Registration, RegistrationError, Serves, Standing,
};

/// Messages of the desk that wait for a slow agent; beyond them the agent counts as gone.
const WAITING_FROM_DESK: usize = 256;
/// Attempts of one stream whose files are kept open.
const OPEN_ATTEMPTS: usize = 64;

/// What goes to the agent.
pub(super) type ToAgent = mpsc::Sender<Result<wire::ControllerMessage, Status>>;

/// One stream.
pub(super) struct Conversation {
    pub(super) desk: Desk,
    pub(super) folders: AttemptFolders,
    /// Whose jobs the agent is given; its token says so.
    pub(super) serves: Serves,
    pub(super) to_agent: ToAgent,
    /// A stream that says nothing for this long is half open and ends.
    pub(super) silence: Duration,
}

impl Conversation {
    /// Speaks with an agent until either side has enough.
    pub(super) async fn hold<I>(self, mut incoming: I)
    where
        I: Stream<Item = Result<wire::AgentMessage, Status>> + Unpin,
    {
        let ended = match self.hello(&mut incoming).await {
            Ok(hello) => self.introduced(hello, incoming).await,
            Err(status) => Err(status),
        };
        if let Err(status) = ended
            && self.to_agent.send(Err(status)).await.is_err()
        {
            tracing::debug!("an agent left before it heard why its stream ends");
        }
    }

    async fn introduced<I>(&self, hello: Hello, incoming: I) -> Result<(), Status>
    where
        I: Stream<Item = Result<wire::AgentMessage, Status>> + Unpin,
    {
        let agent = hello.agent;
        let (outbox, from_desk) = mpsc::channel(WAITING_FROM_DESK);
        let Registration { stream, answer } =
            self.desk.connect(hello, self.serves.clone(), outbox).await.map_err(|error| refusal(&error))?;
        let mut speaker = Speaker { conversation: self, agent, stream, open: BTreeMap::new() };
        // The desk hears of the end even where the agent left before it heard that it is registered.
        let ended = match self.send(answer).await {
            Ok(()) => speaker.converse(incoming, from_desk).await,
            Err(status) => Err(status),
        };
        self.desk.disconnected(agent, stream).await.map_err(closed)?;
        ended
    }

    async fn hello<I>(&self, incoming: &mut I) -> Result<Hello, Status>
    where
        I: Stream<Item = Result<wire::AgentMessage, Status>> + Unpin,
    {
        match self.next(incoming).await? {
            Some(AgentMessage::Hello(hello)) => {
                check_hello(&hello).map_err(|error| Status::invalid_argument(error.to_string()))?;
                Ok(hello)
            }
            Some(_) => Err(Status::failed_precondition("the first message of a stream is a hello")),
            None => Err(Status::cancelled("the stream ended before a hello")),
        }
    }

    async fn next<I>(&self, incoming: &mut I) -> Result<Option<AgentMessage>, Status>
    where
        I: Stream<Item = Result<wire::AgentMessage, Status>> + Unpin,
    {
        let message = timeout(self.silence, incoming.next()).await.map_err(|_| {
            Status::deadline_exceeded(format!("nothing heard for {} s", self.silence.as_secs()))
        })?;
        let Some(message) = message.transpose()? else { return Ok(None) };
        let message = AgentMessage::try_from(message);
        message.map(Some).map_err(|error| Status::invalid_argument(error.to_string()))
    }

    async fn send(&self, message: ControllerMessage) -> Result<(), Status> {
        let sent = timeout(self.silence, self.to_agent.send(Ok(message.into()))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Status::cancelled("the agent has left")),
            Err(_) => Err(Status::deadline_exceeded("the agent does not read")),
        }
    }
}

/// An agent that has introduced itself.
struct Speaker<'a> {
    conversation: &'a Conversation,
    agent: AgentId,
    stream: u64,
    open: BTreeMap<AttemptRef, OpenAttempt>,
}

impl Speaker<'_> {
    async fn converse<I>(
        &mut self,
        mut incoming: I,
        mut from_desk: mpsc::Receiver<ControllerMessage>,
    ) -> Result<(), Status>
    where
        I: Stream<Item = Result<wire::AgentMessage, Status>> + Unpin,
    {
        loop {
            tokio::select! {
                message = from_desk.recv() => match message {
                    Some(message) => self.conversation.send(message).await?,
                    None => return Err(Status::aborted("a newer stream of this agent has taken over")),
                },
                message = self.conversation.next(&mut incoming) => match message? {
                    Some(message) => self.take(message).await?,
                    None => return Ok(()),
                },
            }
        }
    }

    async fn take(&mut self, message: AgentMessage) -> Result<(), Status> {
        let desk = &self.conversation.desk;
        match message {
            AgentMessage::Hello(_) => Err(Status::failed_precondition("a second hello on one stream")),
            AgentMessage::Heartbeat { devices, running } => {
                for device in &devices {
                    check_device(device).map_err(|error| Status::invalid_argument(error.to_string()))?;
                }
                desk.heartbeat(self.agent, self.stream, devices, running).await.map_err(closed)
            }
            AgentMessage::Processes { request, answer } => {
                desk.listed(self.agent, request, answer).await.map_err(closed)
            }
            AgentMessage::Draining => desk.draining(self.agent, self.stream).await.map_err(closed),
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

    async fn upload(&mut self, chunk: UploadChunk) -> Result<(), Status> {
        let (attempt, name) = (chunk.attempt, chunk.name.clone());
        let summary = format!("upload of `{name}` from byte {}", chunk.offset_bytes);
        if self.report(attempt, Input::Progress, None, summary).await? == Standing::Ended {
            return Ok(());
        }
        let received = self.on_disk(attempt, move |open| open.upload(&chunk)).await?;
        let received_bytes = received.map_err(|error| {
            use crate::agent_api::upload::UploadError;
            match &error {
                UploadError::Disk { source, .. } => disk_failed(attempt, source),
                UploadError::Name { .. }
                | UploadError::TooLarge { .. }
                | UploadError::BeyondEnd { .. }
                | UploadError::TooMany => Status::invalid_argument(error.to_string()),
            }
        })?;
        self.conversation.send(ControllerMessage::UploadAcknowledged { attempt, name, received_bytes }).await
    }

    async fn tell(&mut self, attempt: AttemptRef, input: Input, summary: &str) -> Result<(), Status> {
        self.report(attempt, input, None, summary.to_owned()).await.map(drop)
    }

    async fn report(
        &mut self,
        attempt: AttemptRef,
        input: Input,
        happening: Option<JobHappening>,
        summary: String,
    ) -> Result<Standing, Status> {
        let report = Report { agent: self.agent, attempt, input, happening, summary };
        let standing = self.conversation.desk.report(report).await.map_err(closed)?;
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
    ) -> Result<T, Status> {
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
            Status::internal("the controller cannot write now")
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
fn disk_failed(attempt: AttemptRef, error: &std::io::Error) -> Status {
    tracing::error!(job_id = %attempt.job, error = %error, "the disk does not take what an agent sends");
    Status::unavailable("the controller's disk does not take more now")
}

fn closed(error: DeskClosed) -> Status {
    Status::unavailable(error.to_string())
}

fn refusal(error: &RegistrationError) -> Status {
    match error {
        RegistrationError::DeviceTaken { .. } | RegistrationError::OtherProject => {
            Status::already_exists(error.to_string())
        }
        RegistrationError::Storage(_) => {
            tracing::error!(error = %crate::doors::chain(error), "an agent cannot be registered");
            Status::unavailable("the controller cannot register an agent now")
        }
        RegistrationError::Closed(closed) => Status::unavailable(closed.to_string()),
    }
}
