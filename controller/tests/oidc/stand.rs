//! A controller that knows a provider, somebody between the two, and browsers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::header;
use controller::access::Role;
use controller::access::admission::Rules;
use controller::http_api::{Access, ApiState, Clock, OidcDoor, Policy, listen, router_under};
use controller::oidc::{Provider as Known, Secret, Settings};
use controller::store::access::accounts::NewAccount;
use dataset::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

use crate::between::Between;
use crate::browser::{Browser, Page};
use crate::house::House;
use crate::provider::{CLIENT, Provider, SECRET, Setup};

/// Where the provider sends people back to.
pub(crate) const CALLBACK: &str = "/api/v1/login/oidc/callback";

/// Everything that a sign-in needs.
pub(crate) struct Stand {
    pub(crate) between: Between,
    pub(crate) state: ApiState,
    address: SocketAddr,
    passed_ms: Arc<AtomicI64>,
    _house: House,
    _provider: Provider,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        Self::with(Setup::default(), Rules::default()).await
    }

    pub(crate) async fn with(setup: Setup, rules: Rules) -> Self {
        let _first = rustls::crypto::ring::default_provider().install_default();
        let (house, between) = (House::sqlite().await, Between::open().await);
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let provider = Provider::start(setup, &between.issuer(), &format!("http://{address}{CALLBACK}"));
        between.lead_to(provider.port);
        let passed_ms = Arc::new(AtomicI64::new(0));
        let state = state(&house, &passed_ms);
        let settings = Settings {
            issuer: between.issuer().parse().unwrap(),
            client_id: CLIENT.to_owned(),
            client_secret: setup.auth_method.map(|_| Secret::new(SECRET.to_owned())),
            scopes: vec!["email".to_owned(), "profile".to_owned()],
            name: "Lab ID".to_owned(),
        };
        let door = OidcDoor { provider: Arc::new(Known::new(settings).unwrap()), rules: Arc::new(rules) };
        serve(listener, state.clone(), door);
        Self { between, state, address, passed_ms, _house: house, _provider: provider }
    }

    /// An address of the controller.
    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    /// Moves the controller's clock; the provider's stays.
    pub(crate) fn pass(&self, seconds: i64) {
        self.passed_ms.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Makes an account that waits for this address.
    pub(crate) async fn invite(&self, name: &str, email: &str) -> Uuid {
        let id = Uuid::from_u128(u128::from(name.as_bytes()[0]));
        let new = NewAccount {
            id,
            name: name.to_owned(),
            display_name: None,
            email: Some(email.parse().unwrap()),
            password: None,
            created_at: self.state.clock.now(),
        };
        assert!(self.state.store.create_account(new).await.unwrap());
        self.state.store.set_role(id, Some("default"), Some(Role::Viewer)).await.unwrap();
        id
    }

    /// Where a sign-in begins.
    pub(crate) fn begin(&self) -> Url {
        self.url("/api/v1/login/oidc?return_to=%2Fruns%3Ftag%3Dnight")
    }

    /// Signs in as somebody of the provider's, through all of its pages.
    pub(crate) async fn sign_in(&self, browser: &Browser, login: &str) -> Page {
        browser.go(self.begin(), login, None).await
    }

    /// The same up to the address that the provider sends the browser back to.
    pub(crate) async fn answer(&self, browser: &Browser, login: &str) -> Url {
        browser.go(self.begin(), login, Some(CALLBACK)).await.url
    }

    /// Who the browser is to the controller.
    pub(crate) async fn who(&self, browser: &Browser) -> Option<String> {
        let page = browser.ask(self.url("/api/v1/me"), None).await;
        let me: Value = serde_json::from_str(&page.text).unwrap();
        me["data"]["name"].as_str().map(str::to_owned)
    }

    /// The deeds of the audit log, oldest first: actor, action, further words.
    pub(crate) async fn deeds(&self) -> Vec<(String, String, String)> {
        let (mut deeds, _) = self.state.store.deeds(None, 0, 100).await.unwrap();
        deeds.reverse();
        deeds.into_iter().map(|deed| (deed.actor, deed.action, deed.detail)).collect()
    }
}

/// The machine's time, as the provider's process has it too, and what the test adds to it.
fn state(house: &House, passed_ms: &Arc<AtomicI64>) -> ApiState {
    let passed = Arc::clone(passed_ms);
    let now = controller::composition::system_clock();
    let clock =
        Clock::new(move || Timestamp::from_epoch_ms(now().epoch_ms() + passed.load(Ordering::Relaxed)));
    ApiState::open(house.store.clone(), house.folder.path(), Access::Tokens, clock).unwrap()
}

fn serve(listener: TcpListener, state: ApiState, door: OidcDoor) {
    let router = door.open(router_under(Policy::default(), state, controller::live::routes()));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
}

/// The lines by which an answer sets cookies.
pub(crate) fn cookies_of(page: &Page) -> Vec<String> {
    let lines = page.headers.get_all(header::SET_COOKIE).iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}
