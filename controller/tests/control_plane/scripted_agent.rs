//! An agent that does exactly what a test says, over a real connection.

use std::net::SocketAddr;

use protocol::wire::{self, AgentSessionClient};
use protocol::{
    AgentMessage, Assignment, AttemptOutcome, AttemptRef, AttemptResult, ControllerMessage, DeviceAdvert,
    DeviceId, DeviceState, Hello, RunningAttempt, SampleBatch, UploadChunk, UploadKind,
};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Request, Status, Streaming};

use crate::samples::{agent_id, chromium};
use crate::small_lab::PATIENCE;

/// A connected agent with one device, `<name>/1`.
pub(crate) struct ScriptedAgent {
    to_controller: mpsc::Sender<wire::AgentMessage>,
    from_controller: Streaming<wire::ControllerMessage>,
    /// The controller's answer to the hello.
    pub(crate) registered: ControllerMessage,
}

impl ScriptedAgent {
    pub(crate) async fn connect(address: SocketAddr, number: u128, holds: &[AttemptRef]) -> Self {
        Self::try_connect(address, number, holds, None).await.unwrap()
    }

    pub(crate) async fn try_connect(
        address: SocketAddr,
        number: u128,
        holds: &[AttemptRef],
        token: Option<&str>,
    ) -> Result<Self, Status> {
        Self::introduce(address, hello(number, &format!("agent{number}"), holds), token).await
    }

    /// Connects under a name that need not be its own.
    pub(crate) async fn try_connect_as(
        address: SocketAddr,
        number: u128,
        name: &str,
    ) -> Result<Self, Status> {
        Self::introduce(address, hello(number, name, &[]), None).await
    }

    async fn introduce(address: SocketAddr, hello: Hello, token: Option<&str>) -> Result<Self, Status> {
        let client = AgentSessionClient::connect(format!("http://{address}")).await.unwrap();
        Self::over(client, hello, token).await
    }

    /// Says hello over a connection that exists.
    pub(crate) async fn introduced(
        client: AgentSessionClient<Channel>,
        number: u128,
    ) -> Result<Self, Status> {
        Self::over(client, hello(number, &format!("agent{number}"), &[]), None).await
    }

    async fn over(
        mut client: AgentSessionClient<Channel>,
        hello: Hello,
        token: Option<&str>,
    ) -> Result<Self, Status> {
        let (to_controller, outgoing) = mpsc::channel(64);
        let mut request = Request::new(ReceiverStream::new(outgoing));
        if let Some(token) = token {
            request
                .metadata_mut()
                .insert(wire::AUTHORIZATION, format!("{}{token}", wire::BEARER).parse().unwrap());
        }
        to_controller.send(AgentMessage::Hello(hello).into()).await.unwrap();
        let mut from_controller = client.converse(request).await?.into_inner();
        let registered = heard(&mut from_controller).await?;
        Ok(Self { to_controller, from_controller, registered })
    }

    pub(crate) async fn say(&self, message: AgentMessage) {
        self.to_controller.send(message.into()).await.expect("the stream is open");
    }

    /// What the controller says next; its word when the stream is over.
    pub(crate) async fn next(&mut self) -> Result<ControllerMessage, Status> {
        heard(&mut self.from_controller).await
    }

    pub(crate) async fn assignment(&mut self) -> Assignment {
        let message = self.next().await.unwrap();
        let ControllerMessage::Assignment(assignment) = message else {
            panic!("no assignment but {message:?}")
        };
        *assignment
    }

    /// Takes the next job.
    pub(crate) async fn accept(&mut self) -> AttemptRef {
        let attempt = self.assignment().await.attempt;
        self.say(AgentMessage::Accepted(attempt)).await;
        attempt
    }

    pub(crate) async fn heartbeat(&self, running: &[AttemptRef]) {
        self.say(AgentMessage::Heartbeat { devices: Vec::new(), running: running.to_vec() }).await;
    }

    pub(crate) async fn result(&self, attempt: AttemptRef, outcome: AttemptOutcome) {
        self.say(AgentMessage::Result(AttemptResult { attempt, outcome })).await;
    }

    /// Uploads a Dataset and reports completion; gives the controller's answer to the result.
    pub(crate) async fn complete(&mut self, attempt: AttemptRef) -> ControllerMessage {
        self.say(AgentMessage::Upload(dataset_piece(attempt, b"{}", 0))).await;
        let stored =
            ControllerMessage::UploadAcknowledged { attempt, name: "dataset.json".into(), received_bytes: 2 };
        assert_eq!(self.next().await.unwrap(), stored);
        self.result(attempt, AttemptOutcome::Completed).await;
        self.next().await.unwrap()
    }
}

async fn heard(stream: &mut Streaming<wire::ControllerMessage>) -> Result<ControllerMessage, Status> {
    let message = timeout(PATIENCE, stream.message()).await.expect("the controller speaks in time")?;
    let message = message.ok_or_else(|| Status::cancelled("the controller closed the stream"))?;
    Ok(message.try_into().unwrap())
}

pub(crate) fn batch(attempt: AttemptRef, sequence: u64) -> AgentMessage {
    AgentMessage::Samples(SampleBatch {
        attempt,
        sequence,
        batches: Vec::new(),
        processes: Vec::new(),
        marks: Vec::new(),
    })
}

/// The rest of `content` from `offset` on, as one piece of `dataset.json`.
pub(crate) fn dataset_piece(attempt: AttemptRef, content: &[u8], offset: usize) -> UploadChunk {
    UploadChunk {
        attempt,
        kind: UploadKind::Dataset,
        name: "dataset.json".to_owned(),
        offset_bytes: offset as u64,
        bytes: content[offset..].to_vec(),
        total_bytes: content.len() as u64,
        sha256: Sha256::digest(content).into(),
    }
}

fn hello(number: u128, name: &str, holds: &[AttemptRef]) -> Hello {
    let device = DeviceAdvert {
        device: DeviceId::new(format!("{name}/1")),
        platform: "linux".to_owned(),
        os: "Debian 12".to_owned(),
        arch: "x86_64".to_owned(),
        facts: std::collections::BTreeMap::new(),
        browsers: vec![chromium("140.0")],
        state: DeviceState::Ready,
        watches_processes: true,
        abilities: None,
    };
    Hello {
        agent: agent_id(number),
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        labels: std::collections::BTreeMap::new(),
        devices: vec![device],
        running: holds.iter().map(|attempt| RunningAttempt { attempt: *attempt, acknowledged: 0 }).collect(),
    }
}
