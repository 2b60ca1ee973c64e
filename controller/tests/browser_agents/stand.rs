//! A whole controller over a folder that outlives it, and requests to its API.

use std::net::SocketAddr;
use std::time::Duration;

use controller::composition::{Config, ServeError, open_store, serve};
use controller::http_api::Policy;
use controller::live;
use controller::store::tokens::{NewToken, Scope};
use dataset::Timestamp;
use protocol::Ids;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long anything may take before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// A scenario that any browser can run.
pub(crate) const SCENARIO: &str = "name: shop\nbase_url: http://127.0.0.1:9\nwarmup: 0\niterations: 10\n\
    baseline: {last_good: 1}\nretries: {infrastructure: 1}\nsteps:\n  - open: index.html\n  - click: '#go'\n\
    metrics:\n  - key: boot\n    unit: ms\n    meaning: Time to boot\n    aggregate: last\n";

/// Every scope that the tests use.
pub(crate) const EVERYTHING: [Scope; 4] = [Scope::Ingest, Scope::Agent, Scope::Run, Scope::Read];

pub(crate) struct Stand {
    pub(crate) address: SocketAddr,
    /// A token with [`EVERYTHING`].
    pub(crate) token: String,
    lease: Duration,
    streams: live::Settings,
    folder: TempDir,
    shutdown: CancellationToken,
    serving: JoinHandle<Result<(), ServeError>>,
}

/// The answer to a request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Stand {
    /// Leases and streams that outlive any test.
    pub(crate) async fn start() -> Self {
        let streams = live::Settings { ack_interval: Duration::from_millis(20), ..live::Settings::default() };
        Self::with(Duration::from_mins(10), streams).await
    }

    pub(crate) async fn with(lease: Duration, streams: live::Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = token_in(&folder, &EVERYTHING, None).await;
        Self::open(folder, token, lease, streams).await
    }

    /// The controller ends in good order and another one begins on its folder.
    pub(crate) async fn restarted(self) -> Self {
        let Self { token, lease, streams, folder, shutdown, serving, address: _ } = self;
        shutdown.cancel();
        timeout(PATIENCE, serving).await.expect("the controller ends").unwrap().unwrap();
        Self::open(folder, token, lease, streams).await
    }

    async fn open(folder: TempDir, token: String, lease: Duration, streams: live::Settings) -> Self {
        let (opened, is_open) = oneshot::channel();
        let shutdown = CancellationToken::new();
        let ready = move |addresses: controller::composition::Addresses| {
            opened.send(addresses.http).expect("the test waits");
            Ok(())
        };
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            agent_listen: "127.0.0.1:0".parse().unwrap(),
            data: folder.path().to_owned(),
            database_url: None,
            open: false,
            lease,
            keep_evidence: Duration::from_hours(1),
            tls: None,
            streams,
            behind_proxy: false,
            policy: Policy::default(),
            max_connections: 100,
            sign_in: None,
            webhook: None,
        };
        let serving = tokio::spawn(serve(config, ready, shutdown.clone()));
        let address = timeout(PATIENCE, is_open).await.unwrap().unwrap();
        Self { address, token, lease, streams, folder, shutdown, serving }
    }

    /// A fresh token.
    pub(crate) async fn token(&self, scopes: &[Scope], project: Option<&str>) -> String {
        token_in(&self.folder, scopes, project).await
    }

    /// Files and folders of an attempt.
    pub(crate) fn attempt_has(&self, attempt: &Value, name: &str) -> bool {
        let folder = format!("{}#{}", attempt["job"].as_str().unwrap(), attempt["number"]);
        self.folder.path().join("attempts").join(folder).join(name).exists()
    }

    /// Queues a job; gives its id.
    pub(crate) async fn submit(&self, scenario: &str) -> String {
        let answer = self.post("/api/v1/jobs", &json!({"scenario": scenario, "release": "7.1"})).await;
        assert_eq!(answer.status, 201, "{}", answer.json());
        answer.json()["data"]["jobs"][0].as_str().unwrap().to_owned()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &body.to_string(), &self.token).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.ask("GET", path, "", token).await
    }

    /// `data` of a successful answer.
    pub(crate) async fn data(&self, path: &str) -> Value {
        let answer = self.get(path, &self.token).await;
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()["data"].take()
    }

    /// Waits until a job is in this state.
    pub(crate) async fn job_when(&self, job: &str, state: &str) -> Value {
        let waited = timeout(PATIENCE, async {
            loop {
                let found = self.data(&format!("/api/v1/jobs/{job}")).await;
                if found["state"] == state {
                    return found;
                }
            }
        });
        waited.await.unwrap_or_else(|_| panic!("the job never became {state}"))
    }

    async fn ask(&self, method: &str, path: &str, body: &str, token: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer with a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn token_in(folder: &TempDir, scopes: &[Scope], project: Option<&str>) -> String {
    let id = Ids.uuid();
    let mut random = [0; 32];
    random[..16].copy_from_slice(id.as_bytes());
    random[16..].copy_from_slice(Uuid::from_u128(!id.as_u128()).as_bytes());
    let new = NewToken {
        id,
        random,
        name: "test".to_owned(),
        scopes: scopes.to_vec(),
        project: project.map(str::to_owned),
        created_by: "a test".to_owned(),
        created_at: Timestamp::from_epoch_ms(1_760_000_000_000),
        expires_at: None,
    };
    let store = open_store(folder.path(), None).await.unwrap();
    let token = store.create_token(new).await.unwrap();
    store.close().await.unwrap();
    token
}
