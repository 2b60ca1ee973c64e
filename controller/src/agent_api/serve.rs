//! Listens for agents. Speaks plaintext on loopback only.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use protocol::wire::{self, AgentSession, AgentSessionServer, MESSAGE_LIMIT_BYTES};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::transport::Server;
use tonic::transport::server::Connected;
use tonic::{Request, Response, Status, Streaming};

use crate::agent_api::access::{AgentAccess, admit};
use crate::agent_api::attempt_folder::AttemptFolders;
use crate::agent_api::conversation::Conversation;
use crate::connections::{Reception, Stream, accept};
use crate::lease::Desk;

/// Messages that wait for the wire.
const WAITING_FOR_WIRE: usize = 64;
/// What is spoken over TLS (ALPN).
const PROTOCOLS: [&[u8]; 1] = [b"h2"];
/// A connection is asked for a sign after this long without one, and closed when none comes for as long again.
const KEEPALIVE: Duration = Duration::from_secs(10);

/// What the door needs.
#[derive(Clone, Debug)]
pub struct Door {
    /// Where messages go.
    pub desk: Desk,
    /// Where samples and uploads go.
    pub folders: AttemptFolders,
    /// Who may connect.
    pub access: AgentAccess,
    /// A stream that says nothing for this long is half open and ends; a few heartbeats.
    pub silence: Duration,
}

/// The door cannot be opened, or broke.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Tokens would travel readable.
    #[error("agents may reach {address} only over TLS; give a certificate and a key, or listen on 127.0.0.1")]
    Plaintext {
        /// Where.
        address: SocketAddr,
    },
    /// Anyone could connect.
    #[error("{address} is reachable by others and asks for no token; listen on 127.0.0.1 or use tokens")]
    Open {
        /// Where.
        address: SocketAddr,
    },
    /// The listener is broken.
    #[error("cannot tell the address that agents shall use")]
    Address(#[source] io::Error),
    /// The certificate or the listener is unusable.
    #[error("cannot serve agents")]
    Transport(#[from] tonic::transport::Error),
}

/// Serves agents until `shutdown`; every stream has ended when it returns.
pub async fn serve(
    listener: TcpListener,
    reception: Reception,
    door: Door,
    shutdown: CancellationToken,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Address)?;
    if reception.certificate.is_none() && !address.ip().is_loopback() {
        return Err(ServeError::Plaintext { address });
    }
    if matches!(door.access, AgentAccess::Open) && !address.ip().is_loopback() {
        return Err(ServeError::Open { address });
    }
    let streams = TaskTracker::new();
    let service =
        AgentSessionServer::new(Service { door, shutdown: shutdown.clone(), streams: streams.clone() })
            .max_decoding_message_size(MESSAGE_LIMIT_BYTES)
            .max_encoding_message_size(MESSAGE_LIMIT_BYTES);
    let mut server =
        Server::builder().http2_keepalive_interval(Some(KEEPALIVE)).http2_keepalive_timeout(Some(KEEPALIVE));
    tracing::info!(%address, "agents may connect");
    let arriving = accept(listener, reception, &PROTOCOLS, shutdown.clone());
    let incoming = ReceiverStream::new(arriving).map(|connection| Ok::<_, io::Error>(connection.stream));
    let outcome = server
        .add_service(service)
        .serve_with_incoming_shutdown(incoming, shutdown.clone().cancelled_owned())
        .await;
    shutdown.cancel();
    streams.close();
    streams.wait().await;
    Ok(outcome?)
}

impl Connected for Stream {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

struct Service {
    door: Door,
    shutdown: CancellationToken,
    streams: TaskTracker,
}

#[tonic::async_trait]
impl AgentSession for Service {
    type ConverseStream = ReceiverStream<Result<wire::ControllerMessage, Status>>;

    async fn converse(
        &self,
        request: Request<Streaming<wire::AgentMessage>>,
    ) -> Result<Response<Self::ConverseStream>, Status> {
        let serves = admit(&self.door.access, request.metadata()).await?;
        let (to_agent, from_conversation) = mpsc::channel(WAITING_FOR_WIRE);
        let Door { desk, folders, access: _, silence } = self.door.clone();
        let conversation = Conversation { desk, folders, serves, to_agent, silence };
        let shutdown = self.shutdown.clone();
        self.streams.spawn(async move {
            tokio::select! {
                () = conversation.hold(request.into_inner()) => {}
                // Nothing is said to the desk: leases outlive a restart of the controller.
                () = shutdown.cancelled() => {}
            }
        });
        Ok(Response::new(ReceiverStream::new(from_conversation)))
    }
}
