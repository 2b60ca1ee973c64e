//! One suite for both databases: what is true on one is true on the other.

use analysis::Verdict;
use controller::baseline_check::Scope;
use controller::store::DEFAULT_PROJECT;
use controller::store::baselines::{BaselineFilter, Cleared, PinnedBaseline};
use controller::store::runs::RunFilter;
use dataset::Timestamp;
use protocol::RunId;
use scenarios::BaselineRule;
use uuid::Uuid;

use crate::house::{House, NOW};
use crate::samples::{Sample, steady};

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
    migrations_can_run_again(house).await;
    let run = a_run_comes_back_as_it_was_described(house).await;
    the_same_content_is_one_run_and_another_is_another(house, run).await;
    senders_at_the_same_moment_make_one_run(house).await;
    crate::client_ids::one_content_wins_a_key(house).await;
    text_with_nul_is_stored(house).await;
    a_pin_holds_until_it_is_cleared_and_one_scope_has_one(house, run).await;
    tags_and_releases_are_counted(house).await;
    projects_do_not_see_each_other(house).await;
    a_slower_run_is_judged_as_regressed_and_is_no_baseline(house).await;
    crate::trends::a_value_comes_with_its_run_moves_with_it_and_goes_with_it(house).await;
    crate::edits::what_is_said_of_a_run_changes_and_what_was_measured_stays(house).await;
    crate::edits::whoever_saw_an_older_version_changes_nothing(house).await;
    crate::edits::a_run_moves_to_another_project_and_its_shares_end(house).await;
    crate::edits::a_deleted_run_leaves_nothing_behind(house).await;
    crate::edits::what_is_needed_is_neither_deleted_nor_moved(house).await;
    crate::undo::a_deleted_run_comes_back_as_it_was(house).await;
    crate::undo::what_stands_there_by_now_is_not_put_there_twice(house).await;
    crate::undo::many_are_changed_together_and_the_refused_are_named(house).await;
    crate::finding::words_find_runs_and_signs_of_patterns_are_no_patterns(house).await;
    crate::finding::every_column_sorts_alike_on_both_databases(house).await;
}

async fn migrations_can_run_again(house: &House) {
    let url = match &house.server {
        Some(server) => server.url(),
        None => format!("sqlite://{}?mode=rwc", house.folder.path().join("perfsight.db").display()),
    };
    controller::store::Store::open(&url).await.unwrap().ping().await.unwrap();
}

async fn a_run_comes_back_as_it_was_described(house: &House) -> RunId {
    let sample = Sample::default();
    let run = house.add(&sample).await;
    let summary = house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap();
    let record = &summary.record;
    assert_eq!((record.scenario.as_str(), record.release.as_deref()), ("inference", Some("6.7.0")));
    assert_eq!(
        (record.tags.as_slice(), record.iterations),
        (&["nightly".into(), "release:6.7.0".into()][..], 10)
    );
    assert_eq!(record.browser.as_deref(), Some("chromium 156.0"));
    assert_eq!(record.created_at.epoch_ms(), sample.created_at);
    assert_eq!(record.dataset_bytes, sample.bytes().len() as u64);
    assert_eq!(record.headline[0].metric, "inference_time");
    assert!((record.headline[0].value - 100.2).abs() < 1e-9, "the median without the warm-up");
    assert_eq!(summary.verdict, Some(Verdict::Inconclusive), "there is nothing to compare with yet");
    let stored = house.store.report(run).await.unwrap().unwrap();
    assert_eq!(stored.report.id, run.to_string());
    assert_eq!(stored.report.iterations.len(), 11);
    assert!(stored.report.metrics.is_empty() && stored.report.logs.is_empty());
    let statistics = house.store.statistics(run).await.unwrap();
    let rss = statistics.iter().find(|each| each.pid == 4300 && each.metric == "memory_rss").unwrap();
    assert_eq!((rss.count, rss.source.as_str(), rss.max), (5, "OS", 104_857_600.0));
    run
}

async fn the_same_content_is_one_run_and_another_is_another(house: &House, run: RunId) {
    let files = house.files();
    let again = house.send(&Sample::default().bytes(), house.context()).await.unwrap();
    assert_eq!((again.run, again.duplicate), (run, true));
    assert_eq!(house.files(), files, "a duplicate leaves no file");
    let mut context = house.context();
    context.overrides.client_id = Some("another sender".to_owned());
    let other = house.send(&Sample::default().bytes(), context).await.unwrap();
    assert!(!other.duplicate && other.run != run);
}

async fn senders_at_the_same_moment_make_one_run(house: &House) {
    let bytes = Sample { title: "at once".to_owned(), ..Sample::default() }.bytes();
    let send = || house.send(&bytes, house.context());
    let (one, two, three, four) = tokio::join!(send(), send(), send(), send());
    let stored = [one.unwrap(), two.unwrap(), three.unwrap(), four.unwrap()];
    assert_eq!(stored.iter().filter(|stored| !stored.duplicate).count(), 1);
    assert!(stored.iter().all(|each| each.run == stored[0].run));
    let kept: Vec<String> = house.files().into_iter().filter(|file| file.ends_with(".json.zst")).collect();
    let (_, total) = house.store.list_runs(&RunFilter::all(DEFAULT_PROJECT), 0, 1).await.unwrap();
    assert_eq!(kept.len() as u64, total, "one Dataset per run: {kept:?}");
}

async fn text_with_nul_is_stored(house: &House) {
    let mut json = Sample { title: "nul \0 in it".to_owned(), ..Sample::default() }.json();
    json["report"]["processes"][0]["title"] = "tab \0 title".into();
    let run = house.send(json.to_string().as_bytes(), house.context()).await.unwrap().run;
    let stored = house.store.report(run).await.unwrap().unwrap();
    assert_eq!(stored.report.processes[0].title.as_deref(), Some("tab \u{fffd} title"));
}

async fn a_pin_holds_until_it_is_cleared_and_one_scope_has_one(house: &House, run: RunId) {
    let record = house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap().record;
    let scope = Scope {
        project: record.project,
        scenario: record.scenario,
        platform: record.platform,
        device_class: record.device_class,
    };
    let pin = |number: u128| PinnedBaseline {
        id: Uuid::from_u128(number),
        scope: scope.clone(),
        run,
        set_by: "ada".to_owned(),
        set_at: Timestamp::from_epoch_ms(number as i64),
        reason: "the release everybody knows".to_owned(),
        cleared: None,
    };
    house.store.pin_baseline(&pin(1)).await.unwrap();
    house.store.pin_baseline(&pin(2)).await.unwrap();
    assert_eq!(house.store.pinned_run(&scope).await.unwrap(), Some(run));
    let mut filter = BaselineFilter {
        project: DEFAULT_PROJECT.to_owned(),
        scenario: Some(scope.scenario.clone()),
        platform: scope.platform.clone(),
        device_class: scope.device_class.clone(),
        cleared: false,
    };
    let (holding, total) = house.store.baselines(&filter, 0, 10).await.unwrap();
    assert_eq!((holding.as_slice(), total), (&[pin(2)][..], 1));
    filter.cleared = true;
    let (all, _) = house.store.baselines(&filter, 0, 10).await.unwrap();
    let replaced = Cleared { by: "ada".to_owned(), at: Timestamp::from_epoch_ms(2), reason: String::new() };
    assert_eq!(all[1].cleared, Some(replaced));
    let cleared = Cleared { by: "ada".to_owned(), at: NOW, reason: "the disk was broken".to_owned() };
    let clear = || house.store.clear_baseline(DEFAULT_PROJECT, Uuid::from_u128(2), &cleared);
    assert!(clear().await.unwrap());
    assert!(!clear().await.unwrap(), "what is cleared cannot be cleared again");
    assert_eq!(house.store.pinned_run(&scope).await.unwrap(), None);
    let (history, _) = house.store.baselines(&filter, 0, 10).await.unwrap();
    assert_eq!(
        (history.len(), history[0].cleared.as_ref()),
        (2, Some(&cleared)),
        "what was cleared is not lost"
    );
}

async fn tags_and_releases_are_counted(house: &House) {
    let new = Sample { release: Some("7.0.0".into()), tags: vec!["smoke".into()], ..Sample::default() };
    house.add(&Sample { created_at: new.created_at + 1, ..new.clone() }).await;
    house.add(&Sample { created_at: new.created_at + 2, ..new }).await;
    let tags = house.store.tags(DEFAULT_PROJECT).await.unwrap();
    assert_eq!(tags.iter().find(|tag| tag.tag == "smoke").unwrap().runs, 2);
    assert!(tags.is_sorted_by(|one, next| one.runs >= next.runs), "{tags:?}");
    let releases = house.store.releases(DEFAULT_PROJECT).await.unwrap();
    assert_eq!((releases[0].release.as_str(), releases[0].runs), ("7.0.0", 2), "{releases:?}");
}

async fn projects_do_not_see_each_other(house: &House) {
    let mut context = house.context();
    "another".clone_into(&mut context.project);
    let run = house.send(&Sample::default().bytes(), context).await.unwrap().run;
    assert!(house.store.run("another", run).await.unwrap().is_some());
    assert!(house.store.run(DEFAULT_PROJECT, run).await.unwrap().is_none());
    let (runs, total) = house.store.list_runs(&RunFilter::all("another"), 0, 10).await.unwrap();
    assert_eq!((runs.len(), total), (1, 1));
}

async fn a_slower_run_is_judged_as_regressed_and_is_no_baseline(house: &House) {
    let night = |number: i64, level: f64| Sample {
        scenario: "judged".to_owned(),
        created_at: Sample::default().created_at + number * 1000,
        results: steady(level),
        ..Sample::default()
    };
    let add = async |number, level| {
        let mut context = house.context();
        context.rule = BaselineRule::LastGood(1);
        let run = house.send(&night(number, level).bytes(), context).await.unwrap().run;
        house.store.run(DEFAULT_PROJECT, run).await.unwrap().unwrap()
    };
    let first = add(1, 100.0).await;
    let slower = add(2, 112.0).await;
    assert_eq!((slower.verdict, slower.baseline_run), (Some(Verdict::Regressed), Some(first.record.id)));
    let still = add(3, 112.0).await;
    assert_eq!(still.baseline_run, Some(first.record.id), "what regressed does not become the normal");
    let judgment = house.store.judgment(slower.record.id).await.unwrap().unwrap();
    let metric = &judgment.verdict.metrics[0];
    let (measured, evidence) = (metric.measured.as_ref().unwrap(), metric.evidence.as_ref().unwrap());
    assert_eq!((measured.values.len(), evidence.baseline_values.len()), (10, 10));
    assert_eq!(judgment.judged_at, NOW);
    let own = house.store.judgment(first.record.id).await.unwrap().unwrap().verdict.metrics.remove(0);
    assert_eq!((own.measured.unwrap().values.len(), own.evidence), (10, None), "there was no baseline yet");
    assert!(house.store.unjudged_runs().await.unwrap().is_empty());
}
