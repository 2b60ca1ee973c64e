//! Series of compared runs on one axis.

use serde::Serialize;
use utoipa::ToSchema;

/// Series of several runs on one axis. Every list `lines` holds columns; a null value is a gap, never a zero.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OverlayView {
    /// `start`, `phase` or `iteration`: what begins at the same place in every run.
    pub align: String,
    /// Length of the common axis, ms.
    pub length_ms: i64,
    /// The stretches that belong together, along the axis; empty where runs are aligned by their start.
    pub slots: Vec<SlotView>,
    /// Runs that have no such stretch and therefore no line.
    pub without: Vec<String>,
    /// One line per run, metric and process type.
    pub lines: Vec<OverlayLineView>,
}

/// A place on the axis for one iteration or phase of every run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SlotView {
    /// The phase's name; `iteration` or `warm-up` where runs are aligned by iteration.
    pub name: String,
    /// The how-manieth of its name, from 1.
    pub number: u64,
    /// Start on the axis, ms.
    pub start_ms: i64,
    /// End on the axis, ms: as far as the longest run needs.
    pub end_ms: i64,
    /// How long it took in each run, in the order asked; null where the run has none.
    pub lengths_ms: Vec<Option<i64>>,
}

/// One metric of one run, over all processes of a type.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OverlayLineView {
    /// The run.
    pub run: String,
    /// Type of the processes; absent for the run as a whole and for processes that the Dataset does not describe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_type: Option<String>,
    /// Whether it is of the run as a whole.
    pub whole_run: bool,
    /// Metric key.
    pub metric: String,
    /// `OS`, `Chrome` or `Page`: who measured it.
    pub source: String,
    /// Unit of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Processes that are summed.
    pub processes: u64,
    /// Samples in the asked part of the axis, before thinning.
    pub samples: u64,
    /// Whether the samples are single events, which nothing connects.
    pub events: bool,
    /// Places on the axis, ms, ascending.
    pub at_ms: Vec<i64>,
    /// Sums at those places; null between two stretches that are not connected.
    pub values: Vec<Option<f64>>,
}
