//! What is said of a run: one verdict per metric with every number that led to it.

use std::collections::BTreeMap;

use dataset::{Definition, PracticalLimit};
use serde::{Deserialize, Serialize};

/// The four words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Worse by more than the practical limit, and not by chance.
    Regressed,
    /// Better by more than the practical limit, and not by chance.
    Improved,
    /// The data exclude a change beyond the practical limit, or show none.
    Unchanged,
    /// The data cannot tell; the reason says why.
    Inconclusive,
}

/// Why the data cannot tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InconclusiveReason {
    /// There is nothing to compare with.
    NoBaseline,
    /// Fewer measured iterations than the rules ask for.
    TooFewIterations {
        /// Iterations of the run with a value.
        run: usize,
        /// Iterations of the baseline with a value.
        baseline: usize,
        /// Least number on each side.
        needed: usize,
    },
    /// The two were not measured under the same conditions.
    FingerprintDiffers {
        /// Keys that differ.
        keys: Vec<String>,
    },
    /// The run measured the metric and the baseline did not.
    MissingInBaseline,
    /// The baseline measured the metric and the run did not.
    MissingInRun,
    /// The interval reaches from no change to beyond the practical limit.
    TooNoisy,
    /// A time moved, and so did what else the machine had to do.
    MachineBusier {
        /// What everything but the browser used during the run, percent of one core.
        run_percent: f64,
        /// The same during the baseline.
        baseline_percent: f64,
    },
    /// The run did not come to its end.
    RunNotCompleted,
}

/// What the run itself measured of a metric, in the metric's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Values of the run, one per measured iteration, in order; at least one.
    pub values: Vec<f64>,
    /// Their median.
    pub median: f64,
}

/// The numbers of a comparison that led to a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
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
    /// Confidence of that interval, as reached by the discrete distribution, e.g. 0.957.
    pub confidence: f64,
    /// Shift in percent of the baseline's median; absent where that is zero.
    pub shift_percent: Option<f64>,
    /// Mann-Whitney U of the run's values.
    pub u_statistic: f64,
    /// Two-sided p-value, exact where the sizes allow it.
    pub p_value: f64,
    /// Whether the p-value is exact or by normal approximation.
    pub p_exact: bool,
    /// p-value after Benjamini-Hochberg over the run's metrics.
    pub p_adjusted: f64,
    /// Cliff's delta, −1 to 1.
    pub cliffs_delta: f64,
    /// The practical limit in the metric's unit that was applied.
    pub practical_limit: f64,
}

/// The verdict on one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricVerdict {
    /// Metric key.
    pub metric: String,
    /// The word.
    pub verdict: Verdict,
    /// Why not, where it is `inconclusive`.
    pub reason: Option<InconclusiveReason>,
    /// The run's own numbers, with or without a baseline; absent where it has no value.
    pub measured: Option<Measured>,
    /// The numbers of the comparison; absent where a side has no value.
    pub evidence: Option<Evidence>,
    /// Whether the run's median is beyond the metric's absolute threshold; absent where it has none.
    pub threshold_breached: Option<bool>,
    /// Unit, meaning, direction and limits as applied.
    pub definition: Definition,
    /// The rule in words, with its figures.
    pub rule: String,
}

/// The verdict on a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunVerdict {
    /// The worst of the metrics' verdicts: regressed, else inconclusive if nothing could be judged, else improved, else unchanged.
    pub verdict: Verdict,
    /// One sentence in words and numbers for the top of a page.
    pub summary: String,
    /// One entry per judged metric, most important first.
    pub metrics: Vec<MetricVerdict>,
    /// Keys of the fingerprint that differ, with run and baseline value.
    pub fingerprint_changes: BTreeMap<String, (Option<String>, Option<String>)>,
    /// The rules that were applied.
    pub rules: Rules,
}

/// The constants of a judgment, stored with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// False discovery rate over the metrics of one run.
    pub alpha: f64,
    /// Confidence asked of the shift's interval.
    pub confidence: f64,
    /// Least number of measured iterations on each side.
    pub min_iterations: usize,
    /// Practical limit of metrics that name none.
    pub default_limit: PracticalLimit,
}

/// One side of a comparison, free of its Dataset: what the baseline check keeps per run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Measured (not warm-up) iterations' values per metric key, in order.
    pub values: BTreeMap<String, Vec<f64>>,
    /// Definition per metric key.
    pub definitions: BTreeMap<String, Definition>,
    /// What makes runs incomparable.
    pub fingerprint: BTreeMap<String, String>,
    /// Whether the run came to its end.
    pub completed: bool,
}
