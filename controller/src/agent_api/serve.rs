//! Listens for agents. Speaks plaintext on loopback only.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::BoxStream;
use protocol::wire::{self, AgentSession, AgentSessionServer, MESSAGE_LIMIT_BYTES};
use protocol::{AgentMessage, ControllerMessage};
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
use crate::agent_api::parting::{Parting, Remedy};
use crate::connections::{Reception, Stream, accept};
use crate::lease::{Desk, Serves};

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

impl Door {
    /// A stream of an agent that serves these jobs, by whatever transport it came. What the controller says goes to
    /// `to_agent`; after an error it says no more.
    pub fn conversation<E>(
        &self,
        serves: Serves,
        to_agent: mpsc::Sender<Result<ControllerMessage, E>>,
    ) -> Conversation<E> {
        let Self { desk, folders, access: _, silence } = self.clone();
        Conversation { desk, folders, serves, to_agent, silence }
    }
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
    type ConverseStream = BoxStream<'static, Result<wire::ControllerMessage, Status>>;

    async fn converse(
        &self,
        request: Request<Streaming<wire::AgentMessage>>,
    ) -> Result<Response<Self::ConverseStream>, Status> {
        let serves = admit(&self.door.access, request.metadata()).await?;
        let (to_agent, from_conversation) = mpsc::channel(WAITING_FOR_WIRE);
        let conversation = self.door.conversation(serves, to_agent);
        let incoming = request.into_inner().map(|message| {
            let message = AgentMessage::try_from(message?);
            message.map_err(|error| Status::invalid_argument(error.to_string()))
        });
        let shutdown = self.shutdown.clone();
        self.streams.spawn(async move {
            tokio::select! {
                () = conversation.hold(incoming) => {}
                // Nothing is said to the desk: leases outlive a restart of the controller.
                () = shutdown.cancelled() => {}
            }
        });
        let said = ReceiverStream::new(from_conversation).map(|said| said.map(wire::ControllerMessage::from));
        Ok(Response::new(Box::pin(said)))
    }
}

impl From<Parting> for Status {
    fn from(parting: Parting) -> Self {
        let told = parting.told();
        match &parting {
            Parting::NoHello | Parting::SecondHello => return Self::failed_precondition(told),
            Parting::EndedEarly | Parting::Left => return Self::cancelled(told),
            Parting::Silent(_) | Parting::Deaf => return Self::deadline_exceeded(told),
            Parting::Failed => return Self::internal(told),
            Parting::Introduction(_)
            | Parting::Registration(_)
            | Parting::Upload(_)
            | Parting::Replaced
            | Parting::Disk
            | Parting::Closed(_) => {}
        }
        match parting.remedy() {
            Remedy::Mend => Self::invalid_argument(told),
            Remedy::Conflict => Self::already_exists(told),
            Remedy::Return => Self::unavailable(told),
            Remedy::Leave => Self::aborted(told),
        }
    }
}
