//! A receiver of webhooks on loopback: it checks signatures as the specification says and answers what the test wants.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use controller::alert::Webhook;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;

/// Shared with the controller.
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What came in.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) id: String,
    pub(crate) timestamp_s: i64,
    pub(crate) body: Value,
    pub(crate) path: String,
}

/// What is answered next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reply {
    Status(u16),
    /// To another path of the receiver's own.
    Redirect,
}

/// A receiver.
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    replies: Mutex<VecDeque<Reply>>,
}

impl Receiver {
    /// Answers with `replies` and from then on with 204.
    pub(crate) async fn answering(replies: &[Reply]) -> Self {
        let _first = rustls::crypto::ring::default_provider().install_default();
        let shared = Arc::new(Shared::default());
        shared.replies.lock().unwrap().extend(replies);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let app = Router::new().fallback(any(receive)).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, shared }
    }

    /// The same where nobody listens.
    pub(crate) fn moved_to(self, url: String) -> Self {
        Self { url, ..self }
    }

    /// As an operator names it.
    pub(crate) fn webhook(&self) -> Webhook {
        Webhook { url: self.url.parse().unwrap(), secret: SECRET.parse().unwrap() }
    }

    /// Everything that came in so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// Everything that came in, once it is so much.
    pub(crate) async fn received_at_least(&self, count: usize) -> Vec<Received> {
        let enough = async {
            while self.received().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), enough).await.expect("notices come in");
        self.received()
    }
}

async fn receive(State(shared): State<Arc<Shared>>, request: axum::extract::Request) -> Response {
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let received = verified(&parts.headers, &body, path);
    shared.received.lock().unwrap().push(received);
    let reply = shared.replies.lock().unwrap().pop_front().unwrap_or(Reply::Status(204));
    match reply {
        Reply::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Reply::Redirect => (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
    }
}

/// Checks the signature by the specification and not by our own code.
fn verified(headers: &HeaderMap, body: &Bytes, path: String) -> Received {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, timestamp) = (text("webhook-id"), text("webhook-timestamp"));
    let key = STANDARD.decode(SECRET.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    let signature = text("webhook-signature");
    let signature = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    mac.verify_slice(&signature).expect("the signature is right");
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    let body = serde_json::from_slice(body).unwrap();
    Received { id, timestamp_s: timestamp.parse().unwrap(), body, path }
}
