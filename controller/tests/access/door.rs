//! A controller's HTTP door with a queue behind it, a clock that the test moves, and a client that sees every byte.

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use controller::agent_api::{AgentAccess, AttemptFolders, AttemptResults, Door as AgentDoor, IntakeError};
use controller::http_api::transport::policy::Rates;
use controller::http_api::{Access, ApiState, Clock, JobDoor, Policy, listen, router_under};
use controller::lease::{Desk, Settings, start};
use controller::live::{AgentsDoor, LiveDoor, StreamParts, Streams};
use controller::store::tokens::{NewToken, Scope};
use dataset::Timestamp;
use protocol::Ids;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::house::{House, NOW};

/// Title of the run that strangers must hear nothing of.
pub(crate) const TITLE: &str = "planted title";

/// A house with its door open.
pub(crate) struct Door {
    house: House,
    pub(crate) address: SocketAddr,
    now: Arc<AtomicI64>,
    /// The routes as the router itself tells them.
    pub(crate) routes: String,
    _shutdown: DropGuard,
}

impl Deref for Door {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// `data` of a success.
    pub(crate) fn data(&self) -> Value {
        let mut json: Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body));
        assert_eq!((&json["code"], &json["msg"]), (&0.into(), &"success".into()), "{json}");
        json["data"].take()
    }

    /// Status and code of an error, whose data are empty.
    pub(crate) fn error(&self) -> (u16, i64) {
        let json: Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body));
        assert_eq!(json["data"], serde_json::json!({}), "{json}");
        assert!(!json["msg"].as_str().unwrap().is_empty());
        (self.status, json["code"].as_i64().unwrap())
    }

    /// The cookie that it sets.
    pub(crate) fn cookie(&self) -> String {
        let line = self.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
        line.split(';').next().unwrap().to_owned()
    }
}

impl Door {
    pub(crate) async fn locked() -> Self {
        Self::with(Access::Tokens).await
    }

    pub(crate) async fn with(access: Access) -> Self {
        Self::of(House::sqlite().await, access).await
    }

    pub(crate) async fn of(house: House, access: Access) -> Self {
        let now = Arc::new(AtomicI64::new(NOW.epoch_ms()));
        let read = Arc::clone(&now);
        let clock = Clock::new(move || Timestamp::from_epoch_ms(read.load(Ordering::Relaxed)));
        let state = ApiState::open(house.store.clone(), house.folder.path(), access, clock).unwrap();
        let folders = AttemptFolders::new(house.folder.path().join("attempts"));
        let none = |_| -> futures_util::future::BoxFuture<'static, Result<protocol::RunId, IntakeError>> {
            panic!("no agent has connected")
        };
        let results = AttemptResults::new(folders.clone(), Arc::new(none));
        let (desk, _keeping) =
            start(Arc::new(house.store.clone()), Arc::new(results), Arc::new(|| NOW), Settings::default())
                .await
                .unwrap();
        // The walk asks often, and once as what comes through a proxy.
        let (proxies, rates) = (vec!["127.0.0.1".parse().unwrap()], Rates::per_second(0, 0));
        let policy = Policy { proxies, rates, ..Policy::default() };
        let live = LiveDoor { streams: streams(&house, &state, &desk), attempts: folders.clone() };
        let agents = AgentsDoor::new(AgentDoor {
            desk: desk.clone(),
            folders,
            access: AgentAccess::Open,
            silence: Duration::from_secs(10),
        });
        let app = agents.open(live.open(JobDoor { desk, ids: Ids }.open(router_under(
            policy,
            state,
            controller::live::routes(),
        ))));
        let routes = format!("{app:?}");
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let serving = axum::serve(listener, app).with_graceful_shutdown(shutdown.clone().cancelled_owned());
        tokio::spawn(async move { serving.await.unwrap() });
        Self { house, address, now, routes, _shutdown: shutdown.drop_guard() }
    }

    /// Moves the clock.
    pub(crate) fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Makes a token of a project and gives its secret.
    pub(crate) async fn token(&self, number: u8, scopes: &[Scope], project: &str) -> String {
        self.store.create_token(new_token(number, scopes, project)).await.unwrap()
    }

    /// Sends a request; `headers` are lines without their ends.
    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let lines: String = headers.iter().flat_map(|line| [line, "\r\n"]).collect();
        let host = format!("host: {}\r\n", self.address);
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}connection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n{lines}\r\n{body}"
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer with a head");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.replace('\r', ""), body: body.to_owned() }
    }

    /// Asks with a token.
    pub(crate) async fn with_token(&self, secret: &str, method: &str, path: &str, body: &str) -> Answer {
        self.ask(method, path, &[&format!("authorization: Bearer {secret}")], body).await
    }

    /// Asks as a page of ours does, with a session's cookie.
    pub(crate) async fn with_cookie(&self, cookie: &str, method: &str, path: &str, body: &str) -> Answer {
        self.ask(method, path, &[&format!("cookie: {cookie}"), "x-perfsight-request: 1"], body).await
    }
}

/// A token of this number.
pub(crate) fn new_token(number: u8, scopes: &[Scope], project: &str) -> NewToken {
    NewToken {
        id: uuid::Uuid::from_u128(u128::from(number)),
        random: [number; 32],
        name: format!("token {number}"),
        scopes: scopes.to_vec(),
        project: Some(project.to_owned()),
        created_at: NOW,
        created_by: "a test".to_owned(),
        expires_at: None,
    }
}

fn streams(house: &House, state: &ApiState, desk: &Desk) -> Streams {
    let parts = StreamParts {
        folder: house.folder.path().join("streams"),
        store: house.store.clone(),
        doors: state.doors.clone(),
        clock: state.clock.clone(),
        attempts: AttemptFolders::new(house.folder.path().join("attempts")),
        desk: desk.link(),
    };
    Streams::new(parts, controller::live::Settings::default(), CancellationToken::new())
}
