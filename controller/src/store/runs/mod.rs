//! Runs in rows: written once as a whole, listed by index columns, read piece by piece.

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

pub(super) use counts::RunCounts;
pub use filter::{Outcome, RunFilter, RunSort, SortKey, VerdictFilter};
pub use folders::{ReleaseCount, ScenarioCount, TagCount};
pub use keep::RunKeeper;
pub(super) use read::run_id;
pub use read::{RunSummary, StoredAttachment, StoredReport};
pub(super) use text::{storable, storable_json};
