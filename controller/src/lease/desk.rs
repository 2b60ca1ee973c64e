//! How doors talk to the one task that keeps all leases. Holds no state but the way there.

use std::time::Duration;

use protocol::{AgentId, AttemptRef, ControllerMessage, DeviceAdvert, DeviceId, Hello, JobId, ProcessList};
use tokio::sync::{mpsc, oneshot};

use crate::lease::fit::{Device, Serves};
use crate::lease::listing::ListError;
use crate::lease::quarantine::{QuarantineState, QuarantineWish};
use crate::lease::state_machine::Input;
use crate::lease::storage::{CancelState, JobHappening, StorageError};

/// Cheap to clone. When the queue behind it is full, callers wait.
#[derive(Clone, Debug)]
pub struct Desk {
    orders: mpsc::Sender<Order>,
}

/// The task that keeps the leases has ended: the controller is shutting down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the controller is shutting down")]
pub struct DeskClosed;

/// An agent that was let in.
#[derive(Clone, Debug, PartialEq)]
pub struct Registration {
    /// Tells this stream from earlier ones of the same agent.
    pub stream: u64,
    /// The answer to its hello.
    pub answer: ControllerMessage,
}

/// An agent that was not let in.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// Two agents name the same device.
    #[error(
        "device `{device}` belongs to another agent that is connected; give one of the two agents another name"
    )]
    DeviceTaken {
        /// Which.
        device: DeviceId,
    },
    /// An agent of this id works for another project.
    #[error(
        "an agent of this id is at work for another project; start this one with a data folder of its own, or once the other one's jobs have ended"
    )]
    OtherProject,
    /// The agent could not be written down.
    #[error("cannot register the agent")]
    Storage(#[from] StorageError),
    /// The controller is going away.
    #[error(transparent)]
    Closed(#[from] DeskClosed),
}

/// Where the attempt of a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The message counts.
    Open,
    /// The attempt has ended; its agent was told, and nothing of the message may be kept as a result.
    Ended,
}

/// What an agent says about one attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Who says it.
    pub agent: AgentId,
    /// About which attempt.
    pub attempt: AttemptRef,
    /// What it means for the lease.
    pub input: Input,
    /// What the job's log says of it.
    pub happening: Option<JobHappening>,
    /// One line that is kept as evidence if the attempt has ended.
    pub summary: String,
}

/// An attempt that is leased, for whoever receives its run by another door than its agent's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// The job's project.
    pub project: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Title of the run.
    pub title: String,
    /// Build under test.
    pub build: Option<String>,
    /// Tags of the run.
    pub tags: Vec<String>,
}

/// A way to the desk that does not keep it open.
#[derive(Clone, Debug)]
pub struct DeskLink {
    orders: mpsc::WeakSender<Order>,
}

impl DeskLink {
    /// A way to nowhere, for a controller without a queue.
    pub fn nowhere() -> Self {
        Self { orders: mpsc::channel(1).0.downgrade() }
    }

    /// The desk, while it is open.
    pub fn desk(&self) -> Result<Desk, DeskClosed> {
        self.orders.upgrade().map(Desk::new).ok_or(DeskClosed)
    }
}

/// What the task behind the desk can be asked.
#[derive(Debug)]
pub(super) enum Order {
    Submitted,
    Connect {
        hello: Hello,
        serves: Serves,
        outbox: mpsc::Sender<ControllerMessage>,
        answer: oneshot::Sender<Result<Registration, RegistrationError>>,
    },
    Disconnected {
        agent: AgentId,
        stream: u64,
    },
    Heartbeat {
        agent: AgentId,
        stream: u64,
        devices: Vec<DeviceAdvert>,
        running: Vec<AttemptRef>,
    },
    Draining {
        agent: AgentId,
        stream: u64,
    },
    Report {
        report: Box<Report>,
        answer: oneshot::Sender<Standing>,
    },
    Streamed {
        attempt: AttemptRef,
    },
    Leased {
        attempt: AttemptRef,
        answer: oneshot::Sender<Option<Leased>>,
    },
    Stored {
        attempt: AttemptRef,
        input: Input,
    },
    Cancel {
        job: JobId,
        reason: String,
        answer: oneshot::Sender<Result<CancelState, StorageError>>,
    },
    Finish {
        job: JobId,
        reason: String,
        answer: oneshot::Sender<Result<CancelState, StorageError>>,
    },
    Quarantine {
        device: DeviceId,
        wish: QuarantineWish,
        answer: oneshot::Sender<Result<QuarantineState, StorageError>>,
    },
    ListProcesses {
        device: DeviceId,
        cpu_over: Duration,
        answer: oneshot::Sender<Result<ProcessList, ListError>>,
    },
    Listed {
        agent: AgentId,
        request: u64,
        list: Result<ProcessList, String>,
    },
    Devices {
        answer: oneshot::Sender<Vec<Device>>,
    },
}

impl Desk {
    pub(super) fn new(orders: mpsc::Sender<Order>) -> Self {
        Self { orders }
    }

    /// Jobs were queued: plan now.
    pub async fn submitted(&self) -> Result<(), DeskClosed> {
        self.order(Order::Submitted).await
    }

    /// Lets an agent in; messages for it go to `outbox`, which closes when a newer stream of the agent replaces this one.
    /// It is given nothing but jobs of whom it serves.
    pub async fn connect(
        &self,
        hello: Hello,
        serves: Serves,
        outbox: mpsc::Sender<ControllerMessage>,
    ) -> Result<Registration, RegistrationError> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Connect { hello, serves, outbox, answer }).await?;
        answered.await.map_err(|_| DeskClosed)?
    }

    /// A stream ended.
    pub async fn disconnected(&self, agent: AgentId, stream: u64) -> Result<(), DeskClosed> {
        self.order(Order::Disconnected { agent, stream }).await
    }

    /// An agent is alive and works on `running`.
    pub async fn heartbeat(
        &self,
        agent: AgentId,
        stream: u64,
        devices: Vec<DeviceAdvert>,
        running: Vec<AttemptRef>,
    ) -> Result<(), DeskClosed> {
        self.order(Order::Heartbeat { agent, stream, devices, running }).await
    }

    /// An agent takes nothing new.
    pub async fn draining(&self, agent: AgentId, stream: u64) -> Result<(), DeskClosed> {
        self.order(Order::Draining { agent, stream }).await
    }

    /// An agent says something about an attempt; the answer says whether it counts.
    pub async fn report(&self, report: Report) -> Result<Standing, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Report { report: Box::new(report), answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    /// Something of the attempt's run came by another door than its agent's: that is progress.
    pub async fn streamed(&self, attempt: AttemptRef) -> Result<(), DeskClosed> {
        self.order(Order::Streamed { attempt }).await
    }

    /// The attempt, while it is leased.
    pub async fn leased(&self, attempt: AttemptRef) -> Result<Option<Leased>, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Leased { attempt, answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    /// A way to this desk that does not keep it open.
    pub fn link(&self) -> DeskLink {
        DeskLink { orders: self.orders.downgrade() }
    }

    /// Cancels a job, wherever it is.
    pub async fn cancel(
        &self,
        job: JobId,
        reason: String,
    ) -> Result<Result<CancelState, StorageError>, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Cancel { job, reason, answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    /// Brings a manual session to its ordinary end: what it measured counts.
    pub async fn finish(
        &self,
        job: JobId,
        reason: String,
    ) -> Result<Result<CancelState, StorageError>, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Finish { job, reason, answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    /// Takes a device out of service, or releases it.
    pub async fn quarantine(
        &self,
        device: DeviceId,
        wish: QuarantineWish,
    ) -> Result<Result<QuarantineState, StorageError>, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Quarantine { device, wish, answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    /// The processes of a device, as its agent tells them; their CPU is measured over `cpu_over`, if that is not zero.
    pub async fn list_processes(
        &self,
        device: DeviceId,
        cpu_over: Duration,
    ) -> Result<Result<ProcessList, ListError>, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::ListProcesses { device, cpu_over, answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    /// An agent answers the question for its processes.
    pub async fn listed(
        &self,
        agent: AgentId,
        request: u64,
        list: Result<ProcessList, String>,
    ) -> Result<(), DeskClosed> {
        self.order(Order::Listed { agent, request, list }).await
    }

    /// Every known device as the planner sees it now: input of [`crate::lease::plan()`] for whoever asks why a job waits.
    pub async fn devices(&self) -> Result<Vec<Device>, DeskClosed> {
        let (answer, answered) = oneshot::channel();
        self.order(Order::Devices { answer }).await?;
        answered.await.map_err(|_| DeskClosed)
    }

    async fn order(&self, order: Order) -> Result<(), DeskClosed> {
        self.orders.send(order).await.map_err(|_| DeskClosed)
    }
}
