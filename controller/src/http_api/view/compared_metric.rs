//! One metric in every compared run.

use analysis::{ComparedMetric, ComparedRun, ComparedShift};
use serde::Serialize;
use utoipa::ToSchema;

use super::circumstances::DefinitionView;
use super::from::word;
use super::verdict::ReasonView;

/// One metric in every compared run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedMetricView {
    /// Metric key.
    pub metric: String,
    /// Unit of the numbers; absent where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Unit, meaning, direction and limits; the reference's where it has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<DefinitionView>,
    /// Each run's numbers; null where it has no value.
    pub runs: Vec<Option<MetricOfRunView>>,
}

/// One metric of one run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MetricOfRunView {
    /// Measured iterations with a value.
    pub n: u64,
    /// Their median.
    pub median: f64,
    /// One value per measured iteration, in order.
    pub values: Vec<f64>,
    /// Its own unit or aggregate forbids to set it against the reference: the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_unit: Option<String>,
    /// How far it is from the reference; absent for the reference, and where that has no such values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<ComparedShiftView>,
    /// `regressed`, `improved`, `unchanged` or `inconclusive`; absent for the reference and where neither way is better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// Why the data cannot tell, where they cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonView>,
    /// The rule in words, with its figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Whether the median is beyond the metric's absolute threshold; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_breached: Option<bool>,
}

/// The shift of a run against the reference, in the metric's unit.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct ComparedShiftView {
    /// Hodges-Lehmann shift, run minus reference.
    pub shift: f64,
    /// Lower end of its confidence interval.
    pub low: f64,
    /// Upper end of its confidence interval.
    pub high: f64,
    /// Confidence of the interval as reached, e.g. 0.957; what a single value on a side reaches is near 0.
    pub confidence: f64,
    /// Shift in percent of the reference's median; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// The smallest change that counts.
    pub practical_limit: f64,
    /// Magnitude of the shift in practical limits; absent where the limit is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<f64>,
}

impl ComparedMetricView {
    /// The row of a metric whose numbers are in `unit`.
    pub(crate) fn new(
        ComparedMetric { metric, definition, runs }: ComparedMetric,
        unit: Option<String>,
    ) -> Self {
        let unit = definition.as_ref().map(|definition| definition.unit.clone()).or(unit);
        let runs = runs.into_iter().map(|run| run.map(MetricOfRunView::from)).collect();
        Self { metric, unit, definition: definition.as_ref().map(DefinitionView::from), runs }
    }
}

impl From<ComparedRun> for MetricOfRunView {
    fn from(ComparedRun { measured, shift, other_unit, verdict }: ComparedRun) -> Self {
        let (reason, rule, breached, verdict) = match verdict {
            Some(verdict) => {
                let (reason, rule) = (verdict.reason.map(ReasonView::from), Some(verdict.rule));
                (reason, rule, verdict.threshold_breached, Some(word(verdict.verdict)))
            }
            None => (None, None, None, None),
        };
        Self {
            n: measured.values.len() as u64,
            median: measured.median,
            values: measured.values,
            other_unit,
            shift: shift.map(ComparedShiftView::from),
            verdict,
            reason,
            rule,
            threshold_breached: breached,
        }
    }
}

impl From<ComparedShift> for ComparedShiftView {
    fn from(shift: ComparedShift) -> Self {
        let ComparedShift { shift, low, high, confidence, percent, practical_limit, size } = shift;
        Self { shift, low, high, confidence, percent, practical_limit, size }
    }
}
