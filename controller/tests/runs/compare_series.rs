//! Series of several runs on one axis, over HTTP, on both databases.

use protocol::RunId;
use serde_json::{Value, json};

use crate::api::Served;
use crate::samples::Sample;

const BATCHES: i64 = 60;

#[tokio::test]
async fn overlays_hold_on_sqlite() {
    Box::pin(suite(&Served::open().await)).await;
}

#[tokio::test]
async fn overlays_hold_on_postgresql() {
    Box::pin(suite(&Served::on_postgres().await)).await;
}

async fn suite(served: &Served) {
    let base = Sample { batches: BATCHES, seconds: BATCHES, ..Sample::default() };
    let one = added(served, &base, 0, &[("load", 0, 10), ("scroll", 10, 30)]).await;
    let two = added(served, &base, 5_000_000, &[("load", 5, 25), ("scroll", 30, 40)]).await;
    runs_begin_together(served, one, two).await;
    phases_begin_together(served, one, two).await;
    iterations_begin_together(served, one, two).await;
    a_window_is_drawn_more_finely(served, one, two).await;
    processes_of_a_type_are_summed(served, &base, one).await;
    senseless_windows_are_refused(served, one, two).await;
}

/// A run that began `later` ms after the sample's, with phases from and to these seconds, which are its iterations as well.
async fn added(served: &Served, base: &Sample, later: i64, phases: &[(&str, i64, i64)]) -> RunId {
    let start = base.created_at + later;
    let mut json = Sample { created_at: start, ..base.clone() }.json();
    let at = |second: i64| start + second * 1000;
    let mark = |(name, from, to): &(&str, i64, i64)| json!({ "name": name, "started_at": at(*from), "ended_at": at(*to) });
    json["report"]["marks"] = phases.iter().map(mark).collect();
    let iteration = |(index, (_, from, to)): (usize, &(&str, i64, i64))| json!({ "index": index, "warmup": index == 0, "started_at": at(*from), "ended_at": at(*to), "results": {} });
    json["report"]["iterations"] = phases.iter().enumerate().map(iteration).collect();
    served.stored(&json).await
}

async fn overlay(served: &Served, one: RunId, two: RunId, more: &str) -> Value {
    served.get(&format!("/api/v1/compare/series?ids={one},{two}&metrics=cpu_os_usage{more}")).await.data()
}

/// Places and values of the renderers' line of a run.
fn line(data: &Value, run: RunId) -> (Vec<i64>, Vec<Option<f64>>) {
    let lines = data["lines"].as_array().unwrap();
    let is = |line: &&Value| line["run"] == run.to_string() && line["process_type"] == "Renderer";
    let line = lines.iter().find(is).unwrap_or_else(|| panic!("{data}"));
    let at = line["at_ms"].as_array().unwrap().iter().map(|at| at.as_i64().unwrap()).collect();
    (at, line["values"].as_array().unwrap().iter().map(Value::as_f64).collect())
}

async fn runs_begin_together(served: &Served, one: RunId, two: RunId) {
    let data = overlay(served, one, two, "").await;
    assert_eq!((&data["align"], &data["slots"]), (&"start".into(), &json!([])));
    assert_eq!(data["length_ms"], BATCHES * 1000);
    let (first, second) = (line(&data, one), line(&data, two));
    assert_eq!(first, second, "the same samples of another day lie on the same places");
    assert_eq!((first.0.len(), first.0[0], first.0[59]), (60, 0, 59_000));
    let types: Vec<&Value> =
        data["lines"].as_array().unwrap().iter().map(|line| &line["process_type"]).collect();
    assert_eq!(types, ["Browser", "Renderer", "Browser", "Renderer"]);
}

async fn phases_begin_together(served: &Served, one: RunId, two: RunId) {
    let data = overlay(served, one, two, "&align=phase").await;
    let slots: Vec<Value> = data["slots"].as_array().unwrap().clone();
    assert_eq!(
        slots[0],
        json!({ "name": "load", "number": 1, "start_ms": 0, "end_ms": 20_000, "lengths_ms": [10_000, 20_000] })
    );
    assert_eq!(
        slots[1],
        json!({ "name": "scroll", "number": 1, "start_ms": 20_000, "end_ms": 40_000, "lengths_ms": [20_000, 10_000] })
    );
    let (plain, aligned) = (overlay(served, one, two, "").await, line(&data, two));
    let raw = line(&plain, two);
    // The second run's load began at second 5 and its scroll at 30.
    assert_eq!((aligned.0[0], aligned.1[0]), (0, raw.1[5]));
    let scroll = aligned.0.iter().position(|at| *at == 20_000).unwrap();
    assert_eq!(aligned.1[scroll], raw.1[30]);
    assert_eq!(aligned.1[scroll - 1], None, "two phases are not connected");
    assert_eq!(line(&data, one).0.iter().filter(|at| **at >= 20_000).count(), 20);
}

async fn iterations_begin_together(served: &Served, one: RunId, two: RunId) {
    let data = overlay(served, one, two, "&align=iteration").await;
    let names: Vec<&Value> = data["slots"].as_array().unwrap().iter().map(|slot| &slot["name"]).collect();
    assert_eq!(names, ["warm-up", "iteration"]);
    assert_eq!(data["without"], json!([]));
}

async fn a_window_is_drawn_more_finely(served: &Served, one: RunId, two: RunId) {
    let coarse = line(&overlay(served, one, two, "&points=8").await, one);
    assert!(coarse.0.len() <= 8, "{coarse:?}");
    let fine = line(&overlay(served, one, two, "&points=8&from=10000&to=13000").await, one);
    assert_eq!(fine.0, [9_000, 10_000, 11_000, 12_000, 13_000, 14_000], "and a point beyond each edge");
}

async fn processes_of_a_type_are_summed(served: &Served, base: &Sample, one: RunId) {
    let mut json = Sample { created_at: base.created_at + 9_000_000, ..base.clone() }.json();
    let second = json!({ "pid": 4400, "name": "chromium", "proc_type": "Renderer", "title": "Other tab" });
    json["report"]["processes"].as_array_mut().unwrap().push(second);
    json["report"]["metrics"][3]["metrics"]["4400"] = json!({ "cpu_os_usage": 100.0 });
    let summed = served.stored(&json).await;
    let data = overlay(served, one, summed, "").await;
    let (alone, both) = (line(&data, one).1, line(&data, summed).1);
    assert_eq!(both[3], alone[3].map(|value| value + 100.0));
    assert_eq!(both[4], alone[4], "what does not live adds nothing");
}

async fn senseless_windows_are_refused(served: &Served, one: RunId, two: RunId) {
    let metrics = (0..25).map(|number| format!("m{number}")).collect::<Vec<_>>().join(",");
    for more in [
        "&metrics=cpu_os_usage&from=9&to=9".to_owned(),
        "&metrics=cpu_os_usage&points=7".to_owned(),
        "&metrics=cpu_os_usage&align=sideways".to_owned(),
        "&metrics=".to_owned(),
        String::new(),
        format!("&metrics={metrics}"),
    ] {
        let answer = served.get(&format!("/api/v1/compare/series?ids={one},{two}{more}")).await;
        assert_eq!(answer.error(), (400, 1000), "{more}");
    }
    let unknown = served.get(&format!("/api/v1/compare/series?ids={one},{two}&metrics=nobody")).await.data();
    assert_eq!(unknown["lines"], json!([]));
}
