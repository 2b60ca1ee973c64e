//! Runs in rows: written once as a whole, listed by index columns, read piece by piece.

mod row;
mod text;
mod insert;
mod filter;
mod list;
mod read;
mod folders;
mod keep;

pub use filter::{Outcome, RunFilter, RunSort, SortKey, VerdictFilter};
pub use folders::{ReleaseCount, ScenarioCount, TagCount};
pub use keep::RunKeeper;
pub use read::{RunSummary, StoredAttachment, StoredReport};
