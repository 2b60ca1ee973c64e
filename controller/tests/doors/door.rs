//! A controller's HTTP door on loopback, with clients that see every byte.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use controller::connections::{Certificate, Limits, Reception};
use controller::http_api::{Access, ApiState, Clock, Policy, listen, router_under, serve};
use controller::metrics::Metrics;
use controller::store::Store;
use controller::store::tokens::{NewToken, Scope};
use dataset::Timestamp;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// The longest that a test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// When everything in these tests happens.
const NOW: Timestamp = Timestamp::from_epoch_ms(1_770_000_000_000);

/// What a door is to be like.
pub(crate) struct Plan {
    pub(crate) access: Access,
    pub(crate) policy: Policy,
    pub(crate) limits: Limits,
    pub(crate) certificate: Option<Certificate>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { access: Access::Open, policy: Policy::default(), limits: Limits::default(), certificate: None }
    }
}

/// An open door.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    pub(crate) metrics: Metrics,
    _shutdown: DropGuard,
    _folder: TempDir,
}

/// One answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Reads an answer from its bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer with a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// The value of a header that is there at most once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let mut values = fields.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let value = values.next();
        assert_eq!(values.next(), None, "{name} is there twice: {}", self.head);
        value
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The number in the envelope.
    pub(crate) fn code(&self) -> i64 {
        let json: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        json["code"].as_i64().unwrap()
    }
}

impl Door {
    pub(crate) async fn open(plan: Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        let state = ApiState::open(store.clone(), folder.path(), plan.access, Clock::new(|| NOW)).unwrap();
        let metrics = state.doors.metrics().clone();
        let sockets = metrics.sockets("http");
        let reception = Reception { certificate: plan.certificate, limits: plan.limits, sockets };
        let shutdown = CancellationToken::new();
        let address = serve_on_loopback(
            reception,
            router_under(plan.policy, state, controller::live::routes()),
            &shutdown,
        )
        .await;
        Self { address, store, metrics, _shutdown: shutdown.drop_guard(), _folder: folder }
    }

    /// Sends a request whose head holds these lines besides the usual ones.
    pub(crate) async fn send(&self, method: &str, path: &str, lines: &str, body: &str) -> Answer {
        let stream = TcpStream::connect(self.address).await.unwrap();
        ask(stream, &request(self.address, method, path, lines, body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", "").await
    }

    /// Makes a token with one scope.
    pub(crate) async fn token(&self, number: u8, scope: Scope) -> String {
        let new = NewToken {
            id: Uuid::from_u128(u128::from(number)),
            random: [number; 32],
            name: format!("token {number}"),
            scopes: vec![scope],
            project: None,
            created_at: NOW,
            created_by: "a test".to_owned(),
            expires_at: None,
        };
        self.store.create_token(new).await.unwrap()
    }

    /// Shakes hands as `client` does.
    pub(crate) async fn encrypted(&self, client: TlsConnector) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        client.connect("localhost".try_into().unwrap(), stream).await
    }
}

/// Serves a router on a free port until `shutdown`.
pub(crate) async fn serve_on_loopback(
    reception: Reception,
    router: Router,
    shutdown: &CancellationToken,
) -> SocketAddr {
    let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, reception, router, shutdown.clone()));
    address
}

/// A request after whose answer the connection ends.
pub(crate) fn request(address: SocketAddr, method: &str, path: &str, lines: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{lines}\r\n{body}"
    )
}

/// Sends everything and reads until the other side closes.
pub(crate) async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> Answer {
    // A server that refuses early closes before it has read everything; its answer counts.
    let _ = stream.write_all(request.as_bytes()).await;
    Answer::of(&rest(&mut stream).await)
}

/// What still comes until the other side closes.
pub(crate) async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reading = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes));
    // A reset is an end too.
    let _ = reading.await.expect("the other side closes in time");
    bytes
}

/// Waits until something holds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let waited = tokio::time::timeout(PATIENCE, async {
        let mut pause = tokio::time::interval(Duration::from_millis(10));
        while !holds().await {
            pause.tick().await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("not in time: {what}"));
}
