//! Counts the requests of the first page that are under way. Started only for scenarios that wait for an idle network;
//! never touches the page.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::calls;
use super::cdp::{Cdp, Event};
use super::cdp_error::CdpError;
use crate::collect::clock::Clock;

/// Requests under way since it started; it ends with its value.
pub struct NetworkWatch {
    clock: Clock,
    requests: Arc<Mutex<Requests>>,
    // The socket closes with its last sender.
    _cdp: Cdp,
    _reading: AbortOnDropHandle<()>,
}

/// Why requests cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum NetworkWatchError {
    /// No socket, or the browser refuses.
    #[error("the browser's debugging socket does not serve")]
    Browser(#[from] CdpError),
    /// There is nothing to watch.
    #[error("the browser's debugging address `{address}` lists no page")]
    NoPage {
        /// `host:port`.
        address: String,
    },
}

impl NetworkWatch {
    /// Watches the first page of the browser that debugs at `address` (`host:port`).
    pub async fn start(address: &str, clock: Clock) -> Result<Self, NetworkWatchError> {
        let (cdp, events) = Cdp::connect(address).await?;
        let page = first_page(&calls::targets(&cdp).await?)
            .ok_or_else(|| NetworkWatchError::NoPage { address: address.to_owned() })?;
        let session = calls::attach(&cdp, &page).await?;
        calls::watch_network(&cdp, &session).await?;
        let requests = Arc::new(Mutex::new(Requests::new(page, clock.now())));
        let reading = tokio::spawn(read(events, Arc::clone(&requests), clock));
        Ok(Self { clock, requests, _cdp: cdp, _reading: AbortOnDropHandle::new(reading) })
    }

    /// How long no request has been under way.
    pub fn quiet(&self) -> Duration {
        let now = self.clock.now();
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).quiet(now)
    }
}

fn first_page(targets: &Value) -> Option<String> {
    let page = targets["targetInfos"].as_array()?.iter().find(|target| target["type"] == "page")?;
    page["targetId"].as_str().map(str::to_owned)
}

/// The events end with the browser, whose loss the next command tells.
async fn read(mut events: mpsc::Receiver<Event>, requests: Arc<Mutex<Requests>>, clock: Clock) {
    while let Some(event) = events.recv().await {
        requests.lock().unwrap_or_else(PoisonError::into_inner).note(&event, clock.now());
    }
}

/// The requests under way. Pure.
struct Requests {
    page: String,
    open: HashSet<String>,
    changed: Instant,
}

impl Requests {
    fn new(page: String, now: Instant) -> Self {
        Self { page, open: HashSet::new(), changed: now }
    }

    fn quiet(&self, now: Instant) -> Duration {
        if self.open.is_empty() { now.saturating_duration_since(self.changed) } else { Duration::ZERO }
    }

    fn note(&mut self, event: &Event, now: Instant) {
        let changed = match event {
            // An end may be among what was dropped; the requests that are left are counted from here on.
            Event::Dropped(_) => {
                self.open.clear();
                true
            }
            Event::Said { method, params, .. } => self.said(method, params),
        };
        if changed {
            self.changed = now;
        }
    }

    fn said(&mut self, method: &str, params: &Value) -> bool {
        let Some(id) = params["requestId"].as_str() else { return false };
        match method {
            "Network.requestWillBeSent" => {
                // The ends of a page's requests are not told any more once another document takes its place.
                if params["frameId"] == self.page.as_str() && params["loaderId"] == id {
                    self.open.clear();
                }
                self.open.insert(id.to_owned())
            }
            "Network.loadingFinished" | "Network.loadingFailed" => self.open.remove(id),
            _ => false,
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an instant can only be had from the clock")]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(method: &str, params: Value) -> Event {
        Event::Said { session: None, method: method.to_owned(), params }
    }

    fn sent(id: &str, loader: &str) -> Event {
        let params = json!({"requestId": id, "loaderId": loader, "frameId": "T"});
        said("Network.requestWillBeSent", params)
    }

    #[test]
    fn request_is_under_way_until_it_ends() {
        let now = Instant::now();
        let later = now + Duration::from_secs(1);
        let mut requests = Requests::new("T".to_owned(), now);
        requests.note(&sent("7", "L"), now);
        requests.note(&said("Network.responseReceived", json!({"requestId": "7"})), now);
        assert_eq!(requests.quiet(later), Duration::ZERO);
        requests.note(&said("Network.loadingFinished", json!({"requestId": "7"})), now);
        assert_eq!(requests.quiet(later), Duration::from_secs(1));
    }

    #[test]
    fn a_new_document_ends_the_requests_of_the_old_one() {
        let now = Instant::now();
        let mut requests = Requests::new("T".to_owned(), now);
        requests.note(&sent("7", "L"), now);
        requests.note(&sent("M", "M"), now);
        requests.note(&said("Network.loadingFinished", json!({"requestId": "M"})), now);
        assert!(requests.open.is_empty());
    }

    #[test]
    fn a_lost_end_does_not_keep_a_wait_from_ending() {
        let now = Instant::now();
        let mut requests = Requests::new("T".to_owned(), now);
        requests.note(&sent("7", "L"), now);
        requests.note(&Event::Dropped(3), now);
        assert!(requests.open.is_empty());
    }
}
