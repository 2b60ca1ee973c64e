//! One value per metric for each iteration, from counters at its borders and the values that fell into it. Never
//! reads a clock.

use std::collections::BTreeMap;

use dataset::{Aggregate, Definition, Iteration, Timestamp};
use scenarios::MetricSpec;

use super::narrator::Value;
use crate::collect::seam::Boundary;

/// Keys of counters that only grow: an iteration's value is the difference.
const CUMULATIVE: &str = "cpu_time.";

/// One iteration as it was driven.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Driven {
    pub(crate) index: u32,
    pub(crate) warmup: bool,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Timestamp,
    pub(crate) before: Boundary,
    pub(crate) after: Boundary,
}

/// The iterations with their results. A value belongs to the iteration that began last before it: pages report some
/// values only when they are left, which is after the last step.
pub(crate) fn iterations(
    driven: &[Driven],
    values: &[Value],
    definitions: &BTreeMap<String, Definition>,
) -> Vec<Iteration> {
    driven
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let until = driven.get(place + 1).map(|next| next.started_at);
            let own = values
                .iter()
                .filter(|value| value.at >= one.started_at && until.is_none_or(|until| value.at < until));
            let mut results = between(&one.before, &one.after);
            results.extend(aggregated(own, definitions));
            Iteration {
                index: one.index,
                warmup: one.warmup,
                started_at: one.started_at,
                ended_at: one.ended_at,
                results,
            }
        })
        .collect()
}

/// Puts what the scenario says of its metrics over what the collector says of them.
pub(crate) fn define(definitions: &mut BTreeMap<String, Definition>, metrics: &[MetricSpec]) {
    for metric in metrics {
        let limited = metric.practical_percent.is_some() || metric.practical_absolute.is_some();
        let inherited = definitions.get(&metric.key).and_then(|definition| definition.practical_limit);
        let own = dataset::PracticalLimit {
            percent: metric.practical_percent,
            absolute: metric.practical_absolute,
        };
        definitions.insert(
            metric.key.clone(),
            Definition {
                unit: metric.unit.clone(),
                meaning: metric.meaning.clone(),
                direction: Some(match metric.direction {
                    scenarios::Direction::LowerIsBetter => dataset::Direction::LowerIsBetter,
                    scenarios::Direction::HigherIsBetter => dataset::Direction::HigherIsBetter,
                }),
                aggregate: Some(aggregate(metric.aggregate)),
                threshold: metric.threshold,
                practical_limit: if limited { Some(own) } else { inherited },
                unknown: dataset::Unknown::default(),
            },
        );
    }
}

fn aggregate(of: scenarios::Aggregate) -> Aggregate {
    match of {
        scenarios::Aggregate::Mean => Aggregate::Mean,
        scenarios::Aggregate::Median => Aggregate::Median,
        scenarios::Aggregate::Min => Aggregate::Min,
        scenarios::Aggregate::Max => Aggregate::Max,
        scenarios::Aggregate::P95 => Aggregate::P95,
        scenarios::Aggregate::P99 => Aggregate::P99,
        scenarios::Aggregate::Sum => Aggregate::Sum,
        scenarios::Aggregate::Last => Aggregate::Last,
        scenarios::Aggregate::Count => Aggregate::Count,
    }
}

fn between(before: &Boundary, after: &Boundary) -> BTreeMap<String, f64> {
    after
        .values
        .iter()
        .filter_map(|(key, value)| {
            if !key.starts_with(CUMULATIVE) {
                return Some((key.clone(), *value));
            }
            // A counter that was not there at the start has no difference.
            let grown = value - before.values.get(key)?;
            (grown >= 0.0).then(|| (key.clone(), grown))
        })
        .collect()
}

fn aggregated<'a>(
    values: impl Iterator<Item = &'a Value>,
    definitions: &BTreeMap<String, Definition>,
) -> BTreeMap<String, f64> {
    let mut by_key: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for value in values.filter(|value| value.number.is_finite()) {
        by_key.entry(&value.key).or_default().push(value.number);
    }
    by_key
        .into_iter()
        .map(|(key, values)| {
            let how = definitions.get(key).and_then(|definition| definition.aggregate);
            (key.to_owned(), combined(&values, how.unwrap_or(Aggregate::Median)))
        })
        .collect()
}

/// `values` are in the order in which they came, and not empty. Percentiles are nearest-rank, the median of an even
/// number is the mean of the middle two.
fn combined(values: &[f64], how: Aggregate) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let last = count - 1;
    let rank = |share: f64| sorted[((share * count as f64).ceil() as usize).clamp(1, count) - 1];
    match how {
        Aggregate::Mean => values.iter().sum::<f64>() / count as f64,
        Aggregate::Median => f64::midpoint(sorted[last / 2], sorted[count / 2]),
        Aggregate::Min => sorted[0],
        Aggregate::Max => sorted[last],
        Aggregate::P95 => rank(0.95),
        Aggregate::P99 => rank(0.99),
        Aggregate::Sum => values.iter().sum(),
        Aggregate::Last => values[last],
        Aggregate::Count => count as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_epoch_ms(ms)
    }

    fn boundary(cpu: f64, memory: f64) -> Boundary {
        Boundary {
            values: BTreeMap::from([
                ("cpu_time.total".to_owned(), cpu),
                ("memory_private.total".to_owned(), memory),
            ]),
        }
    }

    fn driven(index: u32, started: i64, cpu: (f64, f64)) -> Driven {
        Driven {
            index,
            warmup: index == 0,
            started_at: at(started),
            ended_at: at(started + 10),
            before: boundary(cpu.0, 1.0),
            after: boundary(cpu.1, 2.0),
        }
    }

    #[test]
    fn counters_are_differences_and_levels_are_taken_at_the_end() {
        let iterations = iterations(&[driven(0, 100, (50.0, 80.0))], &[], &BTreeMap::new());
        assert_eq!(iterations[0].results["cpu_time.total"], 30.0);
        assert_eq!(iterations[0].results["memory_private.total"], 2.0);
    }

    #[test]
    fn late_value_belongs_to_the_iteration_before() {
        let values: Vec<Value> = [(90, 1.0), (100, 2.0), (115, 4.0), (200, 8.0)]
            .map(|(ms, value)| Value { at: at(ms), key: "lcp".into(), number: value })
            .into();
        let iterations =
            iterations(&[driven(0, 100, (0.0, 1.0)), driven(1, 200, (1.0, 2.0))], &values, &BTreeMap::new());
        assert_eq!(iterations[0].results["lcp"], 3.0);
        assert_eq!(iterations[1].results["lcp"], 8.0);
    }

    #[test]
    fn values_are_combined_as_defined() {
        let values = [4.0, 1.0, 3.0, 2.0];
        let check = |how, value| assert_eq!(combined(&values, how), value, "{how:?}");
        check(Aggregate::Mean, 2.5);
        check(Aggregate::Median, 2.5);
        check(Aggregate::Min, 1.0);
        check(Aggregate::Max, 4.0);
        check(Aggregate::P95, 4.0);
        check(Aggregate::Sum, 10.0);
        check(Aggregate::Last, 2.0);
        check(Aggregate::Count, 4.0);
        assert_eq!(combined(&[7.0], Aggregate::P99), 7.0);
    }
}
