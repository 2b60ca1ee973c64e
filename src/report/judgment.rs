//! A verdict as the command line shows it, wherever it was made: by a controller or here, from two files.

use analysis::{RunVerdict, Verdict};
use serde::{Deserialize, Serialize};

/// The verdict on a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Judgment {
    /// The word.
    pub(crate) verdict: Verdict,
    /// One sentence in words and numbers.
    pub(crate) summary: String,
    /// One entry per judged metric, most important first.
    pub(crate) metrics: Vec<MetricJudgment>,
}

/// The verdict on one metric.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MetricJudgment {
    /// Metric key.
    pub(crate) metric: String,
    /// The word.
    pub(crate) verdict: Verdict,
    /// Why the data cannot tell, where they cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Reason>,
    /// The run's own numbers; absent where it has no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) measured: Option<Measured>,
    /// The numbers of the comparison; absent where a side has no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) evidence: Option<Evidence>,
    /// Whether the median is beyond the metric's absolute threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) threshold_breached: Option<bool>,
    /// Unit of the numbers.
    pub(crate) definition: Unit,
    /// The rule in words, with its figures.
    pub(crate) rule: String,
}

/// Why the data cannot tell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reason {
    /// In words, with its figures.
    pub(crate) text: String,
}

/// What a metric is counted in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Unit {
    /// E.g. `ms`.
    pub(crate) unit: String,
}

/// What the run itself measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// One value per measured iteration, in order.
    pub(crate) values: Vec<f64>,
    /// Their median.
    pub(crate) median: f64,
}

/// The numbers of a comparison that a table shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// Median of the baseline's values.
    pub(crate) baseline_median: f64,
    /// Hodges-Lehmann shift, run minus baseline.
    pub(crate) shift: f64,
    /// Lower end of its interval.
    pub(crate) shift_low: f64,
    /// Upper end of its interval.
    pub(crate) shift_high: f64,
    /// p-value after correction for the number of metrics.
    pub(crate) p_adjusted: f64,
}

impl From<RunVerdict> for Judgment {
    fn from(verdict: RunVerdict) -> Self {
        let metrics = verdict.metrics.into_iter().map(MetricJudgment::from).collect();
        Self { verdict: verdict.verdict, summary: verdict.summary, metrics }
    }
}

impl From<analysis::MetricVerdict> for MetricJudgment {
    fn from(metric: analysis::MetricVerdict) -> Self {
        Self {
            metric: metric.metric,
            verdict: metric.verdict,
            reason: metric.reason.map(|reason| Reason { text: reason.to_string() }),
            measured: metric
                .measured
                .map(|analysis::Measured { values, median }| Measured { values, median }),
            evidence: metric.evidence.map(|numbers| Evidence {
                baseline_median: numbers.baseline_median,
                shift: numbers.shift,
                shift_low: numbers.shift_low,
                shift_high: numbers.shift_high,
                p_adjusted: numbers.p_adjusted,
            }),
            threshold_breached: metric.threshold_breached,
            definition: Unit { unit: metric.definition.unit },
            rule: metric.rule,
        }
    }
}
