//! Counts the requests of the page that are under way, over the browser's debugging socket. Started only for
//! scenarios that wait for an idle network; never touches the page.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_util::task::AbortOnDropHandle;

const CONNECT: Duration = Duration::from_secs(10);
const ENABLE: &str = r#"{"id":1,"method":"Network.enable","params":{}}"#;

/// Requests under way since it started; it ends with its value.
#[derive(Debug)]
pub(crate) struct NetworkWatch {
    state: Arc<Mutex<State>>,
    _reading: AbortOnDropHandle<()>,
}

/// Why requests cannot be counted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NetworkWatchError {
    #[error("the browser's debugging address `{address}` does not list its pages")]
    List { address: String, source: hyper_util::client::legacy::Error },
    #[error("the browser's debugging address `{address}` lists no page")]
    NoPage { address: String },
    #[error("cannot open the page's debugging socket")]
    Socket(#[source] Box<tungstenite::Error>),
    #[error("the browser did not open the page's debugging socket within {} s", CONNECT.as_secs())]
    Hung,
}

#[derive(Debug)]
struct State {
    open: HashSet<String>,
    last_change: Instant,
}

impl NetworkWatch {
    /// Watches the only page of the browser that debugs at `address` (`host:port`).
    pub(crate) async fn start(address: &str) -> Result<Self, NetworkWatchError> {
        timeout(CONNECT, connect(address)).await.unwrap_or(Err(NetworkWatchError::Hung))
    }

    /// How long no request has been under way.
    pub(crate) fn quiet(&self) -> Duration {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.open.is_empty() { state.last_change.elapsed() } else { Duration::ZERO }
    }
}

async fn connect(address: &str) -> Result<NetworkWatch, NetworkWatchError> {
    let url = page_socket(address).await?;
    let socket_error = |error| NetworkWatchError::Socket(Box::new(error));
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.map_err(socket_error)?;
    socket.send(Message::text(ENABLE)).await.map_err(socket_error)?;
    let state = Arc::new(Mutex::new(State { open: HashSet::new(), last_change: Instant::now() }));
    let shared = Arc::clone(&state);
    let reading = tokio::spawn(async move {
        // The socket ends with the browser, whose loss the next command tells.
        while let Some(Ok(message)) = socket.next().await {
            if let Ok(event) = serde_json::from_slice::<Value>(&message.into_data()) {
                note(&mut shared.lock().unwrap_or_else(PoisonError::into_inner), &event);
            }
        }
    });
    Ok(NetworkWatch { state, _reading: AbortOnDropHandle::new(reading) })
}

fn note(state: &mut State, event: &Value) {
    let Some(id) = event["params"]["requestId"].as_str() else { return };
    let changed = match event["method"].as_str() {
        Some("Network.requestWillBeSent") => state.open.insert(id.to_owned()),
        Some("Network.loadingFinished" | "Network.loadingFailed") => state.open.remove(id),
        Some(_) | None => false,
    };
    if changed {
        state.last_change = Instant::now();
    }
}

async fn page_socket(address: &str) -> Result<String, NetworkWatchError> {
    let no_page = || NetworkWatchError::NoPage { address: address.to_owned() };
    let uri = format!("http://{address}/json/list").parse().map_err(|_| no_page())?;
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let answer = client
        .get(uri)
        .await
        .map_err(|source| NetworkWatchError::List { address: address.to_owned(), source })?;
    let body = answer.into_body().collect().await.map_err(|_| no_page())?.to_bytes();
    let targets: Vec<Value> = serde_json::from_slice(&body).map_err(|_| no_page())?;
    let page = targets.iter().find(|target| target["type"] == "page").ok_or_else(no_page)?;
    page["webSocketDebuggerUrl"].as_str().map(str::to_owned).ok_or_else(no_page)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn request_is_under_way_until_it_ends() {
        let mut state = State { open: HashSet::new(), last_change: Instant::now() };
        let event = |method: &str| json!({"method": method, "params": {"requestId": "7"}});
        note(&mut state, &event("Network.requestWillBeSent"));
        note(&mut state, &event("Network.responseReceived"));
        assert_eq!(state.open.len(), 1);
        note(&mut state, &event("Network.loadingFinished"));
        assert!(state.open.is_empty());
    }
}
