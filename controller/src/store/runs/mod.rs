//! Runs in rows: written once as a whole, listed by index columns, read piece by piece. What people say of a run may change,
//! what was measured never does.

pub(super) mod row;
mod text;
mod key;
mod insert;
mod filter;
mod counts;
mod list;
mod read;
mod folders;
mod keep;
mod labels;
mod change;
mod edit;
mod remove;

pub use change::{ChangeError, SeenRun};
pub(super) use counts::RunCounts;
pub use filter::{Outcome, RunFilter, RunSort, SortKey, VerdictFilter};
pub use folders::{ReleaseCount, ScenarioCount, TagCount};
pub use keep::RunKeeper;
pub use labels::{LabelFault, RunEdit};
pub(super) use read::run_id;
pub use read::{RunSummary, StoredAttachment, StoredReport};
pub(super) use text::{storable, storable_json};
