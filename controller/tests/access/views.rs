//! Saved views: own ones for each person, shared ones for editors, none for who is nobody.

use controller::access::Role;
use controller::http_api::Access;
use controller::store::tokens::Scope;
use serde_json::{Value, json};

use crate::door::{Answer, Door};

const PATH: &str = "/api/v1/views/last%20night";

fn names(answer: &Answer) -> Vec<(String, bool)> {
    let items = answer.data()["items"].as_array().unwrap().clone();
    let name = |item: &Value| (item["name"].as_str().unwrap().to_owned(), item["shared"].as_bool().unwrap());
    items.iter().map(name).collect()
}

#[tokio::test]
async fn a_person_has_own_views_and_editors_share_them() {
    let door = Door::locked().await;
    for (name, role) in [("eddie", Role::Editor), ("vera", Role::Viewer)] {
        door.person(name, &[(Some("default"), role)]).await;
    }
    let (eddie, vera) = (door.cookie_of("eddie").await, door.cookie_of("vera").await);
    let save = async |cookie: &str, query: &str, shared: bool| {
        door.with_cookie(cookie, "PUT", PATH, &json!({"query": query, "shared": shared}).to_string()).await
    };
    assert_eq!(save(&vera, "?range=night&verdict=regressed", false).await.status, 201);
    let again = save(&vera, "range=night", false).await;
    assert_eq!((again.status, &again.data()["query"]), (200, &json!("range=night")));
    assert_eq!(save(&vera, "range=night", true).await.error(), (403, 1003));
    assert_eq!(save(&eddie, "range=24h", true).await.status, 201);
    let listed = async |cookie: &str| names(&door.with_cookie(cookie, "GET", "/api/v1/views", "").await);
    let (own, shared) = (("last night".to_owned(), false), ("last night".to_owned(), true));
    assert_eq!(listed(&vera).await, [shared.clone(), own]);
    assert_eq!(
        listed(&eddie).await,
        std::slice::from_ref(&shared),
        "another's own ones are nobody's business"
    );
    let forget = async |cookie: &str, shared: bool| {
        door.with_cookie(cookie, "DELETE", &format!("{PATH}?shared={shared}"), "").await
    };
    assert_eq!(forget(&vera, true).await.error(), (403, 1003));
    assert_eq!(forget(&eddie, false).await.error(), (404, 1001));
    assert_eq!(forget(&vera, false).await.data(), json!({}));
    assert_eq!(forget(&vera, false).await.error(), (404, 1001));
    assert_eq!(listed(&vera).await, [shared]);
}

#[tokio::test]
async fn without_a_person_views_are_shared_or_refused_and_have_limits() {
    let door = Door::with(Access::Open).await;
    let put = async |name: &str, body: Value| {
        door.ask("PUT", &format!("/api/v1/views/{name}"), &[], &body.to_string()).await
    };
    assert_eq!(put("mine", json!({"query": ""})).await.error(), (409, 1002));
    assert_eq!(put("ours", json!({"query": "", "shared": true})).await.status, 201);
    for (name, query) in [("%20", ""), ("a%0ab", ""), (&"x".repeat(81), ""), ("ours", "a\nb")] {
        let bad = put(name, json!({"query": query, "shared": true})).await;
        assert_eq!(bad.error(), (400, 1000), "{name:?} {query:?}");
    }
    let long = put("ours", json!({"query": "x".repeat(4001), "shared": true})).await;
    assert_eq!(long.error(), (400, 1000));
    for number in 1..100 {
        assert_eq!(put(&format!("view-{number}"), json!({"query": "", "shared": true})).await.status, 201);
    }
    assert_eq!(put("one-too-many", json!({"query": "", "shared": true})).await.error(), (409, 1002));
    assert_eq!(put("ours", json!({"query": "page=2", "shared": true})).await.status, 200);
}

#[tokio::test]
async fn views_of_a_project_stay_in_it_and_a_reading_token_saves_none() {
    let door = Door::locked().await;
    let editor = door.token(1, &[Scope::Read, Scope::Run], "default").await;
    let reader = door.token(2, &[Scope::Read], "default").await;
    let other = door.token(3, &[Scope::Admin], "other").await;
    let body = r#"{"query":"range=7d","shared":true}"#;
    assert_eq!(door.with_token(&reader, "PUT", PATH, body).await.error(), (403, 1003));
    assert_eq!(door.with_token(&editor, "PUT", PATH, body).await.status, 201);
    assert_eq!(names(&door.with_token(&reader, "GET", "/api/v1/views", "").await).len(), 1);
    assert_eq!(names(&door.with_token(&other, "GET", "/api/v1/views", "").await).len(), 0);
    let gone = door.with_token(&other, "DELETE", &format!("{PATH}?shared=true"), "").await;
    assert_eq!(gone.error(), (404, 1001));
}
