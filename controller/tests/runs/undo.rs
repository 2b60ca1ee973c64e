//! Deleted runs that come back, and changes of many runs at once. Part of the suite that runs on both databases.

use controller::baseline_check::Scope;
use controller::intake::Context;
use controller::store::DEFAULT_PROJECT;
use controller::store::access::shares::Share;
use controller::store::baselines::{BaselineFilter, Cleared, PinnedBaseline};
use controller::store::runs::{ChangeError, RunFilter, RunSummary, TagChange};
use protocol::{AttemptNumber, AttemptRef, RunId};
use scenarios::BaselineRule;
use uuid::Uuid;

use crate::edits::{BY, end_with, later, seen};
use crate::house::{House, NOW};
use crate::judging::asked;
use crate::samples::{Sample, steady};

fn night(scenario: &str, second: i64, level: f64) -> Sample {
    Sample {
        scenario: scenario.to_owned(),
        created_at: Sample::default().created_at + second * 1000,
        results: steady(level),
        ..Sample::default()
    }
}

async fn add(house: &House, sample: &Sample) -> RunId {
    let context = Context { rule: BaselineRule::LastGood(1), ..house.context() };
    house.send(&sample.bytes(), context).await.unwrap().run
}

async fn run(house: &House, run: RunId) -> RunSummary {
    house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap()
}

async fn share(house: &House, number: u128, run: RunId) -> String {
    let share = Share {
        id: Uuid::from_u128(number),
        run,
        project: DEFAULT_PROJECT.to_owned(),
        created_by: "ada".to_owned(),
        created_at: NOW,
        expires_at: later(9_000),
        last_used_at: None,
        revoked_at: None,
    };
    house.store.create_share(&share, [number as u8; 32]).await.unwrap()
}

/// Everything that the store says of a run.
async fn everything(house: &House, id: RunId) -> String {
    let store = &house.store;
    let filter = BaselineFilter {
        project: DEFAULT_PROJECT.to_owned(),
        scenario: None,
        platform: None,
        device_class: None,
        cleared: true,
    };
    let tagged = RunFilter { tags: vec!["nightly".to_owned()], ..RunFilter::all(DEFAULT_PROJECT) };
    let searched = RunFilter { words: "undone".parse().unwrap(), ..RunFilter::all(DEFAULT_PROJECT) };
    let pins = store.baselines(&filter, 0, 100).await.unwrap().0;
    let parts = [
        format!("{:?}", store.run(DEFAULT_PROJECT, id).await.unwrap()),
        format!("{:?}", store.report(id).await.unwrap()),
        format!("{:?}", store.side(id).await.unwrap()),
        format!("{:?}", store.statistics(id).await.unwrap()),
        format!("{:?}", store.judgment(id).await.unwrap()),
        format!("{:?}", store.attachments(id).await.unwrap()),
        format!("{:?}", store.shares_of_run(id).await.unwrap()),
        format!("{:?}", pins.iter().filter(|pin| pin.run == id).collect::<Vec<_>>()),
        format!("{:?}", store.list_runs(&tagged, 0, 1).await.unwrap().1),
        format!("{:?}", store.list_runs(&searched, 0, 9).await.unwrap()),
        format!("{:?}", store.releases(DEFAULT_PROJECT).await.unwrap()),
        format!("{:?}", store.tags(DEFAULT_PROJECT).await.unwrap()),
    ];
    parts.join("\n")
}

/// Pins a run and clears the pin again.
async fn pinned_once(house: &House, id: RunId) {
    let record = run(house, id).await.record;
    let scope = Scope {
        project: record.project,
        scenario: record.scenario,
        platform: record.platform,
        device_class: record.device_class,
    };
    let pin = PinnedBaseline {
        id: Uuid::from_u128(501),
        scope,
        run: id,
        set_by: "ada".to_owned(),
        set_at: NOW,
        reason: "known to all".to_owned(),
        cleared: None,
    };
    house.store.pin_baseline(&pin).await.unwrap();
    let cleared = Cleared { by: BY.0.to_owned(), at: BY.1, reason: "known better".to_owned() };
    assert!(house.store.clear_baseline(DEFAULT_PROJECT, pin.id, &cleared).await.unwrap());
}

pub(crate) async fn a_deleted_run_comes_back_as_it_was(house: &House) {
    let first = add(house, &night("undone", 1, 100.0)).await;
    let second = add(house, &night("undone", 2, 112.0)).await;
    assert_eq!(run(house, second).await.baseline_run, Some(first));
    let secret = share(house, 500, first).await;
    pinned_once(house, first).await;
    let job = asked(house, first).await;
    end_with(house, AttemptRef { job, number: AttemptNumber(1) }, first).await;
    let before = everything(house, first).await;
    let files = house.files();

    house.store.delete_run(&seen(first, None), BY).await.unwrap();
    assert!(house.store.share_of_secret(&secret, NOW).await.unwrap().is_none());
    assert_eq!(run(house, second).await.baseline_run, None);
    let third = add(house, &night("undone", 3, 100.0)).await;
    assert_ne!(run(house, third).await.baseline_run, Some(first), "nothing is judged against it");
    house.store.delete_run(&seen(third, None), BY).await.unwrap();
    house.keeper.purge(NOW).await.unwrap();

    let there = house.store.restore_runs("another", &[first], NOW).await.unwrap().pop().unwrap().1;
    assert!(matches!(there, Err(ChangeError::Missing { .. })), "{there:?}");
    let back = house.store.restore_runs(DEFAULT_PROJECT, &[first], later(86_399)).await.unwrap();
    let back = back.into_iter().next().unwrap().1.unwrap();
    assert!(!back.unjudged);
    assert_eq!(everything(house, first).await, before);
    assert!(house.store.share_of_secret(&secret, NOW).await.unwrap().is_some());
    assert_eq!(run(house, second).await.baseline_run, Some(first));
    let job = house.store.job(job).await.unwrap().unwrap();
    assert_eq!((job.run, job.baseline), (Some(first), Some(first)));
    assert_eq!(house.store.job_attempts(job.id).await.unwrap()[0].run, Some(first));
    assert!(files.iter().all(|file| house.files().contains(file)));
    let twice = house.store.restore_runs(DEFAULT_PROJECT, &[first], NOW).await.unwrap().pop().unwrap().1;
    assert!(matches!(twice, Err(ChangeError::Missing { .. })), "{twice:?}");
}

pub(crate) async fn what_stands_there_by_now_is_not_put_there_twice(house: &House) {
    let sample = night("twice", 1, 100.0);
    let first = add(house, &sample).await;
    house.store.delete_run(&seen(first, None), BY).await.unwrap();
    let again = add(house, &sample).await;
    let refused = house.store.restore_runs(DEFAULT_PROJECT, &[first], NOW).await.unwrap().pop().unwrap().1;
    assert!(matches!(refused, Err(ChangeError::Held { run, .. }) if run == again), "{refused:?}");
    house.store.delete_run(&seen(again, None), BY).await.unwrap();
    let outcomes = house.store.restore_runs(DEFAULT_PROJECT, &[first], later(86_400)).await.unwrap();
    assert!(matches!(outcomes[0].1, Err(ChangeError::Missing { .. })), "a day is over");
    house.store.restore_runs(DEFAULT_PROJECT, &[first], NOW).await.unwrap().pop().unwrap().1.unwrap();
}

pub(crate) async fn many_are_changed_together_and_the_refused_are_named(house: &House) {
    let (one, two) = (add(house, &night("many", 1, 1.0)).await, add(house, &night("many", 2, 1.0)).await);
    let nobody = RunId::new(Uuid::from_u128(0xdead));
    let change = TagChange { add: vec!["batch".to_owned()], remove: vec!["nightly".to_owned()] };
    let wanted = [seen(one, Some(1)), seen(nobody, None), seen(two, Some(9))];
    let outcomes = house.store.tag_runs(&wanted, &change, BY).await.unwrap();
    let tagged = outcomes[0].1.as_ref().unwrap();
    assert_eq!((tagged.run.version, tagged.changed), (2, true));
    assert_eq!(run(house, one).await.record.tags, ["batch", "release:6.7.0"]);
    assert!(matches!(outcomes[1].1, Err(ChangeError::Missing { .. })));
    assert!(matches!(outcomes[2].1, Err(ChangeError::Stale { .. })));
    assert_eq!(run(house, two).await.version, 1);
    let same = house.store.tag_runs(&[seen(one, Some(2))], &change, BY).await.unwrap();
    let same = same[0].1.as_ref().unwrap();
    assert_eq!((same.run.version, same.changed), (2, false), "what is so already is not written again");
    let outcomes = house.store.delete_runs(&[seen(one, Some(2)), seen(two, Some(9))], BY).await.unwrap();
    assert!(outcomes[0].1.is_ok() && outcomes[1].1.is_err());
    let left = RunFilter { scenario: Some("many".to_owned()), ..RunFilter::all(DEFAULT_PROJECT) };
    assert_eq!(house.store.list_runs(&left, 0, 9).await.unwrap().1, 1);
}
