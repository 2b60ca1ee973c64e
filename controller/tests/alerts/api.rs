//! Alerts over HTTP: from the slow run to the end of its alert, on both databases.

use controller::alert::Alert;
use controller::http_api::Access;
use controller::store::tokens::Scope;
use protocol::RunId;
use serde_json::{Value, json};

use crate::door::{Answer, Door};
use crate::house::House;
use crate::night::{night, regression};

pub(crate) const EDITOR: &[Scope] = &[Scope::Read, Scope::Run];

impl Answer {
    pub(crate) fn etag(&self) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("an ETag")
    }
}

/// Acts as whoever holds the token, having seen a version or not.
pub(crate) async fn act(
    door: &Door,
    secret: &str,
    (method, path): (&str, &str),
    (seen, body): (Option<&str>, &str),
) -> Answer {
    let bearer = format!("authorization: Bearer {secret}");
    let seen = seen.map(|etag| format!("if-match: {etag}"));
    let headers: Vec<&str> = [bearer.as_str()].into_iter().chain(seen.as_deref()).collect();
    door.ask(method, path, &headers, body).await
}

#[tokio::test]
async fn an_alert_goes_from_the_slow_run_to_its_end_on_sqlite() {
    story(&Door::locked().await).await;
}

#[tokio::test]
async fn an_alert_goes_from_the_slow_run_to_its_end_on_postgresql() {
    story(&Door::of(House::postgres().await, Access::Tokens).await).await;
}

async fn story(door: &Door) {
    let (slow, alert) = regression(door, "story").await;
    let editor = door.token(1, EDITOR, "default").await;
    the_list_tells_of_it(door, &editor, (slow, &alert)).await;
    people_bring_it_to_its_end(door, &editor, &alert).await;
    its_page_tells_the_story(door, &editor, (slow, &alert)).await;
    audit_tells_of_it(door, &alert.id.to_string()).await;
}

async fn the_list_tells_of_it(door: &Door, editor: &str, (slow, alert): (RunId, &Alert)) {
    let list = door.with_token(editor, "GET", "/api/v1/alerts?state=unresolved&owner=-", "").await.data();
    assert_eq!((&list["pagination"]["total"], &list["counts"]["open"]), (&json!(1), &json!(1)));
    let item = &list["items"][0];
    for (field, expected) in [
        ("/id", json!(alert.id.to_string())),
        ("/state", json!("open")),
        ("/kind", json!("regression")),
        ("/scenario", json!("story")),
        ("/metric", json!("inference_time")),
        ("/unit", json!("ms")),
        ("/platform", json!("linux")),
        ("/device_class", json!("lab")),
        ("/direction", json!("lower_is_better")),
        ("/first_bad/run_id", json!(slow.to_string())),
        ("/first_bad/release", json!("6.7.0")),
    ] {
        assert_eq!(item.pointer(field), Some(&expected), "{field}");
    }
    let run = door.with_token(editor, "GET", &format!("/api/v1/runs/{slow}"), "").await.data();
    assert_eq!(run["alerts"], json!([alert.id.to_string()]));
    let evidence = &run["verdict"]["metrics"][0]["evidence"];
    let comparison = &item["first_bad"]["comparison"];
    for field in [
        "shift",
        "shift_low",
        "shift_high",
        "confidence",
        "shift_percent",
        "baseline_median",
        "p_adjusted",
        "practical_limit",
    ] {
        assert_eq!(comparison[field], evidence[field], "{field}");
    }
    let page = door.with_token(editor, "GET", &format!("/api/v1/alerts/{}", alert.id), "").await;
    assert_eq!((page.etag(), &page.data()["alert"]), ("\"1\"", item));
}

async fn people_bring_it_to_its_end(door: &Door, editor: &str, alert: &Alert) {
    let path = format!("/api/v1/alerts/{}", alert.id);
    let deed = async |method, deed: &str, seen: &str, body: &str| {
        act(door, editor, (method, &format!("{path}{deed}")), (Some(seen), body)).await
    };
    let owner = deed("PUT", "/owner", "\"1\"", r#"{"owner":" grace "}"#).await;
    assert_eq!((owner.etag(), &owner.data()["owner"]), ("\"2\"", &json!("grace")), "{}", owner.body);
    let seen = deed("POST", "/acknowledge", "\"2\"", r#"{"note":"on it"}"#).await;
    assert_eq!(seen.data()["state"], "acknowledged");
    door.add(&night("story", 100.0)).await;
    let stale = deed("POST", "/resolve", "\"2\"", r#"{"reason":"noise"}"#).await;
    assert_eq!(stale.error(), (412, 1002), "{}", stale.body);
    let body = r#"{"reason":"accepted","note":"as agreed"}"#;
    let done = deed("POST", "/resolve", seen.etag(), body).await.data();
    assert_eq!((&done["state"], &done["good_since"]), (&json!("resolved"), &json!(1)));
    assert_eq!(done["last_step"]["reason"], "accepted");
    let reopened = deed("POST", "/reopen", "*", "{}").await.data();
    assert_eq!((&reopened["state"], &reopened["version"]), (&json!("open"), &json!(5)));
}

async fn its_page_tells_the_story(door: &Door, editor: &str, (slow, alert): (RunId, &Alert)) {
    let page = door.with_token(editor, "GET", &format!("/api/v1/alerts/{}", alert.id), "").await.data();
    let told: Vec<_> = page["history"].as_array().unwrap().iter().map(step_of).collect();
    let by = Some("token 1");
    assert_eq!(
        told,
        [
            ("opened", None, ""),
            ("assigned", by, ""),
            ("acknowledged", by, "on it"),
            ("resolved", by, "as agreed"),
            ("reopened", by, ""),
        ]
    );
    assert_eq!((page["runs"].as_array().unwrap().len(), &page["runs_total"]), (2, &json!(2)));
    let first = &page["runs"][1];
    assert_eq!((&first["run_id"], &first["bad"]), (&json!(slow.to_string()), &json!(true)));
    assert_eq!(first["stored"], json!(true));
    assert_eq!(page["deliveries"], json!([]), "there is no webhook");
}

fn step_of(step: &Value) -> (&str, Option<&str>, &str) {
    (step["kind"].as_str().unwrap(), step["by"].as_str(), step["note"].as_str().unwrap())
}

async fn audit_tells_of_it(door: &Door, alert: &str) {
    let admin = door.token(2, &[Scope::Admin], "default").await;
    let log = door.with_token(&admin, "GET", "/api/v1/audit", "").await.data();
    let deeds: Vec<_> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deed| (deed["action"].as_str().unwrap(), deed["detail"].as_str().unwrap()))
        .collect();
    assert_eq!(
        deeds,
        [
            ("alert.reopen", "inference_time"),
            ("alert.resolve", "inference_time: accepted"),
            ("alert.acknowledge", "inference_time"),
            ("alert.assign", "inference_time: grace"),
        ]
    );
    assert!(log["items"].as_array().unwrap().iter().all(|deed| deed["object"] == alert));
}
