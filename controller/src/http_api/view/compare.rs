//! Two runs side by side.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::run::RunView;
use super::verdict::{DifferenceView, VerdictView};

/// Which runs to compare.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct CompareRequest {
    /// Exactly two run ids: the baseline, then the run that is looked at.
    #[schema(min_items = 2, max_items = 2)]
    pub ids: Vec<String>,
}

/// A run beside a baseline.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CompareView {
    /// The first of the two ids.
    pub baseline: RunView,
    /// The second of the two ids.
    pub run: RunView,
    /// What differs between their circumstances, beyond the fingerprint.
    pub differences: Vec<DifferenceView>,
    /// The run judged against the baseline; nothing is stored.
    pub verdict: VerdictView,
    /// Each metric of each process type side by side. Processes are matched by type and title, never by process id.
    pub rows: Vec<CompareRowView>,
}

/// One metric of one kind of process, in both runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CompareRowView {
    /// Type of the process; absent for the run as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// Title of the tab, where processes of one type are told apart by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Metric key.
    pub metric: String,
    /// Unit of the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The baseline's figures; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<FiguresView>,
    /// The run's figures; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<FiguresView>,
    /// Run minus baseline, of the averages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// The difference in percent of the baseline's average; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_percent: Option<f64>,
}

/// The figures of one series, or of several of the same kind.
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
    /// 95th percentile.
    pub p95: f64,
}
