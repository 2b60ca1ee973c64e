//! Which run a run is judged against, and what is said where conditions changed.

use std::collections::BTreeMap;

use analysis::{InconclusiveReason, Verdict};
use controller::baseline_check::{BasisKind, Judgment, Scope};
use controller::intake::Context;
use controller::schedule::{Submission, request_jobs};
use controller::store::DEFAULT_PROJECT;
use controller::store::baselines::PinnedBaseline;
use protocol::{AttemptNumber, AttemptRef, Ids, JobId, RunId};
use scenarios::BaselineRule;
use uuid::Uuid;

use crate::house::{House, NOW};
use crate::samples::Sample;

async fn judged(house: &House, sample: &Sample, rule: BaselineRule) -> (RunId, Option<Judgment>) {
    let mut context = house.context();
    context.rule = rule;
    let run = house.send(&sample.bytes(), context).await.unwrap().run;
    (run, house.store.judgment(run).await.unwrap())
}

fn of(release: &str, number: i64) -> Sample {
    let created_at = Sample::default().created_at + number * 1000;
    Sample { release: Some(release.to_owned()), created_at, ..Sample::default() }
}

async fn pin(house: &House, run: RunId) {
    let record = house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap().record;
    let pin = PinnedBaseline {
        id: Uuid::from_u128(1),
        scope: Scope {
            project: record.project,
            scenario: record.scenario,
            platform: record.platform,
            device_class: record.device_class,
        },
        run,
        set_by: "ada".to_owned(),
        set_at: NOW,
        reason: String::new(),
        cleared: None,
    };
    house.store.pin_baseline(&pin).await.unwrap();
}

#[tokio::test]
async fn the_release_before_is_the_baseline_and_not_the_run_before() {
    let house = House::sqlite().await;
    let (old, _) = judged(&house, &of("6.9.0", 1), BaselineRule::PreviousRelease).await;
    judged(&house, &of("6.10.0", 2), BaselineRule::PreviousRelease).await;
    let (_, judgment) = judged(&house, &of("6.10.0", 3), BaselineRule::PreviousRelease).await;
    let basis = judgment.unwrap().basis.unwrap();
    assert_eq!((basis.kind, basis.runs.as_slice()), (BasisKind::PreviousRelease, &[old][..]));
    assert_eq!(basis.release.as_deref(), Some("6.9.0"));
}

#[tokio::test]
async fn failed_and_other_scopes_never_serve_as_baseline() {
    let house = House::sqlite().await;
    let rule = BaselineRule::LastGood(5);
    for (number, outcome) in ["failed", "canceled", "disconnected"].into_iter().enumerate() {
        judged(&house, &Sample { outcome: Some(outcome), ..of("1.0", number as i64) }, rule).await;
    }
    judged(&house, &Sample { platform: Some("macos".to_owned()), ..of("1.0", 4) }, rule).await;
    judged(&house, &Sample { platform: None, ..of("1.0", 5) }, rule).await;
    judged(&house, &Sample { scenario: "other".to_owned(), ..of("1.0", 6) }, rule).await;
    judged(&house, &of("1.0", 9), rule).await;
    let (_, judgment) = judged(&house, &of("1.0", 8), rule).await;
    let judgment = judgment.unwrap();
    assert_eq!(judgment.basis, None, "the only run of its kind is later");
    assert_eq!(judgment.verdict.verdict, Verdict::Inconclusive);
}

#[tokio::test]
async fn a_pinned_baseline_of_another_browser_is_inconclusive_and_names_the_key() {
    let house = House::sqlite().await;
    let rule = BaselineRule::LastGood(1);
    let (pinned, _) =
        judged(&house, &Sample { browser_version: "155.0".to_owned(), ..of("1.0", 1) }, rule).await;
    judged(&house, &of("1.0", 2), rule).await;
    pin(&house, pinned).await;
    let (_, judgment) = judged(&house, &of("1.0", 3), BaselineRule::None).await;
    let judgment = judgment.unwrap();
    assert_eq!(judgment.basis.unwrap().kind, BasisKind::Pinned);
    let keys = vec!["browser_version".to_owned()];
    assert_eq!(judgment.verdict.metrics[0].reason, Some(InconclusiveReason::FingerprintDiffers { keys }));
}

/// A job that is queued and asks for a baseline.
pub(crate) async fn asked(house: &House, baseline: RunId) -> JobId {
    let yaml = "name: inference\nbase_url: http://127.0.0.1:9\nbaseline: none\nsteps:\n  - open: /\n";
    let source =
        scenarios::Source { name: "test".to_owned(), text: yaml.to_owned(), pages: BTreeMap::default() };
    let submission = Submission {
        project: DEFAULT_PROJECT.to_owned(),
        scenarios: scenarios::parse(&source, &scenarios::Inputs::default()).unwrap().scenarios,
        title: None,
        release: None,
        build: None,
        tags: Vec::new(),
        baseline: Some(baseline),
        device: None,
        priority: 0,
        idempotency_key: None,
    };
    let request = request_jobs(submission, || Ids.job()).unwrap();
    house.store.enqueue(&request, NOW).await.unwrap().jobs[0]
}

#[tokio::test]
async fn the_run_that_a_job_asks_for_comes_before_a_pinned_one_and_before_every_rule() {
    let house = House::sqlite().await;
    let (wanted, _) = judged(&house, &of("1.0", 1), BaselineRule::LastGood(1)).await;
    let (pinned, _) = judged(&house, &of("1.0", 2), BaselineRule::LastGood(1)).await;
    pin(&house, pinned).await;
    let origin = AttemptRef { job: asked(&house, wanted).await, number: AttemptNumber(1) };
    for (number, rule) in [(3, BaselineRule::None), (4, BaselineRule::LastGood(5))] {
        let context = Context { rule, origin: Some(origin), ..house.context() };
        let run = house.send(&of("1.0", number).bytes(), context).await.unwrap().run;
        let basis = house.store.judgment(run).await.unwrap().unwrap().basis.unwrap();
        assert_eq!((basis.kind, basis.runs.as_slice()), (BasisKind::Requested, &[wanted][..]));
    }
}

#[tokio::test]
async fn without_a_rule_nothing_is_judged_and_nothing_waits_for_it() {
    let house = House::sqlite().await;
    let (run, judgment) = judged(&house, &of("1.0", 1), BaselineRule::None).await;
    assert_eq!(judgment, None);
    assert_eq!(house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap().verdict, None);
    assert!(house.store.unjudged_runs().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_run_that_a_crash_left_unjudged_is_judged_at_the_next_start() {
    use std::sync::Arc;

    use controller::intake::{Source, store_run};

    let house = House::sqlite().await;
    let path = house.folder.path().join("incoming");
    std::fs::write(&path, of("1.0", 1).bytes()).unwrap();
    let source = Source { dataset: path, attachments: Vec::new() };
    // Stored as the doors do it, and no further.
    let stored = store_run(&Arc::new(house.keeper.clone()), source, house.context()).await.unwrap();
    assert_eq!(house.store.unjudged_runs().await.unwrap(), [stored.run]);
    assert_eq!(house.doors.catch_up(NOW).await.unwrap(), 1);
    assert!(house.store.judgment(stored.run).await.unwrap().is_some());
    assert!(house.store.unjudged_runs().await.unwrap().is_empty());
}
