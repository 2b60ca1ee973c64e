//! What a verdict and a person do to an alert, case by case.

use analysis::{Evidence, Measured, MetricVerdict, Verdict};
use controller::alert::lifecycle::{on_action, on_verdict};
use controller::alert::{
    Action, Alert, AlertId, AlertKind, AlertState, Change, Event, JudgedRun, Mark, Refusal, Resolution,
    Standing, StepKind,
};
use controller::baseline_check::Scope;
use dataset::{Definition, Direction, Timestamp, Unknown};
use protocol::RunId;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_epoch_ms(1_000);

/// What a metric came to: word, shift against the baseline, whether it is beyond its threshold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) shift: Option<f64>,
    pub(crate) breached: Option<bool>,
}

pub(crate) const SLOW: Outcome = Outcome { verdict: Verdict::Regressed, shift: Some(30.0), breached: None };
pub(crate) const STEADY: Outcome = Outcome { verdict: Verdict::Unchanged, shift: Some(0.0), breached: None };
pub(crate) const UNSURE: Outcome = Outcome { verdict: Verdict::Inconclusive, shift: None, breached: None };
pub(crate) const BEYOND: Outcome =
    Outcome { verdict: Verdict::Inconclusive, shift: None, breached: Some(true) };

pub(crate) fn mark(number: u128) -> Mark {
    let at = Timestamp::from_epoch_ms(number as i64);
    let build = Some(format!("b{number}"));
    Mark { run: RunId::new(Uuid::from_u128(number)), at, release: Some("6.7.0".to_owned()), build }
}

pub(crate) fn run(number: u128, metrics: &[(&str, Outcome)]) -> JudgedRun {
    JudgedRun {
        mark: mark(number),
        scope: Scope {
            project: "default".to_owned(),
            scenario: "inference".to_owned(),
            platform: Some("linux".to_owned()),
            device_class: None,
        },
        completed: true,
        metrics: metrics.iter().map(|(name, outcome)| verdict(name, *outcome)).collect(),
        last_good: Some(mark(0)),
    }
}

fn verdict(metric: &str, Outcome { verdict, shift, breached }: Outcome) -> MetricVerdict {
    let median = 100.0 + shift.unwrap_or_default();
    MetricVerdict {
        metric: metric.to_owned(),
        verdict,
        reason: None,
        measured: Some(Measured { values: vec![median; 10], median }),
        evidence: shift.map(evidence),
        threshold_breached: breached,
        definition: Definition {
            unit: "ms".to_owned(),
            meaning: String::new(),
            aggregate: None,
            practical_limit: None,
            source: None,
            unknown: Unknown::default(),
            direction: Some(Direction::LowerIsBetter),
            threshold: breached.map(|_| 90.0),
        },
        rule: String::new(),
    }
}

fn evidence(shift: f64) -> Evidence {
    Evidence {
        baseline_values: vec![100.0; 8],
        baseline_median: 100.0,
        shift,
        shift_low: shift - 1.0,
        shift_high: shift + 1.0,
        confidence: 0.957,
        shift_percent: Some(shift),
        u_statistic: 0.0,
        p_value: 0.001,
        p_exact: true,
        p_adjusted: 0.002,
        cliffs_delta: 1.0,
        practical_limit: 2.0,
    }
}

pub(crate) fn changes(run: &JudgedRun, standing: &[Standing]) -> Vec<Change> {
    let mut next = 100;
    on_verdict(run, standing, NOW, || {
        next += 1;
        AlertId::new(Uuid::from_u128(next))
    })
}

fn only(changes: Vec<Change>) -> Change {
    let [change] = <[Change; 1]>::try_from(changes).unwrap();
    change
}

fn opened() -> Alert {
    only(changes(&run(1, &[("time", SLOW)]), &[])).alert
}

fn standing(alert: &Alert) -> [Standing; 1] {
    [Standing { alert: alert.clone(), knows_run: false }]
}

fn acted(alert: &Alert, action: &Action) -> Result<Change, Refusal> {
    on_action(alert, action, ("ada", "seen", NOW))
}

#[test]
fn a_regression_opens_one_alert_with_its_evidence() {
    let change = only(changes(&run(1, &[("time", SLOW), ("memory", STEADY), ("cpu", UNSURE)]), &[]));
    let alert = &change.alert;
    assert_eq!(
        (alert.key.metric.as_str(), alert.kind, alert.state),
        ("time", AlertKind::Regression, AlertState::Open)
    );
    assert_eq!((&alert.first_bad.mark, alert.last_good.as_ref()), (&mark(1), Some(&mark(0))));
    let comparison = alert.first_bad.reading.comparison.as_ref().unwrap();
    assert_eq!(
        (comparison.shift, comparison.low, comparison.high, comparison.confidence),
        (30.0, 29.0, 31.0, 0.957)
    );
    assert_eq!((alert.first_bad.reading.values, comparison.baseline_values), (10, 8));
    assert_eq!((alert.unit.as_str(), alert.direction), ("ms", Direction::LowerIsBetter));
    assert_eq!((alert.bad_runs, alert.good_since, alert.version, alert.previous), (1, 0, 1, None));
    assert_eq!(change.event, Some(Event::Opened));
    assert_eq!(change.step.unwrap().kind, StepKind::Opened { run: mark(1).run });
}

#[test]
fn every_metric_has_an_alert_of_its_own_in_the_order_of_their_names() {
    let found = changes(&run(1, &[("time", SLOW), ("memory", BEYOND)]), &[]);
    let kinds: Vec<_> =
        found.iter().map(|change| (change.alert.key.metric.as_str(), change.alert.kind)).collect();
    assert_eq!(kinds, [("memory", AlertKind::Threshold), ("time", AlertKind::Regression)]);
    assert_ne!(found[0].alert.id, found[1].alert.id);
}

#[test]
fn a_broken_threshold_is_bad_whatever_the_baseline_says() {
    for verdict in [Verdict::Unchanged, Verdict::Improved, Verdict::Inconclusive] {
        let outcome = Outcome { verdict, shift: None, breached: Some(true) };
        let change = only(changes(&run(1, &[("time", outcome)]), &[]));
        assert_eq!(change.alert.kind, AlertKind::Threshold, "{verdict:?}");
        assert!(change.alert.first_bad.reading.breached);
        assert_eq!(change.alert.first_bad.reading.threshold, Some(90.0));
    }
    let kept = Outcome { breached: Some(false), ..STEADY };
    assert!(changes(&run(1, &[("time", kept)]), &[]).is_empty());
}

#[test]
fn a_run_that_did_not_end_or_cannot_tell_changes_nothing() {
    let failed = JudgedRun { completed: false, ..run(2, &[("time", SLOW), ("memory", BEYOND)]) };
    assert!(changes(&failed, &[]).is_empty());
    assert!(changes(&failed, &standing(&opened())).is_empty());
    assert!(changes(&run(2, &[("time", UNSURE)]), &standing(&opened())).is_empty());
}

#[test]
fn further_bad_runs_add_to_the_alert_and_the_worst_is_kept() {
    let worse = Outcome { shift: Some(50.0), ..SLOW };
    let second = only(changes(&run(2, &[("time", worse)]), &standing(&opened())));
    assert_eq!((second.event, second.step), (None, None), "nobody is told again");
    let third = only(changes(&run(3, &[("time", SLOW)]), &standing(&second.alert))).alert;
    assert_eq!((third.bad_runs, third.revision, third.version), (3, 3, 1));
    let marks = [&third.first_bad.mark, &third.last_bad.mark, &third.worst.mark];
    assert_eq!(marks, [&mark(1), &mark(3), &mark(2)]);
}

#[test]
fn the_same_run_judged_twice_adds_nothing() {
    let alert = opened();
    for state in AlertState::ALL {
        let known = [Standing { alert: Alert { state, ..alert.clone() }, knows_run: true }];
        assert!(changes(&run(1, &[("time", SLOW)]), &known).is_empty(), "{state:?}");
    }
}

#[test]
fn a_good_run_is_counted_and_resolves_nothing_until_a_bad_one_comes() {
    let better = Outcome { verdict: Verdict::Improved, ..STEADY };
    let first = only(changes(&run(2, &[("time", STEADY)]), &standing(&opened())));
    let second = only(changes(&run(3, &[("time", better)]), &standing(&first.alert)));
    assert_eq!((second.alert.good_since, second.alert.good_run.as_ref()), (2, Some(&mark(3))));
    assert_eq!((second.alert.state, second.event), (AlertState::Open, None));
    let again = only(changes(&run(4, &[("time", SLOW)]), &standing(&second.alert))).alert;
    assert_eq!((again.good_since, again.good_run, again.bad_runs), (0, None, 2));
}

#[test]
fn a_bad_run_after_the_end_opens_a_new_alert_that_names_the_one_before() {
    let resolved = acted(&opened(), &Action::Resolve(Resolution::Fixed)).unwrap().alert;
    assert!(changes(&run(2, &[("time", STEADY)]), &standing(&resolved)).is_empty());
    let new = only(changes(&run(3, &[("time", SLOW)]), &standing(&resolved)));
    assert_eq!((new.alert.previous, new.alert.bad_runs), (Some(resolved.id), 1));
    assert_eq!(new.event, Some(Event::Opened));
}

#[test]
fn people_take_an_alert_from_open_to_its_end_and_back() {
    let open = opened();
    let acknowledged = acted(&open, &Action::Acknowledge).unwrap();
    assert_eq!((acknowledged.alert.state, acknowledged.event), (AlertState::Acknowledged, None));
    assert_eq!((acknowledged.alert.version, acknowledged.alert.revision), (2, 2));
    let resolved = acted(&acknowledged.alert, &Action::Resolve(Resolution::Noise)).unwrap();
    assert_eq!((resolved.alert.state, resolved.event), (AlertState::Resolved, Some(Event::Resolved)));
    let step = resolved.step.unwrap();
    assert_eq!(
        (step.kind, step.by.as_deref()),
        (StepKind::Resolved { reason: Resolution::Noise }, Some("ada"))
    );
    assert_eq!((step.note.as_str(), step.at), ("seen", NOW));
    let reopened = acted(&resolved.alert, &Action::Reopen).unwrap();
    assert_eq!((reopened.alert.state, reopened.event), (AlertState::Open, Some(Event::Reopened)));
    let owned = acted(&reopened.alert, &Action::Assign(Some("grace".to_owned()))).unwrap();
    assert_eq!(
        (owned.alert.owner.as_deref(), owned.alert.state, owned.event),
        (Some("grace"), AlertState::Open, None)
    );
    assert_eq!(acted(&owned.alert, &Action::Acknowledge).unwrap().alert.owner.as_deref(), Some("grace"));
}

#[test]
fn what_does_not_fit_is_refused_with_where_the_alert_stands() {
    let at = |state| Alert { state, ..opened() };
    let check = |state, action: Action, expected: &str| {
        assert_eq!(acted(&at(state), &action).unwrap_err().to_string(), expected);
    };
    check(AlertState::Acknowledged, Action::Acknowledge, "the alert is acknowledged already");
    check(AlertState::Resolved, Action::Acknowledge, "the alert is resolved already");
    check(AlertState::Open, Action::Reopen, "the alert is open; only a resolved one can be reopened");
    let again = Action::Resolve(Resolution::Fixed);
    check(AlertState::Resolved, again, "the alert is resolved already; reopen it to resolve it otherwise");
}

#[test]
fn worse_is_up_or_down_as_the_metric_says() {
    let reading = |shift: f64| {
        changes(&run(1, &[("time", Outcome { shift: Some(shift), ..SLOW })]), &[])[0]
            .alert
            .first_bad
            .reading
            .clone()
    };
    let check = |one: f64, other: f64, direction, expected: bool| {
        assert_eq!(reading(one).is_worse_than(&reading(other), direction), expected, "{one} {other}");
    };
    check(3.0, 2.0, Direction::LowerIsBetter, true);
    check(2.0, 3.0, Direction::LowerIsBetter, false);
    check(-3.0, -2.0, Direction::HigherIsBetter, true);
    check(2.0, 2.0, Direction::HigherIsBetter, false);
}

#[test]
fn numbers_that_cannot_be_written_down_are_left_out() {
    let mut wild = run(1, &[("time", SLOW)]);
    wild.metrics[0].evidence.as_mut().unwrap().shift_high = f64::INFINITY;
    let reading = only(changes(&wild, &[])).alert.first_bad.reading;
    assert_eq!((reading.comparison, reading.regressed), (None, true));
    wild.metrics[0].measured.as_mut().unwrap().median = f64::INFINITY;
    assert!(changes(&wild, &[]).is_empty());
}
