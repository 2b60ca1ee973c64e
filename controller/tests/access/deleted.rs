//! A deleted run over HTTP: nobody finds it on any route, and everything is back once the deletion is undone.

use controller::http_api::openapi;
use controller::store::tokens::Scope;
use serde_json::{Value, json};

use crate::door::{Answer, Door, TITLE};
use crate::samples::Sample;

/// Routes that answer with a stream as long as they are listened to, and the log that tells what was deleted.
const APART: [&str; 4] =
    ["/api/v1/audit", "/api/v1/live", "/api/v1/runs/{id}/live", "/api/v1/jobs/{id}/live"];

/// Every route that shows something.
fn shown() -> Vec<String> {
    let document: Value = serde_json::to_value(openapi(controller::live::routes())).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let shown =
        paths.iter().filter(|(path, item)| item["get"].is_object() && !APART.contains(&path.as_str()));
    shown.map(|(path, _)| path.clone()).collect()
}

/// What each of those routes answers to an administrator.
async fn seen(door: &Door, admin: &str, run: &str, baseline: &str) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for route in shown() {
        let id = match route.split('/').nth(3) {
            Some("runs") => run,
            Some("baselines") => baseline,
            _ => "nothing",
        };
        let path = route.replace("{id}", id).replace("{project}", "default").replace("{device}", "lab");
        let path = path.replace("{name}", "shot.png");
        assert!(!path.contains('{'), "{route} has a variable that this test does not know");
        let query = match route.as_str() {
            "/api/v1/compare" => format!("?ids={run},{run}"),
            "/api/v1/compare/series" => format!("?ids={run},{run}&metrics=cpu_os_usage"),
            "/api/v1/runs/{id}/series" => "?metric=cpu_os_usage".to_owned(),
            _ => String::new(),
        };
        let answer = door.with_token(admin, "GET", &format!("{path}{query}"), "").await;
        answers.push((route, answer));
    }
    answers
}

/// A run that is easily told from others, what was pinned of it, and links that open it.
struct Planted {
    run: String,
    pin: String,
    shared: String,
    link: String,
}

async fn post(door: &Door, admin: &str, path: &str, body: Value) -> Value {
    let answer = door.with_token(admin, "POST", path, &body.to_string()).await;
    assert!(answer.status < 300, "{path}: {}", answer.body);
    answer.data()
}

async fn planted(door: &Door, admin: &str) -> Planted {
    let sample = Sample {
        scenario: "planted scenario".to_owned(),
        tags: vec!["planted tag".to_owned()],
        release: Some("planted-release".to_owned()),
        build: Some("planted-build".to_owned()),
        device: "planted-device".to_owned(),
        title: TITLE.to_owned(),
        ..Sample::default()
    };
    let run = door.add(&sample).await.to_string();
    let pin = post(door, admin, "/api/v1/baselines", json!({"run_id": run})).await;
    let pin = pin["id"].as_str().unwrap().to_owned();
    door.with_token(admin, "DELETE", &format!("/api/v1/baselines/{pin}"), "").await.data();
    let share = post(door, admin, &format!("/api/v1/runs/{run}/shares"), json!({})).await;
    let shared = format!("/api/v1/runs/{run}?share={}", share["secret"].as_str().unwrap());
    let link = post(door, admin, &format!("/api/v1/runs/{run}/download-link"), json!({})).await;
    let link = link["url"].as_str().unwrap().to_owned();
    Planted { run, pin, shared, link }
}

/// No route tells of the run, and those that are about it say that there is none.
fn tells_nothing(answers: &[(String, Answer)], run: &str) {
    for (route, answer) in answers {
        // An id that was asked for is named in the refusal.
        let body = if answer.status == 404 { answer.body.replace(run, "") } else { answer.body.clone() };
        for trace in [run, "planted"] {
            assert!(!body.contains(trace), "{route} reveals `{trace}`: {}", answer.body);
        }
        let is_about_it = route.starts_with("/api/v1/runs/{id}") || route.starts_with("/api/v1/compare");
        assert!(!is_about_it || answer.status == 404, "{route}: {}", answer.status);
    }
}

#[tokio::test]
async fn nobody_finds_a_deleted_run_on_any_route_and_undo_brings_everything_back() {
    let door = Door::locked().await;
    // Runs count from 1 too.
    let admin = door.token(99, &[Scope::Admin], "default").await;
    let Planted { run, pin, shared, link } = planted(&door, &admin).await;
    let told = |answers: &[(String, Answer)]| -> Vec<String> {
        answers.iter().map(|(route, answer)| format!("{route} {} {}", answer.status, answer.body)).collect()
    };
    let before = seen(&door, &admin, &run, &pin).await;
    let traces = before.iter().filter(|(_, answer)| answer.body.contains("planted")).count();
    assert!(traces >= 8, "the walk sees the run where it stands: {traces}");

    let wanted = json!({"runs": [{"id": run, "version": 1}]});
    let deleted = post(&door, &admin, "/api/v1/runs/delete", wanted).await;
    assert_eq!((&deleted["done"][0]["id"], &deleted["refused"]), (&json!(run), &json!([])));
    tells_nothing(&seen(&door, &admin, &run, &pin).await, &run);
    for path in [&shared, &link] {
        let answer = door.ask("GET", path, &[], "").await;
        assert!(answer.status == 403 || answer.status == 404, "{path}: {}", answer.status);
    }
    let again = door.with_token(&admin, "DELETE", &format!("/api/v1/runs/{run}"), "").await;
    assert_eq!(again.error(), (404, 1001));

    let back = post(&door, &admin, "/api/v1/runs/restore", json!({"ids": [run]})).await;
    assert_eq!((&back["done"][0]["version"], &back["refused"]), (&json!(1), &json!([])));
    assert_eq!(told(&seen(&door, &admin, &run, &pin).await), told(&before));
    assert_eq!(door.ask("GET", &shared, &[], "").await.data()["run"]["title"], TITLE);
    assert_eq!(door.ask("GET", &link, &[], "").await.status, 200);
    let deeds = door.with_token(&admin, "GET", "/api/v1/audit?page_size=2", "").await.data();
    for (number, action) in [(0, "run.restore"), (1, "run.delete")] {
        let deed = &deeds["items"][number];
        let told = (&deed["action"], &deed["object"], &deed["detail"]);
        assert_eq!(told, (&json!(action), &json!(run), &json!(TITLE)));
    }
}

#[tokio::test]
async fn many_runs_change_at_once_by_who_may_and_within_limits() {
    let door = Door::locked().await;
    let one = door.add(&Sample::default()).await.to_string();
    let two = door.add(&Sample { title: "two".to_owned(), ..Sample::default() }).await.to_string();
    let editor = door.token(1, &[Scope::Read, Scope::Run], "default").await;
    let admin = door.token(2, &[Scope::Admin], "default").await;
    let other = door.token(3, &[Scope::Admin], "other").await;
    let send = async |secret: &str, path: &str, body: Value| {
        door.with_token(secret, "POST", &format!("/api/v1/runs/{path}"), &body.to_string()).await
    };
    let runs = json!([{"id": one, "version": 1}, {"id": two, "version": 7}, {"id": "no id"}]);
    let tagged = send(&editor, "tag", json!({"runs": runs, "add": ["mine"]})).await.data();
    assert_eq!(tagged["done"], json!([{"id": one, "version": 2, "changed": true}]));
    let refused = tagged["refused"].as_array().unwrap();
    let codes: Vec<_> = refused.iter().map(|each| (each["id"].as_str().unwrap(), &each["code"])).collect();
    assert_eq!(codes, [("no id", &json!(1001)), (two.as_str(), &json!(1002))]);
    assert_eq!(send(&editor, "delete", json!({"runs": runs})).await.error(), (403, 1003));
    let elsewhere = send(&other, "delete", json!({"runs": [{"id": one}]})).await.data();
    assert_eq!(elsewhere["refused"][0]["code"], 1001, "{elsewhere}");
    let many: Vec<Value> = (0..201).map(|number| json!({"id": number.to_string()})).collect();
    for bad in [
        json!({"runs": [], "add": ["a"]}),
        json!({"runs": many, "add": ["a"]}),
        json!({"runs": [{"id": one}, {"id": one}], "add": ["a"]}),
        json!({"runs": [{"id": one}]}),
        json!({"runs": [{"id": one}], "add": ["a,b"]}),
        json!({"runs": [{"id": one}], "remove": ["release:6.7.0"]}),
        json!({"runs": [{"id": one}], "add": vec!["a"; 21]}),
    ] {
        assert_eq!(send(&editor, "tag", bad.clone()).await.error(), (400, 1000), "{bad}");
    }
    let gone = send(&admin, "delete", json!({"runs": [{"id": one}, {"id": two}]})).await.data();
    assert_eq!(gone["done"].as_array().unwrap().len(), 2);
    let again = send(&admin, "delete", json!({"runs": [{"id": one}]})).await.data();
    assert_eq!(again["refused"][0]["code"], 1001, "{again}");
    let deeds = door.with_token(&admin, "GET", "/api/v1/audit?page_size=9", "").await.data();
    let told: Vec<_> = deeds["items"].as_array().unwrap().iter().map(|deed| &deed["action"]).collect();
    assert_eq!(told, ["run.delete", "run.delete", "run.edit"], "one deed a run, none for what was refused");
    door.pass(24 * 3600);
    let late = send(&admin, "restore", json!({"ids": [one]})).await.data();
    assert_eq!(late["refused"][0]["code"], 1001, "{late}");
}
