//! From a request, or from a schedule's tick, to queued jobs.

pub mod job;
pub mod submit;
pub mod session;
mod timetable;
mod expression;
pub mod cron;
mod suite;
mod coverage;
mod storage;
mod tick;

pub use coverage::{CellFact, CellResult, Coverage, Overdue, TickFact, overdue};
pub use expression::{CronExpression, ExpressionError};
pub use job::{JobKind, JobState, NewJob};
pub use session::{SessionRequest, request_session};
pub use storage::{
    DueSchedule, Queue, QueueError, Replaced, ScheduleStorage, ScheduleStorageError, Settlement,
};
pub use submit::{JobRequest, Submission, SubmitError, request_jobs};
pub use suite::{Cell, StartOrder, StoredSuite, SuiteRun, SuiteStart, Trigger, start_suite, words_mistakes};
pub use tick::{keep, turn};
pub use timetable::{
    Fate, MissedPolicy, Overlap, RunWords, Schedule, ScheduleId, ScheduleSpec, SuiteRunId, Tick,
};
