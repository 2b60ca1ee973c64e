//! Processes of compared runs: one by one, and all of a type together.

use serde::Serialize;
use utoipa::ToSchema;

/// One process in every compared run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedProcessView {
    /// Type of the process; absent for processes that the Dataset does not describe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// `exact`: type and title agree; `by_type`: only the type does; `unmatched`: one run alone has it.
    pub matched: String,
    /// The process in each run; null where it has none.
    pub runs: Vec<Option<ProcessPlaceView>>,
    /// Its metrics, by source: what Chrome says and what the operating system says stand in rows of their own.
    pub statistics: Vec<ProcessMetricView>,
}

/// A process of one run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProcessPlaceView {
    /// Operating system's process id.
    pub pid: u32,
    /// Title of the tab that it renders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// One metric of one process in every compared run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProcessMetricView {
    /// Metric key.
    pub metric: String,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Unit of the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Each run's figures; null where it has none.
    pub runs: Vec<Option<FiguresView>>,
}

/// The figures of one series. Percentiles are by linear interpolation between closest ranks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct FiguresView {
    /// Samples.
    pub count: u64,
    /// Arithmetic mean.
    pub avg: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
    /// This mean minus the reference's; absent for the reference, and where that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// The difference in percent of the reference's mean; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_percent: Option<f64>,
}

/// One metric of all processes of a type together, or of the run as a whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedTypeView {
    /// Type of the processes; absent for the run as a whole and for processes that the Dataset does not describe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// Whether it is of the run as a whole.
    pub whole_run: bool,
    /// Metric key.
    pub metric: String,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Unit of the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Each run's sums; null where it has none.
    pub runs: Vec<Option<TypeTotalView>>,
}

/// All processes of a type together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct TypeTotalView {
    /// Processes with such a series; 1 for the run as a whole.
    pub processes: u64,
    /// Sum of their means. Extremes of several processes do not fall on one instant and are not added.
    pub avg: f64,
    /// This sum minus the reference's; absent for the reference, and where that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// The difference in percent of the reference's sum; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_percent: Option<f64>,
}
