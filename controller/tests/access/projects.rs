//! Projects, their tokens, the environments of their runs, and the log of who did what.

use controller::http_api::Access;
use controller::store::tokens::Scope;
use serde_json::{Value, json};

use crate::door::Door;
use crate::samples::Sample;

#[tokio::test]
async fn a_project_is_made_renamed_archived_and_restored() {
    let door = Door::with(Access::Open).await;
    let post = async |body: Value| door.ask("POST", "/api/v1/projects", &[], &body.to_string()).await;
    let made = post(json!({"name": "Web Performance", "description": "the web team"})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.data();
    assert_eq!((&made["id"], &made["status"]), (&json!("web-performance"), &json!("active")));
    assert_eq!(post(json!({"name": "Web Performance"})).await.error(), (409, 2002));
    assert_eq!(post(json!({"name": "  "})).await.error(), (400, 1000));
    let alike = post(json!({"name": "web performance!"})).await.data();
    assert!(alike["id"].as_str().unwrap().starts_with("web-performance-"), "{alike}");
    let put = async |id: &str, body: Value| {
        door.ask("PUT", &format!("/api/v1/projects/{id}"), &[], &body.to_string()).await
    };
    let renamed = put("web-performance", json!({"name": "Web"})).await.data();
    assert_eq!((&renamed["name"], &renamed["description"]), (&json!("Web"), &json!("the web team")));
    assert_eq!(put("web-performance", json!({"name": "default"})).await.error(), (409, 2002));
    assert_eq!(put("nowhere", json!({"name": "x"})).await.error(), (404, 2001));
    assert_eq!(put("web-performance", json!({"status": "gone"})).await.error(), (400, 1000));
    assert_eq!(put("web-performance", json!({"status": "archived"})).await.data()["status"], "archived");
    let upload = async || {
        let body = String::from_utf8(Sample::default().bytes()).unwrap();
        door.ask("POST", "/api/v1/datasets?project=web-performance", &[], &body).await
    };
    assert_eq!(upload().await.error(), (409, 2004));
    let seen = door.ask("GET", "/api/v1/runs?project=web-performance", &[], "").await;
    assert_eq!(seen.data()["pagination"]["total"], 0, "an archived project can be looked at");
    put("web-performance", json!({"status": "active"})).await;
    assert_eq!(upload().await.status, 201);
    let default = door.ask("GET", "/api/v1/runs", &[], "").await.data();
    assert_eq!(default["pagination"]["total"], 0);
}

#[tokio::test]
async fn a_token_is_made_shown_once_used_and_revoked_over_http() {
    let door = Door::locked().await;
    let admin = door.token(1, &[Scope::Admin], "team").await;
    let body =
        json!({"name": "nightly", "scopes": ["ingest", "read"], "expires_in_seconds": 3600}).to_string();
    let made = door.with_token(&admin, "POST", "/api/v1/tokens", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.data();
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert_eq!(
        (&made["token"]["project"], &made["token"]["created_by"]),
        (&json!("team"), &json!("token 1"))
    );
    let runs = door.with_token(&secret, "GET", "/api/v1/runs", "").await;
    assert_eq!(runs.status, 200, "{}", runs.body);
    let listed = door.with_token(&admin, "GET", "/api/v1/tokens", "").await;
    assert!(!listed.body.contains(&secret[4..]), "{}", listed.body);
    let listed = listed.data();
    let own = listed["items"].as_array().unwrap().iter().find(|token| token["name"] == "nightly").unwrap();
    assert!(own["last_used_at"].is_string() && own["expires_at"].is_string(), "{own}");
    let path = format!("/api/v1/tokens/{}", own["id"].as_str().unwrap());
    assert_eq!(door.with_token(&admin, "DELETE", &path, "").await.status, 200);
    assert_eq!(door.with_token(&admin, "DELETE", &path, "").await.error(), (404, 1001));
    assert_eq!(door.with_token(&secret, "GET", "/api/v1/runs", "").await.error(), (401, 1003));
    for bad in [
        json!({"name": "x", "scopes": []}),
        json!({"name": "x", "scopes": ["everything"]}),
        json!({"name": " ", "scopes": ["read"]}),
        json!({"name": "x", "scopes": ["read"], "expires_in_seconds": 0}),
        json!({"name": "x", "scopes": ["read"], "project": "default"}),
    ] {
        let refused = door.with_token(&admin, "POST", "/api/v1/tokens", &bad.to_string()).await;
        assert_eq!(refused.error(), (400, 1000), "{bad}");
    }
}

#[tokio::test]
async fn runs_are_told_apart_by_their_environment() {
    let door = Door::with(Access::Open).await;
    let upload = async |tags: &[&str], query: &str| {
        let tags = tags.iter().map(ToString::to_string).collect();
        let sample = Sample { tags, title: format!("{query} run"), ..Sample::default() };
        let body = String::from_utf8(sample.bytes()).unwrap();
        let answer = door.ask("POST", &format!("/api/v1/datasets?{query}"), &[], &body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    };
    upload(&["environment:lab"], "").await;
    upload(&["environment:lab"], "environment=production").await;
    upload(&[], "").await;
    let found = async |environment: &str| {
        let path = format!("/api/v1/runs?environment={environment}");
        door.ask("GET", &path, &[], "").await.data()["items"].as_array().unwrap().clone()
    };
    let (lab, production) = (found("lab").await, found("production").await);
    assert_eq!((lab.len(), production.len(), found("").await.len()), (1, 1, 3));
    assert_eq!(production[0]["environment"], "production");
    assert_eq!(production[0]["tags"], json!(["environment:production", "release:6.7.0"]));
}

#[tokio::test]
async fn every_deed_is_noted_and_each_project_reads_its_own() {
    let door = Door::locked().await;
    let (red, blue) =
        (door.token(1, &[Scope::Admin], "red").await, door.token(2, &[Scope::Admin], "blue").await);
    let body = json!({"name": "ci", "scopes": ["read"]}).to_string();
    let made = door.with_token(&red, "POST", "/api/v1/tokens", &body).await.data();
    let id = made["token"]["id"].as_str().unwrap();
    door.with_token(&red, "DELETE", &format!("/api/v1/tokens/{id}"), "").await.data();
    assert_eq!(door.with_token(&red, "POST", "/api/v1/tokens", "{}").await.status, 400);
    door.with_token(&red, "GET", "/api/v1/runs", "").await.data();
    let deeds = door.with_token(&red, "GET", "/api/v1/audit", "").await;
    assert!(!deeds.body.contains(made["secret"].as_str().unwrap()), "{}", deeds.body);
    let deeds = deeds.data()["items"].as_array().unwrap().clone();
    let told: Vec<(&Value, &Value)> = deeds.iter().map(|deed| (&deed["action"], &deed["object"])).collect();
    assert_eq!(told, [(&json!("token.revoke"), &json!(id)), (&json!("token.create"), &json!(id))]);
    let first = &deeds[1];
    assert_eq!((&first["actor_kind"], &first["actor"]), (&json!("token"), &json!("token 1")));
    assert_eq!((&first["address"], &first["detail"]), (&json!("127.0.0.1"), &json!("ci")));
    let other = door.with_token(&blue, "GET", "/api/v1/audit", "").await.data();
    assert_eq!(other["pagination"]["total"], 0);
    let all = door.with_token(&blue, "GET", "/api/v1/audit?everywhere=true", "").await;
    assert_eq!(all.error(), (403, 1003));
}
