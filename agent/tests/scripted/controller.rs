//! A controller that speaks the protocol for real on loopback and says what a test tells it to.

use std::net::SocketAddr;
use std::time::Duration;

use protocol::wire::{self, AgentSession, AgentSessionServer};
use protocol::{AgentMessage, AttemptRef, ControllerMessage, Hello, UploadChunk};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status, Streaming};

use crate::support::LEASE;

pub(crate) const TOKEN: &str = "right-token";
const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) struct ScriptedController {
    pub(crate) address: SocketAddr,
    conversations: mpsc::Receiver<Conversation>,
}

/// One stream of one agent; dropping it breaks the stream.
pub(crate) struct Conversation {
    heard: Streaming<wire::AgentMessage>,
    said: mpsc::Sender<Result<wire::ControllerMessage, Status>>,
}

struct Service {
    conversations: mpsc::Sender<Conversation>,
}

#[tonic::async_trait]
impl AgentSession for Service {
    type ConverseStream = ReceiverStream<Result<wire::ControllerMessage, Status>>;

    async fn converse(
        &self,
        request: Request<Streaming<wire::AgentMessage>>,
    ) -> Result<Response<Self::ConverseStream>, Status> {
        let token = request.metadata().get(wire::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if token.and_then(|value| value.strip_prefix(wire::BEARER)) != Some(TOKEN) {
            return Err(Status::unauthenticated("no such token"));
        }
        let (said, to_say) = mpsc::channel(64);
        let conversation = Conversation { heard: request.into_inner(), said };
        self.conversations.send(conversation).await.map_err(|_| Status::unavailable("the test is over"))?;
        Ok(Response::new(ReceiverStream::new(to_say)))
    }
}

impl ScriptedController {
    pub(crate) async fn start() -> Self {
        Self::serve(Server::builder()).await
    }

    /// With the certificate that the authority `tests/tls/ca.pem` signed.
    pub(crate) async fn start_encrypted() -> Self {
        let certificate = include_bytes!("../tls/controller.pem");
        let identity = Identity::from_pem(certificate, include_bytes!("../tls/controller.key"));
        let encrypted = Server::builder().tls_config(ServerTlsConfig::new().identity(identity));
        Self::serve(encrypted.expect("the certificate fits its key")).await
    }

    async fn serve(mut server: Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (conversations, incoming) = mpsc::channel(4);
        let service = AgentSessionServer::new(Service { conversations })
            .max_decoding_message_size(wire::MESSAGE_LIMIT_BYTES);
        let serving = server.add_service(service);
        tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
        Self { address, conversations: incoming }
    }

    /// The next stream, greeted and registered.
    pub(crate) async fn register(&mut self, ended: &[AttemptRef]) -> (Conversation, Hello) {
        let mut conversation = within(self.conversations.recv()).await.expect("an agent calls");
        let AgentMessage::Hello(hello) = conversation.next().await else { panic!("hello comes first") };
        conversation
            .say(ControllerMessage::Registered {
                heartbeat_interval: Duration::from_millis(200),
                lease_duration: LEASE,
                ended: ended.to_vec(),
            })
            .await;
        (conversation, hello)
    }
}

impl Conversation {
    pub(crate) async fn say(&self, message: ControllerMessage) {
        self.said.send(Ok(message.into())).await.expect("the agent listens");
    }

    /// The next message of the kind that `pick` knows; others are passed over.
    pub(crate) async fn hear<T>(&mut self, pick: impl Fn(AgentMessage) -> Option<T>) -> T {
        loop {
            if let Some(picked) = pick(self.next().await) {
                return picked;
            }
        }
    }

    pub(crate) async fn sequence(&mut self) -> u64 {
        self.hear(
            |message| if let AgentMessage::Samples(batch) = message { Some(batch.sequence) } else { None },
        )
        .await
    }

    pub(crate) async fn chunk(&mut self) -> UploadChunk {
        self.hear(|message| if let AgentMessage::Upload(chunk) = message { Some(chunk) } else { None }).await
    }

    pub(crate) async fn result(&mut self) -> protocol::AttemptResult {
        self.hear(|message| if let AgentMessage::Result(result) = message { Some(result) } else { None })
            .await
    }

    async fn next(&mut self) -> AgentMessage {
        let message =
            within(self.heard.message()).await.expect("the stream holds").expect("the agent speaks");
        message.try_into().expect("the agent's messages are well formed")
    }
}

/// Every wait of a test ends.
pub(crate) async fn within<T>(waited_for: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, waited_for).await.expect("it happens within the deadline")
}
