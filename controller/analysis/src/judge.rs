//! From two sides to one verdict per metric. Deterministic: the same values in another order give the same words.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use dataset::{Definition, Direction};

use crate::benjamini_hochberg::benjamini_hochberg;
use crate::cliffs_delta::cliffs_delta;
use crate::decide::decide;
use crate::hodges_lehmann::{hodges_lehmann, median};
use crate::limit::practical_limit;
use crate::machine::{Busier, busier};
use crate::mann_whitney::mann_whitney;
use crate::side::compatible;
use crate::summary::{rule, summary};
use crate::verdict::{
    Evidence, InconclusiveReason, Measured, MetricVerdict, Rules, RunVerdict, Side, Verdict,
};

/// Judges `run` against `baseline` (one run, or several by [`Side::pool`]).
///
/// A metric without a direction is left out. Where the data cannot tell, the word is `Inconclusive` with the first reason
/// that holds, and the numbers are given all the same wherever both sides have a value.
pub fn judge(run: &Side, baseline: Option<&Side>, rules: &Rules) -> RunVerdict {
    let mut metrics: Vec<MetricVerdict> = judged_metrics(run, baseline)
        .into_iter()
        .map(|judged| compare(&judged, run, baseline, rules))
        .collect();
    let family = adjust(&mut metrics);
    let busier = baseline.and_then(|baseline| busier(run, baseline));
    for metric in &mut metrics {
        conclude(metric, rules, family, busier.as_ref());
    }
    metrics.sort_by(by_importance);
    let verdict = overall(&metrics);
    let fingerprint_changes = baseline.map(|baseline| run.fingerprint_changes(baseline)).unwrap_or_default();
    RunVerdict {
        verdict,
        summary: summary(&metrics, run, baseline, rules),
        metrics,
        fingerprint_changes,
        rules: rules.clone(),
    }
}

/// One metric that says which way is better.
struct Judged {
    metric: String,
    definition: Definition,
}

/// Every metric with values on a side and a direction; the run's definition holds before the baseline's.
fn judged_metrics(run: &Side, baseline: Option<&Side>) -> Vec<Judged> {
    let sides = || std::iter::once(run).chain(baseline);
    let keys: BTreeSet<&String> = sides().flat_map(|side| side.values.keys()).collect();
    keys.into_iter()
        .filter_map(|metric| {
            let definition = sides().find_map(|side| side.definitions.get(metric))?;
            definition.direction?;
            Some(Judged { metric: metric.clone(), definition: definition.clone() })
        })
        .collect()
}

/// Everything about one metric but its word.
fn compare(judged: &Judged, run: &Side, baseline: Option<&Side>, rules: &Rules) -> MetricVerdict {
    let own = finite(run, &judged.metric);
    let others = baseline.map(|baseline| finite(baseline, &judged.metric)).unwrap_or_default();
    MetricVerdict {
        metric: judged.metric.clone(),
        verdict: Verdict::Inconclusive,
        reason: obstacle(judged, run, baseline, rules),
        threshold_breached: threshold_breached(&judged.definition, &own),
        evidence: evidence(&own, others, &judged.definition, rules),
        measured: median(&own).map(|median| Measured { values: own, median }),
        definition: judged.definition.clone(),
        rule: String::new(),
    }
}

/// The first reason, the widest before the narrowest, for which the numbers must not decide.
fn obstacle(
    judged: &Judged,
    run: &Side,
    baseline: Option<&Side>,
    rules: &Rules,
) -> Option<InconclusiveReason> {
    if !run.completed {
        return Some(InconclusiveReason::RunNotCompleted);
    }
    let Some(baseline) = baseline.filter(|baseline| baseline.completed) else {
        return Some(InconclusiveReason::NoBaseline);
    };
    let keys: Vec<String> = run.fingerprint_changes(baseline).into_keys().collect();
    if !keys.is_empty() {
        return Some(InconclusiveReason::FingerprintDiffers { keys });
    }
    let metric = &judged.metric;
    let (own, others) = (finite(run, metric).len(), finite(baseline, metric).len());
    if own == 0 {
        return Some(InconclusiveReason::MissingInRun);
    }
    if others == 0 {
        return Some(InconclusiveReason::MissingInBaseline);
    }
    if !compatible(run.definitions.get(metric), baseline.definitions.get(metric)) {
        let keys = vec![format!("definition of {metric}")];
        return Some(InconclusiveReason::FingerprintDiffers { keys });
    }
    let needed = rules.min_iterations;
    (own.min(others) < needed).then_some(InconclusiveReason::TooFewIterations {
        run: own,
        baseline: others,
        needed,
    })
}

/// The values of a metric that are numbers, in order.
pub(crate) fn finite(side: &Side, metric: &str) -> Vec<f64> {
    side.values.get(metric).into_iter().flatten().copied().filter(|value| value.is_finite()).collect()
}

fn threshold_breached(definition: &Definition, values: &[f64]) -> Option<bool> {
    let (median, threshold) = (median(values)?, definition.threshold?);
    Some(match definition.direction? {
        Direction::LowerIsBetter => median > threshold,
        Direction::HigherIsBetter => median < threshold,
    })
}

fn evidence(run: &[f64], baseline: Vec<f64>, definition: &Definition, rules: &Rules) -> Option<Evidence> {
    let baseline_median = median(&baseline)?;
    let shift = hodges_lehmann(run, &baseline, rules.confidence)?;
    let test = mann_whitney(run, &baseline)?;
    Some(Evidence {
        baseline_median,
        shift: shift.estimate,
        shift_low: shift.low,
        shift_high: shift.high,
        confidence: shift.confidence,
        shift_percent: (baseline_median != 0.0).then(|| shift.estimate / baseline_median.abs() * 100.0),
        u_statistic: test.u,
        p_value: test.p,
        p_exact: test.exact,
        p_adjusted: test.p,
        cliffs_delta: cliffs_delta(run, &baseline)?,
        practical_limit: practical_limit(definition, rules.default_limit, baseline_median),
        baseline_values: baseline,
    })
}

/// Adjusts the p-values of all metrics that were tested and gives their number.
fn adjust(metrics: &mut [MetricVerdict]) -> usize {
    let mut tested: Vec<&mut Evidence> =
        metrics.iter_mut().filter_map(|metric| metric.evidence.as_mut()).collect();
    let p_values: Vec<f64> = tested.iter().map(|evidence| evidence.p_value).collect();
    for (evidence, adjusted) in tested.iter_mut().zip(benjamini_hochberg(&p_values)) {
        evidence.p_adjusted = adjusted;
    }
    p_values.len()
}

fn conclude(metric: &mut MetricVerdict, rules: &Rules, family: usize, busier: Option<&Busier>) {
    let direction = metric.definition.direction.expect("only metrics with a direction are judged");
    if let (None, Some(measured), Some(evidence)) = (&metric.reason, &metric.measured, &metric.evidence) {
        (metric.verdict, metric.reason) = decide(measured, evidence, direction, rules, family);
        if let Some(busier) = busier.filter(|busier| busier.explains(metric)) {
            (metric.verdict, metric.reason) = (Verdict::Inconclusive, Some(busier.reason()));
        }
    }
    metric.rule = rule(metric, direction, rules, family);
}

fn overall(metrics: &[MetricVerdict]) -> Verdict {
    let any = |word| metrics.iter().any(|metric| metric.verdict == word);
    [Verdict::Regressed, Verdict::Improved, Verdict::Unchanged]
        .into_iter()
        .find(|&word| any(word))
        .unwrap_or(Verdict::Inconclusive)
}

fn by_importance(one: &MetricVerdict, other: &MetricVerdict) -> Ordering {
    let rank = |metric: &MetricVerdict| match metric.verdict {
        Verdict::Regressed => 0,
        Verdict::Inconclusive => 1,
        Verdict::Improved => 2,
        Verdict::Unchanged => 3,
    };
    rank(one)
        .cmp(&rank(other))
        .then_with(|| size(other).total_cmp(&size(one)))
        .then_with(|| one.metric.cmp(&other.metric))
}

/// Size of the shift in practical limits; −1 where there are no numbers.
fn size(metric: &MetricVerdict) -> f64 {
    metric.evidence.as_ref().map_or(-1.0, |evidence| {
        let shift = evidence.shift.abs();
        if shift == 0.0 { 0.0 } else { shift / evidence.practical_limit }
    })
}
