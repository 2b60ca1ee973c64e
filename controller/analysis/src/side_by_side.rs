//! Several runs side by side, metric by metric. Judges nothing itself: each word is [`judge`]'s on that run and the reference.

use std::collections::{BTreeMap, BTreeSet};

use dataset::Definition;

use crate::hodges_lehmann::{Shift, hodges_lehmann, median};
use crate::judge::{finite, judge};
use crate::limit::practical_limit;
use crate::side::compatible;
use crate::verdict::{Evidence, Measured, MetricVerdict, Rules, RunVerdict, Side};

/// Several runs against one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Each run judged against the reference; absent for the reference itself.
    pub verdicts: Vec<Option<RunVerdict>>,
    /// Every metric that a run has values of, the largest change in practical limits first.
    pub metrics: Vec<ComparedMetric>,
}

/// One metric in every compared run.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedMetric {
    /// Metric key.
    pub metric: String,
    /// Unit, meaning and limits: the reference's, else those of the first run that has any.
    pub definition: Option<Definition>,
    /// One entry per run, in the order given; absent where the run has no value.
    pub runs: Vec<Option<ComparedRun>>,
}

/// One metric of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedRun {
    /// The run's own numbers.
    pub measured: Measured,
    /// How far it is from the reference; absent for the reference, and where that has no such values.
    pub shift: Option<ComparedShift>,
    /// The unit, where it is not the row's: such values are not set against each other.
    pub other_unit: Option<String>,
    /// The verdict on it; absent for the reference and for metrics that say no better or worse.
    pub verdict: Option<MetricVerdict>,
}

/// The shift of a run against the reference, in the metric's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparedShift {
    /// Hodges-Lehmann shift, run minus reference.
    pub shift: f64,
    /// Lower end of its confidence interval.
    pub low: f64,
    /// Upper end of its confidence interval.
    pub high: f64,
    /// Confidence of the interval as reached; 0 where a side has a single value.
    pub confidence: f64,
    /// Shift in percent of the reference's median; absent where that is zero.
    pub percent: Option<f64>,
    /// The smallest change that counts.
    pub practical_limit: f64,
    /// Magnitude of the shift in practical limits; absent where the limit is zero.
    pub size: Option<f64>,
}

/// Sets `sides` side by side against the one at `reference`, which must lie among them.
pub fn side_by_side(sides: &[Side], reference: usize, rules: &Rules) -> Comparison {
    let verdicts: Vec<Option<RunVerdict>> = sides
        .iter()
        .enumerate()
        .map(|(place, side)| (place != reference).then(|| judge(side, Some(&sides[reference]), rules)))
        .collect();
    let words: Vec<BTreeMap<&str, &MetricVerdict>> = verdicts
        .iter()
        .map(|verdict| {
            let metrics = verdict.iter().flat_map(|verdict| &verdict.metrics);
            metrics.map(|metric| (metric.metric.as_str(), metric)).collect()
        })
        .collect();
    let names: BTreeSet<&String> = sides.iter().flat_map(|side| side.values.keys()).collect();
    let mut metrics: Vec<ComparedMetric> = names
        .into_iter()
        .map(|metric| compared(metric, sides, reference, &words, rules))
        .filter(|row| row.runs.iter().any(Option::is_some))
        .collect();
    // Stable, so that equal sizes stay in the order of their names.
    metrics.sort_by(|one, other| size(other).total_cmp(&size(one)));
    Comparison { verdicts, metrics }
}

fn compared(
    metric: &str,
    sides: &[Side],
    reference: usize,
    words: &[BTreeMap<&str, &MetricVerdict>],
    rules: &Rules,
) -> ComparedMetric {
    let own = |side: &Side| side.definitions.get(metric).cloned();
    let definition = own(&sides[reference]).or_else(|| sides.iter().find_map(own));
    let base = finite(&sides[reference], metric);
    let run = |(place, side): (usize, &Side)| {
        let values = finite(side, metric);
        let measured = Measured { median: median(&values)?, values };
        let same = compatible(definition.as_ref(), side.definitions.get(metric));
        let verdict = words[place].get(metric).map(|verdict| (*verdict).clone());
        let against = place != reference && same;
        let shift = against.then(|| shift(&measured, &base, verdict.as_ref(), definition.as_ref(), rules));
        let unit = side.definitions.get(metric).map(|definition| definition.unit.clone());
        Some(ComparedRun { measured, shift: shift.flatten(), other_unit: unit.filter(|_| !same), verdict })
    };
    let runs = sides.iter().enumerate().map(run).collect();
    ComparedMetric { metric: metric.to_owned(), definition, runs }
}

/// The verdict's own numbers where there are any: what is shown must be what was judged.
fn shift(
    measured: &Measured,
    base: &[f64],
    verdict: Option<&MetricVerdict>,
    definition: Option<&Definition>,
    rules: &Rules,
) -> Option<ComparedShift> {
    let level = median(base)?;
    let (found, limit) = if let Some(evidence) = verdict.and_then(|verdict| verdict.evidence.as_ref()) {
        let Evidence { shift, shift_low, shift_high, confidence, practical_limit, .. } = *evidence;
        (Shift { estimate: shift, low: shift_low, high: shift_high, confidence }, practical_limit)
    } else {
        let limit =
            definition.map_or(0.0, |definition| practical_limit(definition, rules.default_limit, level));
        (hodges_lehmann(&measured.values, base, rules.confidence)?, limit)
    };
    let Shift { estimate: shift, low, high, confidence } = found;
    let percent = (level != 0.0).then(|| shift / level.abs() * 100.0).filter(|percent| percent.is_finite());
    let size = Some(shift.abs() / limit).filter(|size| size.is_finite());
    let size = if shift == 0.0 { Some(0.0) } else { size };
    Some(ComparedShift { shift, low, high, confidence, percent, practical_limit: limit, size })
}

/// The largest change of a row in practical limits; beyond all others where the limit is zero, below all where nothing
/// could be set against each other.
fn size(row: &ComparedMetric) -> f64 {
    let shifts = row.runs.iter().flatten().filter_map(|run| run.shift);
    shifts.map(|shift| shift.size.unwrap_or(f64::INFINITY)).fold(-1.0, f64::max)
}
