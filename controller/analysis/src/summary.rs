//! What is said of a run in one sentence, and of a metric's rule in another. Never decides anything.

use dataset::Direction;

use crate::verdict::{InconclusiveReason, MetricVerdict, Rules, Side, Verdict};
use crate::words::{amount, change, figure};

/// Metrics told one by one before the rest is counted.
const TOLD: usize = 3;

/// The sentence for the top of a page: what changed with its numbers, then what is open by name, then the rest by number.
/// `metrics` stand in order of importance. A metric that both sides hardly measured is no news and is left out.
pub(crate) fn summary(
    metrics: &[MetricVerdict],
    run: &Side,
    baseline: Option<&Side>,
    rules: &Rules,
) -> String {
    let of = |word| metrics.iter().filter(|metric| metric.verdict == word).collect::<Vec<_>>();
    let inconclusive = of(Verdict::Inconclusive);
    let mut clauses = Vec::new();
    if metrics.is_empty() {
        clauses.push("Nothing was judged, since no metric with a value says which way is better".to_owned());
    } else if inconclusive.len() == metrics.len() {
        clauses.push(no_verdict(&inconclusive, run, baseline));
    } else {
        clauses.extend(changes(&of(Verdict::Regressed), "regressed"));
        clauses.extend(changes(&of(Verdict::Improved), "improved"));
        let hardly = |side: &Side, metric: &MetricVerdict| {
            side.values.get(&metric.metric).map_or(0, Vec::len) < rules.min_iterations
        };
        let sparse = |metric: &MetricVerdict| {
            hardly(run, metric) && baseline.is_none_or(|baseline| hardly(baseline, metric))
        };
        clauses.extend(open(&inconclusive.into_iter().filter(|metric| !sparse(metric)).collect::<Vec<_>>()));
    }
    clauses.extend(breaches(metrics));
    clauses.extend(unchanged(of(Verdict::Unchanged).len(), metrics.len()));
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

fn no_verdict(metrics: &[&MetricVerdict], run: &Side, baseline: Option<&Side>) -> String {
    let first = metrics[0].reason.as_ref();
    if !metrics.iter().all(|metric| metric.reason.as_ref() == first) {
        return format!("No verdict: {}", open(metrics).unwrap_or_default());
    }
    match (first, baseline) {
        (Some(InconclusiveReason::NoBaseline), None) => "No baseline yet: this run becomes one".to_owned(),
        (Some(InconclusiveReason::NoBaseline), Some(_)) => {
            "No verdict: the baseline did not come to its end".to_owned()
        }
        (Some(reason @ InconclusiveReason::FingerprintDiffers { .. }), Some(baseline)) => {
            match conditions(run, baseline) {
                Some(told) => format!(
                    "No verdict: the run and its baseline were measured under different conditions ({told})"
                ),
                None => format!("No verdict: {reason}"),
            }
        }
        (Some(reason), _) => format!("No verdict: {reason}"),
        (None, _) => "No verdict".to_owned(),
    }
}

/// What differs between the two fingerprints; nothing where they are equal.
fn conditions(run: &Side, baseline: &Side) -> Option<String> {
    let changes = run.fingerprint_changes(baseline);
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".to_owned());
    let told: Vec<String> = changes
        .iter()
        .take(TOLD)
        .map(|(key, (run, baseline))| format!("{key} {} against {}", word(run), word(baseline)))
        .collect();
    let rest = changes.len() - told.len();
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    (!told.is_empty()).then(|| format!("{}{more}", told.join(", ")))
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
    Some(format!("{} is {}", metric.metric, change(metric)?))
}

/// What could not be told, by name; the reasons stand with the metrics.
fn open(metrics: &[&MetricVerdict]) -> Option<String> {
    let names: Vec<&str> = metrics.iter().map(|metric| metric.metric.as_str()).collect();
    match names.len() {
        0 => None,
        1..=TOLD => Some(format!("{} inconclusive", listed(&names))),
        count => Some(format!("{count} metrics inconclusive ({})", listed(&names))),
    }
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
    match count {
        0 => None,
        1 => Some("1 metric unchanged".to_owned()),
        _ if count == all => Some(format!("all {count} metrics unchanged")),
        _ => Some(format!("{count} metrics unchanged")),
    }
}

fn breaches(metrics: &[MetricVerdict]) -> Vec<String> {
    let mut clauses: Vec<String> = metrics.iter().filter_map(breach).collect();
    let rest = clauses.len().saturating_sub(TOLD);
    clauses.truncate(TOLD);
    if rest > 0 {
        clauses.push(format!("{rest} more breach their thresholds"));
    }
    clauses
}

fn breach(metric: &MetricVerdict) -> Option<String> {
    let threshold = metric.definition.threshold.filter(|_| metric.threshold_breached == Some(true))?;
    Some(format!(
        "{} breaches its threshold of {}",
        metric.metric,
        amount(threshold, &metric.definition.unit)
    ))
}
