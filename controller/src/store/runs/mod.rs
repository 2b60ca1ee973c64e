//! Runs in rows: written once as a whole, listed by index columns, read piece by piece. What people say of a run may change,
//! what was measured never does.

pub(super) mod row;
mod text;
mod search;
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
mod tagging;
mod grave;
mod remove;
mod restore;

pub use change::{ChangeError, SeenRun, Settled};
pub(super) use counts::RunCounts;
pub use filter::{Outcome, RunFilter, RunSort, SortKey, VerdictFilter};
pub use folders::{ReleaseCount, RunValues, ScenarioCount, TagCount, ValueCount};
pub use keep::RunKeeper;
pub use labels::{LabelFault, RunEdit, TagChange};
pub(super) use read::run_id;
pub use read::{RunSummary, StoredAttachment, StoredReport};
pub use restore::{KEPT_FOR, Restored};
pub use search::SearchWords;
pub use tagging::Tagged;
pub(super) use text::{storable, storable_json};
