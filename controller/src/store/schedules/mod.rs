//! Suites, their starts, schedules and what became of their ticks. What stages and doors see are plain types; rows stay here.

mod rows;
mod suites;
mod start;
mod edit;
mod list;
mod ticks;
mod storage;
mod cells;
mod suite_runs;
mod coverage;

pub use edit::{EditError, NewSchedule};
pub use list::ScheduleEntry;
pub use start::{StartError, Started};
pub use suite_runs::{CellState, SuiteRunEntry, SuiteRunFilter};
pub use suites::{NewSuite, SuiteError};
