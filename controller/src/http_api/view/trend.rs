//! A scenario's metrics over its runs: the runs once, then for each metric its values in columns beside them, and what
//! became of its level. Places are indices into `runs`.

use serde::Serialize;
use utoipa::ToSchema;

use super::annotation::AnnotationView;

/// Metrics of a scenario over its runs on one platform and device class.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrendsView {
    /// The scenario.
    pub scenario: String,
    /// The platform; empty where the runs name none.
    pub platform: String,
    /// The device class; empty where the runs name none.
    pub device_class: String,
    /// The runs, oldest first, those without a value among them.
    pub runs: Vec<TrendRunView>,
    /// Whether there are older ones that `limit` left out.
    pub truncated: bool,
    /// The metrics that were asked for, in that order.
    pub metrics: Vec<TrendView>,
    /// Baselines that were pinned at some time of the stretch.
    pub baselines: Vec<BaselineMarkView>,
    /// What people noted in the stretch.
    pub annotations: Vec<AnnotationView>,
}

/// A run of a trend.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrendRunView {
    /// Its id.
    pub id: String,
    /// When it took place, RFC 3339.
    pub created_at: String,
    /// Its release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Build under test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// The device that it ran on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// `completed`, `failed`, `canceled`, `disconnected` or `unknown`.
    pub outcome: String,
    /// The word on the run as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// Whether it was measured under other conditions than the completed run before it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conditions_changed: bool,
}

/// One metric over the runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrendView {
    /// Metric key.
    pub metric: String,
    /// Unit of every number here but percentages.
    pub unit: String,
    /// One sentence for the reader.
    pub meaning: String,
    /// `lower_is_better` or `higher_is_better`; absent where neither is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// One entry per run: the median over its measured iterations; `null` where the run has none, or in another unit.
    pub values: Vec<Option<f64>>,
    /// Lower ends of the values' 95 % confidence intervals; `null` below six iterations.
    pub low: Vec<Option<f64>>,
    /// Upper ends of the same.
    pub high: Vec<Option<f64>>,
    /// Iterations that each value stands on; 0 where there is none.
    pub counts: Vec<u64>,
    /// Runs whose value has another unit than the newest, and so is left out.
    pub other_unit: u64,
    /// Stretches of one level, in order.
    pub levels: Vec<LevelView>,
    /// The changes between them, in order.
    pub changes: Vec<ChangeView>,
    /// Places of single values far from their neighbors.
    pub spikes: Vec<usize>,
}

/// A stretch of one level.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LevelView {
    /// Place of its first run.
    pub from: usize,
    /// Place of its last run.
    pub to: usize,
    /// Values that it stands on, spikes aside.
    pub count: usize,
    /// Its median.
    pub median: f64,
    /// Lower end of what is normal: the median less 3.29 robust standard deviations.
    pub low: f64,
    /// Upper end of the same.
    pub high: f64,
}

/// A change of level.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// Place of the first run of the new level.
    pub index: usize,
    /// That run.
    pub run_id: String,
    /// Place of the last run of the old level.
    pub last_before: usize,
    /// The level before: median.
    pub before: f64,
    /// The level after: median.
    pub after: f64,
    /// The change in percent of the level before; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// Lower end of the confidence interval of the shift.
    pub shift_low: f64,
    /// Upper end of the same.
    pub shift_high: f64,
    /// `worse`, `better`, or `neither` where the metric has no direction.
    pub meaning: String,
    /// `step`, or `recovered` where the level went back to what it was before the change before.
    pub kind: String,
    /// Whether it is as large as the practical limit.
    pub matters: bool,
    /// The practical limit at the level before.
    pub limit: f64,
}

/// A baseline beside a trend.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BaselineMarkView {
    /// Its id.
    pub id: String,
    /// The pinned run.
    pub run_id: String,
    /// Place of the pinned run; absent where it lies outside of the stretch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
    /// Who pinned it.
    pub set_by: String,
    /// When, RFC 3339.
    pub set_at: String,
    /// Why.
    pub reason: String,
    /// When it was cleared, RFC 3339; absent while it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<String>,
}

/// A metric that trends can be drawn of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrendMetricView {
    /// Metric key.
    pub metric: String,
    /// Its unit in the newest run of its platform and device class.
    pub unit: String,
    /// One sentence for the reader.
    pub meaning: String,
    /// `lower_is_better` or `higher_is_better`; absent where neither is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The platform; empty where the runs name none.
    pub platform: String,
    /// The device class; empty where the runs name none.
    pub device_class: String,
    /// Runs with a value.
    pub count: u64,
    /// When the first of them took place, RFC 3339.
    pub first_at: String,
    /// When the last of them did, RFC 3339.
    pub last_at: String,
}

/// The metrics of a scenario.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrendMetricsView {
    /// The scenario.
    pub scenario: String,
    /// By platform, device class and name.
    pub metrics: Vec<TrendMetricView>,
}
