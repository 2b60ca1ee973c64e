//! Runs that are edited, moved and deleted, in rows and files. Part of the suite that runs on both databases.

use std::io::Read;
use std::time::Duration;

use controller::baseline_check::Scope;
use controller::intake::Context;
use controller::lease::attempt::{EndKind, EndedAttempt, NextForJob};
use controller::lease::{LeaseStorage, Placement};
use controller::store::DEFAULT_PROJECT;
use controller::store::access::shares::Share;
use controller::store::baselines::{BaselineFilter, Cleared, PinnedBaseline};
use controller::store::runs::{ChangeError, RunEdit, RunFilter, RunSummary, SeenRun};
use dataset::Timestamp;
use protocol::{AgentId, AttemptNumber, AttemptRef, DeviceId, RunId};
use scenarios::BaselineRule;
use uuid::Uuid;

use crate::house::{House, NOW};
use crate::judging::asked;
use crate::samples::{Sample, steady};

pub(crate) const BY: (&str, Timestamp) = ("ada", NOW);

/// Seconds after now.
pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_epoch_ms(NOW.epoch_ms() + seconds * 1000)
}

pub(crate) fn seen(run: RunId, version: Option<u64>) -> SeenRun {
    SeenRun { project: DEFAULT_PROJECT.to_owned(), run, version }
}

/// A run of a scenario of its own.
async fn add(house: &House, scenario: &str, second: i64) -> RunId {
    let created_at = Sample::default().created_at + second * 1000;
    house.add(&Sample { scenario: scenario.to_owned(), created_at, ..Sample::default() }).await
}

async fn run(house: &House, run: RunId) -> RunSummary {
    house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap()
}

async fn found(house: &House, filter: RunFilter) -> u64 {
    house.store.list_runs(&filter, 0, 1).await.unwrap().1
}

fn stored_bytes(house: &House, run: RunId) -> Vec<u8> {
    let path = house.folder.path().join(format!("runs/{run}.json.zst"));
    let mut bytes = Vec::new();
    zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn to_release(release: &str) -> RunEdit {
    RunEdit { release: Some(release.to_owned()), ..RunEdit::default() }
}

pub(crate) async fn what_is_said_of_a_run_changes_and_what_was_measured_stays(house: &House) {
    let id = add(house, "edited", 1).await;
    let (before, bytes) = (run(house, id).await, stored_bytes(house, id));
    assert_eq!((before.version, &before.edited), (1, &None));
    let of_release = |release: &str| RunFilter {
        release: Some(release.to_owned()),
        tags: vec![format!("release:{release}"), "slow disk".to_owned()],
        ..RunFilter::all(DEFAULT_PROJECT)
    };
    assert_eq!(found(house, of_release("9.9")).await, 0, "what was counted before is counted anew");
    let edit = RunEdit {
        title: Some("the night the disk was slow".to_owned()),
        notes: Some("two lines\nof it".to_owned()),
        tags: Some(vec!["slow disk".to_owned()]),
        ..to_release("9.9")
    };
    let edited = house.store.edit_run(&seen(id, Some(1)), &edit, BY).await.unwrap();
    assert_eq!(edited, run(house, id).await);
    assert_eq!((edited.version, edited.edited.as_ref()), (2, Some(&("ada".to_owned(), NOW))));
    assert_eq!(edited.record.tags, ["release:9.9", "slow disk"]);
    assert_eq!((edited.verdict, &edited.verdict_summary), (before.verdict, &before.verdict_summary));
    assert_eq!(found(house, of_release("9.9")).await, 1);
    let report = house.store.report(id).await.unwrap().unwrap().report;
    assert_eq!(report.title, "the night the disk was slow");
    let said = report.meta.test_context;
    assert_eq!((said.notes.as_deref(), said.release()), (Some("two lines\nof it"), Some("9.9")));
    assert_eq!(stored_bytes(house, id), bytes, "the Dataset is as it came");
    let cleared = RunEdit { notes: Some(String::new()), ..to_release("") };
    let cleared = house.store.edit_run(&seen(id, None), &cleared, BY).await.unwrap();
    assert_eq!((cleared.version, cleared.record.release), (3, None));
    let report = house.store.report(id).await.unwrap().unwrap().report;
    assert_eq!((report.meta.test_context.notes, report.iterations.len()), (None, 11));
}

pub(crate) async fn whoever_saw_an_older_version_changes_nothing(house: &House) {
    let id = add(house, "contested", 2).await;
    let edit = |version| {
        let title = format!("by whoever saw {version}");
        let edit = RunEdit { title: Some(title), ..RunEdit::default() };
        async move { house.store.edit_run(&seen(id, Some(version)), &edit, BY).await }
    };
    let (one, two) = tokio::join!(edit(1), edit(1));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert!(matches!(edit(1).await, Err(ChangeError::Stale { seen: 1, now: 2 })));
    let deleted = house.store.delete_run(&seen(id, Some(1)), BY).await;
    assert!(matches!(deleted, Err(ChangeError::Stale { .. })), "{deleted:?}");
    assert_eq!(run(house, id).await.version, 2);
    let bad = RunEdit { title: Some(String::new()), ..to_release("1") };
    assert!(matches!(house.store.edit_run(&seen(id, None), &bad, BY).await, Err(ChangeError::Label(_))));
    let other = SeenRun { project: "another".to_owned(), ..seen(id, None) };
    assert!(matches!(
        house.store.edit_run(&other, &to_release("1"), BY).await,
        Err(ChangeError::Missing { .. })
    ));
    assert!(matches!(house.store.delete_run(&other, BY).await, Err(ChangeError::Missing { .. })));
    assert_eq!(run(house, id).await.record.release.as_deref(), Some("6.7.0"));
}

pub(crate) async fn a_run_moves_to_another_project_and_its_shares_end(house: &House) {
    let id = add(house, "moved", 3).await;
    let share = Share {
        id: Uuid::from_u128(300),
        run: id,
        project: DEFAULT_PROJECT.to_owned(),
        created_by: "ada".to_owned(),
        created_at: NOW,
        expires_at: Timestamp::from_epoch_ms(NOW.epoch_ms() + 1000),
        last_used_at: None,
        revoked_at: None,
    };
    let secret = house.store.create_share(&share, [9; 32]).await.unwrap();
    let to = |project: &str| RunEdit { project: Some(project.to_owned()), ..RunEdit::default() };
    let stays = house.store.edit_run(&seen(id, None), &to(DEFAULT_PROJECT), BY).await.unwrap();
    assert_eq!(stays.record.project, DEFAULT_PROJECT);
    assert!(house.store.share_of_secret(&secret, NOW).await.unwrap().is_some());
    let moved = house.store.edit_run(&seen(id, None), &to("another"), BY).await.unwrap();
    assert_eq!(moved.record.project, "another");
    assert!(house.store.run(DEFAULT_PROJECT, id).await.unwrap().is_none());
    assert_eq!(house.store.share_of_secret(&secret, NOW).await.unwrap(), None);
    let of_scenario = |project| RunFilter {
        scenario: Some("moved".to_owned()),
        tags: vec!["nightly".to_owned()],
        ..RunFilter::all(project)
    };
    assert_eq!(
        (found(house, of_scenario(DEFAULT_PROJECT)).await, found(house, of_scenario("another")).await),
        (0, 1)
    );
    assert!(house.store.scenarios("another").await.unwrap().iter().any(|each| each.scenario == "moved"));
    let again = add(house, "moved", 3).await;
    let refused = house.store.edit_run(&seen(again, None), &to("another"), BY).await;
    assert!(matches!(refused, Err(ChangeError::Held { run, .. }) if run == id), "{refused:?}");
}

pub(crate) async fn a_deleted_run_leaves_nothing_behind(house: &House) {
    let night = |second: i64, level: f64| Sample {
        scenario: "deleted".to_owned(),
        created_at: Sample::default().created_at + second * 1000,
        results: steady(level),
        ..Sample::default()
    };
    let add = async |second, level| {
        let context = Context { rule: BaselineRule::LastGood(1), ..house.context() };
        house.send(&night(second, level).bytes(), context).await.unwrap().run
    };
    let (first, second) = (add(1, 100.0).await, add(2, 112.0).await);
    let judged = run(house, second).await;
    assert_eq!(judged.baseline_run, Some(first));
    let gone = house.store.delete_run(&seen(first, None), BY).await.unwrap();
    assert_eq!(gone.record.scenario, "deleted");
    assert!(house.store.run(DEFAULT_PROJECT, first).await.unwrap().is_none());
    assert_eq!(house.store.judgment(first).await.unwrap(), None);
    assert_eq!(house.store.report(first).await.unwrap(), None);
    let has_files = || house.files().iter().any(|file| file.starts_with(&first.to_string()));
    house.keeper.sweep(NOW, Duration::ZERO).await.unwrap();
    house.keeper.purge(later(24 * 3600 - 1)).await.unwrap();
    assert!(has_files(), "for a day it can be brought back");
    house.keeper.purge(later(24 * 3600)).await.unwrap();
    assert!(!has_files(), "{:?}", house.files());
    let left = run(house, second).await;
    assert_eq!((left.verdict, left.baseline_run), (judged.verdict, None), "a verdict outlives its basis");
    assert!(house.store.judgment(second).await.unwrap().is_some());
    assert!(matches!(house.store.delete_run(&seen(first, None), BY).await, Err(ChangeError::Missing { .. })));
    let again = house.send(&night(1, 100.0).bytes(), house.context()).await.unwrap();
    assert!(!again.duplicate, "what was deleted can be sent again");
}

pub(crate) async fn what_is_needed_is_neither_deleted_nor_moved(house: &House) {
    let id = add(house, "needed", 4).await;
    let record = run(house, id).await.record;
    let pin = PinnedBaseline {
        id: Uuid::from_u128(400),
        scope: Scope {
            project: record.project,
            scenario: record.scenario,
            platform: record.platform,
            device_class: record.device_class,
        },
        run: id,
        set_by: "ada".to_owned(),
        set_at: NOW,
        reason: String::new(),
        cleared: None,
    };
    house.store.pin_baseline(&pin).await.unwrap();
    let change = async || {
        let edit = RunEdit { project: Some("another".to_owned()), ..RunEdit::default() };
        let moved = house.store.edit_run(&seen(id, None), &edit, BY).await.unwrap_err();
        let deleted = house.store.delete_run(&seen(id, None), BY).await.unwrap_err();
        assert_eq!(moved.to_string(), deleted.to_string());
        deleted
    };
    let cleared = Cleared { by: "ada".to_owned(), at: NOW, reason: String::new() };
    assert!(matches!(change().await, ChangeError::Pinned { baseline } if baseline == pin.id));
    assert!(house.store.clear_baseline(DEFAULT_PROJECT, pin.id, &cleared).await.unwrap());
    let job = asked(house, id).await;
    assert!(matches!(change().await, ChangeError::Awaited { job: waiting } if waiting == job));
    end_with(house, AttemptRef { job, number: AttemptNumber(1) }, id).await;
    house.store.delete_run(&seen(id, None), BY).await.unwrap();
    let job = house.store.job(job).await.unwrap().unwrap();
    assert_eq!((job.run, job.baseline), (None, None));
    assert_eq!(house.store.job_attempts(job.id).await.unwrap()[0].run, None);
    let filter = BaselineFilter {
        project: DEFAULT_PROJECT.to_owned(),
        scenario: Some("needed".to_owned()),
        platform: None,
        device_class: None,
        cleared: true,
    };
    assert_eq!(house.store.baselines(&filter, 0, 10).await.unwrap().1, 0);
}

/// Gives the job out and ends its first attempt with a run.
pub(crate) async fn end_with(house: &House, attempt: AttemptRef, run: RunId) {
    let device = DeviceId::new("lab/a");
    let placement = Placement { job: attempt.job, device: device.clone() };
    let agent = AgentId::new(Uuid::from_u128(1));
    house.store.grant(&placement, agent, NOW).await.unwrap().unwrap();
    house.store.activate(attempt, NOW).await.unwrap();
    let ended = EndedAttempt {
        attempt,
        device,
        kind: EndKind::Completed,
        reason: None,
        run: Some(run),
        by_result: true,
        at: NOW,
        next: NextForJob::Over,
    };
    house.store.end(&ended).await.unwrap();
    let job = house.store.job(attempt.job).await.unwrap().unwrap();
    assert_eq!(job.run, Some(run));
}
