//! A provider that is not there, or talks nonsense: it says so on the sign-in page, and passwords go on working.

use controller::access::password::PasswordHash;
use controller::store::access::accounts::NewAccount;
use serde_json::json;
use uuid::Uuid;

use crate::between::Meddling;
use crate::browser::Browser;
use crate::stand::Stand;

#[tokio::test]
async fn an_outage_is_told_on_the_sign_in_page_and_passwords_go_on_working() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    stand.between.meddle(Meddling::Down);
    let page = stand.sign_in(&Browser::new(), "ada").await;
    assert_eq!((page.problem().as_str(), page.status.as_u16()), ("unreachable", 200));
    assert!(page.url.query().unwrap().contains("return_to=%2Fruns%3Ftag%3Dnight"), "{}", page.url);

    let new = NewAccount {
        id: Uuid::from_u128(2),
        name: "local".to_owned(),
        display_name: None,
        email: None,
        password: Some(PasswordHash::new("correct horse battery", [1; 16]).unwrap()),
        created_at: stand.state.clock.now(),
    };
    assert!(stand.state.store.create_account(new).await.unwrap());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = json!({"account": "local", "password": "correct horse battery"});
    let local = http.post(stand.url("/api/v1/login")).json(&body).send().await.unwrap();
    assert_eq!(local.status().as_u16(), 200);

    // Whoever comes in the next moment does not wait for it too.
    let asked = stand.between.descriptions();
    assert_eq!(stand.sign_in(&Browser::new(), "ada").await.problem(), "unreachable");
    assert_eq!(stand.between.descriptions(), asked);
    stand.between.meddle(Meddling::None);
    stand.pass(6);
    assert_eq!(stand.sign_in(&Browser::new(), "ada").await.place(), "/runs?tag=night");
}

#[tokio::test]
async fn a_provider_that_goes_down_midway_keeps_the_person_out_and_nothing_else() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    let answer = stand.answer(&browser, "ada").await;
    stand.between.meddle(Meddling::Down);
    let page = browser.go(answer, "ada", None).await;
    assert_eq!(page.problem(), "unreachable");
    assert_eq!(stand.who(&browser).await, None);
}

#[tokio::test]
async fn a_description_that_is_endless_or_of_another_or_leads_elsewhere_is_not_used() {
    const DESCRIPTION: &str = "/.well-known/openid-configuration";
    let stand = Stand::new().await;
    let check = async |what: &str| {
        // Past the moment in which nobody is asked again.
        stand.pass(6);
        assert_eq!(stand.sign_in(&Browser::new(), "ada").await.problem(), "unreachable", "{what}");
    };
    stand.between.meddle(Meddling::Endless);
    check("endless").await;
    stand.between.change(DESCRIPTION, |described| described["issuer"] = json!("http://127.0.0.1:1"));
    check("another issuer").await;
    stand.between.change(DESCRIPTION, |described| described["jwks_uri"] = json!("http://keys.example/"));
    check("keys in the clear").await;
    for address in ["http://evil.test/auth", "javascript:alert(1)"] {
        stand.between.change(DESCRIPTION, move |described| {
            described["authorization_endpoint"] = json!(address);
        });
        check(address).await;
        // The description holds for an hour; the next one is asked for.
        stand.pass(3_600);
    }
}

#[tokio::test]
async fn a_key_that_nobody_knows_yet_is_asked_for_and_a_flood_of_them_asks_once() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    stand.between.change("/jwks", |keys| keys["keys"][0]["kid"] = json!("an older key"));
    // Learns the older key.
    stand.answer(&Browser::new(), "ada").await;
    assert_eq!(stand.sign_in(&Browser::new(), "ada").await.problem(), "untrusted");
    assert_eq!(stand.between.descriptions(), 1, "too early to ask again");
    stand.between.meddle(Meddling::None);
    stand.pass(31);
    assert_eq!(stand.sign_in(&Browser::new(), "ada").await.place(), "/runs?tag=night");
    assert_eq!(stand.between.descriptions(), 2);
}
