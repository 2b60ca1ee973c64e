//! Runs that are edited, moved and deleted over HTTP: by whom, seen when, and what the audit log says of it.

use controller::access::Role;
use controller::store::tokens::Scope;
use dataset::Timestamp;
use protocol::RunId;
use serde_json::json;

use crate::door::{Answer, Door};
use crate::house::NOW;
use crate::samples::Sample;

const EDITOR: &[Scope] = &[Scope::Read, Scope::Run];

impl Answer {
    fn etag(&self) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("an ETag")
    }
}

/// Changes a run as whoever holds the token, having seen a version or not.
async fn patch(door: &Door, secret: &str, run: RunId, (seen, body): (Option<&str>, &str)) -> Answer {
    let bearer = format!("authorization: Bearer {secret}");
    let seen = seen.map(|etag| format!("if-match: {etag}"));
    let headers: Vec<&str> = [bearer.as_str()].into_iter().chain(seen.as_deref()).collect();
    door.ask("PATCH", &format!("/api/v1/runs/{run}"), &headers, body).await
}

#[tokio::test]
async fn an_editor_changes_what_is_said_of_a_run_and_the_download_stays_byte_for_byte() {
    let door = Door::locked().await;
    let sample = Sample::default();
    let run = door.add(&sample).await;
    let editor = door.token(1, EDITOR, "default").await;
    let path = format!("/api/v1/runs/{run}");
    let first = door.with_token(&editor, "GET", &path, "").await;
    assert_eq!((first.etag(), first.data()["run"]["version"].as_u64()), ("\"1\"", Some(1)));
    let body = json!({"title": "renamed", "notes": "disk was full", "tags": ["weekly"], "release": "6.8"});
    let changed = patch(&door, &editor, run, (Some(first.etag()), &body.to_string())).await;
    assert_eq!(changed.etag(), "\"2\"", "{}", changed.body);
    let view = changed.data();
    assert_eq!((&view["title"], &view["tags"]), (&json!("renamed"), &json!(["release:6.8", "weekly"])));
    assert_eq!((&view["edited_by"], &view["version"]), (&json!("token 1"), &json!(2)));
    let page = door.with_token(&editor, "GET", &path, "").await.data();
    assert_eq!((&page["run"], &page["meta"]["notes"]), (&view, &json!("disk was full")));
    let listed = door.with_token(&editor, "GET", "/api/v1/runs?release=6.8&tags=weekly", "").await.data();
    assert_eq!(listed["items"][0]["id"], run.to_string());
    let stale = patch(&door, &editor, run, (Some("\"1\""), r#"{"title":"late"}"#)).await;
    assert_eq!(stale.error(), (412, 1002), "{}", stale.body);
    let taken_away = patch(&door, &editor, run, (Some("*"), r#"{"notes":null,"release":null}"#)).await.data();
    assert_eq!(taken_away["release"], json!(null));
    let download = door.with_token(&editor, "GET", &format!("{path}/download"), "").await;
    assert_eq!(download.body.as_bytes(), sample.bytes());
}

#[tokio::test]
async fn what_a_run_cannot_be_called_is_refused_with_the_field() {
    let door = Door::locked().await;
    let run = door.add(&Sample::default()).await;
    let editor = door.token(1, EDITOR, "default").await;
    for (body, field) in [
        ("{}", "title"),
        (r#"{"title":null}"#, "title"),
        (r#"{"title":"a\nb"}"#, "title"),
        (r#"{"tags":["a,b"]}"#, "a,b"),
        (r#"{"tags":["release:9"]}"#, "release"),
        (r#"{"release":"a,b"}"#, "release"),
        (r#"{"verdict":"improved"}"#, "verdict"),
        (r#"{"tags":"a"}"#, "tags"),
    ] {
        let refused = patch(&door, &editor, run, (None, body)).await;
        assert_eq!(refused.error(), (400, 1000), "{body}");
        assert!(refused.body.contains(field), "{body}: {}", refused.body);
    }
    let unknown = patch(&door, &editor, run, (Some("\"abc\""), r#"{"title":"a"}"#)).await;
    assert_eq!(unknown.error(), (412, 1002));
    let page = door.with_token(&editor, "GET", &format!("/api/v1/runs/{run}"), "").await;
    assert_eq!(page.etag(), "\"1\"", "nothing was changed");
}

#[tokio::test]
async fn an_administrator_deletes_a_run_and_the_log_says_which() {
    let door = Door::locked().await;
    let run = door.add(&Sample::default()).await;
    let editor = door.token(1, EDITOR, "default").await;
    let admin = door.token(2, &[Scope::Admin], "default").await;
    let path = format!("/api/v1/runs/{run}");
    assert_eq!(door.with_token(&editor, "DELETE", &path, "").await.error(), (403, 1003));
    let pin = door.with_token(&admin, "POST", "/api/v1/baselines", &format!(r#"{{"run_id":"{run}"}}"#)).await;
    let pin = pin.data()["id"].as_str().unwrap().to_owned();
    let pinned = door.with_token(&admin, "DELETE", &path, "").await;
    assert_eq!(pinned.error(), (409, 1002));
    assert!(pinned.body.contains(&pin), "{}", pinned.body);
    door.with_token(&admin, "DELETE", &format!("/api/v1/baselines/{pin}"), "").await.data();
    patch(&door, &admin, run, (None, r#"{"title":"gone soon"}"#)).await.data();
    let bearer = format!("authorization: Bearer {admin}");
    let stale = door.ask("DELETE", &path, &[&bearer, "if-match: \"1\""], "").await;
    assert_eq!(stale.error(), (412, 1002));
    let deleted = door.ask("DELETE", &path, &[&bearer, "if-match: \"2\""], "").await;
    assert_eq!(deleted.data(), json!({}));
    door.keeper.purge(Timestamp::from_epoch_ms(NOW.epoch_ms() + 24 * 3_600_000)).await.unwrap();
    assert!(door.files().is_empty(), "{:?}", door.files());
    for (method, rest) in [("GET", ""), ("GET", "/download"), ("GET", "/verdict"), ("DELETE", "")] {
        let gone = door.with_token(&admin, method, &format!("{path}{rest}"), "").await;
        assert_eq!(gone.error(), (404, 1001), "{method} {rest}");
    }
    let deeds = door.with_token(&admin, "GET", "/api/v1/audit?page_size=2", "").await.data();
    let told = |number: usize, key: &str| deeds["items"][number][key].clone();
    assert_eq!((told(0, "action"), told(0, "detail")), (json!("run.delete"), json!("gone soon")));
    assert_eq!((told(1, "action"), told(1, "detail")), (json!("run.edit"), json!("title")));
    assert_eq!((told(0, "object"), told(0, "actor")), (json!(run.to_string()), json!("token 2")));
}

#[tokio::test]
async fn a_run_goes_to_another_project_only_with_somebody_who_may_write_in_both() {
    let door = Door::locked().await;
    let run = door.add(&Sample::default()).await;
    for (number, project) in [(1, "red"), (2, "green"), (3, "closed")] {
        door.token(number, &[], project).await;
    }
    door.person("root", &[(None, Role::Admin)]).await;
    let root = door.cookie_of("root").await;
    let archived = r#"{"status":"archived"}"#;
    door.with_cookie(&root, "PUT", "/api/v1/projects/closed", archived).await.data();
    let roles =
        [("default", Role::Editor), ("red", Role::Viewer), ("green", Role::Editor), ("closed", Role::Editor)];
    door.person("eddie", &roles.map(|(project, role)| (Some(project), role))).await;
    let eddie = door.cookie_of("eddie").await;
    let path = format!("/api/v1/runs/{run}");
    let to = async |project: &str| {
        let body = json!({"project": project}).to_string();
        door.with_cookie(&eddie, "PATCH", &path, &body).await
    };
    assert_eq!(to("red").await.error(), (403, 1003), "a viewer adds nothing");
    assert_eq!(to("closed").await.error(), (409, 2004));
    assert_eq!(to("nowhere").await.error(), (404, 2001));
    let token = door.token(9, EDITOR, "default").await;
    let by_token = patch(&door, &token, run, (None, r#"{"project":"green"}"#)).await;
    assert_eq!(by_token.error(), (404, 2001), "another project does not exist for a token");
    let share = door.with_cookie(&eddie, "POST", &format!("{path}/shares"), "{}").await.data();
    let shared = format!("{path}?share={}", share["secret"].as_str().unwrap());
    assert_eq!(door.ask("GET", &shared, &[], "").await.status, 200);
    assert_eq!(to("green").await.status, 200);
    assert_eq!(door.ask("GET", &shared, &[], "").await.error(), (403, 1003), "shares do not move along");
    assert_eq!(door.with_cookie(&eddie, "GET", &path, "").await.error(), (404, 1001));
    let there = door.with_cookie(&eddie, "GET", &format!("{path}?project=green"), "").await.data();
    assert_eq!(there["run"]["edited_by"], "eddie");
    for project in ["default", "green"] {
        let log = format!("/api/v1/audit?project={project}&page_size=1");
        let deed = door.with_cookie(&root, "GET", &log, "").await.data()["items"][0].clone();
        assert_eq!((&deed["action"], &deed["object"]), (&json!("run.edit"), &json!(run.to_string())));
        assert_eq!(deed["detail"], "project: from `default` to `green`");
    }
}
