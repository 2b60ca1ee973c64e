//! From queued jobs and ready devices to leases, one device one job, every attempt fenced by its number.

pub mod uses;
pub mod quarantine;
pub mod fit;
pub mod plan;
pub mod attempt;
pub mod state_machine;
mod ending;
pub mod storage;
mod settings;
mod fleet;
mod listing;
mod wishes;
pub mod desk;
mod acting;
pub mod tick;

pub use attempt::{EndKind, EndedAttempt, Lease, LeaseState, Limits, NextForJob, RetryBudget};
pub use desk::{Desk, DeskClosed, DeskLink, Leased, Registration, RegistrationError, Standing};
pub use fit::{Availability, Device, Needs, Reason, Serves, carries, nobody_is_able, why_not};
pub use listing::ListError;
pub use plan::{Placement, Plan, QueuedJob, Waiting, plan};
pub use quarantine::{Quarantine, QuarantineState, QuarantineWish, Quarantined};
pub use settings::{Clock, Settings};
pub use state_machine::{Effect, Input};
pub use storage::{CancelState, JobHappening, LeaseStorage, ResultError, ResultStore, StorageError};
pub use tick::start;
pub use uses::{Inability, Uses};
