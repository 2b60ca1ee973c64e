//! From queued jobs and ready devices to leases, one device one job, every attempt fenced by its number.

pub mod fit;
pub mod plan;
pub mod attempt;
pub mod state_machine;
pub mod ending;
pub mod storage;

pub use attempt::{EndKind, EndedAttempt, Lease, LeaseState, Limits, NextForJob, RetryBudget};
pub use fit::{Availability, Device, Needs, Reason, why_not};
pub use plan::{Placement, Plan, QueuedJob, Waiting, plan};
pub use state_machine::{Effect, Input};
pub use storage::{LeaseStorage, ResultError, ResultStore, StorageError};
