//! Runs side by side, process by process. Never matches by process id, and never sets one source against another.

use std::collections::BTreeMap;

use dataset::ProcessType;
use serde::{Deserialize, Serialize};

/// What one field of one process came to over a run, in the field's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessStatistics {
    /// What the process does; absent for values of the run as a whole.
    pub process_type: Option<ProcessType>,
    /// Title of the tab that it renders.
    pub title: Option<String>,
    /// Field of the sample or metric key, e.g. `cpu_os_usage`; its name says its source.
    pub field: String,
    /// Samples.
    pub count: u64,
    /// Arithmetic mean.
    pub avg: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// 50th percentile.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
}

/// A mean against the first run's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// This run minus the first one, in the field's unit.
    pub absolute: f64,
    /// The same in percent of the first run's magnitude; absent where that is zero.
    pub percent: Option<f64>,
}

/// One field of one process in every compared run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// What the process does; absent for values of the run as a whole.
    pub process_type: Option<ProcessType>,
    /// Title of the tab that it renders.
    pub title: Option<String>,
    /// Field of the sample or metric key.
    pub field: String,
    /// Tells processes of one type and title apart: 0 is the one with the largest mean.
    pub ordinal: usize,
    /// One entry per run, in the order given; absent where the run has no such process or field.
    pub runs: Vec<Option<ProcessStatistics>>,
    /// One entry per run: its mean against the first run's; absent where either is.
    pub differences: Vec<Option<Difference>>,
}

impl ComparisonRow {
    /// Whether every run has this process and field.
    pub fn matched(&self) -> bool {
        self.runs.iter().all(Option::is_some)
    }
}

/// Sets runs side by side, the first one as the reference; rows ascend by type, title and field.
///
/// A row that is not [`ComparisonRow::matched`] shows a process or a source that some run does not have.
pub fn compare(runs: &[Vec<ProcessStatistics>]) -> Vec<ComparisonRow> {
    let mut rows: BTreeMap<_, Vec<Option<ProcessStatistics>>> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        let mut largest_first: Vec<&ProcessStatistics> = run.iter().collect();
        largest_first.sort_by(|a, b| b.avg.total_cmp(&a.avg));
        let mut seen: BTreeMap<_, usize> = BTreeMap::new();
        for statistics in largest_first {
            let key = (statistics.process_type, statistics.title.clone(), statistics.field.clone());
            let next = seen.entry(key.clone()).or_default();
            rows.entry((key, *next)).or_insert_with(|| vec![None; runs.len()])[place] =
                Some(statistics.clone());
            *next += 1;
        }
    }
    rows.into_iter()
        .map(|(((process_type, title, field), ordinal), runs)| {
            let means: Vec<Option<f64>> = runs.iter().map(|run| run.as_ref().map(|run| run.avg)).collect();
            let differences = differences(&means);
            ComparisonRow { process_type, title, field, ordinal, runs, differences }
        })
        .collect()
}

/// One field of all processes of one type in every compared run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypeRow {
    /// What the processes do; absent for values of the run as a whole.
    pub process_type: Option<ProcessType>,
    /// Field of the sample or metric key.
    pub field: String,
    /// Sum of the processes' means per run, in the field's unit; absent where the run has no such process or field.
    pub totals: Vec<Option<f64>>,
    /// One entry per run: its total against the first run's; absent where either is.
    pub differences: Vec<Option<Difference>>,
}

/// Sets the sums over each process type side by side, the first run as the reference; rows ascend by type and field.
///
/// Only means are added: extremes and percentiles of several processes do not fall on one instant.
pub fn compare_types(runs: &[Vec<ProcessStatistics>]) -> Vec<TypeRow> {
    let mut rows: BTreeMap<_, Vec<Option<f64>>> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        for statistics in run {
            let key = (statistics.process_type, statistics.field.clone());
            let total = &mut rows.entry(key).or_insert_with(|| vec![None; runs.len()])[place];
            *total = Some(total.unwrap_or(0.0) + statistics.avg);
        }
    }
    rows.into_iter()
        .map(|((process_type, field), totals)| {
            let differences = differences(&totals);
            TypeRow { process_type, field, totals, differences }
        })
        .collect()
}

fn differences(runs: &[Option<f64>]) -> Vec<Option<Difference>> {
    let reference = runs.first().copied().flatten();
    runs.iter()
        .map(|&run| {
            let (run, reference) = (run?, reference?);
            let absolute = run - reference;
            let percent = (reference != 0.0).then(|| absolute / reference.abs() * 100.0);
            Some(Difference { absolute, percent })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renderer(title: &str, field: &str, avg: f64) -> ProcessStatistics {
        ProcessStatistics {
            process_type: Some(ProcessType::Renderer),
            title: Some(title.to_owned()),
            field: field.to_owned(),
            count: 1,
            avg,
            min: avg,
            max: avg,
            p50: avg,
            p95: avg,
            p99: avg,
        }
    }

    #[test]
    fn processes_are_matched_by_type_and_title_and_the_largest_with_the_largest() {
        let first = vec![renderer("mail", "cpu_os_usage", 1.0), renderer("mail", "cpu_os_usage", 50.0)];
        let second = vec![renderer("mail", "cpu_os_usage", 75.0), renderer("mail", "cpu_os_usage", 2.0)];
        let rows = compare(&[first, second]);
        let percents: Vec<_> = rows.iter().map(|row| row.differences[1].and_then(|d| d.percent)).collect();
        assert_eq!(percents, [Some(50.0), Some(100.0)]);
    }

    #[test]
    fn sources_are_never_mixed_and_lone_processes_are_listed() {
        let first = vec![renderer("mail", "cpu_os_usage", 1.0)];
        let second = vec![renderer("mail", "cpu_chrome_usage", 1.0), renderer("maps", "cpu_os_usage", 1.0)];
        let rows = compare(&[first, second]);
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| !row.matched() && row.differences[1].is_none()));
    }

    #[test]
    fn types_are_compared_by_the_sum_of_their_processes() {
        let first = vec![renderer("mail", "memory_rss", 100.0), renderer("maps", "memory_rss", 100.0)];
        let second = vec![renderer("news", "memory_rss", 250.0)];
        let rows = compare_types(&[first, second]);
        assert_eq!(rows[0].totals, [Some(200.0), Some(250.0)]);
        assert_eq!(rows[0].differences[1], Some(Difference { absolute: 50.0, percent: Some(25.0) }));
    }
}
