//! The file format that holds one run: its types, and nothing that touches a file system or a network.

pub mod timestamp;
pub mod document;
pub mod meta;
pub mod env;
pub mod collection;
pub mod definition;
pub mod metric;
pub mod process;
pub mod iteration;
pub mod outcome;
pub mod log;

pub use collection::{
    Collection, CollectionMode, CollectorOverhead, Fallback, MetricStandard, MissingField, Source,
};
pub use definition::{Aggregate, Definition, Direction, PracticalLimit};
pub use document::{Dataset, Report, SCHEMA_VERSION, Unknown};
pub use env::Env;
pub use iteration::{Iteration, Mark};
pub use log::{LogLevel, LogLine};
pub use meta::{Meta, TestContext};
pub use metric::{BatchMetric, MetricPoint, RUN_PID};
pub use outcome::{Attachment, FailedStep, Outcome, OutcomeStatus};
pub use process::{ProcessInfo, ProcessType};
pub use timestamp::Timestamp;
