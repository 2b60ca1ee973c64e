//! The verdict as a table on a terminal.

use analysis::{Verdict, amount};

use super::judgment::{Judgment, MetricJudgment};
use super::{Ending, JobReport};

const HEADINGS: [&str; 6] = ["", "metric", "this run", "baseline", "change (95 %)", "verdict"];

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

/// One line per judged metric under a line of headings; none where nothing was compared, which the summary says.
pub(crate) fn judgment_rows(judgment: &Judgment) -> Vec<String> {
    if judgment.metrics.iter().all(|metric| metric.evidence.is_none()) {
        return Vec::new();
    }
    let rows: Vec<[String; 6]> = judgment.metrics.iter().map(row).collect();
    aligned(&rows)
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

fn row(metric: &MetricJudgment) -> [String; 6] {
    let unit = metric.definition.unit.as_str();
    let (run, baseline, change) = match &metric.evidence {
        Some(evidence) => (
            amount(evidence.run_median, unit),
            amount(evidence.baseline_median, unit),
            change(evidence.shift, evidence.shift_low, evidence.shift_high, evidence.baseline_median, unit),
        ),
        None => ("–".to_owned(), "–".to_owned(), "–".to_owned()),
    };
    let breach = if metric.threshold_breached == Some(true) { ", over its threshold" } else { "" };
    let word = format!("{}{breach}", word(metric));
    [glyph(metric.verdict).to_owned(), metric.metric.clone(), run, baseline, change, word]
}

fn change(shift: f64, low: f64, high: f64, baseline: f64, unit: &str) -> String {
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

fn word(metric: &MetricJudgment) -> String {
    match metric.verdict {
        Verdict::Regressed => "regressed".to_owned(),
        Verdict::Improved => "improved".to_owned(),
        Verdict::Unchanged => "unchanged".to_owned(),
        Verdict::Inconclusive => match &metric.reason {
            Some(reason) => format!("inconclusive: {}", reason.text),
            None => "inconclusive".to_owned(),
        },
    }
}

/// Columns as wide as their widest cell, numbers to the right.
fn aligned(rows: &[[String; 6]]) -> Vec<String> {
    let headings = HEADINGS.map(str::to_owned);
    let width = |column: usize| {
        rows.iter().chain([&headings]).map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let line = |row: &[String; 6]| {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| match column {
                2..=4 => format!("{cell:>width$}", width = widths[column]),
                _ => format!("{cell:<width$}", width = widths[column]),
            })
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    std::iter::once(line(&headings)).chain(rows.iter().map(line)).collect()
}
