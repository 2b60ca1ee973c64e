//! The verdict as a table on a terminal.

use analysis::{Verdict, amount};

use super::judgment::{Evidence, Judgment, MetricJudgment};
use super::{Ending, JobReport};

const COMPARED: [&str; 6] = ["", "metric", "this run", "baseline", "change (95 %)", "verdict"];
const MEASURED: [&str; 5] = ["", "metric", "this run", "iterations", "verdict"];
/// Stands where there is no number.
const NONE: &str = "–";

/// A headline and one line per judged metric.
pub(crate) fn table(report: &JobReport) -> String {
    let mut lines = vec![headline(report)];
    if let Some(verdict) = &report.verdict {
        lines.extend(judgment_rows(verdict));
    }
    if let Some(url) = &report.url {
        lines.push(format!("report: {url}"));
    }
    lines.join("\n")
}

/// One line per judged metric under a line of headings; none where nothing was judged, which the summary says.
pub(crate) fn judgment_rows(judgment: &Judgment) -> Vec<String> {
    let metrics = &judgment.metrics;
    if metrics.is_empty() {
        return Vec::new();
    }
    let told = shares_its_reason(metrics);
    if metrics.iter().any(|metric| metric.evidence.is_some()) {
        aligned(COMPARED, &metrics.iter().map(|metric| compared(metric, told)).collect::<Vec<_>>())
    } else {
        aligned(MEASURED, &metrics.iter().map(|metric| measured(metric, told)).collect::<Vec<_>>())
    }
}

/// Whether one reason holds for every metric: then the summary tells it, and no line has to.
fn shares_its_reason(metrics: &[MetricJudgment]) -> bool {
    let reason = |metric: &MetricJudgment| metric.reason.as_ref().map(|reason| reason.text.clone());
    let first = metrics.first().and_then(reason);
    first.is_some() && metrics.iter().all(|metric| reason(metric) == first)
}

fn headline(report: &JobReport) -> String {
    let name = &report.title;
    match (&report.ending, &report.verdict) {
        (Ending::Completed, Some(verdict)) => format!("{name}: {}", verdict.summary),
        (Ending::Completed, None) => format!("{name}: measured; not judged"),
        (Ending::ScenarioFailed { reason }, _) => format!("{name}: failed: {reason}"),
        (Ending::Infrastructure { reason }, _) => format!("{name}: infrastructure failure: {reason}"),
        (Ending::Canceled, _) => format!("{name}: canceled"),
    }
}

/// A metric beside its baseline.
fn compared(metric: &MetricJudgment, told: bool) -> [String; 6] {
    let unit = metric.definition.unit.as_str();
    let (baseline, change) = match &metric.evidence {
        Some(evidence) => (amount(evidence.baseline_median, unit), change(evidence, unit)),
        None => (NONE.to_owned(), NONE.to_owned()),
    };
    [
        glyph(metric.verdict).to_owned(),
        metric.metric.clone(),
        level(metric),
        baseline,
        change,
        word(metric, told),
    ]
}

/// A metric with nothing beside it.
fn measured(metric: &MetricJudgment, told: bool) -> [String; 5] {
    let iterations = metric.measured.as_ref().map_or(0, |measured| measured.values.len());
    [
        glyph(metric.verdict).to_owned(),
        metric.metric.clone(),
        level(metric),
        iterations.to_string(),
        word(metric, told),
    ]
}

fn level(metric: &MetricJudgment) -> String {
    let unit = metric.definition.unit.as_str();
    metric.measured.as_ref().map_or_else(|| NONE.to_owned(), |measured| amount(measured.median, unit))
}

fn change(evidence: &Evidence, unit: &str) -> String {
    let Evidence { shift, shift_low: low, shift_high: high, baseline_median: baseline, .. } = *evidence;
    if baseline.abs() < f64::EPSILON {
        return format!("{} ({} to {})", amount(shift, unit), amount(low, unit), amount(high, unit));
    }
    let percent = |value: f64| 100.0 * value / baseline.abs();
    format!("{:+.1} % ({:+.1} to {:+.1})", percent(shift), percent(low), percent(high))
}

/// Carries the meaning where colors do not.
fn glyph(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Regressed => "▲",
        Verdict::Improved => "▼",
        Verdict::Inconclusive => "~",
        Verdict::Unchanged => "·",
    }
}

/// `told` says that the summary gives the reason.
fn word(metric: &MetricJudgment, told: bool) -> String {
    let word = match metric.verdict {
        Verdict::Regressed => "regressed".to_owned(),
        Verdict::Improved => "improved".to_owned(),
        Verdict::Unchanged => "unchanged".to_owned(),
        Verdict::Inconclusive => match metric.reason.as_ref().filter(|_| !told) {
            Some(reason) => format!("inconclusive: {}", reason.text),
            None => "inconclusive".to_owned(),
        },
    };
    let breach = if metric.threshold_breached == Some(true) { ", over its threshold" } else { "" };
    format!("{word}{breach}")
}

/// Columns as wide as their widest cell, numbers to the right: what stands between the metric and its verdict.
fn aligned<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> Vec<String> {
    let headings = headings.map(str::to_owned);
    let width = |column: usize| {
        rows.iter().chain([&headings]).map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let width = widths[column];
                if (2..N - 1).contains(&column) {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            })
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    std::iter::once(line(&headings)).chain(rows.iter().map(line)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use analysis::{Rules, Side, judge};
    use dataset::{Definition, Direction};

    use super::*;

    fn side(metrics: &[(&str, &str, &[f64])]) -> Side {
        let definition = |unit: &str| Definition {
            unit: unit.to_owned(),
            meaning: "for a test".to_owned(),
            direction: Some(Direction::LowerIsBetter),
            aggregate: None,
            threshold: (unit == "bytes").then_some(1e6),
            practical_limit: None,
            source: None,
            unknown: dataset::Unknown::default(),
        };
        Side {
            values: metrics.iter().map(|(key, _, values)| ((*key).to_owned(), values.to_vec())).collect(),
            definitions: metrics.iter().map(|(key, unit, _)| ((*key).to_owned(), definition(unit))).collect(),
            fingerprint: BTreeMap::new(),
            completed: true,
        }
    }

    fn rows(run: &Side, baseline: Option<&Side>) -> Vec<String> {
        judgment_rows(&Judgment::from(judge(run, baseline, &Rules::default())))
    }

    #[test]
    fn a_first_run_tells_its_own_numbers() {
        let first = side(&[
            ("inference_time", "ms", &[40.6, 40.2, 41.0]),
            ("memory", "bytes", &[2.5e6; 3]),
            ("vital", "ms", &[]),
        ]);
        let expected = [
            "   metric          this run  iterations  verdict",
            "~  inference_time   40.6 ms           3  inconclusive",
            "~  memory           2.50 MB           3  inconclusive, over its threshold",
            "~  vital                  –           0  inconclusive",
        ];
        assert_eq!(rows(&first, None), expected);
        assert!(rows(&side(&[]), None).is_empty());
    }

    #[test]
    fn what_only_the_run_measured_stands_beside_what_both_did() {
        let values: Vec<f64> = (0..10).map(|index| 40.0 + 0.1 * f64::from(index)).collect();
        let baseline = side(&[("inference_time", "ms", &values)]);
        let run = side(&[("inference_time", "ms", &values), ("new", "ms", &[7.0; 10])]);
        let expected = [
            "   metric          this run  baseline          change (95 %)  verdict",
            "~  new                 7 ms         –                      –  inconclusive: the baseline did not measure it",
            "·  inference_time   40.5 ms   40.5 ms  +0.0 % (-0.7 to +0.7)  unchanged",
        ];
        assert_eq!(rows(&run, Some(&baseline)), expected);
    }
}
