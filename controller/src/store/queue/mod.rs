//! Jobs, their attempts and logs, agents and devices. What stages and doors see are plain types; rows stay here.

mod rows;
mod column;
mod enqueue;
mod grant;
mod attempts;
mod events;
mod fleet;
pub mod jobs;
mod counts;
mod storage;
mod forget;

pub use enqueue::{EnqueueError, Enqueued};
pub use events::LoggedLine;
pub use fleet::{AgentEntry, DeviceEntry};
pub(super) use forget::{QueueTraces, awaiting, put_back, take};
pub use jobs::{Attempt, Job, JobFilter};
