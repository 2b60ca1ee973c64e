//! What the lease stage asks of a store and of the intake. Names no database and no file.

use std::error::Error;
use std::future::Future;

use dataset::{LogLine, Timestamp};
use protocol::{AgentId, AttemptOutcome, AttemptRef, DeviceAdvert, Hello, JobId, RunId, StepEvent, Work};

use crate::lease::attempt::{EndKind, EndedAttempt, RetryBudget};
use crate::lease::fit::{Device, Serves};
use crate::lease::plan::{Placement, QueuedJob};
use crate::lease::quarantine::{Quarantine, Quarantined};

/// The store did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the store could not {attempted}")]
pub struct StorageError {
    /// What was asked, as a verb.
    pub attempted: &'static str,
    /// Why not.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

/// A result could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    /// What the agent sent is unusable; trying again is pointless.
    #[error("cannot take the result of attempt {attempt}")]
    Unusable {
        /// Which.
        attempt: AttemptRef,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The store is at fault (full disk, lost database); it may work later.
    #[error("cannot store the result of attempt {attempt}")]
    Store {
        /// Which.
        attempt: AttemptRef,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

/// A job that was just given to a device.
#[derive(Clone, Debug, PartialEq)]
pub struct GrantedJob {
    /// The new attempt.
    pub attempt: AttemptRef,
    /// The job's project.
    pub project: String,
    /// What to run.
    pub order: RunOrder,
    /// Further attempts after this one.
    pub budget: RetryBudget,
}

/// What an agent is told to do.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOrder {
    /// A scenario, or processes to watch.
    pub work: Work,
    /// Title of the run.
    pub title: String,
    /// Build under test.
    pub build: Option<String>,
    /// Tags of the run.
    pub tags: Vec<String>,
}

/// An attempt that was open when the controller stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAttempt {
    /// The attempt with its order.
    pub granted: GrantedJob,
    /// Its agent.
    pub agent: AgentId,
    /// Its device.
    pub device: protocol::DeviceId,
    /// When the agent took it, if it did.
    pub accepted_at: Option<Timestamp>,
    /// Why somebody canceled the job, if somebody did.
    pub cancel_reason: Option<String>,
    /// Why somebody ended the session, if somebody did.
    pub finish_reason: Option<String>,
}

/// An attempt that has ended, as far as a late message needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastAttempt {
    /// Which.
    pub attempt: AttemptRef,
    /// How it ended.
    pub kind: EndKind,
    /// The run that counts, where this attempt gave it.
    pub run: Option<RunId>,
    /// Whether it ended by a result of the agent.
    pub by_result: bool,
}

/// Something to be told of a job later, in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct JobEvent {
    /// When the controller heard of it.
    pub at: Timestamp,
    /// Which attempt.
    pub attempt: AttemptRef,
    /// What.
    pub what: JobHappening,
}

/// What is told of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum JobHappening {
    /// A step began or ended.
    Step(StepEvent),
    /// The run logged a line.
    Log(LogLine),
    /// The attempt changed state, in words.
    State(String),
    /// A message of an ended attempt came; kept as evidence, never counted.
    Late(String),
}

/// What becomes of a request to cancel a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelState {
    /// It had not been given out and is over now.
    Canceled,
    /// This attempt is running and must be told.
    Running(AttemptRef),
    /// It was over before.
    AlreadyOver,
    /// There is no such job.
    Unknown,
}

/// What the lease stage asks of a store.
pub trait LeaseStorage: Send + Sync + 'static {
    /// Queued jobs, highest priority and oldest first; of jobs with the same needs at most `per_needs`.
    fn queued(&self, per_needs: u64) -> impl Future<Output = Result<Vec<QueuedJob>, StorageError>> + Send;

    /// Gives a queued job to a device of `agent`; nothing if somebody else was faster. At most one caller gets it.
    fn grant(
        &self,
        placement: &Placement,
        agent: AgentId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<GrantedJob>, StorageError>> + Send;

    /// Writes down that the agent took the job.
    fn activate(
        &self,
        attempt: AttemptRef,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Writes down the end of an attempt and what becomes of its job; a second end of the same attempt changes nothing.
    fn end(&self, ended: &EndedAttempt) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Attempts that are open; read once, at start.
    fn open_attempts(&self) -> impl Future<Output = Result<Vec<OpenAttempt>, StorageError>> + Send;

    /// An attempt that has ended; nothing if there never was one.
    fn past_attempt(
        &self,
        attempt: AttemptRef,
    ) -> impl Future<Output = Result<Option<PastAttempt>, StorageError>> + Send;

    /// Every device that was ever seen and not forgotten, as if offline; read once, at start.
    fn known_devices(&self) -> impl Future<Output = Result<Vec<Device>, StorageError>> + Send;

    /// Devices that are out of service; read once, at start.
    fn quarantines(
        &self,
    ) -> impl Future<Output = Result<Vec<(Quarantined, Quarantine)>, StorageError>> + Send;

    /// Writes down that a device is out of service.
    fn quarantine(
        &self,
        device: &Quarantined,
        quarantine: &Quarantine,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Writes down that a device is in service again.
    fn release(
        &self,
        device: &Quarantined,
        by: &str,
        reason: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Cancels a job that is queued, or notes the wish for one that runs.
    fn cancel(
        &self,
        job: JobId,
        reason: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<CancelState, StorageError>> + Send;

    /// Cancels a session that is queued, or notes the wish that the one that runs come to its ordinary end.
    fn finish(
        &self,
        job: JobId,
        reason: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<CancelState, StorageError>> + Send;

    /// Writes down an agent that introduced itself, with its devices and whose jobs it gets.
    fn agent_seen(
        &self,
        hello: &Hello,
        serves: &Serves,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Writes down that these agents were heard of, and devices that changed.
    fn still_there(
        &self,
        agents: &[AgentId],
        devices: &[(AgentId, DeviceAdvert)],
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Appends to the jobs' logs.
    fn append_events(&self, events: &[JobEvent]) -> impl Future<Output = Result<(), StorageError>> + Send;
}

/// Hands the uploads of an attempt to the intake. Storing the same attempt twice gives the same run.
pub trait ResultStore: Send + Sync + 'static {
    /// Stores the run of an attempt; nothing where a failed or canceled attempt left no Dataset.
    fn store(
        &self,
        attempt: AttemptRef,
        outcome: AttemptOutcome,
    ) -> impl Future<Output = Result<Option<RunId>, ResultError>> + Send;

    /// The attempt's run is stored and its end written down: what the run was made of may go.
    fn counted(&self, attempt: AttemptRef) -> impl Future<Output = ()> + Send;
}
