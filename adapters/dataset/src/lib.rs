//! The file format that holds one run: its types, and nothing that touches a file system or a network.

pub mod timestamp;
pub mod document;
pub mod meta;
pub mod env;
pub mod collection;
pub mod definition;
mod definition_form;
pub mod metric;
pub mod process;
pub mod iteration;
pub mod outcome;
pub mod log;
mod number;
mod path;
pub mod flag;
pub mod refusal;
pub mod upgrade;
pub mod validate;
pub mod read;
pub mod write;
pub mod field;
pub mod series;
pub mod quantile;
pub mod summary;
pub mod downsample;

pub use collection::{
    Collection, CollectionMode, CollectorOverhead, Fallback, MetricStandard, MissingField, Source,
};
pub use definition::{Aggregate, Definition, Direction, PracticalLimit};
pub use document::{Dataset, Report, SCHEMA_VERSION, Unknown};
pub use downsample::downsample;
pub use env::Env;
pub use field::{Field, Viewpoint};
pub use flag::Flag;
pub use iteration::{Iteration, Mark};
pub use log::{LogLevel, LogLine};
pub use meta::{Meta, TestContext};
pub use metric::{BatchMetric, MetricPoint, RUN_PID};
pub use outcome::{Attachment, FailedStep, Outcome, OutcomeStatus};
pub use process::{ProcessInfo, ProcessType};
pub use quantile::quantile;
pub use read::{
    Limits, ReadError, Reading, StreamError, read_dataset, read_flagged, stream_dataset, stream_slice,
};
pub use refusal::{Fault, Refusal};
pub use series::{SeriesKey, Value, occurring, series};
pub use summary::{SeriesSummary, SummaryBuilder, SummaryError};
pub use timestamp::Timestamp;
pub use validate::{BatchRules, flag_definitions, validate_header};
pub use write::{DatasetWriter, WriteError, write_dataset};
