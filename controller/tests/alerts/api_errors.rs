//! What the addresses of alerts refuse, and what they say of it.

use controller::alert::{Action, Resolution};
use controller::store::projects::NewProject;
use controller::store::tokens::Scope;

use crate::api::{EDITOR, act};
use crate::door::Door;
use crate::house::NOW;
use crate::night::{night, regression};
use crate::store_suite;

const DEEDS: &[(&str, &str, &str)] = &[
    ("POST", "/acknowledge", "{}"),
    ("POST", "/resolve", r#"{"reason":"noise"}"#),
    ("POST", "/reopen", "{}"),
    ("PUT", "/owner", r#"{"owner":"eve"}"#),
];

#[tokio::test]
async fn another_project_has_no_such_alert_and_a_reader_changes_none() {
    let door = Door::locked().await;
    let (_, alert) = regression(&door, "private").await;
    let path = format!("/api/v1/alerts/{}", alert.id);
    let project = NewProject {
        name: "another".to_owned(),
        description: String::new(),
        random: [7; 4],
        created_at: NOW,
    };
    let another = door.store.create_project(project).await.unwrap();
    let stranger = door.token(3, &[Scope::Admin], &another.id).await;
    let reader = door.token(4, &[Scope::Read], "default").await;
    let unknown = door.with_token(&stranger, "GET", &path, "").await;
    assert_eq!(unknown.error(), (404, 1001));
    let list = door.with_token(&stranger, "GET", "/api/v1/alerts", "").await.data();
    assert_eq!((&list["pagination"]["total"], &list["counts"]["open"]), (&0.into(), &0.into()));
    for (method, deed, body) in DEEDS {
        let path = format!("{path}{deed}");
        assert_eq!(act(&door, &stranger, (method, &path), (None, body)).await.error(), (404, 1001), "{deed}");
        assert_eq!(act(&door, &reader, (method, &path), (None, body)).await.error(), (403, 1003), "{deed}");
        assert_eq!(door.ask(method, &path, &[], body).await.error(), (401, 1003), "{deed}");
    }
    assert_eq!(door.store.alert_of("default", alert.id).await.unwrap(), Some(alert));
}

#[tokio::test]
async fn bad_input_is_refused_with_the_field_and_changes_nothing() {
    let door = Door::locked().await;
    let (_, alert) = regression(&door, "refused").await;
    let editor = door.token(1, EDITOR, "default").await;
    let path = format!("/api/v1/alerts/{}", alert.id);
    let long = format!(r#"{{"reason":"noise","note":"{}"}}"#, "x".repeat(2001));
    let long_name = format!(r#"{{"owner":"{}"}}"#, "x".repeat(101));
    for (method, deed, body, expected, word) in [
        ("POST", "/resolve", "{}", (400, 1000), "reason"),
        ("POST", "/resolve", r#"{"reason":"because"}"#, (400, 1000), "will_not_fix"),
        ("POST", "/resolve", r#"{"reason":7}"#, (400, 1000), "reason"),
        ("POST", "/resolve", &long, (400, 1000), "2000"),
        ("POST", "/resolve", r#"{"reason":"noise","note":"\u0000"}"#, (400, 1000), "NUL"),
        ("POST", "/resolve", "[]", (400, 1000), "object"),
        ("POST", "/resolve", "{", (400, 1009), ""),
        ("POST", "/acknowledge", r#"{"state":"resolved"}"#, (400, 1000), "state"),
        ("POST", "/reopen", "{}", (409, 1002), "resolved"),
        ("PUT", "/owner", "{}", (400, 1000), "owner"),
        ("PUT", "/owner", r#"{"owner":"a\nb"}"#, (400, 1000), "owner"),
        ("PUT", "/owner", &long_name, (400, 1000), "100"),
    ] {
        let refused = act(&door, &editor, (method, &format!("{path}{deed}")), (None, body)).await;
        assert_eq!(refused.error(), expected, "{deed} {body}: {}", refused.body);
        assert!(refused.body.contains(word), "{deed} {body}: {}", refused.body);
    }
    let unknown =
        act(&door, &editor, ("POST", &format!("{path}/acknowledge")), (Some("\"abc\""), "{}")).await;
    assert_eq!(unknown.error(), (412, 1002));
    for (query, word) in [
        ("state=shut", "unresolved"),
        ("since=yesterday", "since"),
        ("page=0", "page"),
        ("page_size=201", "page_size"),
    ] {
        let refused = door.with_token(&editor, "GET", &format!("/api/v1/alerts?{query}"), "").await;
        assert_eq!(refused.error(), (400, 1000), "{query}");
        assert!(refused.body.contains(word), "{query}: {}", refused.body);
    }
    for id in ["nonsense", "00000000-0000-0000-0000-000000000000"] {
        let missing = door.with_token(&editor, "GET", &format!("/api/v1/alerts/{id}"), "").await;
        assert_eq!(missing.error(), (404, 1001), "{id}");
    }
    assert_eq!(door.store.alert_of("default", alert.id).await.unwrap(), Some(alert));
}

#[tokio::test]
async fn there_is_one_unresolved_alert_of_a_metric_and_whoever_reopens_another_hears_which() {
    let door = Door::locked().await;
    let (_, first) = regression(&door, "one").await;
    let first = store_suite::act(&door, &first, Action::Resolve(Resolution::Fixed)).await.unwrap();
    door.add(&night("one", 130.0)).await;
    let second = crate::night::alerts_of(&door, "one").await.remove(0);
    let editor = door.token(1, EDITOR, "default").await;
    let refused =
        act(&door, &editor, ("POST", &format!("/api/v1/alerts/{}/reopen", first.id)), (None, "{}")).await;
    assert_eq!(refused.error(), (409, 1002));
    assert!(refused.body.contains(&second.id.to_string()), "{}", refused.body);
    let page = door.with_token(&editor, "GET", &format!("/api/v1/alerts/{}", second.id), "").await.data();
    assert_eq!(page["alert"]["previous"], first.id.to_string());
}

#[tokio::test]
async fn whoever_came_by_a_link_hears_of_no_alert() {
    let door = Door::locked().await;
    let (slow, _) = regression(&door, "shared").await;
    let editor = door.token(1, EDITOR, "default").await;
    let share = door.with_token(&editor, "POST", &format!("/api/v1/runs/{slow}/shares"), "{}").await.data();
    let secret = share["secret"].as_str().unwrap();
    let page = door.ask("GET", &format!("/api/v1/runs/{slow}?share={secret}"), &[], "").await.data();
    assert_eq!(page["alerts"], serde_json::json!([]));
}
