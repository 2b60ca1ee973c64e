//! Trends: values as rows, levels and changes over the API, notes beside them. Its rows are part of the suite for both databases.

use controller::intake::{Context, Overrides};
use controller::store::DEFAULT_PROJECT;
use controller::store::runs::{RunEdit, SeenRun};
use controller::store::trends::{TrendScope, TrendWindow};
use dataset::Timestamp;
use scenarios::BaselineRule;
use serde_json::{Value, json};

use crate::api::{Answer, Served};
use crate::house::{House, NOW};
use crate::samples::{Sample, steady};

const START: i64 = 1_760_000_000_000;
const HOUR: i64 = 3_600_000;

/// The run of an hour.
fn at(scenario: &str, hour: i64, level: f64) -> Sample {
    // Runs differ from each other by a tenth of a percent or so, as real ones do.
    let wobble = [0.0, 0.13, -0.08, 0.05, -0.11, 0.09, -0.02][(hour % 7) as usize];
    Sample {
        scenario: scenario.to_owned(),
        created_at: START + hour * HOUR,
        results: steady(level + wobble),
        batches: 1,
        ..Sample::default()
    }
}

fn scope(project: &str, scenario: &str) -> TrendScope {
    TrendScope {
        project: project.to_owned(),
        scenario: scenario.to_owned(),
        platform: "linux".to_owned(),
        device_class: "lab".to_owned(),
    }
}

async fn values(house: &House, project: &str, scenario: &str) -> Vec<f64> {
    let metric = ["inference_time".to_owned()];
    let always = (Timestamp::from_epoch_ms(0), NOW);
    let found = house.store.trend_values(&scope(project, scenario), &metric, always).await.unwrap();
    found.iter().map(|value| value.value).collect()
}

/// The median of one run at a level of 100.
fn assert_near(values: &[f64]) {
    assert!(values.len() == 1 && (values[0] - 100.2).abs() < 1e-9, "{values:?}");
}

pub(crate) async fn a_value_comes_with_its_run_moves_with_it_and_goes_with_it(house: &House) {
    let run = house.add(&at("valued", 0, 100.0)).await;
    house.add(&Sample { outcome: Some("failed"), ..at("valued", 1, 200.0) }).await;
    assert_near(&values(house, DEFAULT_PROJECT, "valued").await);
    let window = TrendWindow { from: None, to: None, release: None, limit: 10 };
    let (runs, more) = house.store.trend_runs(&scope(DEFAULT_PROJECT, "valued"), &window).await.unwrap();
    assert_eq!((runs.len(), runs[0].id, runs[1].completed(), more), (2, run, false, false));
    let (newest, more) = house
        .store
        .trend_runs(&scope(DEFAULT_PROJECT, "valued"), &TrendWindow { limit: 1, ..window })
        .await
        .unwrap();
    assert_eq!((newest[0].id, more), (runs[1].id, true));
    let seen = SeenRun { project: DEFAULT_PROJECT.to_owned(), run, version: None };
    let edit = RunEdit { project: Some("another".to_owned()), ..RunEdit::default() };
    house.store.edit_run(&seen, &edit, ("ada", NOW)).await.unwrap();
    assert_eq!(values(house, DEFAULT_PROJECT, "valued").await, [0.0; 0]);
    assert_near(&values(house, "another", "valued").await);
    let seen = SeenRun { project: "another".to_owned(), run, version: None };
    house.store.delete_run(&seen, ("ada", NOW)).await.unwrap();
    assert_eq!(values(house, "another", "valued").await, [0.0; 0]);
    let back = house.store.restore_runs("another", &[run], NOW).await.unwrap();
    assert!(back[0].1.is_ok());
    assert_near(&values(house, "another", "valued").await);
}

async fn post(served: &Served, path: &str, body: &Value) -> Answer {
    served.post(path, body.to_string().as_bytes()).await
}

async fn delete(served: &Served, path: &str) -> Answer {
    served.send("DELETE", path, "", b"").await
}

async fn trend(served: &Served, more: &str) -> Value {
    served.get(&format!("/api/v1/trends?scenario=shop&metric=inference_time{more}")).await.data()
}

/// Twelve good runs of 6.7.0, a failed one, then eight of 6.8.0 that are a tenth slower.
async fn history(served: &Served) {
    for hour in 0..20 {
        let slow = hour >= 12;
        let sample = Sample {
            release: Some(if slow { "6.8.0" } else { "6.7.0" }.to_owned()),
            build: Some(format!("b{hour}")),
            browser_version: if hour < 5 { "155.0" } else { "156.0" }.to_owned(),
            ..at("shop", hour + i64::from(slow), if slow { 112.0 } else { 100.0 })
        };
        served.add(&sample).await;
    }
    let failed =
        Sample { outcome: Some("failed"), release: Some("6.8.0".to_owned()), ..at("shop", 12, 100.0) };
    served.add(&failed).await;
}

#[tokio::test]
async fn the_first_bad_run_is_marked_with_its_release_and_a_failed_run_is_a_gap() {
    let served = Served::open().await;
    history(&served).await;
    let found = trend(&served, "").await;
    let (runs, metric) = (&found["runs"], &found["metrics"][0]);
    assert_eq!((runs.as_array().unwrap().len(), &found["truncated"]), (21, &Value::Bool(false)));
    assert_eq!((&metric["metric"], &metric["unit"]), (&json!("inference_time"), &json!("ms")));
    assert_eq!(
        (&runs[12]["outcome"], &metric["values"][12], &metric["counts"][12]),
        (&json!("failed"), &Value::Null, &json!(0))
    );
    let changes = metric["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
    let change = &changes[0];
    assert_eq!(
        (&change["index"], &change["last_before"], &change["meaning"]),
        (&json!(13), &json!(11), &json!("worse"))
    );
    assert_eq!((&change["run_id"], &runs[13]["release"]), (&runs[13]["id"], &json!("6.8.0")));
    assert!((change["percent"].as_f64().unwrap() - 11.8).abs() < 0.3, "{change}");
    assert_eq!(change["matters"], true);
    let levels = metric["levels"].as_array().unwrap();
    let ends: Vec<_> = levels.iter().map(|level| (level["from"].as_u64(), level["to"].as_u64())).collect();
    assert_eq!(ends, [(Some(0), Some(11)), (Some(13), Some(20))]);
    let with_other_conditions: Vec<usize> =
        (0..21).filter(|place| runs[*place]["conditions_changed"] == true).collect();
    assert_eq!(with_other_conditions, [5]);
    let (low, value, high) = (&metric["low"][0], &metric["values"][0], &metric["high"][0]);
    assert!(low.as_f64() < value.as_f64() && value.as_f64() < high.as_f64(), "{low} {value} {high}");
}

#[tokio::test]
async fn a_trend_is_cut_by_time_release_and_number() {
    let served = Served::open().await;
    history(&served).await;
    let check = async |more: &str, runs: usize, truncated: bool| {
        let found = trend(&served, more).await;
        assert_eq!(
            (found["runs"].as_array().unwrap().len(), &found["truncated"]),
            (runs, &truncated.into()),
            "{more}"
        );
    };
    check("&platform=linux&device_class=lab", 21, false).await;
    check(&format!("&from={}", START + 5 * HOUR), 16, false).await;
    check(&format!("&to={}", START + 5 * HOUR), 5, false).await;
    check("&release=6.8.0", 9, false).await;
    check("&limit=4", 4, true).await;
    check("&from=2100-01-01T00:00:00Z", 0, false).await;
}

#[tokio::test]
async fn several_metrics_come_in_one_answer_and_the_list_names_them() {
    let served = Served::open().await;
    history(&served).await;
    served.add(&Sample { results: Vec::new(), ..at("recorded", 0, 0.0) }).await;
    let listed = served.get("/api/v1/trends/metrics?scenario=shop").await.data();
    let first = &listed["metrics"][0];
    assert_eq!(
        (&first["metric"], &first["count"], &first["direction"]),
        (&json!("inference_time"), &json!(20), &json!("lower_is_better"))
    );
    assert_eq!((&first["platform"], &first["device_class"]), (&json!("linux"), &json!("lab")));
    let recorded = served.get("/api/v1/trends/metrics?scenario=recorded").await.data();
    let names: Vec<_> =
        recorded["metrics"].as_array().unwrap().iter().map(|each| each["metric"].clone()).collect();
    assert!(names.contains(&json!("cpu_os_usage")) && names.contains(&json!("memory_rss")), "{names:?}");
    let both =
        served.get("/api/v1/trends?scenario=recorded&metric=memory_rss&metric=cpu_os_usage").await.data();
    assert_eq!(
        (&both["metrics"][0]["metric"], &both["metrics"][1]["metric"]),
        (&json!("memory_rss"), &json!("cpu_os_usage"))
    );
    assert_eq!(both["metrics"][0]["values"][0], 157_286_400.0 + 104_857_600.0);
}

#[tokio::test]
async fn what_there_is_not_is_refused_with_what_there_is() {
    let served = Served::open().await;
    history(&served).await;
    let check = async |query: &str, expected: (u16, i64), hint: &str| {
        let answer = served.get(&format!("/api/v1/trends{query}")).await;
        assert_eq!(answer.error(), expected, "{query}");
        let msg = answer.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.contains(hint), "{query}: {msg}");
    };
    check("?metric=inference_time", (400, 1000), "/api/v1/scenarios").await;
    check("?scenario=shop", (400, 1000), "/api/v1/trends/metrics").await;
    check("?scenario=ship&metric=inference_time", (404, 1001), "/api/v1/scenarios").await;
    check("?scenario=shop&metric=inference", (404, 1001), "there are inference_time").await;
    check(
        "?scenario=shop&metric=inference_time&platform=linux&device_class=phone",
        (404, 1001),
        "lists where there are",
    )
    .await;
    check("?scenario=shop&metric=inference_time&from=yesterday", (400, 1000), "from").await;
    check("?scenario=shop&metric=inference_time&limit=0", (400, 1000), "limit").await;
    check("/metrics?scenario=ship", (404, 1001), "/api/v1/scenarios").await;
    check("?scenario=shop&metric=inference_time&project=other", (404, 2001), "other").await;
}

#[tokio::test]
async fn notes_and_baselines_stand_beside_a_trend_until_they_are_removed() {
    let served = Served::open().await;
    history(&served).await;
    let note =
        json!({"text": " new switch in the lab ", "at": (START + 3 * HOUR).to_string(), "scenario": "shop"});
    let note = post(&served, "/api/v1/annotations", &note).await.data();
    assert_eq!((&note["text"], &note["made_by"]), (&json!("new switch in the lab"), &json!("open")));
    post(&served, "/api/v1/annotations", &json!({"text": "everywhere", "at": "2025-10-09T12:00:00Z"}))
        .await
        .data();
    post(&served, "/api/v1/annotations", &json!({"text": "elsewhere", "scenario": "other"})).await.data();
    let run = trend(&served, "").await["runs"][3]["id"].clone();
    let pinned = post(&served, "/api/v1/baselines", &json!({"run_id": run, "reason": "6.7.0 as shipped"}))
        .await
        .data();
    let found = trend(&served, "").await;
    let texts: Vec<_> =
        found["annotations"].as_array().unwrap().iter().map(|each| each["text"].clone()).collect();
    assert_eq!(texts, [json!("new switch in the lab"), json!("everywhere")]);
    assert_eq!(
        (&found["baselines"][0]["index"], &found["baselines"][0]["reason"]),
        (&json!(3), &json!("6.7.0 as shipped"))
    );
    let path = format!("/api/v1/annotations/{}", note["id"].as_str().unwrap());
    assert_eq!(delete(&served, &path).await.status, 200);
    assert_eq!(delete(&served, &path).await.error(), (404, 1001));
    assert_eq!(post(&served, "/api/v1/annotations", &json!({"text": "  "})).await.error(), (400, 1000));
    let listed = served.get("/api/v1/annotations").await.data();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let path = format!("/api/v1/baselines/{}?reason=too%20old", pinned["id"].as_str().unwrap());
    let cleared = delete(&served, &path).await.data();
    assert_eq!((&cleared["cleared_by"], &cleared["cleared_reason"]), (&json!("open"), &json!("too old")));
    let kept = served
        .get("/api/v1/baselines?scenario=shop&platform=linux&device_class=lab&cleared=true")
        .await
        .data();
    assert_eq!(kept["items"][0]["reason"], "6.7.0 as shipped");
}

#[tokio::test]
async fn every_scope_tells_its_pin_or_the_rule_that_applies() {
    let served = Served::open().await;
    history(&served).await;
    let phone = Sample { platform: None, ..at("shop", 1, 100.0) };
    let context =
        Context { rule: BaselineRule::PreviousRelease, overrides: Overrides::default(), ..served.context() };
    let run = House::send(&served, &phone.bytes(), context).await.unwrap().run;
    post(&served, "/api/v1/baselines", &json!({"run_id": run.to_string()})).await.data();
    let rows = served.get("/api/v1/baselines/scopes").await.data();
    let row = |platform: &str| {
        rows["items"].as_array().unwrap().iter().find(|row| row["platform"] == platform).unwrap().clone()
    };
    let (linux, none) = (row("linux"), row(""));
    assert_eq!(
        (&linux["runs"], &linux["rule"], &linux["rule_count"], &linux["pinned"]),
        (&json!(21), &json!("last_good"), &json!(5), &Value::Null)
    );
    assert_eq!(
        (&none["rule"], &none["pinned"]["run_id"]),
        (&json!("previous_release"), &json!(run.to_string()))
    );
}
