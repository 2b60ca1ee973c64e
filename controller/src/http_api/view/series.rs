//! Series as charts take them: columns, thinned, one per process, source and metric.

use serde::Serialize;
use utoipa::ToSchema;

/// The series of one process.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProcessSeriesView {
    /// Process id; 0 for what belongs to the run as a whole.
    pub pid: u32,
    /// Type of the process; absent for the run as a whole and for processes that the Dataset does not describe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// Title of the tab that it renders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its series.
    pub series: Vec<SeriesView>,
}

/// One series. An instant without a value is a gap, never a zero.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeriesView {
    /// Metric key.
    pub metric: String,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Unit of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Samples before thinning.
    pub samples: u64,
    /// Instants, ms since the start of the run, ascending.
    pub at_ms: Vec<i64>,
    /// Values at those instants.
    pub values: Vec<f64>,
}

/// One metric over a stretch of time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeriesWindowView {
    /// Metric key.
    pub metric: String,
    /// Unit of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// First instant, ms since the start of the run.
    pub from_ms: i64,
    /// Last instant, ms since the start of the run.
    pub to_ms: i64,
    /// Columns of time; of each a series gives its first, smallest, largest and last sample.
    pub columns: usize,
    /// One per process and source.
    pub series: Vec<StretchView>,
}

/// A stretch of one series.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StretchView {
    /// Process id; 0 for what belongs to the run as a whole.
    pub pid: u32,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Samples in the stretch before thinning.
    pub samples: u64,
    /// The usual time between two samples, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_ms: Option<i64>,
    /// Instants, ms since the start of the run, ascending; the nearest sample on either side is among them.
    pub at_ms: Vec<i64>,
    /// Values at those instants; null amid a hole in the measurement.
    pub values: Vec<Option<f64>>,
}
