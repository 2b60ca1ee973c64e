//! What schedules ask of a store and of the queue. Names no database.

use std::error::Error;
use std::future::Future;

use dataset::Timestamp;
use protocol::JobId;

use super::suite::{StoredSuite, SuiteStart};
use super::timetable::{Schedule, SuiteRunId, Tick};

/// The store did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the store could not {attempted}")]
pub struct ScheduleStorageError {
    /// What was asked, as a verb.
    pub attempted: &'static str,
    /// Why not.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

/// The queue did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the queue could not {attempted}")]
pub struct QueueError {
    /// What was asked, as a verb.
    pub attempted: &'static str,
    /// Why not.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

/// A schedule that has something to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct DueSchedule {
    /// The schedule.
    pub schedule: Schedule,
    /// Its suite, if there is one of that name.
    pub suite: Option<StoredSuite>,
    /// Its last suite run, if that has not ended.
    pub working: Option<SuiteRunId>,
    /// Whether its project takes nothing in.
    pub archived: bool,
}

/// What was decided over a schedule, to be written down all or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// The schedule, as it was when that was decided.
    pub seen: Schedule,
    /// Ticks that now have their fate.
    pub ticks: Vec<Tick>,
    /// The tick that has waited until now and has its fate among `ticks`.
    pub waited: Option<Timestamp>,
    /// The suite run of the tick that fires.
    pub start: Option<SuiteStart>,
    /// The suite run that is to be canceled for it.
    pub replaces: Option<SuiteRunId>,
    /// Every tick up to here has its fate.
    pub decided_until: Timestamp,
    /// The next tick.
    pub next_at: Option<Timestamp>,
    /// The tick that waits from now on.
    pub waiting: Option<Timestamp>,
}

/// A suite run that gives way to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Which.
    pub run: SuiteRunId,
    /// Its jobs that are not over.
    pub jobs: Vec<JobId>,
}

/// What schedules ask of a store.
pub trait ScheduleStorage: Send + Sync + 'static {
    /// Schedules with a tick up to `now`, or with one that waits.
    fn due(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<DueSchedule>, ScheduleStorageError>> + Send;

    /// Writes down what was decided. False, and nothing written, if the schedule is not as it was seen any more: another
    /// controller was faster, or somebody changed it.
    fn settle(
        &self,
        settlement: &Settlement,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, ScheduleStorageError>> + Send;

    /// Suite runs that gave way and whose jobs have not all been canceled.
    fn replaced(&self) -> impl Future<Output = Result<Vec<Replaced>, ScheduleStorageError>> + Send;

    /// Notes that every job of a suite run that gave way has been canceled.
    fn gave_way(&self, run: SuiteRunId) -> impl Future<Output = Result<(), ScheduleStorageError>> + Send;
}

/// What schedules ask of the queue.
pub trait Queue: Send + Sync + 'static {
    /// Jobs were added; devices may be free for them.
    fn submitted(&self) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Cancels a job; one that is over stays as it is.
    fn cancel(&self, job: JobId, reason: &str) -> impl Future<Output = Result<(), QueueError>> + Send;
}
