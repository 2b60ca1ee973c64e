//! The one way in for a run: every door calls it.

pub mod record;
pub mod storage;

pub use record::{Headline, NewRun, RunRecord, Statistic};
pub use storage::{Identity, Kept, RunStorage, RunStorageError, Staging};
