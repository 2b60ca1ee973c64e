//! Who comes in by a provider, as which account, and who stays out.

use controller::access::Role;
use controller::access::admission::Rules;

use crate::browser::Browser;
use crate::provider::Setup;
use crate::stand::{Stand, cookies_of};

#[tokio::test]
async fn whoever_was_invited_comes_in_by_the_provider_and_returns_to_the_page_they_came_from() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    let page = stand.sign_in(&browser, "ada").await;
    assert_eq!((page.status.as_u16(), page.place().as_str()), (200, "/runs?tag=night"));
    assert_eq!(stand.who(&browser).await.as_deref(), Some("ada"));
    assert!(browser.cookie("perfsight_sign_in").is_none(), "the ticket has been used");
    let issuer = stand.between.issuer();
    let expected = [("ada", "user.link", format!("{issuer} ada")), ("ada", "login", issuer)];
    let expected = expected.map(|(actor, action, detail)| (actor.to_owned(), action.to_owned(), detail));
    assert_eq!(stand.deeds().await, expected);
    // The second time nothing is left to link, and the provider remembers the person.
    let again = stand.sign_in(&browser, "ada").await;
    assert_eq!(again.place(), "/runs?tag=night");
    assert_eq!(stand.deeds().await.len(), 3);
    let text = stand.state.doors.metrics().text(&controller::metrics::Looked::default());
    assert!(text.contains(r#"perfsight_logins_total{way="oidc",outcome="ok"} 2"#), "{text}");
}

#[tokio::test]
async fn every_kind_of_client_and_signature_works() {
    let public = Setup { auth_method: None, ..Setup::default() };
    let posted = Setup { auth_method: Some("client_secret_post"), alg: "PS256", ..Setup::default() };
    let elliptic = Setup { alg: "ES256", claims_from_userinfo: true, ..Setup::default() };
    for setup in [public, posted, elliptic] {
        let stand = Stand::with(setup, Rules::default()).await;
        if setup.auth_method == Some("client_secret_post") {
            stand.between.change("/.well-known/openid-configuration", |described| {
                described["token_endpoint_auth_methods_supported"] =
                    serde_json::json!(["client_secret_post"]);
            });
        }
        stand.invite("ada", "ada@example.org").await;
        let browser = Browser::new();
        let page = stand.sign_in(&browser, "ada").await;
        assert_eq!(page.place(), "/runs?tag=night", "{} {:?}", setup.alg, setup.auth_method);
        assert_eq!(stand.who(&browser).await.as_deref(), Some("ada"));
    }
}

#[tokio::test]
async fn strangers_and_addresses_that_nobody_verified_stay_out() {
    let stand = Stand::new().await;
    stand.invite("ada", "ada@example.org").await;
    for (login, problem) in
        [("eve", "unverified"), ("quiet", "unverified"), ("grace", "not_invited"), ("nobody", "no_email")]
    {
        let browser = Browser::new();
        let page = stand.sign_in(&browser, login).await;
        assert_eq!(page.problem(), problem, "{login}");
        assert_eq!(stand.who(&browser).await, None, "{login}");
        let noted = stand.deeds().await.pop().unwrap();
        assert_eq!((noted.1.as_str(), noted.2.as_str()), ("login.failed", problem));
    }
    // Where the operator trusts a provider that says nothing, one that says no is still believed.
    let rules = Rules { trust_email: true, ..Rules::default() };
    let trusting = Stand::with(Setup::default(), rules).await;
    trusting.invite("ada", "ada@example.org").await;
    assert_eq!(trusting.sign_in(&Browser::new(), "eve").await.problem(), "unverified");
    assert_eq!(trusting.sign_in(&Browser::new(), "quiet").await.place(), "/runs?tag=night");
}

#[tokio::test]
async fn a_disabled_account_stays_out_and_an_address_that_changed_hands_gives_nothing_away() {
    let stand = Stand::new().await;
    let ada = stand.invite("ada", "ada@example.org").await;
    let browser = Browser::new();
    stand.sign_in(&browser, "ada").await;
    assert_eq!(stand.sign_in(&Browser::new(), "heir").await.problem(), "taken");
    stand.state.store.set_disabled(ada, Some(stand.state.clock.now())).await.unwrap();
    assert_eq!(stand.who(&browser).await, None, "the session of before has ended");
    assert_eq!(stand.sign_in(&browser, "ada").await.problem(), "disabled");
    // Once an administrator says that the address is another person's, the one before is a stranger.
    stand.state.store.set_disabled(ada, None).await.unwrap();
    stand.state.store.set_email(ada, Some(&"ada@example.org".parse().unwrap())).await.unwrap();
    let heir = Browser::new();
    assert_eq!(stand.sign_in(&heir, "heir").await.place(), "/runs?tag=night");
    assert_eq!(stand.sign_in(&browser, "ada").await.problem(), "taken");
}

#[tokio::test]
async fn whoever_has_an_address_of_an_allowed_domain_is_given_an_account() {
    let rules = Rules {
        domains: vec!["lab.example".parse().unwrap()],
        new_role: Some(Role::Viewer),
        ..Rules::default()
    };
    let stand = Stand::with(Setup::default(), rules).await;
    let browser = Browser::new();
    assert_eq!(stand.sign_in(&browser, "grace").await.place(), "/runs?tag=night");
    assert_eq!(stand.who(&browser).await.as_deref(), Some("grace@lab.example"));
    let account = stand.state.store.account_named("grace@lab.example").await.unwrap().unwrap();
    assert_eq!(account.display_name.as_deref(), Some("Grace Hopper"));
    assert_eq!(account.role_in("default"), Some(Role::Viewer));
    let actions: Vec<String> = stand.deeds().await.into_iter().map(|deed| deed.1).collect();
    assert_eq!(actions, ["user.create", "user.link", "login"]);
    assert_eq!(stand.sign_in(&Browser::new(), "ada").await.problem(), "not_invited");
    // Nobody signs in to it by a password: it has none.
    assert_eq!(stand.state.store.password_of(account.id).await.unwrap(), None);
}

#[tokio::test]
async fn the_cookie_of_a_sign_in_is_out_of_the_reach_of_scripts_and_of_other_sites() {
    let stand = Stand::new().await;
    let page = Browser::new().ask(stand.begin(), None).await;
    let cookies = cookies_of(&page);
    let line = cookies.iter().find(|line| line.starts_with("perfsight_sign_in=")).expect("a ticket");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"] {
        assert!(line.contains(part), "{line}");
    }
    let asked = page.onward().unwrap();
    let asked: std::collections::BTreeMap<_, _> = asked.query_pairs().into_owned().collect();
    let secret = line.strip_prefix("perfsight_sign_in=").unwrap().split('.').next().unwrap();
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["scope"], "openid email profile");
    for value in asked.values() {
        assert!(!value.contains(secret), "the browser's secret stays in the browser");
    }
}
