//! Shares and signed links: what they open, how they end, who may make them.

use controller::store::tokens::Scope;
use serde_json::Value;

use crate::door::Door;
use crate::samples::Sample;

#[tokio::test]
async fn a_share_shows_its_run_until_it_is_revoked() {
    let door = Door::locked().await;
    let run = door.add(&Sample::default()).await;
    let editor = door.token(1, &[Scope::Read, Scope::Run], "default").await;
    let path = format!("/api/v1/runs/{run}/shares");
    let made = door.with_token(&editor, "POST", &path, r#"{"expires_in_seconds":60}"#).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.data();
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(made["url"], format!("/runs/{run}?share={secret}"));
    assert_eq!(made["share"]["created_by"], "token 1");
    for rest in ["", "/logs", "/verdict", "/download"] {
        let opened = door.ask("GET", &format!("/api/v1/runs/{run}{rest}?share={secret}"), &[], "").await;
        assert_eq!(opened.status, 200, "{rest}: {}", opened.body);
    }
    let listed = door.with_token(&editor, "GET", &path, "").await;
    assert!(!listed.body.contains(secret), "{}", listed.body);
    let listed = listed.data();
    assert!(listed["items"][0]["last_used_at"].is_string(), "{listed}");
    let id = listed["items"][0]["id"].as_str().unwrap();
    let revoke = format!("{path}/{id}");
    assert_eq!(door.with_token(&editor, "DELETE", &revoke, "").await.status, 200);
    assert_eq!(door.with_token(&editor, "DELETE", &revoke, "").await.error(), (404, 1001));
    let closed = door.ask("GET", &format!("/api/v1/runs/{run}?share={secret}"), &[], "").await;
    assert_eq!(closed.error(), (403, 1003));
}

#[tokio::test]
async fn whoever_only_reads_cannot_share_and_no_share_lasts_for_ever() {
    let door = Door::locked().await;
    let run = door.add(&Sample::default()).await;
    let reader = door.token(1, &[Scope::Read], "default").await;
    let path = format!("/api/v1/runs/{run}/shares");
    assert_eq!(door.with_token(&reader, "POST", &path, "{}").await.error(), (403, 1003));
    let editor = door.token(2, &[Scope::Run], "default").await;
    for seconds in ["0", "99999999999", "-1"] {
        let body = format!(r#"{{"expires_in_seconds":{seconds}}}"#);
        let refused = door.with_token(&editor, "POST", &path, &body).await;
        assert_eq!(refused.error(), (400, 1000), "{seconds}: {}", refused.body);
    }
}

#[tokio::test]
async fn a_signed_link_downloads_the_very_bytes_and_survives_a_restart() {
    let door = Door::locked().await;
    let sample = Sample::default();
    let run = door.add(&sample).await;
    let reader = door.token(1, &[Scope::Read], "default").await;
    let path = format!("/api/v1/runs/{run}/download-link");
    let made = door.with_token(&reader, "POST", &path, r#"{"expires_in_seconds":30}"#).await.data();
    let url = made["url"].as_str().unwrap();
    let answer = door.ask("GET", url, &[], "").await;
    assert_eq!((answer.status, answer.body.as_bytes()), (200, &sample.bytes()[..]));
    // The key is the database's, not the process's: another one on the same rows gives the same.
    let key = door.store.link_key([1; 32], [1; 8]).await.unwrap();
    assert_eq!(door.store.link_key([2; 32], [2; 8]).await.unwrap(), key);
    assert!(url.contains(&format!("key={}", key.id)), "{url}");
    door.pass(30);
    assert_eq!(door.ask("GET", url, &[], "").await.error(), (403, 1003));
    let missing = door.with_token(&reader, "POST", &path, r#"{"attachment":"gone.png"}"#).await;
    assert_eq!(missing.error(), (404, 1001));
}

#[tokio::test]
async fn only_a_large_run_carries_a_signed_link_and_none_made_by_a_share() {
    let door = Door::locked().await;
    let small = door.add(&Sample::default()).await;
    let mut json = Sample { created_at: 1, ..Sample::default() }.json();
    json["report"]["meta"]["test_context"]["notes"] = "n".repeat(5_100_000).into();
    let large = door.send(json.to_string().as_bytes(), door.context()).await.unwrap().run;
    let token = door.token(1, &[Scope::Admin], "default").await;
    let detail = async |run| door.with_token(&token, "GET", &format!("/api/v1/runs/{run}"), "").await.data();
    assert_eq!(detail(small).await["signed_url"], Value::Null);
    let url = detail(large).await["signed_url"].as_str().unwrap().to_owned();
    assert_eq!(door.ask("GET", &url, &[], "").await.body.len(), json.to_string().len());
    let share = door.with_token(&token, "POST", &format!("/api/v1/runs/{large}/shares"), "{}").await.data();
    let secret = share["secret"].as_str().unwrap();
    let shared = door.ask("GET", &format!("/api/v1/runs/{large}?share={secret}"), &[], "").await.data();
    assert_eq!(shared["signed_url"], Value::Null);
}
