//! What is said of a run, case by case.

use std::collections::BTreeMap;

use analysis::{InconclusiveReason, Rules, RunVerdict, Side, Verdict, judge};
use dataset::{Definition, Direction, Iteration, PracticalLimit, Timestamp};
use proptest::prelude::*;

/// A level of 100 with a spread of about one percent.
const STEADY: [f64; 10] = [99.0, 100.4, 101.1, 98.7, 100.0, 99.5, 100.9, 99.8, 100.2, 101.0];

/// Values about the same level that cannot tell anything.
const NOISY: [f64; 10] = [10.0, 300.0, 90.0, 150.0, 20.0, 400.0, 80.0, 120.0, 60.0, 200.0];

fn definition(unit: &str, direction: Option<Direction>) -> Definition {
    Definition {
        unit: unit.to_owned(),
        meaning: "for a test".to_owned(),
        direction,
        aggregate: None,
        threshold: None,
        practical_limit: None,
        source: None,
        unknown: dataset::Unknown::default(),
    }
}

fn lower() -> Definition {
    definition("ms", Some(Direction::LowerIsBetter))
}

fn side(metrics: &[(&str, Definition, Vec<f64>)]) -> Side {
    Side {
        values: metrics.iter().map(|(key, _, values)| ((*key).to_owned(), values.clone())).collect(),
        definitions: metrics
            .iter()
            .map(|(key, definition, _)| ((*key).to_owned(), definition.clone()))
            .collect(),
        fingerprint: BTreeMap::from([("cpu".to_owned(), "i7".to_owned())]),
        completed: true,
    }
}

fn steady(factor: f64) -> Vec<f64> {
    STEADY.iter().map(|value| value * factor).collect()
}

fn one(values: Vec<f64>) -> Side {
    side(&[("latency", lower(), values)])
}

fn judged(run: &Side, baseline: &Side) -> RunVerdict {
    judge(run, Some(baseline), &Rules::default())
}

fn reason(verdict: &RunVerdict) -> Option<&InconclusiveReason> {
    assert_eq!(verdict.verdict, Verdict::Inconclusive);
    verdict.metrics[0].reason.as_ref()
}

#[test]
fn planted_slow_down_is_the_only_regression_and_comes_first() {
    let metrics = |factor| {
        side(&[
            ("a_memory", definition("bytes", Some(Direction::LowerIsBetter)), steady(1e6)),
            ("inference_time", lower(), steady(factor)),
            ("z_fps", definition("fps", Some(Direction::HigherIsBetter)), steady(0.6)),
        ])
    };
    let verdict = judged(&metrics(1.12), &metrics(1.0));
    assert_eq!(verdict.verdict, Verdict::Regressed);
    assert_eq!(verdict.metrics[0].metric, "inference_time");
    assert!(verdict.metrics[1..].iter().all(|metric| metric.verdict == Verdict::Unchanged));
    insta::assert_snapshot!(verdict.summary, @"inference_time is 12.0 % slower (11.1 to 12.9 %, 10 against 10 iterations); 2 metrics unchanged.");
    insta::assert_snapshot!(verdict.metrics[0].rule, @"regressed if the whole 95.7 % interval of the Hodges-Lehmann shift lies above +5.00 ms and the Mann-Whitney p-value, adjusted over 3 metrics, is at most 0.01; improved if it lies below -5.00 ms; unchanged if it lies between; here the shift is 12.0 ms (11.1 ms to 12.9 ms) and the p-value 3.25e-5");
}

#[test]
fn the_sentence_tells_what_changed_names_what_is_open_and_counts_the_rest() {
    let metrics = |factor, noisy: &[&'static str]| {
        let mut metrics = vec![
            ("inference_time", lower(), steady(factor)),
            ("a", lower(), steady(1.0)),
            ("b", lower(), steady(1.0)),
            ("vital.once", lower(), vec![100.0 * factor]),
            ("vital.one_side", lower(), if factor > 1.0 { vec![1.0] } else { Vec::new() }),
        ];
        metrics.extend(
            noisy.iter().map(|key| (*key, lower(), if factor > 1.0 { NOISY.to_vec() } else { steady(1.0) })),
        );
        side(&metrics)
    };
    let told = |keys: &[&'static str]| judged(&metrics(1.133, keys), &metrics(1.0, keys)).summary;
    insta::assert_snapshot!(told(&["m.renderer", "m.total"]), @"inference_time is 13.3 % slower (12.4 to 14.2 %, 10 against 10 iterations); m.renderer and m.total inconclusive; 2 metrics unchanged.");
    insta::assert_snapshot!(told(&["c", "d", "e", "f", "g"]), @"inference_time is 13.3 % slower (12.4 to 14.2 %, 10 against 10 iterations); 5 metrics inconclusive (c, d, e and 2 more); 2 metrics unchanged.");
}

#[test]
fn the_first_run_of_a_scenario_is_told_in_one_sentence() {
    let first = side(&[("latency", lower(), steady(1.0)), ("vital.once", lower(), vec![1.0])]);
    let verdict = judge(&first, None, &Rules::default());
    assert_eq!(verdict.summary, "No baseline yet: this run becomes one.");
    let broken = Side { completed: false, ..first.clone() };
    assert_eq!(judged(&first, &broken).summary, "No verdict: the baseline did not come to its end.");
}

#[test]
fn a_run_tells_its_own_level_whatever_it_is_compared_with() {
    let own = |verdict: &RunVerdict| {
        let measured = verdict.metrics[0].measured.as_ref().expect("the run has values");
        (measured.median, measured.values.len())
    };
    let run = one(vec![1.0, 2.0, 9.0, f64::NAN]);
    let first = judge(&run, None, &Rules::default());
    assert_eq!((own(&first), first.metrics[0].evidence.as_ref()), ((2.0, 3), None));
    assert_eq!(own(&judged(&run, &one(steady(1.0)))), (2.0, 3));
    let absent = judged(&one(vec![]), &one(steady(1.0)));
    assert_eq!((&absent.metrics[0].measured, &absent.metrics[0].evidence), (&None, &None));
}

#[test]
fn direction_decides_what_is_better() {
    let fps = |factor| side(&[("fps", definition("fps", Some(Direction::HigherIsBetter)), steady(factor))]);
    assert_eq!(judged(&fps(1.2), &fps(1.0)).verdict, Verdict::Improved);
    assert_eq!(judged(&fps(0.8), &fps(1.0)).verdict, Verdict::Regressed);
    assert_eq!(judged(&one(steady(0.8)), &one(steady(1.0))).verdict, Verdict::Improved);
    insta::assert_snapshot!(judged(&fps(0.8), &fps(1.0)).summary, @"fps is 20.0 % lower, which is worse (19.2 to 20.8 %, 10 against 10 iterations).");
}

#[test]
fn metric_without_direction_is_left_out() {
    let side = side(&[("shown", definition("ms", None), steady(1.0))]);
    let verdict = judged(&side, &side);
    assert!(verdict.metrics.is_empty());
    assert_eq!(verdict.verdict, Verdict::Inconclusive);
}

#[test]
fn what_cannot_be_compared_is_inconclusive_and_says_why() {
    let (run, baseline) = (one(steady(1.3)), one(steady(1.0)));
    assert_eq!(reason(&judge(&run, None, &Rules::default())), Some(&InconclusiveReason::NoBaseline));
    let broken = Side { completed: false, ..run.clone() };
    assert_eq!(reason(&judged(&broken, &baseline)), Some(&InconclusiveReason::RunNotCompleted));
    assert_eq!(reason(&judged(&baseline, &broken)), Some(&InconclusiveReason::NoBaseline));
    let few = one(vec![1.0, 2.0, 3.0, 4.0]);
    let too_few = InconclusiveReason::TooFewIterations { run: 4, baseline: 10, needed: 5 };
    assert_eq!(reason(&judged(&few, &baseline)), Some(&too_few));
    assert_eq!(reason(&judged(&one(vec![]), &baseline)), Some(&InconclusiveReason::MissingInRun));
    assert_eq!(reason(&judged(&run, &one(vec![]))), Some(&InconclusiveReason::MissingInBaseline));
    let noisy = one(NOISY.to_vec());
    assert_eq!(reason(&judged(&noisy, &baseline)), Some(&InconclusiveReason::TooNoisy));
}

#[test]
fn other_machine_is_inconclusive_and_named() {
    let mut run = one(steady(1.0));
    run.fingerprint.insert("cpu".to_owned(), "i9".to_owned());
    let verdict = judged(&run, &one(steady(1.0)));
    assert_eq!(
        reason(&verdict),
        Some(&InconclusiveReason::FingerprintDiffers { keys: vec!["cpu".to_owned()] })
    );
    assert_eq!(verdict.fingerprint_changes["cpu"], (Some("i9".to_owned()), Some("i7".to_owned())));
    insta::assert_snapshot!(verdict.summary, @"No verdict: the run and its baseline were measured under different conditions (cpu i9 against i7).");
}

#[test]
fn another_unit_is_never_compared() {
    let seconds = side(&[("latency", definition("s", Some(Direction::LowerIsBetter)), steady(0.001))]);
    let verdict = judged(&seconds, &one(steady(1.0)));
    assert!(matches!(reason(&verdict), Some(InconclusiveReason::FingerprintDiffers { .. })));
}

#[test]
fn five_iterations_over_many_metrics_ask_for_more() {
    let keys = ["a", "b", "c", "d", "e", "f", "g"];
    let metrics = |factor: f64| {
        let values = |key| if key == "a" { steady(factor)[..5].to_vec() } else { steady(1.0)[..5].to_vec() };
        side(&keys.map(|key| (key, lower(), values(key))))
    };
    let verdict = judged(&metrics(1.5), &metrics(1.0));
    let asked = InconclusiveReason::TooFewIterations { run: 5, baseline: 5, needed: 7 };
    assert_eq!(verdict.metrics[0].reason, Some(asked));
}

#[test]
fn breached_threshold_is_told_and_leaves_the_word_alone() {
    let mut run = one(steady(1.0));
    run.definitions.get_mut("latency").expect("the metric is defined").threshold = Some(50.0);
    let verdict = judged(&run, &one(steady(1.0)));
    assert_eq!((verdict.verdict, verdict.metrics[0].threshold_breached), (Verdict::Unchanged, Some(true)));
    insta::assert_snapshot!(verdict.summary, @"latency breaches its threshold of 50 ms; 1 metric unchanged.");
}

#[test]
fn change_must_pass_percent_and_absolute_limit() {
    let limited = |factor, absolute| {
        let limit = Some(PracticalLimit { percent: Some(3.0), absolute: Some(absolute) });
        side(&[("latency", Definition { practical_limit: limit, ..lower() }, steady(factor))])
    };
    assert_eq!(judged(&limited(1.1, 5.0), &limited(1.0, 5.0)).verdict, Verdict::Regressed);
    assert_eq!(judged(&limited(1.1, 20.0), &limited(1.0, 20.0)).verdict, Verdict::Unchanged);
}

#[test]
fn metric_that_never_varies_alerts_on_a_change_but_not_on_one_clock_tick() {
    let constant = |value| one(vec![value; 10]);
    assert_eq!(judged(&constant(0.1), &constant(0.0)).verdict, Verdict::Unchanged);
    assert_eq!(judged(&constant(2.0), &constant(0.0)).verdict, Verdict::Regressed);
}

#[test]
fn pool_takes_completed_runs_and_shows_where_they_differ() {
    let mut other = one(steady(1.01));
    other.fingerprint.insert("cpu".to_owned(), "i9".to_owned());
    let broken = Side { completed: false, ..one(vec![1.0]) };
    let pool = Side::pool(&[one(steady(1.0)), other, broken]);
    assert_eq!(pool.values["latency"].len(), 20);
    assert_eq!(pool.fingerprint["cpu"], "i7 | i9");
    assert!(pool.completed && !Side::pool(&[]).completed);
}

#[test]
fn warm_up_iterations_are_not_judged() {
    let iteration = |index, warmup| Iteration {
        index,
        warmup,
        started_at: Timestamp::from_epoch_ms(0),
        ended_at: Timestamp::from_epoch_ms(1),
        results: BTreeMap::from([("latency".to_owned(), f64::from(index))]),
        unknown: dataset::Unknown::default(),
    };
    let iterations = [iteration(0, true), iteration(1, false), iteration(2, false)];
    let side = Side::from_iterations(&iterations, &BTreeMap::new(), &BTreeMap::new(), true);
    assert_eq!(side.values["latency"], [1.0, 2.0]);
}

proptest! {
    #[test]
    fn order_of_values_changes_no_verdict(
        run in proptest::collection::vec(90.0..120.0_f64, 5..12),
        baseline in proptest::collection::vec(90.0..120.0_f64, 5..12),
        turn in 0_usize..12,
    ) {
        let turned = |values: &[f64]| {
            let mut values = values.to_vec();
            let places = turn % values.len();
            values.rotate_left(places);
            values.reverse();
            one(values)
        };
        let mut plain = judged(&one(run.clone()), &one(baseline.clone()));
        let mut shuffled = judged(&turned(&run), &turned(&baseline));
        for verdict in [&mut plain, &mut shuffled] {
            for metric in &mut verdict.metrics {
                metric.measured.as_mut().expect("the run has values").values.sort_by(f64::total_cmp);
                metric.evidence.as_mut().expect("both have").baseline_values.sort_by(f64::total_cmp);
            }
        }
        prop_assert_eq!(plain, shuffled);
    }
}
