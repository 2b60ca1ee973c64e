//! Which identity is which account, the same on both databases, and what the API says of addresses.

use controller::access::Role;
use controller::access::admission::{Identity, Known};
use controller::store::access::accounts::NewAccount;
use controller::store::access::identities::EmailChange;
use serde_json::json;
use uuid::Uuid;

use crate::door::Door;
use crate::house::{House, NOW};

fn identity(subject: &str) -> Identity {
    Identity {
        issuer: "https://id.example".to_owned(),
        subject: subject.to_owned(),
        email: Some("ada@example.org".parse().unwrap()),
        email_verified: Some(true),
        display_name: None,
    }
}

fn account(number: u128, name: &str, email: Option<&str>) -> NewAccount {
    NewAccount {
        id: Uuid::from_u128(number),
        name: name.to_owned(),
        display_name: None,
        email: email.map(|email| email.parse().unwrap()),
        password: None,
        created_at: NOW,
    }
}

/// What is kept of identities; the suite of rows runs it on both databases.
pub(crate) async fn an_identity_is_one_account_and_an_address_waits_for_one_person(house: &House) {
    let store = &house.store;
    let (ada, other) = (Uuid::from_u128(71), Uuid::from_u128(72));
    assert!(store.create_account(account(71, "by-address", Some("Ada@example.org"))).await.unwrap());
    assert!(store.create_account(account(72, "without", None)).await.unwrap());
    assert!(store.create_account(account(73, "without-too", None)).await.unwrap());
    let twice = account(74, "another-name", Some("ada@example.org"));
    assert!(!store.create_account(twice).await.unwrap(), "an address waits for one account");
    assert_eq!(store.password_of(ada).await.unwrap(), None);

    let known = store.known(&identity("1")).await.unwrap();
    assert_eq!(known.by_identity, None);
    assert_eq!(known.by_email.map(|candidate| (candidate.account, candidate.taken)), Some((ada, false)));
    assert!(store.link_identity(&identity("1"), ada, NOW).await.unwrap());
    assert!(!store.link_identity(&identity("1"), other, NOW).await.unwrap(), "an identity is one account");
    assert!(!store.link_identity(&identity("2"), ada, NOW).await.unwrap(), "of a provider one identity");
    let known = store.known(&identity("1")).await.unwrap();
    assert_eq!(known.by_identity.map(|candidate| candidate.account), Some(ada));
    assert!(store.known(&identity("2")).await.unwrap().by_email.unwrap().taken);

    let address = "ada@example.org".parse().unwrap();
    assert_eq!(store.set_email(other, Some(&address)).await.unwrap(), EmailChange::Taken);
    assert_eq!(store.set_email(Uuid::from_u128(99), None).await.unwrap(), EmailChange::NoAccount);
    let session = store.start_session(ada, [71; 32], NOW).await.unwrap();
    assert_eq!(store.set_email(ada, None).await.unwrap(), EmailChange::Done);
    assert_eq!(store.account_of_session(&session, NOW).await.unwrap(), None);
    assert_eq!(store.known(&identity("1")).await.unwrap(), Known::default());
    assert_eq!(store.set_email(other, Some(&address)).await.unwrap(), EmailChange::Done);
}

#[tokio::test]
async fn an_administrator_invites_an_address_and_takes_the_invitation_back() {
    let door = Door::locked().await;
    door.person("root", &[(None, Role::Admin)]).await;
    let root = door.cookie_of("root").await;
    let send = async |method: &str, path: &str, body: serde_json::Value| {
        door.with_cookie(&root, method, path, &body.to_string()).await
    };
    let made = send("POST", "/api/v1/users", json!({"name": "ada", "email": "Ada@Example.org"})).await;
    assert_eq!((made.status, &made.data()["email"]), (201, &json!("ada@example.org")));
    let again = send("POST", "/api/v1/users", json!({"name": "ada2", "email": "ada@example.org"})).await;
    assert_eq!(again.error(), (409, 1002));
    for bad in [json!({"name": "x"}), json!({"name": "x", "email": "no address"})] {
        assert_eq!(send("POST", "/api/v1/users", bad.clone()).await.error(), (400, 1000), "{bad}");
    }
    // Whoever was invited has no password, and none is the right one.
    assert_eq!(door.login("ada", "").await.error(), (401, 1003));
    let changed = send("PUT", "/api/v1/users/ada", json!({"email": "ada@lab.example"})).await.data();
    assert_eq!(changed["email"], json!("ada@lab.example"));
    let gone = send("PUT", "/api/v1/users/ada", json!({"email": ""})).await.data();
    assert_eq!(gone.get("email"), None);
    assert_eq!(send("PUT", "/api/v1/users/ada", json!({"email": "x y@z"})).await.error(), (400, 1000));
}

#[tokio::test]
async fn a_controller_without_a_provider_offers_none() {
    let door = Door::locked().await;
    let ways = door.ask("GET", "/api/v1/login", &[], "").await.data();
    assert_eq!(ways, json!({"providers": []}));
    for path in ["/api/v1/login/oidc", "/api/v1/login/oidc/callback?code=1&state=2"] {
        let answer = door.ask("GET", path, &[], "").await;
        assert_eq!(answer.error(), (404, 1001), "{path}");
        assert!(!answer.head.contains("set-cookie"), "{}", answer.head);
    }
}
