//! One attempt at sending one notice: in so much time, to the one address, along no redirect. Never reads the answer's body.

use std::time::Duration;

use dataset::Timestamp;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect;

use super::storage::Outgoing;
use super::webhook::Webhook;

/// How long the receiver may take to take a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long it may take in all.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// Sends to one receiver.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    http: reqwest::Client,
    webhook: Webhook,
}

/// A notice was not taken. No error shows the receiver's address.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The client cannot be set up.
    #[error("cannot set up an HTTP client")]
    Client(#[source] reqwest::Error),
    /// It does not listen.
    #[error("the receiver cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// It took too long.
    #[error("the receiver did not answer within {} s", ANSWER_LIMIT.as_secs())]
    Slow(#[source] reqwest::Error),
    /// It broke off, or answered nonsense.
    #[error("the receiver gave no answer that could be read")]
    Unreadable(#[source] reqwest::Error),
    /// It sends us elsewhere.
    #[error("the receiver answered {status}; redirects are not followed")]
    Redirect {
        /// 300 to 399.
        status: u16,
    },
    /// It wants no notice any more.
    #[error("the receiver answered 410: it is gone")]
    Gone,
    /// It does not take it.
    #[error("the receiver answered {status}")]
    Refused {
        /// Below 200, or 400 and above.
        status: u16,
    },
}

impl Sender {
    pub(super) fn new(webhook: Webhook) -> Result<Self, SendError> {
        let builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_LIMIT)
            .timeout(ANSWER_LIMIT)
            .user_agent(concat!("perfsight/", env!("CARGO_PKG_VERSION")));
        // Whoever is on this machine is never asked by way of another one.
        let builder = if webhook.url.is_plain() { builder.no_proxy() } else { builder.https_only(true) };
        Ok(Self { http: builder.build().map_err(SendError::Client)?, webhook })
    }

    /// The receiver, as it may stand in a log.
    pub(super) fn receiver(&self) -> String {
        self.webhook.url.origin()
    }

    /// Sends a notice; gives the status of a receiver that took it.
    pub(super) async fn send(&self, outgoing: &Outgoing, now: Timestamp) -> Result<u16, SendError> {
        let (id, seconds) = (format!("msg_{}", outgoing.id.simple()), now.epoch_ms().div_euclid(1000));
        let signature = self.webhook.secret.sign(&id, seconds, &outgoing.body);
        let request = self
            .http
            .post(self.webhook.url.url().clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature)
            .body(outgoing.body.clone());
        let answer = request.send().await.map_err(|error| broken(error.without_url()))?;
        match answer.status().as_u16() {
            status @ 200..=299 => Ok(status),
            status @ 300..=399 => Err(SendError::Redirect { status }),
            410 => Err(SendError::Gone),
            status => Err(SendError::Refused { status }),
        }
    }
}

impl SendError {
    /// The receiver's HTTP status, where it gave one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Client(_) | Self::Unreachable(_) | Self::Slow(_) | Self::Unreadable(_) => None,
            Self::Redirect { status } | Self::Refused { status } => Some(*status),
            Self::Gone => Some(410),
        }
    }

    /// Whether another try is pointless.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Gone)
    }
}

fn broken(error: reqwest::Error) -> SendError {
    if error.is_timeout() {
        SendError::Slow(error)
    } else if error.is_connect() {
        SendError::Unreachable(error)
    } else {
        SendError::Unreadable(error)
    }
}
