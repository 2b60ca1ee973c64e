//! Runs a session: feeds its state machine with what happens and does what it says. Decides nothing itself.

use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;

use protocol::{AgentMessage, Assignment, ControllerMessage, DeviceAdvert, Ids};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::config::AgentConfig;
use super::connection::{Connection, ConnectionError, Dialer};
use super::data_folder::{DataFolder, DataFolderError};
use super::effect::{Effect, Ending, Input, Introduction};
use super::state_machine::StateMachine;
use crate::drive::{self, JobEnvironment, JobEvent, JobReport};
use crate::spool::FolderError;

mod attempts;
mod lists;

use attempts::{Attempts, Happening};

/// Messages that may wait for a slow network. More than windows and live lines ever fill means that the controller
/// takes none: the stream is given up, and what matters is sent again on the next one.
const OUTBOX_LIMIT: usize = 4096;

/// Runs the jobs of an agent's devices.
pub trait RunJob: Send + Sync + 'static {
    /// What can be driven and measured right now.
    fn devices(&self) -> Vec<DeviceAdvert>;

    /// Runs one job to its end and leaves nothing behind. A canceled job comes to its end soon, and reports.
    fn run_job(
        &self,
        assignment: Assignment,
        environment: JobEnvironment,
        events: mpsc::Sender<JobEvent>,
        cancel: CancellationToken,
    ) -> impl Future<Output = JobReport> + Send;
}

/// The session cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The data folder cannot be used.
    #[error(transparent)]
    DataFolder(#[from] DataFolderError),
    /// What an earlier life left running cannot be ended.
    #[error(transparent)]
    Sweep(#[from] drive::SweepError),
    /// What an earlier life left cannot be listed.
    #[error("cannot take up earlier attempts")]
    Leftovers(#[from] FolderError),
    /// The controller cannot be spoken to at all: address, CA file or token.
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    /// The controller was tried for as long as asked.
    #[error("gave up on the controller at `{address}` after {} s", tried_for.as_secs())]
    Unreachable {
        /// As it was given.
        address: String,
        /// How long.
        tried_for: Duration,
        /// The last try's failure.
        #[source]
        source: Option<ConnectionError>,
    },
}

/// Runs an agent until `shutdown`, then brings its jobs to their end as the configuration says.
pub async fn run(
    config: AgentConfig,
    jobs: impl RunJob,
    shutdown: CancellationToken,
) -> Result<(), SessionError> {
    let dialer = Dialer::new(&config)?;
    let data = DataFolder::open(&config.data, Ids)?;
    // Only now, with the folder locked, is it sure that no other agent's jobs are ended.
    let swept = drive::sweep(&config.data).await?;
    if swept != drive::Swept::default() {
        warn!(processes = swept.processes, folders = swept.folders, "ended what an earlier agent left");
    }
    let (attempts, leftovers) = Attempts::take_up(&config, data.attempts(), jobs)?;
    let introduction = Introduction {
        agent: data.agent(),
        name: config.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        labels: config.labels.clone(),
        give_up_after: config.give_up_after,
    };
    info!(agent_id = %data.agent(), name = config.name, held = leftovers.len(), "agent starts");
    let (opened, openings) = mpsc::channel(1);
    let driver = Driver {
        machine: StateMachine::new(introduction, leftovers),
        inputs: VecDeque::from([Input::Tick]),
        started: Instant::now(),
        attempts,
        dialer,
        opened,
        connection: None,
        outbox: VecDeque::new(),
        last_failure: None,
        config,
    };
    driver.drive(openings, shutdown).await
}

struct Driver<J> {
    machine: StateMachine,
    inputs: VecDeque<Input>,
    started: Instant,
    attempts: Attempts<J>,
    dialer: Dialer,
    opened: mpsc::Sender<Result<Connection, ConnectionError>>,
    connection: Option<Connection>,
    outbox: VecDeque<AgentMessage>,
    last_failure: Option<ConnectionError>,
    config: AgentConfig,
}

/// What the driver waits for.
enum Event {
    Opened(Result<Connection, ConnectionError>),
    Received(Result<ControllerMessage, ConnectionError>),
    Room,
    Happened(Happening),
    Shutdown,
    Tick,
}

impl<J: RunJob> Driver<J> {
    async fn drive(
        mut self,
        mut openings: mpsc::Receiver<Result<Connection, ConnectionError>>,
        shutdown: CancellationToken,
    ) -> Result<(), SessionError> {
        let mut leaving = false;
        loop {
            while let Some(input) = self.inputs.pop_front() {
                let effects = self.machine.step(input, self.started.elapsed());
                for effect in effects {
                    if let Some(ending) = self.carry_out(effect) {
                        self.attempts.stop_all().await;
                        return self.ended(ending);
                    }
                }
            }
            if let Some(refusal) = self.last_failure.take_if(|failure| is_final(failure)) {
                self.attempts.stop_all().await;
                return Err(refusal.into());
            }
            let deadline = self.machine.deadline().map(|due| self.started + due);
            let event = tokio::select! {
                Some(opened) = openings.recv() => Event::Opened(opened),
                received = receive(&mut self.connection, &mut self.outbox) => received,
                happened = self.attempts.next() => Event::Happened(happened),
                () = shutdown.cancelled(), if !leaving => Event::Shutdown,
                () = sleep_until(deadline) => Event::Tick,
            };
            leaving |= matches!(event, Event::Shutdown);
            self.take(event);
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Opened(Ok(connection)) => {
                self.connection = Some(connection);
                self.inputs.push_back(Input::LinkUp { devices: self.attempts.devices() });
            }
            Event::Received(Ok(message)) => {
                if let ControllerMessage::Registered { .. } = message {
                    info!(controller = self.config.controller, "registered with the controller");
                }
                self.inputs.push_back(Input::Controller(message));
            }
            Event::Opened(Err(error)) | Event::Received(Err(error)) => self.link_down(error),
            Event::Room => {}
            Event::Happened(happening) => {
                let input = self.attempts.take(happening);
                self.inputs.push_back(input);
            }
            Event::Shutdown => {
                info!("agent is leaving");
                self.inputs.push_back(Input::Leave(self.config.drain));
            }
            Event::Tick => self.inputs.push_back(Input::Tick),
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Ending> {
        match effect {
            Effect::Connect => {
                let (dialer, opened) = (self.dialer.clone(), self.opened.clone());
                tokio::spawn(async move {
                    // A session that is over asks for no connection.
                    let _over = opened.send(dialer.open().await).await;
                });
            }
            Effect::Disconnect => self.link_down(ConnectionError::Closed),
            Effect::Send(message) => self.outbox.push_back(message),
            Effect::Finish(ending) => return Some(ending),
            Effect::Prepare(_)
            | Effect::StartJob(_)
            | Effect::CancelJob { .. }
            | Effect::FinishJob { .. }
            | Effect::ListProcesses { .. }
            | Effect::Persist(_)
            | Effect::SendSamples { .. }
            | Effect::KeepAcknowledged { .. }
            | Effect::Seal { .. }
            | Effect::SendChunk { .. }
            | Effect::DropAttempt(_) => {
                self.attempts.carry_out(effect, &mut self.inputs, &mut self.outbox);
            }
        }
        if self.outbox.len() > OUTBOX_LIMIT {
            let waiting = self.outbox.len();
            self.link_down(ConnectionError::Stalled { waiting });
        }
        None
    }

    fn link_down(&mut self, error: ConnectionError) {
        self.connection = None;
        self.outbox.clear();
        if !is_final(&error) {
            warn!(
                controller = self.config.controller,
                error = &error as &dyn std::error::Error,
                "no link to the controller; trying again"
            );
        }
        self.last_failure = Some(error);
        self.inputs.push_back(Input::LinkDown { jitter: chance() });
    }

    fn ended(self, ending: Ending) -> Result<(), SessionError> {
        match ending {
            Ending::Left => {
                info!("agent has left");
                Ok(())
            }
            Ending::Unreachable => Err(SessionError::Unreachable {
                address: self.config.controller,
                tried_for: self.config.give_up_after.unwrap_or_default(),
                source: self.last_failure,
            }),
        }
    }
}

/// Whether trying again cannot help.
fn is_final(error: &ConnectionError) -> bool {
    matches!(error, ConnectionError::Refused { .. })
}

/// Hands one waiting message on, or receives one, whichever comes first; waits for ever without a connection.
async fn receive(connection: &mut Option<Connection>, outbox: &mut VecDeque<AgentMessage>) -> Event {
    let Some(Connection { outgoing, incoming }) = connection else { return std::future::pending().await };
    let received = |message: Option<_>| Event::Received(message.unwrap_or(Err(ConnectionError::Closed)));
    if outbox.is_empty() {
        return received(incoming.recv().await);
    }
    tokio::select! {
        message = incoming.recv() => received(message),
        Ok(permit) = outgoing.reserve() => {
            if let Some(message) = outbox.pop_front() {
                permit.send(message);
            }
            Event::Room
        }
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// From 0 to 1; a system without chance jitters by none.
fn chance() -> f64 {
    getrandom::u32().map_or(0.0, |number| f64::from(number) / f64::from(u32::MAX))
}
