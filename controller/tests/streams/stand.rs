//! A controller's HTTP and streaming doors on loopback, over a folder that outlives them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use controller::composition::system_clock;
use controller::http_api::{Access, ApiState, Clock, listen, router};
use controller::live::{LiveDoor, Settings, StreamParts, Streams};
use controller::store::Store;
use controller::store::tokens::{NewToken, Scope};
use dataset::{Dataset, Timestamp, read_dataset};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// How long anything may take before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Periods that do not keep a test waiting.
pub(crate) fn swift() -> Settings {
    Settings {
        resume_window: Duration::from_millis(300),
        ack_interval: Duration::from_millis(20),
        hello_timeout: Duration::from_secs(10),
        retry_interval: Duration::from_millis(50),
        ..Settings::default()
    }
}

/// As [`swift`], but runs wait for their clients.
pub(crate) fn patient() -> Settings {
    Settings { resume_window: Duration::from_mins(10), ..swift() }
}

pub(crate) struct Stand {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    settings: Settings,
    access: Access,
    folder: TempDir,
    streams: Streams,
    shutdown: DropGuard,
}

impl Stand {
    /// With tokens.
    pub(crate) async fn with(settings: Settings) -> Self {
        Self::open(tempfile::tempdir().unwrap(), settings, Access::Tokens).await
    }

    pub(crate) async fn open(folder: TempDir, settings: Settings, access: Access) -> Self {
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        let clock = || {
            let clock = system_clock();
            Clock::new(move || clock())
        };
        let state = ApiState::open(store.clone(), folder.path(), access, clock()).unwrap();
        let shutdown = CancellationToken::new();
        let attempts = controller::agent_api::AttemptFolders::new(folder.path().join("attempts"));
        let parts = StreamParts {
            folder: folder.path().join("streams"),
            store: store.clone(),
            doors: state.doors.clone(),
            clock: clock(),
            attempts: attempts.clone(),
            desk: controller::lease::DeskLink::nowhere(),
        };
        let streams = Streams::new(parts, settings, shutdown.clone());
        streams.recover().await.unwrap();
        let door = LiveDoor { streams: streams.clone(), attempts };
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = axum::serve(listener, door.open(router(state, controller::live::routes())))
            .with_graceful_shutdown(shutdown.clone().cancelled_owned());
        tokio::spawn(async move { serving.await.unwrap() });
        Self { address, store, settings, access, folder, streams, shutdown: shutdown.drop_guard() }
    }

    /// The controller ends in good order and another one begins on its folder.
    pub(crate) async fn restarted(self, settings: Option<Settings>) -> Self {
        let Self { folder, settings: before, access, streams, store, shutdown, .. } = self;
        drop(shutdown);
        tokio::time::timeout(PATIENCE, streams.settled()).await.expect("streams settle");
        drop(streams);
        store.close().await.unwrap();
        Self::open(folder, settings.unwrap_or(before), access).await
    }

    /// Folders and files of journals.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("streams")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// A fresh token.
    pub(crate) async fn token(&self, scopes: &[Scope], project: Option<&str>) -> String {
        let id = protocol::Ids.uuid();
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
        self.store.create_token(new).await.unwrap()
    }

    /// The answer to a GET: status and body.
    pub(crate) async fn get(&self, path: &str, token: &str) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer with a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), bytes[end + 4..].to_vec())
    }

    /// `data` of a successful answer.
    pub(crate) async fn data(&self, path: &str, token: &str) -> Value {
        let (status, body) = self.get(path, token).await;
        let mut json: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, &json["code"]), (200, &0.into()), "{json}");
        json["data"].take()
    }

    /// Waits until a run is stored and gives its Dataset.
    pub(crate) async fn stored(&self, run: &str) -> Dataset {
        let token = self.token(&[Scope::Read], None).await;
        let path = format!("/api/v1/runs/{run}/download");
        let found = async {
            loop {
                let (status, body) = self.get(&path, &token).await;
                if status == 200 {
                    break body;
                }
                assert_eq!(status, 404);
                tokio::task::yield_now().await;
            }
        };
        let body = tokio::time::timeout(PATIENCE, found).await.expect("the run is stored");
        read_dataset(&body).unwrap()
    }

    /// How many runs are stored.
    pub(crate) async fn number_of_runs(&self) -> Value {
        let token = self.token(&[Scope::Read], None).await;
        self.data("/api/v1/runs", &token).await["pagination"]["total"].take()
    }
}

/// Waits for a condition.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let met = async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, met).await.unwrap_or_else(|_| panic!("waited for {what}"));
}
