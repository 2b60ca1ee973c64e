//! Runs side by side over HTTP, on both databases.

use protocol::RunId;
use serde_json::{Value, json};

use crate::api::Served;
use crate::samples::{Sample, steady};

#[tokio::test]
async fn comparisons_hold_on_sqlite() {
    Box::pin(suite(&Served::open().await)).await;
}

#[tokio::test]
async fn comparisons_hold_on_postgresql() {
    let served = Served::on_postgres().await;
    assert!(served.server.is_some());
    Box::pin(suite(&served)).await;
}

async fn suite(served: &Served) {
    let base = Sample::default();
    let one = served.add(&base).await;
    let slower = Sample { created_at: base.created_at + 1, results: steady(112.0), ..base.clone() };
    let two = served.stored(&renumbered(&slower)).await;
    let three = served
        .add(&Sample { created_at: base.created_at + 2, release: Some("6.9.0".into()), ..base.clone() })
        .await;
    post_and_get_give_the_same_answer(served, one, two).await;
    each_run_is_judged_against_the_reference(served, [one, two, three]).await;
    processes_are_found_again_by_type_and_title(served, one, two).await;
    what_differs_stands_apart_by_run(served, &base, one, three).await;
    runs_that_cannot_tell_much_tell_what_they_can(served, &base, one).await;
    crowds_are_shown_by_type(served, &base, one).await;
    senseless_questions_are_refused_in_words(served, &base, one, two).await;
}

/// The Dataset with other process ids.
fn renumbered(sample: &Sample) -> Value {
    serde_json::from_str(&sample.json().to_string().replace("4321", "5555")).unwrap()
}

async fn compared(served: &Served, ids: &[RunId], more: &str) -> Value {
    served.get(&format!("/api/v1/compare?ids={}{more}", listed(ids))).await.data()
}

fn listed(ids: &[RunId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn row<'a>(data: &'a Value, list: &str, key: &str, value: &str) -> &'a Value {
    let rows = data[list].as_array().unwrap();
    rows.iter().find(|row| row[key] == value).unwrap_or_else(|| panic!("no {value} in {list}: {data}"))
}

async fn post_and_get_give_the_same_answer(served: &Served, one: RunId, two: RunId) {
    for reference in [None, Some(two)] {
        let mut body = json!({ "ids": [one, two] });
        let more = reference.map(|id| format!("&reference={id}")).unwrap_or_default();
        let query = format!("/api/v1/compare?ids={one},{two}{more}");
        if let Some(reference) = reference {
            body["reference"] = reference.to_string().into();
        }
        let posted = served.post("/api/v1/compare", body.to_string().as_bytes()).await;
        assert_eq!(posted.body, served.get(&query).await.body);
        assert_eq!(posted.data()["reference"], reference.unwrap_or(one).to_string());
    }
}

async fn each_run_is_judged_against_the_reference(served: &Served, runs: [RunId; 3]) {
    let data = compared(served, &runs, "").await;
    let words: Vec<&Value> =
        data["runs"].as_array().unwrap().iter().map(|run| &run["verdict"]["verdict"]).collect();
    assert_eq!(words, [&Value::Null, &"regressed".into(), &"unchanged".into()]);
    let metric = row(&data, "metrics", "metric", "inference_time");
    let [reference, slower, same] = [0, 1, 2].map(|place| &metric["runs"][place]);
    assert_eq!(
        (&reference["n"], &reference["shift"], &reference["verdict"]),
        (&10.into(), &Value::Null, &Value::Null)
    );
    assert_eq!(slower["values"], json!(steady(112.0)), "every iteration, the warm-up aside");
    let shift = &slower["shift"];
    assert!((shift["percent"].as_f64().unwrap() - 12.0).abs() < 0.5, "{shift}");
    assert!(
        shift["low"].as_f64() < shift["shift"].as_f64() && shift["shift"].as_f64() < shift["high"].as_f64()
    );
    assert!(
        (shift["size"].as_f64().unwrap() - 2.4).abs() < 0.1,
        "twelve percent are 2.4 limits of five: {shift}"
    );
    assert_eq!((&slower["verdict"], &same["verdict"]), (&"regressed".into(), &"unchanged".into()));
    let turned = compared(served, &runs, &format!("&reference={}", runs[1])).await;
    assert_eq!(row(&turned, "metrics", "metric", "inference_time")["runs"][0]["verdict"], "improved");
}

async fn processes_are_found_again_by_type_and_title(served: &Served, one: RunId, two: RunId) {
    let data = compared(served, &[one, two], "").await;
    let renderer = row(&data, "processes", "process_type", "Renderer");
    assert_eq!(renderer["matched"], "exact");
    assert_eq!((&renderer["runs"][0]["pid"], &renderer["runs"][1]["pid"]), (&4321.into(), &5555.into()));
    let measures: Vec<(&str, &str)> = renderer["statistics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["metric"].as_str().unwrap(), row["source"].as_str().unwrap()))
        .collect();
    let expected = [
        ("cpu_chrome_usage", "Chrome"),
        ("cpu_os_usage", "OS"),
        ("inference_time", "Page"),
        ("memory_rss", "OS"),
    ];
    assert_eq!(measures, expected, "what Chrome says and what the system says have rows of their own");
    let cpu = row(renderer, "statistics", "metric", "cpu_os_usage");
    assert_eq!(cpu["runs"][0]["avg"], cpu["runs"][1]["avg"]);
    assert_eq!((&cpu["runs"][0]["difference"], &cpu["runs"][1]["difference"]), (&Value::Null, &0.0.into()));
    assert!(cpu["runs"][1]["p99"].as_f64() >= cpu["runs"][1]["p95"].as_f64());
    let statistics = served.get(&format!("/api/v1/runs/{two}")).await.data();
    let own = statistics["statistics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["pid"] == 5555 && row["metric"] == "cpu_os_usage");
    assert_eq!(own.unwrap()["p99"], cpu["runs"][1]["p99"], "the figures are those of the run's page");
}

async fn what_differs_stands_apart_by_run(served: &Served, base: &Sample, one: RunId, three: RunId) {
    let other = Sample { created_at: base.created_at + 3, browser_version: "157.0".into(), ..base.clone() };
    let four = served.add(&other).await;
    let data = compared(served, &[one, three, four], "").await;
    let first = &data["differences"][0];
    assert_eq!(
        first,
        &json!({ "key": "browser_version", "decisive": true, "values": ["156.0", "156.0", "157.0"] })
    );
    assert_eq!(row(&data, "differences", "key", "release")["values"], json!(["6.7.0", "6.9.0", "6.7.0"]));
    assert_eq!(data["runs"][2]["verdict"]["verdict"], "inconclusive");
    let reason = &row(&data, "metrics", "metric", "inference_time")["runs"][2]["reason"];
    assert_eq!(reason["kind"], "fingerprint_differs");
}

async fn runs_that_cannot_tell_much_tell_what_they_can(served: &Served, base: &Sample, one: RunId) {
    let lone = Sample { created_at: base.created_at + 4, results: vec![103.0], ..base.clone() };
    let lone = served.add(&lone).await;
    let mut json = Sample { created_at: base.created_at + 5, ..base.clone() }.json();
    json["report"]["metrics"] = json!([]);
    json["report"]["iterations"] = json!([]);
    let empty = served.stored(&json).await;
    let data = compared(served, &[one, lone, empty], "").await;
    let metric = row(&data, "metrics", "metric", "inference_time");
    let alone = &metric["runs"][1];
    assert_eq!(
        (&alone["n"], &alone["median"], &alone["verdict"]),
        (&1.into(), &103.0.into(), &"inconclusive".into())
    );
    assert_eq!(alone["reason"]["kind"], "too_few_iterations");
    assert_eq!(metric["runs"][2], Value::Null, "what was not measured is no zero");
    let renderer = row(&data, "processes", "process_type", "Renderer");
    assert_eq!(renderer["runs"][2], Value::Null);
    let nothing = compared(served, &[empty, one], "").await;
    assert!(row(&nothing, "metrics", "metric", "inference_time")["runs"][1]["shift"].is_null());
}

async fn crowds_are_shown_by_type(served: &Served, base: &Sample, one: RunId) {
    let mut json = Sample { created_at: base.created_at + 6, ..base.clone() }.json();
    let pids = 10_000..10_100;
    let crowd = pids.clone().map(|pid| json!({ "pid": pid, "name": "chromium", "proc_type": "Utility" }));
    json["report"]["processes"].as_array_mut().unwrap().extend(crowd);
    for pid in pids {
        json["report"]["metrics"][0]["metrics"][pid.to_string()] = json!({ "cpu_os_usage": 2.0 });
    }
    let many = served.stored(&json).await;
    let data = compared(served, &[one, many], "").await;
    assert_eq!(data["folded"], json!(["Utility"]));
    let processes = data["processes"].as_array().unwrap();
    assert!(processes.len() < 5 && processes.iter().all(|row| row["process_type"] != "Utility"));
    let total = &row(&data, "types", "process_type", "Utility")["runs"];
    assert_eq!((&total[0], &total[1]), (&Value::Null, &json!({ "processes": 100, "avg": 200.0 })));
}

async fn senseless_questions_are_refused_in_words(served: &Served, base: &Sample, one: RunId, two: RunId) {
    let mut json =
        Sample { scenario: "other".into(), created_at: base.created_at + 7, ..base.clone() }.json();
    json["report"]["iterations"] = json!([]);
    json["report"]["processes"] = json!([]);
    let start = base.created_at;
    json["report"]["metrics"] =
        json!([{ "timestamp": start + 7, "metrics": { "0": { "custom_metrics": { "frames": 9.0 } } } }]);
    let other = served.stored(&json).await;
    let too_many = vec![one.to_string(); 21].join(",");
    for (ids, status, words) in [
        (String::new(), 400, "there are 1"),
        (one.to_string(), 400, "there are 1"),
        (too_many, 400, "there are 21"),
        (format!("{one},{two},{one}"), 400, "twice"),
        (format!("{one},{}", one.to_string().to_uppercase()), 400, "twice"),
        (format!("{one},nobody"), 404, "nobody"),
        (format!("{one},{two}&reference={other}"), 400, "none of `ids`"),
        (format!("{one},{other}"), 400, "no metric in common"),
    ] {
        for path in ["/api/v1/compare?", "/api/v1/compare/series?metrics=cpu_os_usage&"] {
            if words == "no metric in common" && path.contains("series") {
                continue;
            }
            let answer = served.get(&format!("{path}ids={ids}")).await;
            let said = answer.json()["msg"].as_str().unwrap().to_owned();
            assert_eq!(answer.status, status, "{ids}: {said}");
            assert!(said.contains(words), "{ids}: {said}");
        }
    }
    assert_eq!(served.get("/api/v1/compare").await.error(), (400, 1000));
}
