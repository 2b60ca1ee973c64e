//! What a run stands for in a trend: one value per metric. Pure; nothing of a run that did not come to its end.

use std::collections::{BTreeMap, BTreeSet};

use analysis::{Side, median, median_interval};
use dataset::{Definition, Field};

use super::record::{RunValue, Statistic};

/// Confidence of a value's interval.
const CONFIDENCE: f64 = 0.95;

/// The run's values, by metric: medians over its measured iterations. Of a run without iterations, which somebody recorded
/// by hand, what its series come to: the built-in fields summed over its processes, everything else averaged.
///
/// A metric whose unit nobody defined has no value here, since a trend needs one.
pub fn run_values(side: &Side, statistics: &[Statistic]) -> Vec<RunValue> {
    if !side.completed {
        return Vec::new();
    }
    if side.values.is_empty() { of_series(side, statistics) } else { of_iterations(side) }
}

/// What a metric of a run means: what the run says of it, else the built-in field of the name.
pub fn definition_of(side: &Side, metric: &str) -> Option<Definition> {
    side.definitions.get(metric).cloned().or_else(|| Some(Field::named(metric)?.definition()))
}

fn of_iterations(side: &Side) -> Vec<RunValue> {
    let value = |(metric, values): (&String, &Vec<f64>)| {
        let unit = definition_of(side, metric)?.unit;
        let value = median(values)?;
        let interval = median_interval(values, CONFIDENCE);
        Some(RunValue { metric: metric.clone(), unit, value, interval, count: values.len() as u64 })
    };
    side.values.iter().filter_map(value).collect()
}

fn of_series(side: &Side, statistics: &[Statistic]) -> Vec<RunValue> {
    let mut by_metric: BTreeMap<&str, Vec<&Statistic>> = BTreeMap::new();
    for statistic in statistics.iter().filter(|each| each.count > 0 && each.avg.is_finite()) {
        by_metric.entry(&statistic.metric).or_default().push(statistic);
    }
    let value = |(metric, series): (&str, Vec<&Statistic>)| {
        // The two views of one thing are never added.
        let one_source = series.iter().map(|each| each.source.as_str()).collect::<BTreeSet<_>>().len() == 1;
        let unit = definition_of(side, metric).filter(|_| one_source)?.unit;
        let weighted: f64 = series.iter().map(|each| each.avg * each.count as f64).sum();
        let samples: u64 = series.iter().map(|each| each.count).sum();
        // A process that lived for half of the run counts half.
        let longest = series.iter().map(|each| each.count).max()?;
        let value = weighted / if Field::named(metric).is_some() { longest } else { samples } as f64;
        Some(RunValue { metric: metric.to_owned(), unit, value, interval: None, count: longest })
    };
    by_metric.into_iter().filter_map(value).filter(|each| each.value.is_finite()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(metric: &str, source: &str, pid: u32, (avg, count): (f64, u64)) -> Statistic {
        Statistic {
            pid,
            process_type: None,
            source: source.to_owned(),
            metric: metric.to_owned(),
            count,
            avg,
            min: avg,
            max: avg,
            p50: avg,
            p95: avg,
            p99: avg,
        }
    }

    fn values(side: &Side, statistics: &[Statistic]) -> Vec<(String, f64)> {
        run_values(side, statistics).into_iter().map(|each| (each.metric, each.value)).collect()
    }

    fn measured() -> Side {
        let (metric, values) = ("js_heap_size".to_owned(), vec![3.0, 9.0, 1.0, 2.0, 4.0, 5.0]);
        Side { values: BTreeMap::from([(metric, values)]), completed: true, ..Side::default() }
    }

    #[test]
    fn iterations_come_before_series_and_give_a_median_with_its_interval() {
        let found = run_values(&measured(), &[series("memory_rss", "OS", 7, (100.0, 10))]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].value, found[0].interval, found[0].count), (3.5, Some((1.0, 9.0)), 6));
        assert_eq!(found[0].unit, "bytes");
    }

    #[test]
    fn a_run_that_did_not_come_to_its_end_gives_nothing() {
        let broken = Side { completed: false, ..measured() };
        assert!(run_values(&broken, &[series("memory_rss", "OS", 7, (100.0, 10))]).is_empty());
    }

    #[test]
    fn processes_add_up_for_as_long_as_they_lived() {
        let side = Side { completed: true, ..Side::default() };
        let found = [
            series("memory_rss", "OS", 7, (100.0, 10)),
            series("memory_rss", "OS", 8, (60.0, 5)),
            series("unheard_of", "Page", 8, (60.0, 5)),
            series("cpu_os_usage", "OS", 8, (f64::NAN, 5)),
        ];
        assert_eq!(values(&side, &found), [("memory_rss".to_owned(), 130.0)]);
    }
}
