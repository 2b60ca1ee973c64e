//! A value counts in the iteration that it was measured in, and in no other.

use std::collections::BTreeMap;

use adapters::{IterationWindow, MeasuredValue, iteration_results};
use dataset::{Aggregate, Definition, Timestamp, Unknown};
use proptest::prelude::*;

const ALL: [Aggregate; 9] = [
    Aggregate::Mean,
    Aggregate::Median,
    Aggregate::Min,
    Aggregate::Max,
    Aggregate::P95,
    Aggregate::P99,
    Aggregate::Sum,
    Aggregate::Last,
    Aggregate::Count,
];

fn defined(aggregate: Option<Aggregate>) -> BTreeMap<String, Definition> {
    let definition = Definition {
        unit: "ms".to_owned(),
        meaning: "one call".to_owned(),
        direction: None,
        aggregate,
        threshold: None,
        practical_limit: None,
        source: None,
        unknown: Unknown::new(),
    };
    BTreeMap::from([("call".to_owned(), definition)])
}

fn value(ms: i64, value: f64) -> MeasuredValue {
    MeasuredValue { at: Timestamp::from_epoch_ms(ms), key: "call".to_owned(), value }
}

fn window(started_at: i64, ended_at: i64) -> IterationWindow {
    let at = Timestamp::from_epoch_ms;
    IterationWindow { started_at: at(started_at), ended_at: at(ended_at) }
}

fn results(aggregate: Aggregate, values: &[MeasuredValue], windows: &[IterationWindow]) -> Vec<Option<f64>> {
    let results = iteration_results(&defined(Some(aggregate)), values, windows);
    results.iter().map(|result| result.get("call").copied()).collect()
}

#[test]
fn every_aggregate_gives_its_figure() {
    // Out of order on purpose: the last value is the latest, not the one that came last.
    let values = [value(40, 4.0), value(10, 1.0), value(30, 10.0), value(20, 3.0)];
    let expected = [4.5, 3.5, 1.0, 10.0, 9.1, 9.82, 18.0, 4.0, 4.0];
    for (aggregate, expected) in ALL.into_iter().zip(expected) {
        let found = results(aggregate, &values, &[window(0, 100)])[0].unwrap();
        assert!((found - expected).abs() < 1e-9, "{aggregate:?}: {found}");
    }
}

#[test]
fn values_outside_every_window_count_nowhere_and_borders_belong_to_the_first() {
    let values = [value(0, 1.0), value(100, 2.0), value(150, 3.0), value(201, 9.0)];
    let windows = [window(0, 100), window(100, 200)];
    assert_eq!(results(Aggregate::Sum, &values, &windows), [Some(3.0), Some(3.0)]);
}

#[test]
fn iteration_without_values_has_no_result_except_sum_and_count() {
    let (values, windows) = ([value(5, 1.0)], [window(0, 10), window(20, 30)]);
    for aggregate in ALL {
        let zero = matches!(aggregate, Aggregate::Sum | Aggregate::Count).then_some(0.0);
        assert_eq!(results(aggregate, &values, &windows)[1], zero, "{aggregate:?}");
        assert_eq!(results(aggregate, &[], &windows), [None, None], "a source that is absent says nothing");
    }
}

#[test]
fn metric_without_an_aggregate_or_a_definition_has_no_result() {
    let windows = [window(0, 10)];
    assert!(iteration_results(&defined(None), &[value(5, 1.0)], &windows)[0].is_empty());
    assert!(iteration_results(&BTreeMap::new(), &[value(5, 1.0)], &windows)[0].is_empty());
}

proptest! {
    #[test]
    fn each_value_counts_once_and_lies_between_the_extremes(
        raw in prop::collection::vec((0_i64..1000, -1e6..1e6_f64), 1..80),
        cuts in prop::collection::btree_set(0_i64..1000, 0..8),
    ) {
        let values: Vec<MeasuredValue> = raw.iter().map(|(ms, number)| value(*ms, *number)).collect();
        let borders: Vec<i64> = std::iter::once(0).chain(cuts).chain(std::iter::once(1000)).collect();
        let windows: Vec<IterationWindow> = borders.windows(2).map(|pair| window(pair[0], pair[1])).collect();
        let counts = results(Aggregate::Count, &values, &windows);
        prop_assert_eq!(counts.iter().flatten().sum::<f64>() as usize, values.len());
        let (min, max) = (results(Aggregate::Min, &values, &windows), results(Aggregate::Max, &values, &windows));
        for aggregate in [Aggregate::Mean, Aggregate::Median, Aggregate::P95, Aggregate::P99, Aggregate::Last] {
            for (position, found) in results(aggregate, &values, &windows).into_iter().enumerate() {
                prop_assert_eq!(found.is_some(), min[position].is_some());
                if let (Some(found), Some(min), Some(max)) = (found, min[position], max[position]) {
                    prop_assert!(min - 1e-6 <= found && found <= max + 1e-6, "{:?} {}", aggregate, found);
                }
            }
        }
    }
}
