//! What is said of a run in one sentence, and of a metric's rule in another. Never decides anything.

use std::collections::BTreeMap;

use dataset::Direction;

use crate::verdict::{InconclusiveReason, MetricVerdict, Rules, Verdict};
use crate::words::{amount, change, figure};

/// Metrics told one by one before the rest is counted.
const TOLD: usize = 3;

/// The sentence for the top of a page. `metrics` stand in order of importance.
pub(crate) fn summary(
    metrics: &[MetricVerdict],
    fingerprint_changes: &BTreeMap<String, (Option<String>, Option<String>)>,
) -> String {
    let of = |word| metrics.iter().filter(|metric| metric.verdict == word).collect::<Vec<_>>();
    let inconclusive = of(Verdict::Inconclusive);
    let mut clauses = Vec::new();
    if metrics.is_empty() {
        clauses.push("Nothing was judged, since no metric with a value says which way is better".to_owned());
    } else if inconclusive.len() == metrics.len() {
        clauses.push(no_verdict(&inconclusive, fingerprint_changes));
    } else {
        clauses.extend(changes(&of(Verdict::Regressed), "regressed"));
        clauses.extend(changes(&of(Verdict::Improved), "improved"));
        clauses.extend(open(&inconclusive));
        clauses.extend(unchanged(of(Verdict::Unchanged).len(), metrics.len()));
    }
    clauses.extend(metrics.iter().filter_map(breach));
    let mut sentence = clauses.join("; ");
    sentence.push('.');
    sentence
}

/// The rule of one metric in words, with its figures.
pub(crate) fn rule(metric: &MetricVerdict, direction: Direction, rules: &Rules, family: usize) -> String {
    let Some(evidence) = &metric.evidence else {
        return match &metric.reason {
            Some(reason) => format!("not compared: {reason}"),
            None => "not compared: a side has no values".to_owned(),
        };
    };
    let unit = &metric.definition.unit;
    let limit = amount(evidence.practical_limit, unit);
    let (above, below) = (format!("above +{limit}"), format!("below -{limit}"));
    let (worse, better) = match direction {
        Direction::LowerIsBetter => (above, below),
        Direction::HigherIsBetter => (below, above),
    };
    let mut text = format!(
        "regressed if the whole {:.1} % interval of the Hodges-Lehmann shift lies {worse} and the Mann-Whitney p-value, \
         adjusted over {family} metrics, is at most {}; improved if it lies {better}; unchanged if it lies between; \
         here the shift is {} ({} to {}) and the p-value {}",
        evidence.confidence * 100.0,
        rules.alpha,
        amount(evidence.shift, unit),
        amount(evidence.shift_low, unit),
        amount(evidence.shift_high, unit),
        figure(evidence.p_adjusted),
    );
    if let Some(reason) = &metric.reason {
        text.push_str("; inconclusive: ");
        text.push_str(&reason.to_string());
    }
    text
}

fn no_verdict(
    metrics: &[&MetricVerdict],
    fingerprint_changes: &BTreeMap<String, (Option<String>, Option<String>)>,
) -> String {
    let first = metrics[0].reason.as_ref();
    if !metrics.iter().all(|metric| metric.reason.as_ref() == first) {
        return format!("No verdict: {}", open(metrics).join("; "));
    }
    match first {
        Some(InconclusiveReason::FingerprintDiffers { .. }) if !fingerprint_changes.is_empty() => {
            let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".to_owned());
            let told: Vec<String> = fingerprint_changes
                .iter()
                .take(TOLD)
                .map(|(key, (run, baseline))| format!("{key} {} against {}", word(run), word(baseline)))
                .collect();
            let rest = fingerprint_changes.len() - told.len();
            let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            format!(
                "No verdict: the run and its baseline were measured under different conditions ({}{more})",
                told.join(", ")
            )
        }
        Some(reason) => format!("No verdict: {reason}"),
        None => "No verdict".to_owned(),
    }
}

fn changes(metrics: &[&MetricVerdict], word: &str) -> Vec<String> {
    let mut clauses: Vec<String> = metrics.iter().take(TOLD).filter_map(|metric| told(metric)).collect();
    let rest = metrics.len() - clauses.len();
    if rest > 0 {
        clauses.push(format!("{rest} more {word}"));
    }
    clauses
}

fn told(metric: &MetricVerdict) -> Option<String> {
    let change = change(metric.evidence.as_ref()?, &metric.definition, metric.definition.direction?);
    Some(format!("{} is {change}", metric.metric))
}

/// What could not be told, one clause per reason.
fn open(metrics: &[&MetricVerdict]) -> Vec<String> {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for metric in metrics {
        let reason = metric.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(&metric.metric),
            None => reasons.push((reason, vec![&metric.metric])),
        }
    }
    reasons.into_iter().map(|(reason, names)| format!("{} inconclusive: {reason}", listed(&names))).collect()
}

/// `a`, `a and b`, `a, b, c and 4 more`.
fn listed(names: &[&str]) -> String {
    let told = names.iter().take(TOLD).copied().collect::<Vec<_>>();
    match names.len() - told.len() {
        0 => match told.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            Some(_) | None => told.concat(),
        },
        rest => format!("{} and {rest} more", told.join(", ")),
    }
}

fn unchanged(count: usize, all: usize) -> Option<String> {
    let other = if count == all { "" } else { "other " };
    match count {
        0 => None,
        1 => Some(format!("1 {other}metric unchanged")),
        _ if count == all => Some(format!("all {count} metrics unchanged")),
        _ => Some(format!("{count} {other}metrics unchanged")),
    }
}

fn breach(metric: &MetricVerdict) -> Option<String> {
    let threshold = metric.definition.threshold.filter(|_| metric.threshold_breached == Some(true))?;
    Some(format!(
        "{} breaches its threshold of {}",
        metric.metric,
        amount(threshold, &metric.definition.unit)
    ))
}
