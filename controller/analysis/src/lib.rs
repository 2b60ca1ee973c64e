//! Pure statistics: comparison, alignment, verdict and changes of level. Never reads a clock, a store or a random number.
//!
//! [`judge`](fn@judge) gives one word per metric and the numbers behind it, [`side_by_side`](fn@side_by_side) does so for
//! several runs, [`match_processes`] finds their processes again, and [`slots`] puts their series on one axis.

pub mod alignment;
pub mod series_sum;
pub mod process_match;
pub mod difference;
mod ranks;
mod normal;
pub mod mann_whitney;
pub mod hodges_lehmann;
mod median_interval;
pub mod cliffs_delta;
pub mod benjamini_hochberg;
pub mod limit;
pub mod verdict;
mod rules;
mod side;
mod machine;
mod decide;
mod words;
mod summary;
pub mod judge;
pub mod change_points;
pub mod side_by_side;

pub use alignment::{Slot, Stretch, aligned, iteration_stretches, phase_stretches, slots};
pub use benjamini_hochberg::benjamini_hochberg;
pub use change_points::{Change, ChangeKind, History, Level, Meaning, history};
pub use cliffs_delta::cliffs_delta;
pub use difference::Difference;
pub use hodges_lehmann::{Shift, hodges_lehmann, median};
pub use judge::judge;
pub use limit::practical_limit;
pub use mann_whitney::{MannWhitney, mann_whitney};
pub use median_interval::median_interval;
pub use process_match::{Matched, Process, ProcessMatch, match_processes};
pub use series_sum::{sum, unbroken, usual_step};
pub use side_by_side::{ComparedMetric, ComparedRun, ComparedShift, Comparison, side_by_side};
pub use verdict::{Evidence, InconclusiveReason, Measured, MetricVerdict, Rules, RunVerdict, Side, Verdict};
pub use words::amount;
