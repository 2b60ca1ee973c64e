//! Where people end up: on pages of ours, whatever an address asks for.

use url::Url;

use crate::browser::Browser;
use crate::stand::{CALLBACK, Stand};

#[tokio::test]
async fn nobody_is_sent_to_another_site_afterwards() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    for (asked, place) in [
        ("/runs/7?metric=cpu", "/runs/7?metric=cpu"),
        ("https://evil.test/", "/"),
        ("//evil.test/", "/"),
        ("/\\evil.test/", "/"),
        ("/\t/evil.test/", "/"),
        ("/api/v1/logout", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let url = Url::parse_with_params(stand.url("/api/v1/login/oidc").as_str(), [("return_to", asked)]);
        let page = browser.go(url.unwrap(), "ada", None).await;
        assert_eq!((page.place().as_str(), page.url.port()), (place, stand.url("/").port()), "{asked:?}");
    }
}

#[tokio::test]
async fn a_ticket_that_was_changed_leads_nowhere_else() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    let answer = stand.answer(&browser, "ada").await;
    let ticket = browser.cookie("perfsight_sign_in").unwrap();
    let (before, _) = ticket.rsplit_once('.').unwrap();
    // `//evil.test` and `/elsewhere` in hexadecimal.
    for path in ["2f2f6576696c2e74657374", "2f656c73657768657265"] {
        browser.set_cookie("perfsight_sign_in", &format!("{before}.{path}"));
        let page = browser.go(answer.clone(), "ada", None).await;
        assert_eq!(page.problem(), "stale");
    }
}

#[tokio::test]
async fn whoever_says_no_at_the_provider_reads_that_nothing_happened() {
    let stand = Stand::new().await;
    let browser = Browser::new();
    let begun = browser.ask(stand.begin(), None).await.onward().unwrap();
    let state = begun.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let mut answer = stand.url(CALLBACK);
    let said = "access_denied";
    answer.query_pairs_mut().append_pair("state", &state).append_pair("error", said);
    let page = browser.go(answer, "ada", None).await;
    assert_eq!(page.problem(), "denied");
    assert!(!page.url.as_str().contains(said), "what the provider says is not shown");
}
