//! Verdicts with every number that led to them.

use serde::Serialize;
use utoipa::ToSchema;

use super::circumstances::DefinitionView;

/// The verdict on a run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VerdictView {
    /// `regressed`, `improved`, `unchanged` or `inconclusive`.
    pub verdict: String,
    /// One sentence in words and numbers.
    pub summary: String,
    /// When it was judged, RFC 3339; absent for a comparison made on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged_at: Option<String>,
    /// What it was judged against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineBasisView>,
    /// One entry per judged metric, most important first.
    pub metrics: Vec<MetricVerdictView>,
    /// What differs between the two environments.
    pub fingerprint_changes: Vec<DifferenceView>,
    /// The constants that were applied.
    pub rules: RulesView,
}

/// What a run was judged against.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BaselineBasisView {
    /// `requested`, `pinned`, `previous_release` or `last_good`.
    pub kind: String,
    /// The runs whose iterations form the baseline, newest first.
    pub run_ids: Vec<String>,
    /// The release of those runs, where they have one in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
}

/// A value that differs between two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DifferenceView {
    /// What differs.
    pub key: String,
    /// The run's value; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The baseline's value; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
}

/// The verdict on one metric.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MetricVerdictView {
    /// Metric key.
    pub metric: String,
    /// `regressed`, `improved`, `unchanged` or `inconclusive`.
    pub verdict: String,
    /// Why the data cannot tell, where they cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonView>,
    /// The run's own numbers, with or without a baseline; absent where it has no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<MeasuredView>,
    /// The numbers of the comparison; absent where a side has no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceView>,
    /// Whether the median is beyond the metric's absolute threshold; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_breached: Option<bool>,
    /// Unit, meaning, direction and limits as applied.
    pub definition: DefinitionView,
    /// The rule in words, with its figures.
    pub rule: String,
}

/// Why the data cannot tell.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    /// `no_baseline`, `too_few_iterations`, `fingerprint_differs`, `missing_in_baseline`, `missing_in_run`, `too_noisy`,
    /// `machine_busier`
    /// or `run_not_completed`.
    pub kind: String,
    /// The same in words, with its figures.
    pub text: String,
}

/// What the run itself measured of a metric, in the metric's unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MeasuredView {
    /// Values of the run, one per measured iteration, in order; at least one.
    pub values: Vec<f64>,
    /// Their median.
    pub median: f64,
}

/// The numbers of a comparison that led to a verdict.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    /// Values of the baseline, in order.
    pub baseline_values: Vec<f64>,
    /// Median of the baseline's values.
    pub baseline_median: f64,
    /// Hodges-Lehmann shift, run minus baseline, in the metric's unit.
    pub shift: f64,
    /// Lower end of the shift's confidence interval.
    pub shift_low: f64,
    /// Upper end of the shift's confidence interval.
    pub shift_high: f64,
    /// Confidence of that interval, e.g. 0.957.
    pub confidence: f64,
    /// Shift in percent of the baseline's median.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift_percent: Option<f64>,
    /// Mann-Whitney U of the run's values.
    pub u_statistic: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Whether the p-value is exact.
    pub p_exact: bool,
    /// p-value after Benjamini-Hochberg over the run's metrics.
    pub p_adjusted: f64,
    /// Cliff's delta, −1 to 1.
    pub cliffs_delta: f64,
    /// The practical limit in the metric's unit that was applied.
    pub practical_limit: f64,
}

/// The constants of a judgment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RulesView {
    /// False discovery rate over the metrics of one run.
    pub alpha: f64,
    /// Confidence asked of the shift's interval.
    pub confidence: f64,
    /// Least number of measured iterations on each side.
    pub min_iterations: u64,
    /// Practical limit of metrics that name none, percent of the baseline's level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_limit_percent: Option<f64>,
    /// Practical limit of metrics that name none, in their unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_limit_absolute: Option<f64>,
}
