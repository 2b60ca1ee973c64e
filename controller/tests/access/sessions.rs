//! Logins: the cookie, how long it holds, forged requests, and the pace of tries.

use controller::access::Role;
use controller::http_api::Access;
use serde_json::json;

use crate::door::Door;
use crate::people::PASSWORD;

const HOUR: i64 = 3600;

#[tokio::test]
async fn a_session_is_a_cookie_that_scripts_cannot_read_and_ends_when_one_signs_out() {
    let door = Door::locked().await;
    door.person("ada", &[(Some("default"), Role::Viewer)]).await;
    let answer = door.login("Ada ", PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let line = answer.head.lines().find(|line| line.starts_with("set-cookie: ")).unwrap();
    for part in ["perfsight_session=pss_", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=1209600"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("Secure"), "{line}");
    let cookie = answer.cookie();
    assert_eq!(door.with_cookie(&cookie, "GET", "/api/v1/me", "").await.data()["name"], "ada");
    let out = door.with_cookie(&cookie, "POST", "/api/v1/logout", "").await;
    assert!(out.head.contains("perfsight_session=; ") && out.head.contains("Max-Age=0"), "{}", out.head);
    assert_eq!(door.with_cookie(&cookie, "GET", "/api/v1/me", "").await.error(), (401, 1003));
}

#[tokio::test]
async fn over_tls_the_cookie_never_travels_in_the_clear() {
    let door = Door::locked().await;
    door.person("ada", &[(Some("default"), Role::Viewer)]).await;
    let body = json!({"account": "ada", "password": PASSWORD}).to_string();
    let answer = door.ask("POST", "/api/v1/login", &["x-forwarded-proto: https"], &body).await;
    let line = answer.head.lines().find(|line| line.starts_with("set-cookie: ")).unwrap();
    assert!(line.contains("__Host-perfsight_session=") && line.ends_with("; Secure"), "{line}");
    assert_eq!(door.with_cookie(&answer.cookie(), "GET", "/api/v1/me", "").await.status, 200);
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_when_it_is_old() {
    let door = Door::locked().await;
    door.person("ada", &[(Some("default"), Role::Viewer)]).await;
    let idle = door.cookie_of("ada").await;
    door.pass(12 * HOUR);
    assert_eq!(door.with_cookie(&idle, "GET", "/api/v1/me", "").await.error(), (401, 1003));
    let used = door.cookie_of("ada").await;
    for hours in (11..14 * 24).step_by(11) {
        door.pass(11 * HOUR);
        assert_eq!(door.with_cookie(&used, "GET", "/api/v1/me", "").await.status, 200, "{hours} h");
    }
    door.pass(11 * HOUR);
    assert_eq!(door.with_cookie(&used, "GET", "/api/v1/me", "").await.error(), (401, 1003));
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing_with_somebodys_cookie() {
    let door = Door::locked().await;
    door.person("ada", &[(Some("default"), Role::Admin)]).await;
    let cookie = format!("cookie: {}", door.cookie_of("ada").await);
    let body = r#"{"name":"mine","scopes":["admin"]}"#;
    let own = "x-perfsight-request: 1";
    let try_with = async |headers: &[&str]| {
        let all: Vec<&str> = headers.iter().copied().chain([cookie.as_str()]).collect();
        door.ask("POST", "/api/v1/tokens", &all, body).await
    };
    for forged in [
        &[][..],
        &["origin: https://elsewhere.example"],
        &[own, "origin: https://elsewhere.example"],
        &[own, "origin: null"],
        &[own, "sec-fetch-site: cross-site"],
    ] {
        assert_eq!(try_with(forged).await.error(), (403, 1003), "{forged:?}");
    }
    assert_eq!(try_with(&[own, "sec-fetch-site: same-origin"]).await.status, 201);
    let login = json!({"account": "ada", "password": PASSWORD}).to_string();
    let forged = door.ask("POST", "/api/v1/login", &["origin: https://elsewhere.example"], &login).await;
    assert_eq!(forged.error(), (403, 1003), "nobody is signed in from elsewhere");
}

#[tokio::test]
async fn after_ten_wrong_passwords_one_waits_even_with_the_right_one() {
    let door = Door::locked().await;
    door.person("ada", &[(Some("default"), Role::Viewer)]).await;
    door.person("grace", &[(Some("default"), Role::Viewer)]).await;
    for _ in 0..10 {
        let wrong = door.login("ada", "not the password").await;
        assert_eq!(wrong.error(), (401, 1003));
    }
    let waiting = door.login("ada", PASSWORD).await;
    assert_eq!(waiting.error(), (429, 1004));
    assert!(waiting.head.contains("retry-after: 900"), "{}", waiting.head);
    assert_eq!(door.login("grace", PASSWORD).await.status, 200);
    door.pass(900);
    assert_eq!(door.login("ada", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_address_that_tries_many_names_waits_too_and_all_names_sound_alike() {
    let door = Door::locked().await;
    door.person("ada", &[]).await;
    let real = door.login("ada", "not the password").await;
    let made_up = door.login("nobody", "not the password").await;
    let impossible = door.login("no such name", "not the password").await;
    assert_eq!((real.error(), &real.body), (made_up.error(), &made_up.body));
    assert_eq!(impossible.body, made_up.body);
    for number in 3..50 {
        assert_eq!(door.login(&format!("name{number}"), "p").await.error(), (401, 1003));
    }
    assert_eq!(door.login("name50", "p").await.error(), (429, 1004));
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let door = Door::locked().await;
    door.person("ada", &[(Some("default"), Role::Viewer)]).await;
    let (one, two) = (door.cookie_of("ada").await, door.cookie_of("ada").await);
    let change = async |current: &str, new: &str| {
        let body = json!({"current": current, "new": new}).to_string();
        door.with_cookie(&one, "POST", "/api/v1/me/password", &body).await
    };
    assert_eq!(change("not the password", "a new long password").await.error(), (403, 1003));
    assert_eq!(change(PASSWORD, "short").await.error(), (400, 1000));
    assert_eq!(change(PASSWORD, "a new long password").await.status, 200);
    for cookie in [&one, &two] {
        assert_eq!(door.with_cookie(cookie, "GET", "/api/v1/me", "").await.error(), (401, 1003));
    }
    assert_eq!(door.login("ada", "a new long password").await.status, 200);
}

#[tokio::test]
async fn open_mode_says_so() {
    let door = Door::with(Access::Open).await;
    let me = door.ask("GET", "/api/v1/me", &[], "").await.data();
    assert_eq!((&me["kind"], &me["open"], &me["operator"]), (&json!("open"), &json!(true), &json!(true)));
    let locked = Door::locked().await;
    locked.person("ada", &[(Some("default"), Role::Viewer)]).await;
    let cookie = locked.cookie_of("ada").await;
    assert_eq!(locked.with_cookie(&cookie, "GET", "/api/v1/me", "").await.data()["open"], false);
}
