//! Values of runs as rows, one a metric, so that the trend of thousands of runs is two indexed queries. Never finds a change.

mod row;
mod write;
mod backfill;
mod scope;
mod read;

pub use read::{MetricValue, TrendRun, TrendScope, TrendWindow};
pub(super) use row::{missing, run_values};
pub use scope::MetricCount;
pub(super) use write::{ValueOwner, insert_values, move_values};
