//! Pure statistics: comparison, alignment and verdict. Never reads a clock, a store or a random number.

pub mod verdict;

pub use verdict::{Evidence, InconclusiveReason, MetricVerdict, Rules, RunVerdict, Side, Verdict};
