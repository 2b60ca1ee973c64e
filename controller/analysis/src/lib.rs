//! Pure statistics: comparison, alignment, verdict and changes of level. Never reads a clock, a store or a random number.
//!
//! [`judge`](fn@judge) gives one word per metric and the numbers behind it, [`compare`] sets runs side by side, and
//! [`since_start`] puts their series on one axis.

pub mod alignment;
pub mod comparison;
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

pub use alignment::since_start;
pub use benjamini_hochberg::benjamini_hochberg;
pub use change_points::{Change, ChangeKind, History, Level, Meaning, history};
pub use cliffs_delta::cliffs_delta;
pub use comparison::{ComparisonRow, Difference, ProcessStatistics, TypeRow, compare, compare_types};
pub use hodges_lehmann::{Shift, hodges_lehmann, median};
pub use judge::judge;
pub use limit::practical_limit;
pub use mann_whitney::{MannWhitney, mann_whitney};
pub use median_interval::median_interval;
pub use verdict::{Evidence, InconclusiveReason, Measured, MetricVerdict, Rules, RunVerdict, Side, Verdict};
pub use words::amount;
