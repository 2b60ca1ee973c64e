//! Answers and tokens that were changed, copied, kept too long or made by somebody else.

use dataset::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::browser::Browser;
use crate::provider::{SECRET, Setup};
use crate::stand::Stand;

/// The three parts of a token in an answer.
fn parts(tokens: &Value) -> [String; 3] {
    let parts: Vec<String> = tokens["id_token"].as_str().unwrap().split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

fn put(tokens: &mut Value, [head, claims, signature]: [String; 3]) {
    tokens["id_token"] = json!(format!("{head}.{claims}.{signature}"));
}

/// Base64 for addresses, without padding (RFC 4648, section 5).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = |chunk: &[u8]| -> String {
        let number = chunk.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(|at| char::from(DIGITS[(number >> (18 - 6 * at) & 63) as usize])).collect()
    };
    bytes.chunks(3).map(digits).collect()
}

/// The claims of a token as this test changes them. They pass through JSON, so that only their signature tells.
fn with_claims(claims: &str, change: impl Fn(&mut Value)) -> String {
    let value = |digit: u8| match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'-' => 62,
        _ => 63,
    };
    let bits: Vec<u8> =
        claims.bytes().flat_map(|digit| (0..6).rev().map(move |bit| value(digit) >> bit & 1)).collect();
    let bytes: Vec<u8> =
        bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    let mut claims: Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut claims);
    base64(claims.to_string().as_bytes())
}

fn keyed(key: &[u8], head: &str, claims: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(format!("{head}.{claims}").as_bytes());
    base64(&mac.finalize().into_bytes())
}

/// Tries to sign in while the provider's answers are changed so.
async fn refused(stand: &Stand, what: &str, change: impl Fn(&mut Value) + Send + 'static) {
    stand.between.change_tokens(change);
    let browser = Browser::new();
    let page = stand.sign_in(&browser, "ada").await;
    assert_eq!(page.problem(), "untrusted", "{what}");
    assert_eq!(stand.who(&browser).await, None, "{what}");
}

#[tokio::test]
async fn a_token_that_was_altered_anywhere_proves_nothing() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    refused(&stand, "another signature", |tokens| {
        let [head, claims, signature] = parts(tokens);
        let other = if signature.starts_with('A') { "B" } else { "A" };
        put(tokens, [head, claims, format!("{other}{}", &signature[1..])]);
    })
    .await;
    refused(&stand, "other claims", |tokens| {
        let [head, claims, signature] = parts(tokens);
        put(tokens, [head, with_claims(&claims, |claims| claims["sub"] = json!("root")), signature]);
    })
    .await;
    refused(&stand, "no signature", |tokens| {
        let [_, claims, _] = parts(tokens);
        put(tokens, [base64(br#"{"alg":"none"}"#), claims, String::new()]);
    })
    .await;
    refused(&stand, "signed with what the client knows too", |tokens| {
        let [_, claims, _] = parts(tokens);
        let head = base64(br#"{"alg":"HS256"}"#);
        let signature = keyed(SECRET.as_bytes(), &head, &claims);
        put(tokens, [head, claims, signature]);
    })
    .await;
    refused(&stand, "no identity token", |tokens| {
        tokens.as_object_mut().unwrap().remove("id_token");
    })
    .await;
}

#[tokio::test]
async fn a_token_for_another_sign_in_or_another_issuer_proves_nothing() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    // The provider signs whatever nonce it is asked with: a token that was made for somebody else's sign-in.
    let browser = Browser::new();
    let mut asked = browser.ask(stand.begin(), None).await.onward().unwrap();
    let others: Vec<(String, String)> = asked
        .query_pairs()
        .into_owned()
        .map(|(name, value)| if name == "nonce" { (name, "0".repeat(64)) } else { (name, value) })
        .collect();
    asked.query_pairs_mut().clear().extend_pairs(others);
    assert_eq!(browser.go(asked, "ada", None).await.problem(), "untrusted");
    assert_eq!(stand.who(&browser).await, None);

    let mut answer = stand.answer(&browser, "ada").await;
    let others: Vec<(String, String)> = answer
        .query_pairs()
        .into_owned()
        .map(
            |(name, value)| {
                if name == "iss" { (name, "https://evil.test".to_owned()) } else { (name, value) }
            },
        )
        .collect();
    answer.query_pairs_mut().clear().extend_pairs(others);
    assert_eq!(browser.go(answer, "ada", None).await.problem(), "untrusted");
}

#[tokio::test]
async fn an_answer_belongs_to_the_browser_that_asked_for_it() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    let (victim, thief) = (Browser::new(), Browser::new());
    let answer = stand.answer(&victim, "ada").await;
    // Without a sign-in of its own, and in the middle of another one.
    assert_eq!(thief.go(answer.clone(), "eve", None).await.problem(), "stale");
    thief.ask(stand.begin(), None).await;
    assert_eq!(thief.go(answer.clone(), "eve", None).await.problem(), "stale");
    assert_eq!(stand.who(&thief).await, None);
    // A state that was made up.
    let mut made_up = answer.clone();
    let others: Vec<(String, String)> = made_up
        .query_pairs()
        .into_owned()
        .map(|(name, value)| if name == "state" { (name, "0".repeat(64)) } else { (name, value) })
        .collect();
    made_up.query_pairs_mut().clear().extend_pairs(others);
    let ticket = victim.cookie("perfsight_sign_in").unwrap();
    assert_eq!(victim.go(made_up, "ada", None).await.problem(), "stale");
    victim.set_cookie("perfsight_sign_in", &ticket);
    assert_eq!(victim.go(answer, "ada", None).await.place(), "/runs?tag=night");
}

#[tokio::test]
async fn a_code_works_once_and_not_for_ever() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    let answer = stand.answer(&browser, "ada").await;
    let ticket = browser.cookie("perfsight_sign_in").unwrap();
    assert_eq!(browser.go(answer.clone(), "ada", None).await.place(), "/runs?tag=night");
    assert_eq!(browser.go(answer.clone(), "ada", None).await.problem(), "stale", "the ticket is gone");
    // Whoever kept the ticket is stopped by the provider.
    let copy = Browser::new();
    copy.set_cookie("perfsight_sign_in", &ticket);
    assert_eq!(copy.go(answer, "ada", None).await.problem(), "untrusted");
    assert_eq!(stand.who(&copy).await, None);

    let late = stand.answer(&browser, "ada").await;
    stand.pass(601);
    assert_eq!(browser.go(late, "ada", None).await.problem(), "stale");
}

#[tokio::test]
async fn a_token_holds_until_its_end_and_a_minute_for_clocks_that_differ() {
    let setup = Setup { token_seconds: 60, ..Setup::default() };
    let stand = Stand::with(setup, controller::access::admission::Rules::default()).await;
    stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    let answer = stand.answer(&browser, "ada").await;
    stand.pass(100);
    assert_eq!(browser.go(answer, "ada", None).await.place(), "/runs?tag=night", "40 s too late");
    let answer = stand.answer(&browser, "ada").await;
    stand.pass(200);
    assert_eq!(browser.go(answer, "ada", None).await.problem(), "untrusted", "expired");
    let answer = stand.answer(&browser, "ada").await;
    stand.pass(-300 - 120);
    assert_eq!(browser.go(answer, "ada", None).await.problem(), "untrusted", "of two minutes from now");
    assert!(stand.state.clock.now() < Timestamp::from_epoch_ms(i64::MAX));
}

#[tokio::test]
async fn whoever_tries_too_often_waits() {
    let stand = Stand::new().await;
    let browser = Browser::new();
    let answer = stand.answer(&browser, "grace").await;
    let ticket = browser.cookie("perfsight_sign_in").unwrap();
    for _ in 0..50 {
        browser.set_cookie("perfsight_sign_in", &ticket);
        let problem = browser.go(answer.clone(), "grace", None).await.problem();
        assert!(["not_invited", "untrusted"].contains(&problem.as_str()), "{problem}");
    }
    browser.set_cookie("perfsight_sign_in", &ticket);
    assert_eq!(browser.go(answer, "grace", None).await.problem(), "too_many");
}
