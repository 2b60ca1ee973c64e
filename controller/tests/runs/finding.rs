//! Runs found by words and put into order. Part of the suite that runs on both databases.

use analysis::Verdict;
use controller::store::DEFAULT_PROJECT;
use controller::store::runs::{RunEdit, RunFilter};
use protocol::RunId;

use crate::edits::{BY, seen};
use crate::house::House;
use crate::samples::Sample;

async fn found(house: &House, words: &str) -> Vec<RunId> {
    let filter = RunFilter { words: words.parse().unwrap(), ..of_scenario("finding") };
    let (runs, total) = house.store.list_runs(&filter, 0, 200).await.unwrap();
    assert_eq!(runs.len() as u64, total);
    // The same list a page at a time is counted, not seen to its end.
    let (first, counted) = house.store.list_runs(&filter, 0, 1).await.unwrap();
    assert_eq!((first.len().min(1), counted), (runs.len().min(1), total), "{words}");
    runs.into_iter().map(|run| run.record.id).collect()
}

fn of_scenario(scenario: &str) -> RunFilter {
    RunFilter { scenario: Some(scenario.to_owned()), ..RunFilter::all(DEFAULT_PROJECT) }
}

pub(crate) async fn words_find_runs_and_signs_of_patterns_are_no_patterns(house: &House) {
    let add = async |number: i64, title: &str, build: &str, tag: &str| {
        let sample = Sample {
            scenario: "finding".to_owned(),
            title: title.to_owned(),
            build: Some(build.to_owned()),
            tags: vec![tag.to_owned()],
            created_at: 1_770_000_000_000 + number * 1000,
            ..Sample::default()
        };
        house.add(&sample).await
    };
    let percent = add(1, "100% slower_than \\before", "nb-1", "größe:XL").await;
    let plain = add(2, "100 times slower than before", "nb-2", "suite:smoke").await;
    let arabic = add(3, "تشغيل ليلي 夜间", "nb-3", &"w".repeat(500)).await;
    assert_eq!(found(house, "FINDING").await, [arabic, plain, percent], "the scenario, newest first");
    assert_eq!(found(house, "100%").await, [percent]);
    assert_eq!(found(house, "slower_than").await, [percent]);
    assert_eq!(found(house, "\\before").await, [percent]);
    assert_eq!(found(house, "Slower 100").await, [plain, percent]);
    assert_eq!(found(house, "slower NB-2 smok").await, [plain]);
    assert_eq!(found(house, "GRÖSSE").await, []);
    assert_eq!(found(house, "GRÖßE:xl").await, [percent]);
    assert_eq!(found(house, "ليلي").await, [arabic]);
    assert_eq!(found(house, &"W".repeat(400)).await, [arabic]);
    assert_eq!(found(house, "' OR 1=1 --").await, []);
    let edit = RunEdit { title: Some("renamed".to_owned()), ..RunEdit::default() };
    house.store.edit_run(&seen(plain, None), &edit, BY).await.unwrap();
    assert_eq!((found(house, "renamed").await, found(house, "times").await), (vec![plain], vec![]));
}

pub(crate) async fn every_column_sorts_alike_on_both_databases(house: &House) {
    let releases = [Some("6.9"), None, Some("6.10"), Some("6.9")];
    for (number, release) in releases.iter().enumerate() {
        let sample = Sample {
            scenario: "sorting".to_owned(),
            title: format!("{number}"),
            release: release.map(str::to_owned),
            build: release.map(|release| format!("b{release}")),
            device: format!("lab-{}", number % 2),
            created_at: 1_771_000_000_000 + number as i64 * 1000,
            ..Sample::default()
        };
        house.add(&sample).await;
    }
    let check = async |sort: &str, expected: &str| {
        let filter = RunFilter { sort: sort.parse().unwrap(), ..of_scenario("sorting") };
        let runs = house.store.list_runs(&filter, 0, 9).await.unwrap().0;
        let titles: String = runs.into_iter().map(|run| run.record.title).collect();
        assert_eq!(titles, expected, "{sort}");
    };
    check("-created_at", "3210").await;
    check("release", "1203").await;
    check("-release", "3021").await;
    check("-build", "3021").await;
    check("device", "0213").await;
    check("-device", "3120").await;
    check("scenario", "0123").await;
    let filter = RunFilter { sort: "-verdict".parse().unwrap(), ..RunFilter::all(DEFAULT_PROJECT) };
    let runs = house.store.list_runs(&filter, 0, 200).await.unwrap().0;
    let badness = |verdict| match verdict {
        Some(Verdict::Regressed) => 4,
        Some(Verdict::Inconclusive) => 3,
        Some(Verdict::Unchanged) => 2,
        Some(Verdict::Improved) => 1,
        None => 0,
    };
    let ranks: Vec<i32> = runs.iter().map(|run| badness(run.verdict)).collect();
    assert!(ranks.is_sorted_by(|one, next| one >= next) && ranks[0] == 4, "{ranks:?}");
}
