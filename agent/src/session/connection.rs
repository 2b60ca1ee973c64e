//! One stream to the controller, encrypted unless it stays on this machine. Never decides what is said over it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt;
use protocol::wire::{self, AgentSessionClient};
use protocol::{AgentMessage, ControllerMessage, FromWireError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codegen::http::Uri;
use tonic::codegen::http::uri::InvalidUri;
use tonic::metadata::{Ascii, MetadataValue, errors::InvalidMetadataValue};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request, Status};

use super::config::AgentConfig;

/// Messages that wait for the network, in each direction; a full queue holds its sender back.
const QUEUE: usize = 64;
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// A silent peer is asked for a sign of life after this time, and given up after as long again.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// Opens streams to one controller.
#[derive(Clone, Debug)]
pub(super) struct Dialer {
    endpoint: Endpoint,
    address: String,
    authorization: MetadataValue<Ascii>,
}

/// An open stream; ends with exactly one error.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) outgoing: mpsc::Sender<AgentMessage>,
    pub(super) incoming: mpsc::Receiver<Result<ControllerMessage, ConnectionError>>,
}

/// The controller cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The address is none.
    #[error("`{address}` is not a controller's address; write `host:port`, `http://…` or `https://…`")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong with it.
        #[source]
        source: Option<InvalidUri>,
    },
    /// Unencrypted to another machine.
    #[error(
        "refused to send a token unencrypted to `{address}`; use `https://` with the controller's CA file"
    )]
    Plaintext {
        /// As it was given.
        address: String,
    },
    /// Encrypted, and nobody to trust.
    #[error("`{address}` needs the CA file that the controller's certificate was signed with")]
    CaMissing {
        /// As it was given.
        address: String,
    },
    /// The CA file cannot be read.
    #[error("cannot read the CA file `{}`", path.display())]
    Ca {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The CA file holds no certificate.
    #[error("cannot set up encryption for `{address}`")]
    Tls {
        /// As it was given.
        address: String,
        /// What is wrong.
        #[source]
        source: tonic::transport::Error,
    },
    /// The token holds characters that cannot travel.
    #[error("the token is not one that `perfsight token create` prints")]
    Token(#[source] InvalidMetadataValue),
    /// Nobody answers there.
    #[error("cannot reach the controller at `{address}`")]
    Unreachable {
        /// As it was given.
        address: String,
        /// What the network said.
        #[source]
        source: tonic::transport::Error,
    },
    /// The controller does not know the token.
    #[error("the controller at `{address}` refused the token: {reason}")]
    Refused {
        /// As it was given.
        address: String,
        /// The controller's words.
        reason: String,
    },
    /// The stream ended with an error.
    #[error("the stream to the controller broke")]
    Broken(#[source] Box<Status>),
    /// The stream ended in order.
    #[error("the controller closed the stream")]
    Closed,
    /// The controller does not take what is said.
    #[error("the controller takes no messages; {waiting} wait")]
    Stalled {
        /// How many wait.
        waiting: usize,
    },
    /// The controller speaks another version of the protocol.
    #[error("the controller sent a message that this agent does not understand")]
    Malformed(#[source] FromWireError),
}

impl Dialer {
    /// Checks address, token and CA file; nothing is sent yet.
    pub(super) fn new(config: &AgentConfig) -> Result<Self, ConnectionError> {
        let address = config.controller.clone();
        let uri = controller_uri(&address)?;
        let encrypted = uri.scheme_str() == Some("https");
        let mut endpoint = Endpoint::from(uri)
            .connect_timeout(CONNECT_LIMIT)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .keep_alive_timeout(KEEP_ALIVE)
            .keep_alive_while_idle(true);
        if encrypted {
            let ca =
                config.ca.clone().ok_or_else(|| ConnectionError::CaMissing { address: address.clone() })?;
            let pem = std::fs::read(&ca).map_err(|source| ConnectionError::Ca { path: ca, source })?;
            let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem));
            endpoint = endpoint
                .tls_config(tls)
                .map_err(|source| ConnectionError::Tls { address: address.clone(), source })?;
        }
        let bearer = format!("{}{}", wire::BEARER, config.token.reveal());
        let mut authorization: MetadataValue<Ascii> = bearer.parse().map_err(ConnectionError::Token)?;
        authorization.set_sensitive(true);
        Ok(Self { endpoint, address, authorization })
    }

    /// Opens a stream. A controller may answer only when it has heard hello, so a refusal arrives on the stream.
    pub(super) async fn open(self) -> Result<Connection, ConnectionError> {
        let channel = self.endpoint.connect().await;
        let channel = channel
            .map_err(|source| ConnectionError::Unreachable { address: self.address.clone(), source })?;
        let (outgoing, to_send) = mpsc::channel(QUEUE);
        let (received, incoming) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let ended = tokio::select! {
                ended = self.converse(channel, to_send, &received) => ended,
                // Nobody listens any more: dropping the call closes the stream.
                () = received.closed() => return,
            };
            // A closed receiver means that nobody asks why it ended.
            let _nobody_asks = received.send(Err(ended)).await;
        });
        Ok(Connection { outgoing, incoming })
    }

    async fn converse(
        &self,
        channel: Channel,
        to_send: mpsc::Receiver<AgentMessage>,
        received: &mpsc::Sender<Result<ControllerMessage, ConnectionError>>,
    ) -> ConnectionError {
        let mut client = AgentSessionClient::new(channel)
            .max_decoding_message_size(wire::MESSAGE_LIMIT_BYTES)
            .max_encoding_message_size(wire::MESSAGE_LIMIT_BYTES);
        let mut request = Request::new(ReceiverStream::new(to_send).map(wire::AgentMessage::from));
        request.metadata_mut().insert(wire::AUTHORIZATION, self.authorization.clone());
        let mut stream = match client.converse(request).await {
            Ok(response) => response.into_inner(),
            Err(status) => return self.ended(status),
        };
        loop {
            let message = match stream.message().await {
                Ok(Some(message)) => ControllerMessage::try_from(message),
                Ok(None) => return ConnectionError::Closed,
                Err(status) => return self.ended(status),
            };
            match message {
                Ok(message) => {
                    if received.send(Ok(message)).await.is_err() {
                        return ConnectionError::Closed;
                    }
                }
                Err(source) => return ConnectionError::Malformed(source),
            }
        }
    }

    fn ended(&self, status: Status) -> ConnectionError {
        if matches!(status.code(), Code::Unauthenticated | Code::PermissionDenied) {
            let reason = status.message().to_owned();
            return ConnectionError::Refused { address: self.address.clone(), reason };
        }
        ConnectionError::Broken(Box::new(status))
    }
}

/// The address with its scheme: encrypted unless it is on this machine.
fn controller_uri(address: &str) -> Result<Uri, ConnectionError> {
    let invalid = |source| ConnectionError::Address { address: address.to_owned(), source };
    let whole = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let uri: Uri = whole.parse().map_err(|source| invalid(Some(source)))?;
    let authority = uri.authority().ok_or_else(|| invalid(None))?;
    let loopback = is_loopback(authority.host());
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if loopback => Ok(uri),
        Some("http") if address.contains("://") => {
            Err(ConnectionError::Plaintext { address: address.to_owned() })
        }
        Some("http") => format!("https://{address}").parse().map_err(|source| invalid(Some(source))),
        Some(_) | None => Err(invalid(None)),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_goes_unencrypted_to_this_machine_alone() {
        let check = |address: &str| controller_uri(address).map(|uri| uri.to_string());
        assert_eq!(check("127.0.0.1:9000").unwrap(), "http://127.0.0.1:9000/");
        assert_eq!(check("[::1]:9000").unwrap(), "http://[::1]:9000/");
        assert_eq!(check("http://localhost:9000").unwrap(), "http://localhost:9000/");
        assert_eq!(check("lab.example:9000").unwrap(), "https://lab.example:9000/");
        let refusal = check("http://lab.example:9000").unwrap_err().to_string();
        assert!(refusal.contains("https://"), "{refusal}");
        assert!(check("http://127.0.0.1.example:9000").is_err());
    }

    #[test]
    fn text_that_is_no_address_is_refused() {
        for text in ["", "ftp://lab:1", "a b", "/path"] {
            assert!(matches!(controller_uri(text), Err(ConnectionError::Address { .. })), "{text:?}");
        }
    }
}
