//! Jobs, their attempts and logs, agents and devices. What stages and doors see are plain types; rows stay here.

pub(super) mod rows;
pub(super) mod column;
mod enqueue;
mod grant;
mod attempts;
mod events;
mod fleet;
mod serves;
mod quarantine;
mod history;
pub mod jobs;
mod counts;
mod places;
mod storage;
mod forget;

pub(super) use enqueue::insert_jobs;
pub use enqueue::{EnqueueError, Enqueued};
pub use events::LoggedLine;
pub use fleet::{AgentEntry, DeviceEntry};
pub(super) use forget::{QueueTraces, awaiting, put_back, take};
pub use history::{DeviceAttempt, Shares};
pub use jobs::{Attempt, Job, JobFilter};
pub use quarantine::PastQuarantine;
