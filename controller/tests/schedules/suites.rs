//! Suites as they are kept, and starts by hand, on both databases.

use std::collections::BTreeMap;

use controller::schedule::{
    JobState, RunWords, StartOrder, SubmitError, SuiteRunId, SuiteStart, Trigger, start_suite,
};
use controller::store::Store;
use controller::store::queue::JobFilter;
use controller::store::schedules::{NewSuite, StartError, SuiteError};
use dataset::Timestamp;
use protocol::Ids;
use scenarios::SuiteSource;
use uuid::Uuid;

use crate::bench::{keep, on_both, suite_runs};
use crate::calendar::{at, later};

const NOW: &str = "2026-11-20T12:00:00Z";

async fn start(store: &Store, id: u128, release: &str, key: Option<&str>) -> SuiteStart {
    let suite = store.suite("default", "night").await.unwrap().unwrap().parse().unwrap();
    let words = RunWords { release: Some(release.to_owned()), build: None, tags: vec!["ci".to_owned()] };
    let order = StartOrder {
        id: SuiteRunId(Uuid::from_u128(id)),
        project: "default".to_owned(),
        trigger: Trigger::Person("ada".to_owned()),
        words,
        idempotency_key: key.map(str::to_owned),
    };
    start_suite(suite, order, at(NOW), || Ids.job()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suite_is_kept_as_it_was_sent_and_its_versions_count() {
    on_both(async |store| {
        let source = SuiteSource {
            name: "night.yaml".to_owned(),
            text: "# why\nname: night\nentries: [cart]   # it sells\n".to_owned(),
            scenarios: BTreeMap::from([(
                "cart".to_owned(),
                "name: cart\npages: pages/cart\nsteps: [{open: index.html}]\n".to_owned(),
            )]),
            pages: BTreeMap::from([("pages/cart/index.html".to_owned(), "<p>".to_owned())]),
        };
        let new = NewSuite {
            project: "default".to_owned(),
            name: "night".to_owned(),
            description: Some("nightly".to_owned()),
            source,
        };
        let by = |name, minutes| (name, later(at(NOW), minutes));
        let first = store.keep_suite(&new, Some(0), by("ada", 0)).await.unwrap();
        assert_eq!((first.version, &first.source), (1, &new.source));
        assert_eq!(first.parse().unwrap().cells[0].scenario.name, "cart");
        let stale = store.keep_suite(&new, Some(0), by("bob", 1)).await.unwrap_err();
        assert!(matches!(stale, SuiteError::Stale { version: 1, .. }), "{stale}");
        let second = store.keep_suite(&new, Some(1), by("bob", 2)).await.unwrap();
        assert_eq!((second.version, second.created.0.as_str(), second.changed.0.as_str()), (2, "ada", "bob"));
        assert_eq!(store.suite("default", "night").await.unwrap(), Some(second));
        assert_eq!(store.suite("other", "night").await.unwrap(), None);
        store.delete_suite("default", "night", Some(2)).await.unwrap();
        let unknown = store.delete_suite("default", "night", None).await.unwrap_err();
        assert!(matches!(unknown, SuiteError::Unknown { .. }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_start_twice_gives_the_same_suite_run_and_another_one_is_refused() {
    on_both(async |store| {
        keep(&store, "night", "[idle, {scenario: scroll, priority: 5}]").await;
        let first = store.start_suite(&start(&store, 1, "7.1", Some("ci-7")).await, at(NOW)).await.unwrap();
        assert!(first.fresh);
        let again = store.start_suite(&start(&store, 2, "7.1", Some("ci-7")).await, at(NOW)).await.unwrap();
        assert_eq!((again.run, again.fresh), (first.run, false));
        let other = store.start_suite(&start(&store, 3, "7.2", Some("ci-7")).await, at(NOW)).await;
        assert!(matches!(other, Err(StartError::KeyTaken { key }) if key == "ci-7"));
        store.start_suite(&start(&store, 4, "7.2", None).await, later(at(NOW), 1)).await.unwrap();

        let runs = suite_runs(&store).await;
        let told: Vec<_> = runs.iter().map(|run| (run.words.release.as_deref(), run.cells.len())).collect();
        assert_eq!(told, [(Some("7.1"), 2), (Some("7.2"), 2)]);
        let cell = &runs[0].cells[1];
        assert_eq!((cell.cell.scenario.as_str(), cell.state, cell.run), ("scroll", JobState::Queued, None));
        let (jobs, total) = store.jobs(&JobFilter::default(), 0, 10).await.unwrap();
        let scroll = jobs.iter().find(|job| job.id == cell.cell.job).unwrap();
        assert_eq!((total, scroll.queued.priority), (4, 5));
        assert_eq!(scroll.tags, ["ci", "suite:night", "release:7.1"]);
        assert_eq!(runs[0].trigger, Trigger::Person("ada".to_owned()));
    })
    .await;
}

#[test]
fn every_mistake_of_a_start_is_told_at_once() {
    let text = "name: night\nentries: [idle]\n".to_owned();
    let source = SuiteSource { name: "night.yaml".to_owned(), text, ..SuiteSource::default() };
    let order = StartOrder {
        id: SuiteRunId(Uuid::nil()),
        project: "default".to_owned(),
        trigger: Trigger::Person("ada".to_owned()),
        words: RunWords { release: Some(" ".to_owned()), build: None, tags: vec!["x".repeat(301)] },
        idempotency_key: None,
    };
    let suite = scenarios::parse_suite(&source).unwrap();
    let told = start_suite(suite, order, Timestamp::from_epoch_ms(0), || Ids.job()).unwrap_err();
    let length = |field, bytes| SubmitError::TextLength { field, bytes };
    assert_eq!(told, [length("release", 0), length("tags", 301)]);
}
