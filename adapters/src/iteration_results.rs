//! One value per metric and iteration, out of every value that was measured; never judges and never fills in.

use std::collections::BTreeMap;

use dataset::{Aggregate, Definition, Timestamp, quantile};

/// One value of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredValue {
    /// When it was measured.
    pub at: Timestamp,
    /// Metric key.
    pub key: String,
    /// In the unit of the key's definition.
    pub value: f64,
}

/// From the start of an iteration's first step to the end of its last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IterationWindow {
    /// Start.
    pub started_at: Timestamp,
    /// End.
    pub ended_at: Timestamp,
}

/// The results of each window, in the windows' order, for every defined metric with an aggregate.
///
/// A value belongs to the first window in which its time lies, and to none if it lies between two. A metric without a
/// value in a window has no result there, except that its sum and its count are 0 where the metric occurs elsewhere in
/// `values` (its source was there and had nothing to say). Values that are not finite numbers are left out.
pub fn iteration_results(
    definitions: &BTreeMap<String, Definition>,
    values: &[MeasuredValue],
    windows: &[IterationWindow],
) -> Vec<BTreeMap<String, f64>> {
    let mut results = vec![BTreeMap::new(); windows.len()];
    let aggregates = definitions.iter().filter_map(|(key, definition)| Some((key, definition.aggregate?)));
    for (key, aggregate) in aggregates {
        let own = values.iter().filter(|value| value.key == *key && value.value.is_finite());
        let mut own: Vec<(Timestamp, f64)> = own.map(|value| (value.at, value.value)).collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by_key(|(at, _)| *at);
        let mut grouped = vec![Vec::new(); windows.len()];
        for (at, value) in own {
            let within = |window: &IterationWindow| window.started_at <= at && at <= window.ended_at;
            if let Some(position) = windows.iter().position(within) {
                grouped[position].push(value);
            }
        }
        for (result, group) in results.iter_mut().zip(grouped) {
            if let Some(value) = aggregated(group, aggregate) {
                result.insert(key.clone(), value);
            }
        }
    }
    results
}

/// `values` in the order of their times. Percentiles as in every other statistic of a Dataset.
fn aggregated(values: Vec<f64>, aggregate: Aggregate) -> Option<f64> {
    let count = values.len() as f64;
    let some = !values.is_empty();
    let at = |p| {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        quantile(&sorted, p)
    };
    match aggregate {
        // Divided before it is summed, so that large values cannot overflow.
        Aggregate::Mean => some.then(|| values.iter().map(|value| value / count).sum()),
        Aggregate::Median => at(0.50),
        Aggregate::P95 => at(0.95),
        Aggregate::P99 => at(0.99),
        Aggregate::Min => values.into_iter().reduce(f64::min),
        Aggregate::Max => values.into_iter().reduce(f64::max),
        Aggregate::Sum => {
            Some(values.into_iter().fold(0.0, |sum, value| sum + value)).filter(|sum| sum.is_finite())
        }
        Aggregate::Last => values.last().copied(),
        Aggregate::Count => Some(count),
    }
}
