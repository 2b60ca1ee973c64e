//! Every filter of the run list against a count by hand, over more than a thousand runs.

use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use crate::api::Served;
use crate::samples::Sample;

const RUNS: i64 = 1_050;

/// A run of many kinds: each property cycles with a length of its own.
fn sample(number: i64) -> Sample {
    let pick = |words: &[&str]| words[number as usize % words.len()].to_owned();
    let tags = [("nightly", 2), ("smoke", 3), ("flaky", 5)];
    Sample {
        scenario: pick(&["login", "scroll", "idle", "inference"]),
        release: (number % 7 != 0).then(|| pick(&["6.7.0", "6.8.0", "6.9.0"])),
        build: (number % 11 != 0).then(|| format!("b{}", number % 13)),
        tags: tags
            .iter()
            .filter(|(_, cycle)| number % cycle == 0)
            .map(|(tag, _)| (*tag).to_owned())
            .collect(),
        platform: (number % 9 != 0).then(|| pick(&["linux", "macos", "chromeos"])),
        device: format!("lab-{}", number % 6),
        outcome: [Some("completed"), Some("failed"), None, Some("canceled"), Some("disconnected")]
            [number as usize % 5],
        created_at: 1_760_000_000_000 + (number * 7_919 % RUNS) * 60_000,
        seconds: 1 + number % 17,
        title: format!("run {:03}", number * 31 % 100),
        results: Vec::new(),
        batches: 0,
        ..Sample::default()
    }
}

fn time(number: i64) -> i64 {
    1_760_000_000_000 + number * 60_000
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_filter_finds_what_a_search_by_hand_finds() {
    let served = Served::open().await;
    let add = async |number| {
        let sample = sample(number);
        (served.add(&sample).await.to_string(), sample)
    };
    let mut all: Vec<(String, Sample)> = stream::iter(0..RUNS).map(add).buffer_unordered(8).collect().await;
    all.sort_by_key(|(id, sample)| std::cmp::Reverse((sample.created_at, id.clone())));
    let check = async |query: &str, holds: &dyn Fn(&Sample) -> bool| check(&served, &all, query, holds).await;
    let is = |value: &Option<String>, word: &str| value.as_deref() == Some(word);
    let has = |each: &Sample, tag: &str| each.tags.iter().any(|own| own == tag);
    check("release=6.8.0", &|each| is(&each.release, "6.8.0")).await;
    check("scenario=scroll", &|each| each.scenario == "scroll").await;
    check("build=b3", &|each| is(&each.build, "b3")).await;
    check("build_id=b3", &|each| is(&each.build, "b3")).await;
    check("platform=macos", &|each| is(&each.platform, "macos")).await;
    check("device=lab-2", &|each| each.device == "lab-2").await;
    check("outcome=failed", &|each| each.outcome == Some("failed")).await;
    check("outcome=unknown", &|each| each.outcome.is_none()).await;
    check("tags=smoke", &|each| has(each, "smoke")).await;
    check("tags=smoke,flaky,nightly", &|each| {
        has(each, "smoke") && has(each, "flaky") && has(each, "nightly")
    })
    .await;
    check("tags=release:6.9.0", &|each| is(&each.release, "6.9.0")).await;
    check("tags=nowhere", &|_| false).await;
    check("search=SCROLL%20flak", &|each| each.scenario == "scroll" && has(each, "flaky")).await;
    check("search=un%20003&outcome=canceled", &|each| {
        each.title == "run 003" && each.outcome == Some("canceled")
    })
    .await;
    check("search=nowhere", &|_| false).await;
    check("search=b3&tags=smoke&scenario=login", &|each| {
        is(&each.build, "b3") && has(each, "smoke") && each.scenario == "login"
    })
    .await;
    check("verdict=inconclusive&outcome=canceled", &|each| each.outcome == Some("canceled")).await;
    times(&served, &all).await;
    sorted(&served, &all).await;
    counted(&served, &all).await;
    counted_on(&served, all).await;
}

/// Lists that were counted once are counted on while runs come in.
async fn counted_on(served: &Served, mut all: Vec<(String, Sample)>) {
    for number in RUNS..RUNS + 60 {
        let sample = sample(number);
        all.push((served.add(&sample).await.to_string(), sample));
    }
    all.sort_by_key(|(id, sample)| std::cmp::Reverse((sample.created_at, id.clone())));
    let check = async |query: &str, holds: &dyn Fn(&Sample) -> bool| check(served, &all, query, holds).await;
    check("release=6.8.0", &|each| each.release.as_deref() == Some("6.8.0")).await;
    check("scenario=scroll", &|each| each.scenario == "scroll").await;
    check("build_id=b3", &|each| each.build.as_deref() == Some("b3")).await;
    check("platform=macos", &|each| each.platform.as_deref() == Some("macos")).await;
    check("device=lab-2", &|each| each.device == "lab-2").await;
    check("outcome=failed", &|each| each.outcome == Some("failed")).await;
    check("outcome=unknown", &|each| each.outcome.is_none()).await;
    check("tags=smoke", &|each| each.tags.contains(&"smoke".to_owned())).await;
    check("verdict=inconclusive&outcome=canceled", &|each| each.outcome == Some("canceled")).await;
    times(served, &all).await;
}

/// The list with this query holds exactly the runs that the condition holds for, in their order.
async fn check(served: &Served, all: &[(String, Sample)], query: &str, holds: &dyn Fn(&Sample) -> bool) {
    let expected: Vec<&str> = all.iter().filter(|(_, each)| holds(each)).map(|(id, _)| id.as_str()).collect();
    assert!(
        expected.len() < all.len() && (!expected.is_empty() || query.contains("nowhere")),
        "{query} tells nothing"
    );
    assert_eq!(listed(served, query).await, expected, "{query}");
}

async fn times(served: &Served, all: &[(String, Sample)]) {
    let check = async |query: &str, holds: &dyn Fn(&Sample) -> bool| check(served, all, query, holds).await;
    let (from, to) = (time(100), time(200));
    check(&format!("from={from}&to={to}"), &|each| (from..to).contains(&each.created_at)).await;
    let written = "from=2025-10-09T10:33:20Z&end_time=2025-10-09T12:13:20.000Z";
    check(written, &|each| (from..to).contains(&each.created_at)).await;
    check(&format!("start_time={from}"), &|each| each.created_at >= from).await;
    check(&format!("scenario=login&platform=linux&tags=nightly&to={to}&_t=7"), &|each| {
        each.scenario == "login"
            && each.platform.as_deref() == Some("linux")
            && each.tags.contains(&"nightly".to_owned())
            && each.created_at < to
    })
    .await;
}

async fn sorted(served: &Served, all: &[(String, Sample)]) {
    let mut by_duration: Vec<&(String, Sample)> = all.iter().collect();
    by_duration.sort_by_key(|(id, each)| (each.seconds, id.clone()));
    let ids: Vec<&str> = by_duration.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(listed(served, "sort=duration").await, ids);
    by_duration.sort_by_key(|(id, each)| std::cmp::Reverse((each.title.clone(), id.clone())));
    let ids: Vec<&str> = by_duration.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(listed(served, "sort=-title").await, ids);
}

async fn counted(served: &Served, all: &[(String, Sample)]) {
    let by_hand = |holds: &dyn Fn(&Sample) -> bool| all.iter().filter(|(_, each)| holds(each)).count();
    let tags = served.get("/api/v1/tags").await.data();
    for tag in tags["items"].as_array().unwrap() {
        let name = tag["tag"].as_str().unwrap();
        let release = name.strip_prefix("release:");
        let holds = |each: &Sample| match release {
            Some(release) => each.release.as_deref() == Some(release),
            None => each.tags.iter().any(|own| own == name),
        };
        assert_eq!(tag["count"], by_hand(&holds), "{name}");
    }
    assert_eq!(tags["pagination"]["total"], 6);
    for release in served.get("/api/v1/releases").await.data()["items"].as_array().unwrap() {
        let name = release["release"].as_str().unwrap();
        assert_eq!(release["count"], by_hand(&|each| each.release.as_deref() == Some(name)));
    }
    for scenario in served.get("/api/v1/scenarios").await.data()["items"].as_array().unwrap() {
        let name = scenario["name"].as_str().unwrap();
        assert_eq!(scenario["count"], by_hand(&|each| each.scenario == name), "{name}");
    }
}

/// Ids of the whole list, page by page, whose pagination must agree with what came.
async fn listed(served: &Served, query: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for page in 1.. {
        let data = served.get(&format!("/api/v1/runs?{query}&page={page}&page_size=150")).await.data();
        let items = data["items"].as_array().unwrap();
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Value::Object(pagination) = &data["pagination"] else { panic!("{data}") };
        let total = pagination["total"].as_u64().unwrap();
        assert_eq!(pagination["total_pages"], total.div_ceil(150));
        assert_eq!(pagination["has_prev"], page > 1);
        if pagination["has_next"] == false {
            assert_eq!(ids.len() as u64, total, "{query}");
            return ids;
        }
    }
    unreachable!("a list has a last page")
}
