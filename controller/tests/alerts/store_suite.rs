//! One suite for both databases: what is true of alerts on one is true on the other.

use controller::alert::{ActError, Action, Alert, AlertState, Alerts, Resolution, SeenAlert, StepKind};
use controller::store::DEFAULT_PROJECT;
use controller::store::alerts::{AlertFilter, OwnerFilter, StateCounts, StateFilter};
use controller::store::runs::SeenRun;
use protocol::Ids;

use crate::house::{House, NOW};
use crate::night::{alerts_of, limited, night, regression, send};

#[tokio::test]
async fn the_suite_holds_on_sqlite() {
    Box::pin(suite(&House::sqlite().await)).await;
}

#[tokio::test]
async fn the_suite_holds_on_postgresql() {
    let house = House::postgres().await;
    assert!(house.server.is_some());
    Box::pin(suite(&house)).await;
}

async fn suite(house: &House) {
    an_alert_comes_back_as_it_was_written(house).await;
    further_runs_add_to_it_and_good_ones_are_counted(house).await;
    a_broken_threshold_needs_no_baseline(house).await;
    scopes_have_alerts_of_their_own(house).await;
    people_change_it_and_each_turn_is_kept(house).await;
    whoever_saw_an_older_version_changes_nothing(house).await;
    one_alert_of_a_key_is_unresolved(house).await;
    lists_are_filtered_and_counted(house).await;
    a_deleted_run_leaves_its_trace(house).await;
    crate::crash::a_verdict_that_a_crash_cut_off_is_made_up_once(house).await;
    crate::crash::reactions_at_the_same_moment_make_one_alert(house).await;
    crate::outbox::a_notice_is_claimed_by_one_and_settled_once(house).await;
}

/// Does what a person asks for.
pub(crate) async fn act(house: &House, alert: &Alert, action: Action) -> Result<Alert, ActError> {
    act_on(house, alert, Some(alert.version), action).await
}

async fn act_on(
    house: &House,
    alert: &Alert,
    version: Option<u64>,
    action: Action,
) -> Result<Alert, ActError> {
    let seen = SeenAlert { project: DEFAULT_PROJECT.to_owned(), id: alert.id, version };
    let by = ("ada", "in words", NOW, || Ids.uuid());
    Alerts::default().act(&house.store, &seen, &action, by).await
}

async fn an_alert_comes_back_as_it_was_written(house: &House) {
    let good = house.add(&night("written", 100.0)).await;
    let bad = night("written", 130.0);
    let slow = house.add(&bad).await;
    let alert = alerts_of(house, "written").await.remove(0);
    assert_eq!(house.store.alert_of(DEFAULT_PROJECT, alert.id).await.unwrap().as_ref(), Some(&alert));
    assert_eq!((alert.key.metric.as_str(), alert.unit.as_str()), ("inference_time", "ms"));
    assert_eq!(
        (alert.key.scope.platform.as_deref(), alert.key.scope.device_class.as_deref()),
        (Some("linux"), Some("lab"))
    );
    assert_eq!((alert.first_bad.mark.run, alert.first_bad.mark.build.clone()), (slow, bad.build));
    assert_eq!(alert.last_good.as_ref().map(|mark| mark.run), Some(good));
    let judgment = house.store.judgment(slow).await.unwrap().unwrap();
    let evidence = judgment.verdict.metrics[0].evidence.as_ref().unwrap();
    let comparison = alert.first_bad.reading.comparison.as_ref().unwrap();
    assert_eq!(
        (comparison.shift, comparison.low, comparison.high),
        (evidence.shift, evidence.shift_low, evidence.shift_high)
    );
    let steps = house.store.alert_steps(alert.id).await.unwrap();
    assert_eq!(steps, std::slice::from_ref(&alert.last_step));
    assert_eq!(house.store.alerts_of_run(DEFAULT_PROJECT, slow).await.unwrap(), [alert.id]);
    assert_eq!(house.store.alerts_of_run("another", slow).await.unwrap(), []);
    assert_eq!(house.store.alert_of("another", alert.id).await.unwrap(), None);
    assert!(house.store.unalerted_runs().await.unwrap().is_empty());
}

async fn further_runs_add_to_it_and_good_ones_are_counted(house: &House) {
    let (first, _) = regression(house, "further").await;
    let worse = house.add(&night("further", 150.0)).await;
    house.add(&night("further", 130.0)).await;
    let good = [house.add(&night("further", 100.0)).await, house.add(&night("further", 100.0)).await];
    let broken = crate::samples::Sample { outcome: Some("failed"), ..night("further", 170.0) };
    house.add(&broken).await;
    let [alert] = <[Alert; 1]>::try_from(alerts_of(house, "further").await).unwrap();
    assert_eq!((alert.bad_runs, alert.good_since, alert.state), (3, 2, AlertState::Open));
    assert_eq!((alert.first_bad.mark.run, alert.worst.mark.run), (first, worse));
    assert_eq!(alert.good_run.as_ref().map(|mark| mark.run), Some(good[1]));
    let (runs, total) = house.store.alert_runs(DEFAULT_PROJECT, alert.id, 2).await.unwrap();
    assert_eq!((runs.len(), total), (2, 5));
    assert!(runs.iter().all(|run| run.is_stored));
}

async fn a_broken_threshold_needs_no_baseline(house: &House) {
    let run = send(house, &limited(&night("limited", 100.0), 50.0)).await;
    let [alert] = <[Alert; 1]>::try_from(alerts_of(house, "limited").await).unwrap();
    assert_eq!(alert.kind, controller::alert::AlertKind::Threshold);
    let reading = &alert.first_bad.reading;
    assert_eq!((reading.breached, reading.threshold, reading.comparison.clone()), (true, Some(50.0), None));
    assert_eq!((alert.first_bad.mark.run, alert.last_good), (run, None));
    send(house, &limited(&night("kept", 100.0), 500.0)).await;
    assert!(alerts_of(house, "kept").await.is_empty());
}

async fn scopes_have_alerts_of_their_own(house: &House) {
    for platform in [Some("macos".to_owned()), None] {
        for level in [100.0, 130.0] {
            house.add(&crate::samples::Sample { platform: platform.clone(), ..night("scopes", level) }).await;
        }
    }
    let platforms: Vec<_> =
        alerts_of(house, "scopes").await.into_iter().map(|alert| alert.key.scope.platform).collect();
    assert_eq!(platforms, [None, Some("macos".to_owned())]);
}

async fn people_change_it_and_each_turn_is_kept(house: &House) {
    let (_, alert) = regression(house, "people").await;
    let alert = act(house, &alert, Action::Assign(Some("grace".to_owned()))).await.unwrap();
    let alert = act(house, &alert, Action::Acknowledge).await.unwrap();
    house.add(&night("people", 130.0)).await;
    // A run that comes in between is no obstacle for a person.
    let alert = act(house, &alert, Action::Resolve(Resolution::Accepted)).await.unwrap();
    assert_eq!((alert.state, alert.version, alert.bad_runs), (AlertState::Resolved, 4, 2));
    assert_eq!(house.store.alert_of(DEFAULT_PROJECT, alert.id).await.unwrap(), Some(alert.clone()));
    let steps = house.store.alert_steps(alert.id).await.unwrap();
    let kinds: Vec<_> = steps.iter().map(|step| step.kind.clone()).collect();
    assert_eq!(
        kinds[1..],
        [
            StepKind::Assigned { owner: Some("grace".to_owned()) },
            StepKind::Acknowledged,
            StepKind::Resolved { reason: Resolution::Accepted }
        ]
    );
    assert_eq!((steps[3].by.as_deref(), steps[3].note.as_str(), steps[3].at), (Some("ada"), "in words", NOW));
}

async fn whoever_saw_an_older_version_changes_nothing(house: &House) {
    let (_, alert) = regression(house, "stale").await;
    act(house, &alert, Action::Acknowledge).await.unwrap();
    let late = act(house, &alert, Action::Resolve(Resolution::Noise)).await.unwrap_err();
    assert!(matches!(late, ActError::Stale { seen: 1, now: 2 }), "{late}");
    let unseen = act_on(house, &alert, None, Action::Resolve(Resolution::Noise)).await.unwrap();
    assert_eq!(unseen.version, 3);
}

async fn one_alert_of_a_key_is_unresolved(house: &House) {
    let (_, first) = regression(house, "one").await;
    let first = act(house, &first, Action::Resolve(Resolution::Fixed)).await.unwrap();
    house.add(&night("one", 130.0)).await;
    let [second, _] = <[Alert; 2]>::try_from(alerts_of(house, "one").await).unwrap();
    assert_eq!(second.previous, Some(first.id));
    let refused = act(house, &first, Action::Reopen).await.unwrap_err();
    assert!(matches!(refused, ActError::Taken { other } if other == second.id), "{refused}");
    act(house, &second, Action::Resolve(Resolution::Noise)).await.unwrap();
    let reopened = act(house, &first, Action::Reopen).await.unwrap();
    let further = house.add(&night("one", 130.0)).await;
    assert_eq!(house.store.alerts_of_run(DEFAULT_PROJECT, further).await.unwrap(), [reopened.id]);
}

async fn lists_are_filtered_and_counted(house: &House) {
    let (_, open) = regression(house, "listed").await;
    let (_, other) = regression(house, "listed too").await;
    act(house, &other, Action::Assign(Some("grace".to_owned()))).await.unwrap();
    let all = || AlertFilter::all(DEFAULT_PROJECT);
    let of = async |filter: AlertFilter| {
        let (alerts, total) = house.store.alerts(&filter, 0, 100).await.unwrap();
        assert_eq!(alerts.len() as u64, total);
        alerts.into_iter().map(|alert| alert.id).collect::<Vec<_>>()
    };
    let listed = || AlertFilter { scenario: Some("listed".to_owned()), ..all() };
    assert_eq!(of(listed()).await, [open.id]);
    for state in [StateFilter::Is(AlertState::Open), StateFilter::Unresolved] {
        assert_eq!(of(AlertFilter { state: Some(state), ..listed() }).await, [open.id]);
    }
    let resolved = Some(StateFilter::Is(AlertState::Resolved));
    assert_eq!(of(AlertFilter { state: resolved, ..listed() }).await, []);
    let nobody = Some(OwnerFilter::Nobody);
    assert_eq!(of(AlertFilter { owner: nobody, ..listed() }).await, [open.id]);
    let grace = AlertFilter { owner: Some(OwnerFilter::Is("grace".to_owned())), ..all() };
    assert!(of(grace).await.contains(&other.id));
    for (filter, found) in [
        (AlertFilter { metric: Some("inference_time".to_owned()), ..listed() }, true),
        (AlertFilter { metric: Some("another".to_owned()), ..listed() }, false),
        (AlertFilter { platform: Some("linux".to_owned()), ..listed() }, true),
        (AlertFilter { device_class: Some("phone".to_owned()), ..listed() }, false),
        (AlertFilter { since: Some(NOW), ..listed() }, true),
        (
            AlertFilter { since: Some(dataset::Timestamp::from_epoch_ms(NOW.epoch_ms() + 1)), ..listed() },
            false,
        ),
        (AlertFilter { project: "another".to_owned(), ..listed() }, false),
    ] {
        assert_eq!(of(filter.clone()).await == [open.id], found, "{filter:?}");
    }
    // The filter on the state itself leaves the counts as they are.
    let counted = house.store.alert_counts(&AlertFilter { state: resolved, ..listed() }).await.unwrap();
    assert_eq!(counted, StateCounts { open: 1, acknowledged: 0, resolved: 0 });
}

async fn a_deleted_run_leaves_its_trace(house: &House) {
    let (slow, alert) = regression(house, "deleted").await;
    let seen = SeenRun { project: DEFAULT_PROJECT.to_owned(), run: slow, version: None };
    house.store.delete_run(&seen, ("ada", NOW)).await.unwrap();
    let (runs, _) = house.store.alert_runs(DEFAULT_PROJECT, alert.id, 9).await.unwrap();
    assert_eq!((runs[0].sighting.mark.run, runs[0].is_stored), (slow, false));
    assert_eq!(alerts_of(house, "deleted").await, [alert]);
}
