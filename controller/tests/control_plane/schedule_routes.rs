//! Suites and schedules over HTTP.

use std::net::SocketAddr;

use controller::schedule::{Fate, ScheduleStorage, Settlement, Tick};
use dataset::Timestamp;
use serde_json::{Value, json};

use crate::job_routes::{ask, serve_http};
use crate::scripted_agent::ScriptedAgent;
use crate::small_lab::SmallLab;

const NIGHT: &str = "# why we do this\nname: night\nentries: [idle, {scenario: scroll, tags: [long]}]\n";

async fn kept(address: SocketAddr) {
    let (status, answer) = ask(address, "PUT", "/api/v1/suites/night", Some(json!({"yaml": NIGHT}))).await;
    assert_eq!(status, 201, "{answer}");
}

fn nightly() -> Value {
    json!({"name": "nightly", "suite": "night", "cron": "30 2 * * 1-5", "zone": "Europe/Berlin", "tags": ["x"]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suite_is_kept_with_its_comments_and_one_with_mistakes_is_refused_whole() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    kept(address).await;
    let (_, suite) = ask(address, "GET", "/api/v1/suites/night", None).await;
    assert_eq!((&suite["data"]["yaml"], &suite["data"]["version"]), (&json!(NIGHT), &json!(1)));
    assert_eq!(suite["data"]["cells"][1]["scenario"], "scroll");
    let wrong = json!({"yaml": "name: night\nentries:\n  - idel\n  - checkout\n",
                       "scenarios": {"checkout": "name: checkout\nbase_url: http://127.0.0.1:9\nsteps:\n  - opne: /\n"}});
    let (status, answer) = ask(address, "PUT", "/api/v1/suites/night", Some(wrong.clone())).await;
    let problems = &answer["data"]["problems"];
    assert_eq!((status, &answer["code"]), (400, &json!(1000)), "{answer}");
    assert_eq!((&problems[0]["line"], &problems[0]["suggestion"]), (&json!(3), &json!("idle")));
    assert_eq!((&problems[1]["file"], &problems[1]["line"]), (&json!("checkout.yaml"), &json!(4)));
    let (status, checked) = ask(address, "POST", "/api/v1/suites/validate", Some(wrong)).await;
    assert_eq!((status, &checked["data"]["valid"]), (200, &json!(false)));
    let (status, answer) = ask(address, "PUT", "/api/v1/suites/day", Some(json!({"yaml": NIGHT}))).await;
    assert_eq!(status, 400);
    assert!(answer["msg"].as_str().unwrap().contains("2:1: the suite calls itself `night`"), "{answer}");
    let (_, list) = ask(address, "GET", "/api/v1/suites", None).await;
    assert_eq!(
        (&list["data"]["items"][0]["name"], list["data"]["items"][0].get("yaml")),
        (&json!("night"), None)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scenarios_that_came_along_stay_when_only_the_text_is_changed() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let sent = json!({"yaml": "name: shop\nentries: [checkout]\n",
                      "scenarios": {"checkout": "name: checkout\nbase_url: http://127.0.0.1:9\nsteps: [{open: /}]\n"}});
    assert_eq!(ask(address, "PUT", "/api/v1/suites/shop", Some(sent)).await.0, 201);
    let text = json!({"yaml": "name: shop\nentries: [checkout, idle]\n"});
    let (_, unknown) = ask(address, "POST", "/api/v1/suites/validate", Some(text.clone())).await;
    assert_eq!(unknown["data"]["valid"], false);
    let (_, known) = ask(address, "POST", "/api/v1/suites/validate?name=shop", Some(text.clone())).await;
    assert_eq!(known["data"]["valid"], true, "{known}");
    let (status, changed) = ask(address, "PUT", "/api/v1/suites/shop", Some(text)).await;
    assert_eq!((status, &changed["data"]["sent_scenarios"]), (200, &json!(["checkout"])));
    let without = json!({"yaml": "name: shop\nentries: [idle]\n"});
    let (_, changed) = ask(address, "PUT", "/api/v1/suites/shop", Some(without)).await;
    assert_eq!((&changed["data"]["sent_scenarios"], &changed["data"]["version"]), (&json!([]), &json!(3)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_runs_every_cell_and_tells_where_each_stands() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    kept(address).await;
    let mut agent = ScriptedAgent::connect(lab.address, 1, &[]).await;
    let start = json!({"release": "7.1", "tags": ["ci"], "idempotency_key": "ci-1"});
    let path = "/api/v1/suites/night/start";
    let (status, started) = ask(address, "POST", path, Some(start.clone())).await;
    assert_eq!((status, &started["data"]["fresh"]), (201, &json!(true)), "{started}");
    let (status, again) = ask(address, "POST", path, Some(start)).await;
    let run = started["data"]["suite_run"]["id"].clone();
    assert_eq!((status, &again["data"]["suite_run"]["id"]), (200, &run));
    let (status, refused) = ask(address, "POST", path, Some(json!({"idempotency_key": "ci-1"}))).await;
    assert_eq!((status, &refused["code"]), (409, &json!(1002)));
    for _ in 0..2 {
        let attempt = agent.assignment().await.attempt;
        agent.say(protocol::AgentMessage::Accepted(attempt)).await;
        agent.complete(attempt).await;
        lab.job_when(attempt.job, |job| job.state.is_over()).await;
    }
    let (_, told) = ask(address, "GET", &format!("/api/v1/suite-runs/{}", run.as_str().unwrap()), None).await;
    let told = &told["data"];
    assert_eq!(
        (&told["state"], &told["release"], &told["started_by"]),
        (&json!("over"), &json!("7.1"), &json!("open"))
    );
    let cell = &told["cells"][1];
    assert_eq!((&cell["state"], &cell["ran_on"]), (&json!("completed"), &json!("agent1/1")), "{cell}");
    assert!(cell["run_id"].is_string() && told["ended_at"].is_string());
    let (_, runs) = ask(address, "GET", "/api/v1/suites/night/runs", None).await;
    assert_eq!(runs["data"]["pagination"]["total"], 1);
    let (_, none) =
        ask(address, "GET", "/api/v1/suite-runs?from=2100-01-01T00:00:00Z&suite=night", None).await;
    assert_eq!(none["data"]["pagination"]["total"], 0);
    // The history outlives the suite.
    assert_eq!(ask(address, "DELETE", "/api/v1/suites/night", None).await.0, 200);
    assert_eq!(ask(address, "GET", "/api/v1/suites/night", None).await.0, 404);
    assert_eq!(ask(address, "GET", "/api/v1/suites/night/runs", None).await.0, 200);
    assert_eq!(ask(address, "GET", "/api/v1/suites/day/runs", None).await.0, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schedule_is_made_changed_switched_and_deleted() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    kept(address).await;
    let (status, made) = ask(address, "POST", "/api/v1/schedules", Some(nightly())).await;
    assert_eq!(status, 201, "{made}");
    let made = &made["data"];
    assert_eq!((&made["overlap"], &made["missed"]), (&json!("skip"), &json!("run_once")));
    assert!(made["next_at"].is_string() && made.get("last_tick").is_none());
    let (status, taken) = ask(address, "POST", "/api/v1/schedules", Some(nightly())).await;
    assert_eq!((status, &taken["code"]), (409, &json!(1002)));
    let path = format!("/api/v1/schedules/{}", made["id"].as_str().unwrap());
    let (_, off) = ask(address, "POST", &format!("{path}/disable"), Some(json!({}))).await;
    assert_eq!((&off["data"]["enabled"], off["data"].get("next_at")), (&json!(false), None));
    let (_, on) = ask(address, "POST", &format!("{path}/enable"), Some(json!({}))).await;
    assert_eq!(on["data"]["version"], 3);
    let mut other = nightly();
    other["overlap"] = json!("replace");
    other["cron"] = json!("0 4 * * *");
    let (status, changed) = ask(address, "PUT", &path, Some(other)).await;
    assert_eq!((status, &changed["data"]["overlap"]), (200, &json!("replace")));
    let (_, upcoming) = ask(address, "GET", "/api/v1/schedules/upcoming?hours=48", None).await;
    assert_eq!(upcoming["data"]["items"].as_array().unwrap().len(), 2);
    let (_, suite) = ask(address, "GET", "/api/v1/suites/night", None).await;
    assert_eq!(suite["data"]["schedules"][0]["name"], "nightly");
    assert_eq!(ask(address, "DELETE", &path, None).await.0, 200);
    assert_eq!(ask(address, "GET", &path, None).await.0, 404);
    assert_eq!(ask(address, "GET", "/api/v1/schedules/nothing/ticks", None).await.0, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mistake_of_a_schedule_is_told_at_once_and_a_preview_says_what_is_wrong() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    let wrong = json!({"name": " ", "suite": "day", "cron": "0 25 * * *", "zone": "UTC", "overlap": "no",
                       "missed": "no", "grace_seconds": 700_000, "release": ""});
    let (status, answer) = ask(address, "POST", "/api/v1/schedules", Some(wrong)).await;
    assert_eq!((status, answer["data"]["problems"].as_array().unwrap().len()), (400, 7), "{answer}");
    let preview = async |body| ask(address, "POST", "/api/v1/schedules/preview", Some(body)).await;
    let (_, good) = preview(json!({"cron": "30 2 * * *", "zone": "Europe/Berlin", "count": 3})).await;
    assert_eq!(good["data"]["times"].as_array().unwrap().len(), 3);
    let (status, bad) = preview(json!({"cron": "30 2 * *"})).await;
    assert_eq!((status, &bad["data"]["times"]), (200, &json!([])));
    assert!(bad["data"]["problem"].as_str().unwrap().contains("has 4 fields"), "{bad}");
    assert_eq!(preview(json!({"cron": "* * * * *", "count": 0})).await.0, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_had_no_result_although_it_was_due_is_told() {
    let lab = SmallLab::start().await;
    let address = serve_http(&lab).await;
    kept(address).await;
    let (_, made) = ask(address, "POST", "/api/v1/schedules", Some(nightly())).await;
    let id = made["data"]["id"].as_str().unwrap().parse().unwrap();
    let seen = lab.store.schedule("default", id).await.unwrap().unwrap().schedule;
    let due = Timestamp::from_epoch_ms(seen.decided_until.epoch_ms() + 1);
    let missed = Tick {
        due,
        fate: Fate::Missed,
        reason: Some("no controller was at work at that time".to_owned()),
        suite_run: None,
        decided_at: due,
    };
    let settlement = Settlement {
        ticks: vec![missed],
        waited: None,
        start: None,
        replaces: None,
        decided_until: due,
        next_at: seen.next_at,
        waiting: None,
        seen,
    };
    assert!(lab.store.settle(&settlement, due).await.unwrap());
    let (_, owed) = ask(address, "GET", "/api/v1/schedules/overdue", None).await;
    let items = owed["data"]["items"].as_array().unwrap();
    assert_eq!(
        (items.len(), &items[0]["scenario"], &items[0]["ticks"]),
        (2, &json!("idle"), &json!(1)),
        "{owed}"
    );
    let (_, ticks) = ask(address, "GET", &format!("/api/v1/schedules/{id}/ticks"), None).await;
    assert_eq!(ticks["data"]["items"][0]["fate"], "missed");
}
