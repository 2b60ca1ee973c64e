//! Several runs against one: what is shown is what the judge says of each pair, and metrics that it leaves out have numbers.

use std::collections::BTreeMap;

use analysis::{Rules, Side, Verdict, hodges_lehmann, judge, side_by_side};
use dataset::{Definition, Direction, PracticalLimit};
use proptest::prelude::*;

fn definition(unit: &str, direction: Option<Direction>) -> Definition {
    Definition {
        unit: unit.to_owned(),
        meaning: "what it says".to_owned(),
        direction,
        aggregate: None,
        threshold: None,
        practical_limit: Some(PracticalLimit { percent: Some(5.0), absolute: None }),
        source: None,
        unknown: dataset::Unknown::new(),
    }
}

fn side(values: &[(&str, Vec<f64>)]) -> Side {
    Side {
        values: values.iter().map(|(name, values)| ((*name).to_owned(), values.clone())).collect(),
        definitions: BTreeMap::from([
            ("time".to_owned(), definition("ms", Some(Direction::LowerIsBetter))),
            ("seed".to_owned(), definition("", None)),
        ]),
        fingerprint: BTreeMap::new(),
        completed: true,
    }
}

fn around(level: f64) -> Vec<f64> {
    (0..10).map(|step| level * (1.0 + f64::from(step) * 0.001)).collect()
}

#[test]
fn each_run_is_judged_against_the_reference_and_the_largest_change_stands_first() {
    let runs = [
        side(&[("time", around(100.0)), ("seed", around(7.0))]),
        side(&[("time", around(120.0)), ("seed", around(7.0))]),
        side(&[("time", around(100.0)), ("seed", around(70.0))]),
    ];
    let found = side_by_side(&runs, 0, &Rules::default());
    let words: Vec<Option<Verdict>> =
        found.verdicts.iter().map(|verdict| verdict.as_ref().map(|verdict| verdict.verdict)).collect();
    assert_eq!(words, [None, Some(Verdict::Regressed), Some(Verdict::Unchanged)]);
    let names: Vec<&str> = found.metrics.iter().map(|row| row.metric.as_str()).collect();
    assert_eq!(names, ["seed", "time"], "nine tenfold stand before a fifth");
    let seed = found.metrics[0].runs[2].as_ref().unwrap();
    assert!(seed.verdict.is_none(), "neither way is better");
    let shift = seed.shift.unwrap();
    assert!(shift.low <= shift.shift && shift.shift <= shift.high);
    assert!((shift.percent.unwrap() - 900.0).abs() < 1.0, "{shift:?}");
}

#[test]
fn what_a_run_did_not_measure_is_absent_and_never_zero() {
    let runs = [side(&[("time", around(100.0))]), side(&[]), side(&[("seed", vec![3.0])])];
    let found = side_by_side(&runs, 0, &Rules::default());
    let time = found.metrics.iter().find(|row| row.metric == "time").unwrap();
    assert_eq!((time.runs[1].as_ref(), time.runs[2].as_ref()), (None, None));
    let seed = found.metrics.iter().find(|row| row.metric == "seed").unwrap();
    assert_eq!(seed.runs[2].as_ref().unwrap().shift, None, "the reference has no such value");
    assert_eq!(seed.runs[2].as_ref().unwrap().measured.values, [3.0]);
}

#[test]
fn values_in_another_unit_are_shown_and_not_set_against_each_other() {
    let mut other = side(&[("time", vec![0.1; 10])]);
    other.definitions.insert("time".to_owned(), definition("s", Some(Direction::LowerIsBetter)));
    let found = side_by_side(&[side(&[("time", around(100.0))]), other], 0, &Rules::default());
    let run = found.metrics[0].runs[1].as_ref().unwrap();
    assert_eq!((run.other_unit.as_deref(), run.shift), (Some("s"), None));
}

proptest! {
    #[test]
    fn every_number_is_the_judges(
        values in proptest::collection::vec(proptest::collection::vec(1.0_f64..100.0, 0..8), 2..5),
        reference in 0_usize..5,
    ) {
        let reference = reference % values.len();
        let runs: Vec<Side> = values.iter().map(|values| side(&[("time", values.clone()), ("seed", values.clone())])).collect();
        let rules = Rules::default();
        let found = side_by_side(&runs, reference, &rules);
        prop_assert!(found.verdicts[reference].is_none());
        for row in &found.metrics {
            for (place, run) in row.runs.iter().enumerate() {
                prop_assert_eq!(run.is_some(), !values[place].is_empty());
                let Some(run) = run else { continue };
                prop_assert_eq!(&run.measured.values, &values[place]);
                let compared = place != reference && !values[reference].is_empty();
                prop_assert_eq!(run.shift.is_some(), compared);
                if let Some(shift) = run.shift {
                    let own = hodges_lehmann(&values[place], &values[reference], rules.confidence).unwrap();
                    prop_assert_eq!((shift.shift, shift.low, shift.high), (own.estimate, own.low, own.high));
                }
                let word = judge(&runs[place], Some(&runs[reference]), &rules);
                let judged = word.metrics.into_iter().find(|metric| metric.metric == row.metric);
                prop_assert_eq!(&run.verdict, &judged.filter(|_| place != reference));
            }
        }
    }
}
