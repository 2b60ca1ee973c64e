//! What one run says for or against an alert. Pure: it reads a verdict and computes no statistic.

use analysis::{MetricVerdict, Verdict};
use dataset::{Direction, Timestamp};
use protocol::RunId;
use serde::{Deserialize, Serialize};

use crate::baseline_check::Scope;

/// A run that has a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedRun {
    /// Which, and what it measured.
    pub mark: Mark,
    /// Runs of the same scope share their alerts.
    pub scope: Scope,
    /// Whether it came to its end; one that did not says nothing.
    pub completed: bool,
    /// The verdicts on its metrics.
    pub metrics: Vec<MetricVerdict>,
    /// The newest run of what it was judged against; absent where there was none, or it is deleted.
    pub last_good: Option<Mark>,
}

/// A run as people look for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its id.
    pub run: RunId,
    /// When it took place.
    pub at: Timestamp,
    /// Its release.
    pub release: Option<String>,
    /// Its build.
    pub build: Option<String>,
}

/// A run as an alert saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// Which.
    pub mark: Mark,
    /// What it measured of the alert's metric.
    pub reading: Reading,
}

/// The numbers of one metric of one run, in the metric's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Whether the metric was judged as regressed.
    pub regressed: bool,
    /// Whether the median is beyond the threshold.
    pub breached: bool,
    /// The metric's absolute threshold, where it has one.
    pub threshold: Option<f64>,
    /// Median of the run's measured iterations.
    pub median: f64,
    /// Measured iterations with a value.
    pub values: u64,
    /// The numbers against the baseline; absent where there was none.
    pub comparison: Option<Comparison>,
}

/// What the verdict's evidence says of the size of a change, in the metric's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Median of the baseline's values.
    pub baseline_median: f64,
    /// How many there are.
    pub baseline_values: u64,
    /// Run minus baseline.
    pub shift: f64,
    /// Lower end of the shift's interval.
    pub low: f64,
    /// Upper end of the shift's interval.
    pub high: f64,
    /// Confidence of that interval, e.g. 0.957.
    pub confidence: f64,
    /// The shift in percent of the baseline's median; absent where that is zero.
    pub percent: Option<f64>,
    /// Smallest change that counts.
    pub practical_limit: f64,
    /// p-value after correction for the number of metrics.
    pub p_adjusted: f64,
}

/// Which way a run speaks.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// The metric regressed, or its threshold is broken.
    Bad(Reading),
    /// The data say that neither is the case.
    Good(Reading),
    /// The data do not say.
    Silent,
}

/// What a verdict on a metric says of its alert. An absolute threshold needs no baseline to be broken.
pub fn finding(metric: &MetricVerdict) -> Finding {
    let Some(reading) = reading(metric) else { return Finding::Silent };
    match (metric.verdict, reading.breached) {
        (Verdict::Regressed, _) | (_, true) => Finding::Bad(reading),
        (Verdict::Improved | Verdict::Unchanged, false) => Finding::Good(reading),
        (Verdict::Inconclusive, false) => Finding::Silent,
    }
}

impl Reading {
    /// Whether this one is worse than `other`: by the shift where both have one, else by the median.
    pub fn is_worse_than(&self, other: &Self, direction: Direction) -> bool {
        let shift = |reading: &Self| reading.comparison.as_ref().map(|comparison| comparison.shift);
        let (own, others) = match (shift(self), shift(other)) {
            (Some(own), Some(others)) => (own, others),
            (Some(_) | None, None) | (None, Some(_)) => (self.median, other.median),
        };
        match direction {
            Direction::LowerIsBetter => own > others,
            Direction::HigherIsBetter => own < others,
        }
    }
}

/// Nothing where the run has no value that could be written down.
fn reading(metric: &MetricVerdict) -> Option<Reading> {
    let measured = metric.measured.as_ref().filter(|measured| measured.median.is_finite())?;
    Some(Reading {
        regressed: metric.verdict == Verdict::Regressed,
        breached: metric.threshold_breached == Some(true),
        threshold: metric.definition.threshold.filter(|threshold| threshold.is_finite()),
        median: measured.median,
        values: measured.values.len() as u64,
        comparison: comparison(metric),
    })
}

fn comparison(metric: &MetricVerdict) -> Option<Comparison> {
    let evidence = metric.evidence.as_ref()?;
    let numbers = [evidence.baseline_median, evidence.shift, evidence.shift_low, evidence.shift_high];
    numbers.iter().all(|number| number.is_finite()).then(|| Comparison {
        baseline_median: evidence.baseline_median,
        baseline_values: evidence.baseline_values.len() as u64,
        shift: evidence.shift,
        low: evidence.shift_low,
        high: evidence.shift_high,
        confidence: evidence.confidence,
        percent: evidence.shift_percent.filter(|percent| percent.is_finite()),
        practical_limit: evidence.practical_limit,
        p_adjusted: evidence.p_adjusted,
    })
}
