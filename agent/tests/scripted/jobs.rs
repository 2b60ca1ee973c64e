//! Jobs that do what a test tells them to.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use agent::drive::GuardCommand;
use agent::drive::job::{JobEnvironment, JobEvent, JobReport};
use agent::session::{AgentConfig, AgentToken, DrainPolicy, RunJob, SPOOL_LIMIT_BYTES, SessionError};
use protocol::{Assignment, AttemptOutcome, DeviceAdvert};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::controller::{ScriptedController, TOKEN};
use crate::support::{device, header, metric};

pub(crate) const DEVICE: &str = "lab/one";

/// What a test tells a job to do.
#[derive(Debug)]
pub(crate) enum Order {
    Measure(u64),
    /// The job succeeds and leaves its run with an attachment of this size.
    Succeed {
        attachment_bytes: usize,
    },
    Panic,
}

pub(crate) struct ScriptedJobs {
    orders: Arc<Mutex<mpsc::Receiver<Order>>>,
}

impl RunJob for ScriptedJobs {
    fn devices(&self) -> Vec<DeviceAdvert> {
        vec![device(DEVICE)]
    }

    async fn run_job(
        &self,
        _assignment: Assignment,
        environment: JobEnvironment,
        events: mpsc::Sender<JobEvent>,
        cancel: CancellationToken,
    ) -> JobReport {
        let mut orders = self.orders.lock().await;
        loop {
            let order = tokio::select! {
                () = cancel.cancelled() => return report(AttemptOutcome::Canceled, Vec::new()),
                order = orders.recv() => order.expect("the test gives orders"),
            };
            match order {
                Order::Measure(tick) => {
                    events.send(JobEvent::Batch(metric(tick))).await.expect("the session listens");
                }
                Order::Succeed { attachment_bytes } => {
                    let trace = environment.folder.join("trace.bin");
                    std::fs::write(&trace, vec![5; attachment_bytes]).expect("the folder is the job's");
                    return report(AttemptOutcome::Completed, vec![trace]);
                }
                Order::Panic => panic!("as ordered"),
            }
        }
    }
}

fn report(outcome: AttemptOutcome, attachments: Vec<std::path::PathBuf>) -> JobReport {
    JobReport { outcome, dataset: Some(Box::new(header())), attachments }
}

/// A session that runs beside the test.
pub(crate) struct Running {
    pub(crate) session: JoinHandle<Result<(), SessionError>>,
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) shutdown: CancellationToken,
}

pub(crate) fn start(controller: &ScriptedController, data: &Path) -> Running {
    start_with(config(&controller.address.to_string(), data))
}

pub(crate) fn start_with(config: AgentConfig) -> Running {
    let (orders, to_do) = mpsc::channel(64);
    let jobs = ScriptedJobs { orders: Arc::new(Mutex::new(to_do)) };
    let shutdown = CancellationToken::new();
    let session = tokio::spawn(agent::session::run(config, jobs, shutdown.clone()));
    Running { session, orders, shutdown }
}

pub(crate) fn config(controller: &str, data: &Path) -> AgentConfig {
    AgentConfig {
        controller: controller.to_owned(),
        token: AgentToken::new(TOKEN),
        ca: None,
        name: "lab".to_owned(),
        labels: protocol::Labels::new(),
        data: data.to_owned(),
        allowed_programs: std::collections::BTreeMap::new(),
        guard: GuardCommand { program: "/nonexistent".into(), arguments: Vec::new() },
        program_environment: std::collections::BTreeMap::new(),
        drain: DrainPolicy::Cancel,
        give_up_after: None,
        spool_limit_bytes: SPOOL_LIMIT_BYTES,
    }
}

impl Running {
    pub(crate) async fn order(&self, order: Order) {
        self.orders.send(order).await.expect("the job takes orders");
    }

    /// Ends the session as a SIGKILL would: nothing is flushed, nothing is said.
    pub(crate) async fn kill(self) {
        self.session.abort();
        assert!(self.session.await.expect_err("it was killed").is_cancelled());
    }
}

/// Waits until no attempt's folder is left.
pub(crate) async fn no_attempt_left(data: &Path) {
    let attempts = data.join("attempts");
    super::controller::within(async {
        while std::fs::read_dir(&attempts).is_ok_and(|mut entries| entries.next().is_some()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}
