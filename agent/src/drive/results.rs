//! One value per metric for each iteration, from counters at its borders and the values that fell into it. Never
//! reads a clock.

use std::collections::BTreeMap;
use std::time::Duration;

use adapters::iteration_results::{IterationWindow, MeasuredValue, iteration_results};
use dataset::{Aggregate, Definition, Iteration, Timestamp};
use scenarios::MetricSpec;

use crate::collect::definitions::{self, key};
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
    /// Whether every step succeeded; one that did not has no results, and its values count for no other.
    pub(crate) finished: bool,
}

impl Driven {
    /// One that begins now.
    pub(crate) fn begun(index: u32, warmup: bool, at: Timestamp, before: Boundary) -> Self {
        Self {
            index,
            warmup,
            started_at: at,
            ended_at: at,
            before,
            after: Boundary::default(),
            finished: false,
        }
    }
}

/// The iterations with their results. A value belongs to the iteration that began last before it: pages report some
/// values only when they are left, which is after the last step.
pub(crate) fn iterations(
    driven: &[Driven],
    values: &[MeasuredValue],
    definitions: &BTreeMap<String, Definition>,
) -> Vec<Iteration> {
    const UNTIL_NEXT: Duration = Duration::from_millis(1);
    let forever = Timestamp::from_epoch_ms(i64::MAX);
    let windows: Vec<IterationWindow> = driven
        .iter()
        .enumerate()
        .map(|(place, one)| IterationWindow {
            started_at: one.started_at,
            ended_at: driven.get(place + 1).map_or(forever, |next| before(next.started_at, UNTIL_NEXT)),
        })
        .collect();
    let aggregated = iteration_results(definitions, values, &windows);
    driven
        .iter()
        .zip(aggregated)
        .filter(|(one, _)| one.finished)
        .map(|(one, aggregated)| {
            let mut results = between(&one.before, &one.after);
            // Of a simulated job, which measures nothing, the length says nothing either.
            if !results.is_empty() {
                let length = one.ended_at.since(one.started_at);
                results.insert(key::ITERATION_TIME.to_owned(), length.as_secs_f64() * 1000.0);
            }
            results.extend(aggregated);
            Iteration {
                index: one.index,
                warmup: one.warmup,
                started_at: one.started_at,
                ended_at: one.ended_at,
                results,
                unknown: dataset::Unknown::default(),
            }
        })
        .collect()
}

fn before(at: Timestamp, span: Duration) -> Timestamp {
    Timestamp::from_epoch_ms(at.epoch_ms().saturating_sub(span.as_millis() as i64))
}

/// Defines what every iteration has.
pub(crate) fn define_iterations(definitions: &mut BTreeMap<String, Definition>) {
    definitions.extend(definitions::definitions([key::ITERATION_TIME]));
}

/// Gives every key that was measured a definition.
pub(crate) fn define_the_rest(definitions: &mut BTreeMap<String, Definition>, values: &[MeasuredValue]) {
    for value in values {
        definitions.entry(value.key.clone()).or_insert_with(undefined);
    }
}

/// Puts what the scenario says of its metrics over what the collector says of them.
pub(crate) fn define(definitions: &mut BTreeMap<String, Definition>, metrics: &[MetricSpec]) {
    for metric in metrics {
        let limited = metric.practical_percent.is_some() || metric.practical_absolute.is_some();
        let known = definitions.get(&metric.key);
        let inherited = known.and_then(|definition| definition.practical_limit);
        let source = known.and_then(|definition| definition.source);
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
                source,
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

/// What a step measured without the scenario saying more of it is shown and never judged.
fn undefined() -> Definition {
    Definition {
        unit: "number".to_owned(),
        meaning: "Measured by a step; the scenario does not define it".to_owned(),
        direction: None,
        aggregate: Some(Aggregate::Median),
        threshold: None,
        practical_limit: None,
        source: None,
        unknown: dataset::Unknown::default(),
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "differences and means of small whole numbers are exact")]
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
            finished: true,
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
        let values: Vec<MeasuredValue> = [(90, 1.0), (100, 2.0), (115, 4.0), (200, 8.0)]
            .map(|(ms, value)| MeasuredValue { at: at(ms), key: "lcp".into(), value })
            .into();
        let mut definitions = BTreeMap::new();
        define_the_rest(&mut definitions, &values);
        let driven = [driven(0, 100, (0.0, 1.0)), driven(1, 200, (1.0, 2.0))];
        let iterations = iterations(&driven, &values, &definitions);
        assert_eq!(iterations[0].results["lcp"], 3.0);
        assert_eq!(iterations[1].results["lcp"], 8.0);
        assert_eq!(definitions["lcp"].direction, None);
    }

    #[test]
    fn value_of_an_unfinished_iteration_counts_for_no_other() {
        let value = MeasuredValue { at: at(205), key: "lcp".into(), value: 8.0 };
        let mut definitions = BTreeMap::new();
        define_the_rest(&mut definitions, std::slice::from_ref(&value));
        let unfinished = Driven::begun(1, false, at(200), boundary(1.0, 1.0));
        let iterations = iterations(&[driven(0, 100, (0.0, 1.0)), unfinished], &[value], &definitions);
        assert_eq!(iterations.len(), 1);
        assert!(!iterations[0].results.contains_key("lcp"));
    }
}
