//! A chart asks for a stretch of one metric: what it gets is true to what was measured, and read from no more than it needs.

use std::fs;

use protocol::RunId;
use serde_json::Value;

use crate::api::Served;
use crate::samples::Sample;

const TICKS: i64 = 9_000;

fn long() -> Sample {
    Sample { batches: TICKS, seconds: TICKS, ..Sample::default() }
}

/// The samples of a series of process 4321, ms since the start and value.
fn measured(sample: &Sample, field: &str) -> Vec<(i64, f64)> {
    let json = sample.json();
    let batches = json["report"]["metrics"].as_array().unwrap();
    let point = |batch: &Value| {
        let at = batch["timestamp"].as_i64().unwrap() - sample.created_at;
        (at, batch["metrics"]["4321"][field].as_f64().unwrap())
    };
    batches.iter().map(point).collect()
}

async fn window(served: &Served, run: RunId, query: &str) -> Value {
    served.get(&format!("/api/v1/runs/{run}/series?{query}")).await.data()
}

fn points(series: &Value) -> Vec<(i64, f64)> {
    let at = series["at_ms"].as_array().unwrap().iter().map(|at| at.as_i64().unwrap());
    let values = series["values"].as_array().unwrap().iter().map(Value::as_f64);
    at.zip(values).filter_map(|(at, value)| value.map(|value| (at, value))).collect()
}

#[tokio::test]
async fn every_column_of_a_stored_run_keeps_its_ends_and_extremes() {
    let served = Served::open().await;
    let sample = long();
    let run = served.add(&sample).await;
    let all = measured(&sample, "cpu_os_usage");
    for (from, to, most) in
        [(0, TICKS * 1000, 400), (1_234_567, 7_654_321, 100), (4_000_000, 4_000_999, 2000)]
    {
        let query = format!("metric=cpu_os_usage&process=4321&from_ms={from}&to_ms={to}&max_points={most}");
        let data = window(&served, run, &query).await;
        let series = &data["series"][0];
        assert_eq!((&series["source"], &data["unit"]), (&"OS".into(), &"percent".into()));
        assert_eq!(series["step_ms"], 1000);
        let kept = points(series);
        assert!(kept.iter().all(|sample| all.contains(sample)), "nothing is made up");
        let inside: Vec<_> = all.iter().copied().filter(|(at, _)| (from..=to).contains(at)).collect();
        assert_eq!(series["samples"], inside.len());
        let columns = most / 4;
        assert!(kept.len() <= (columns * 4 + 2) as usize, "{} points", kept.len());
        let column = |at: i64| (at - from) * columns / (to - from + 1);
        for own in inside.chunk_by(|one, other| column(one.0) == column(other.0)) {
            let by_value = |one: &&(i64, f64), other: &&(i64, f64)| one.1.total_cmp(&other.1);
            let extremes = [own.iter().min_by(by_value).unwrap().1, own.iter().max_by(by_value).unwrap().1];
            let (first, last) = (own[0], own[own.len() - 1]);
            assert!(kept.contains(&first) && kept.contains(&last), "{first:?} {last:?}");
            let drawn: Vec<f64> = kept
                .iter()
                .filter(|(at, _)| (first.0..=last.0).contains(at))
                .map(|(_, value)| *value)
                .collect();
            assert!(extremes.iter().all(|extreme| drawn.contains(extreme)), "{extremes:?}");
        }
    }
}

#[tokio::test]
async fn a_stretch_is_read_from_its_own_blocks_alone() {
    let served = Served::open().await;
    let run = served.add(&long()).await;
    let path = served.folder.path().join("runs").join(format!("{run}.series"));
    let last = format!("metric=cpu_os_usage&process=4321&from_ms={}", (TICKS - 100) * 1000);
    let whole = window(&served, run, &last).await;
    assert_eq!(whole["series"][0]["samples"], 100);
    let mut bytes = fs::read(&path).unwrap();
    // The first block of the file begins behind the head.
    bytes[20] ^= 0x5a;
    fs::write(&path, &bytes).unwrap();
    assert_eq!(window(&served, run, &last).await, whole);
    assert_eq!(fs::read(&path).unwrap(), bytes, "the damage was not come across");
    for pid in [4300, 4321] {
        let first = format!("metric=cpu_os_usage&process={pid}&to_ms=1000");
        assert_eq!(window(&served, run, &first).await["series"][0]["samples"], 2);
        let first = format!("metric=memory_rss&process={pid}&to_ms=1000");
        assert_eq!(window(&served, run, &first).await["series"][0]["samples"], 2);
    }
    assert_ne!(fs::read(&path).unwrap(), bytes, "whoever comes across it has the file written anew");
}

#[tokio::test]
async fn the_page_of_a_run_comes_without_series_and_knows_when_each_process_lived() {
    let served = Served::open().await;
    let run = served.add(&Sample::default()).await;
    let data = served.get(&format!("/api/v1/runs/{run}?series=none")).await.data();
    assert_eq!(data["series"], Value::Array(Vec::new()));
    assert_eq!((&data["samples_from_ms"], &data["samples_to_ms"]), (&0.into(), &4000.into()));
    let renderer = &data["processes"][0];
    assert_eq!((&renderer["first_ms"], &renderer["last_ms"]), (&0.into(), &4000.into()));
    let wrong = served.get(&format!("/api/v1/runs/{run}?series=some")).await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn a_wish_that_cannot_be_met_says_why() {
    let served = Served::open().await;
    let run = served.add(&Sample::default()).await;
    let check = async |query: &str, status: u16, word: &str| {
        let answer = served.get(&format!("/api/v1/runs/{run}/series?{query}")).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.status == status && text.contains(word), "{query}: {} {text}", answer.status);
    };
    check("metric=cpu_os_usage&from_ms=5&to_ms=4", 400, "lies before").await;
    check("metric=cpu_os_usage&process=1,x", 400, "process ids").await;
    check("metric=cpu_os_usage&max_points=1", 400, "max_points").await;
    check("process=1", 400, "metric").await;
    check("metric=nobody_knows", 200, r#""series":[]"#).await;
    let far = format!("metric=cpu_os_usage&from_ms={}&to_ms={}", i64::MIN, i64::MAX);
    check(&far, 200, "4321").await;
    let missing = served.get("/api/v1/runs/none/series?metric=cpu_os_usage").await;
    assert_eq!(missing.status, 404);
}
