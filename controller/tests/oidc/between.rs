//! Somebody who stands between the controller and the provider, and may change what passes. The provider believes to be at
//! this address, so that everything passes here.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;

const LONGEST: usize = 1 << 20;

/// Changes the JSON of an answer at a path.
type Change = Box<dyn Fn(&str, &mut Value) + Send>;

/// What happens to what passes.
#[derive(Default)]
pub(crate) enum Meddling {
    /// Nothing.
    #[default]
    None,
    /// The provider is not there.
    Down,
    /// The provider answers without end.
    Endless,
    /// Answers are changed.
    Change(Change),
}

/// Who stands between; cheap to clone.
#[derive(Clone)]
pub(crate) struct Between {
    pub(crate) address: SocketAddr,
    inside: Arc<Inside>,
}

struct Inside {
    provider: AtomicU16,
    meddling: Mutex<Meddling>,
    asked: AtomicUsize,
    http: reqwest::Client,
}

impl Between {
    pub(crate) async fn open() -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let inside = Arc::new(Inside {
            provider: AtomicU16::new(0),
            meddling: Mutex::default(),
            asked: AtomicUsize::new(0),
            http: http.build().unwrap(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(pass).with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, inside }
    }

    /// The provider's name, and the address of everything that it names.
    pub(crate) fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port that the provider really listens on.
    pub(crate) fn lead_to(&self, port: u16) {
        self.inside.provider.store(port, Ordering::Relaxed);
    }

    /// From now on.
    pub(crate) fn meddle(&self, meddling: Meddling) {
        *self.inside.meddling.lock().unwrap() = meddling;
    }

    /// Changes the answers of the endpoint that redeems codes.
    pub(crate) fn change_tokens(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.change("/token", change);
    }

    /// Changes the answers at one path.
    pub(crate) fn change(&self, at: &'static str, change: impl Fn(&mut Value) + Send + 'static) {
        self.meddle(Meddling::Change(Box::new(move |path, json| {
            if path == at {
                change(json);
            }
        })));
    }

    /// How many times the provider was asked to describe itself.
    pub(crate) fn descriptions(&self) -> usize {
        self.inside.asked.load(Ordering::Relaxed)
    }
}

async fn pass(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.ends_with("openid-configuration") {
        inside.asked.fetch_add(1, Ordering::Relaxed);
    }
    match *inside.meddling.lock().unwrap() {
        Meddling::Down => return StatusCode::BAD_GATEWAY.into_response(),
        Meddling::Endless => return vec![b' '; LONGEST].into_response(),
        Meddling::None | Meddling::Change(_) => {}
    }
    let (mut parts, body) = request.into_parts();
    let port = inside.provider.load(Ordering::Relaxed);
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    let sent = inside
        .http
        .request(parts.method, format!("http://127.0.0.1:{port}{path}{query}"))
        .headers(parts.headers)
        .body(to_bytes(body, LONGEST).await.unwrap())
        .send();
    let answer = sent.await.unwrap();
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let mut bytes = answer.bytes().await.unwrap().to_vec();
    if let (Meddling::Change(change), Ok(mut json)) =
        (&*inside.meddling.lock().unwrap(), serde_json::from_slice(&bytes))
    {
        change(&path, &mut json);
        bytes = serde_json::to_vec(&json).unwrap();
    }
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    (status, headers, Body::from(bytes)).into_response()
}
