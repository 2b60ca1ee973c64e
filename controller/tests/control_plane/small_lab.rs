//! A controller of the test's own: `SQLite` in a temporary folder, the desk, and the agents' door on loopback.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use controller::agent_api::{
    AgentAccess, AttemptFolders, AttemptRecord, AttemptResults, Door, Intake, serve,
};
use controller::connections::Reception;
use controller::lease::{Clock, Desk, Settings, start};
use controller::schedule::{Submission, request_jobs};
use controller::store::Store;
use controller::store::queue::Job;
use dataset::Timestamp;
use protocol::{JobId, RunId};
use scenarios::Scenario;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::samples::job_id;

/// The longest that a test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A running controller.
pub(crate) struct SmallLab {
    folder: TempDir,
    pub(crate) store: Store,
    pub(crate) desk: Desk,
    pub(crate) data: PathBuf,
    /// Where attempts keep their files.
    pub(crate) attempts: AttemptFolders,
    pub(crate) address: SocketAddr,
    /// What reached the intake, in order.
    pub(crate) taken: Arc<Mutex<Vec<AttemptRecord>>>,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    keeping: JoinHandle<()>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "leases expire in real time here; everything else takes its time from this"
)]
pub(crate) fn clock() -> Clock {
    Arc::new(|| Timestamp::from_epoch_ms(jiff::Timestamp::now().as_millisecond()))
}

fn settings() -> Settings {
    Settings {
        heartbeat: Duration::from_millis(200),
        lease: Duration::from_secs(2),
        tick: Duration::from_millis(20),
        ..Settings::default()
    }
}

impl SmallLab {
    pub(crate) async fn start() -> Self {
        Self::start_with(AgentAccess::Open).await
    }

    pub(crate) async fn start_with(access: AgentAccess) -> Self {
        Self::open(tempfile::tempdir().unwrap(), Arc::default(), access).await
    }

    /// Ends the controller as a stop does, and starts another one on the same data.
    pub(crate) async fn restart(self) -> Self {
        let Self { folder, store, desk, taken, shutdown, serving, keeping, address: _, data: _, attempts: _ } =
            self;
        shutdown.cancel();
        serving.await.unwrap();
        drop(desk);
        keeping.await.unwrap();
        store.close().await.unwrap();
        Self::open(folder, taken, AgentAccess::Open).await
    }

    async fn open(folder: TempDir, taken: Arc<Mutex<Vec<AttemptRecord>>>, access: AgentAccess) -> Self {
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        let folders = AttemptFolders::new(folder.path().join("attempts"));
        let results = AttemptResults::new(folders.clone(), intake(Arc::clone(&taken)));
        let (desk, keeping) =
            start(Arc::new(store.clone()), Arc::new(results), clock(), settings()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let attempts = folders.clone();
        let door = Door { desk: desk.clone(), folders, access, silence: PATIENCE };
        let served = serve(listener, Reception::default(), door, shutdown.clone());
        let serving = tokio::spawn(async move { served.await.unwrap() });
        let data = folder.path().to_owned();
        Self { folder, store, desk, data, attempts, address, taken, shutdown, serving, keeping }
    }

    /// Queues one job.
    pub(crate) async fn submit(&self, number: u128, scenario: Scenario) -> JobId {
        self.submit_in("default", number, scenario).await
    }

    /// Queues one job of a project.
    pub(crate) async fn submit_in(&self, project: &str, number: u128, scenario: Scenario) -> JobId {
        let submission = Submission {
            project: project.to_owned(),
            scenarios: vec![scenario],
            title: None,
            release: None,
            build: None,
            tags: Vec::new(),
            baseline: None,
            device: None,
            priority: 0,
            idempotency_key: None,
        };
        let request = request_jobs(submission, || job_id(number)).unwrap();
        self.store.enqueue(&request, clock()()).await.unwrap();
        self.desk.submitted().await.unwrap();
        job_id(number)
    }

    /// Waits until a job is as `promise` says.
    pub(crate) async fn job_when(&self, job: JobId, promise: impl Fn(&Job) -> bool) -> Job {
        let waited = tokio::time::timeout(PATIENCE, async {
            let mut pause = tokio::time::interval(Duration::from_millis(10));
            loop {
                pause.tick().await;
                let job = self.store.job(job).await.unwrap().unwrap();
                if promise(&job) {
                    return job;
                }
            }
        });
        waited.await.expect("the job gets there in time")
    }

    /// Waits until a line of a job's log holds `text`.
    pub(crate) async fn logged(&self, job: JobId, text: &str) {
        let waited = tokio::time::timeout(PATIENCE, async {
            let mut pause = tokio::time::interval(Duration::from_millis(10));
            loop {
                pause.tick().await;
                let lines = self.store.job_log(job, 0, 1_000).await.unwrap();
                if lines.iter().any(|line| line.message.contains(text)) {
                    return;
                }
            }
        });
        waited.await.expect("the line is logged in time");
    }

    /// Waits until the files of a counted attempt are gone.
    pub(crate) async fn removed(&self, attempt: protocol::AttemptRef) {
        let waited = tokio::time::timeout(PATIENCE, async {
            let mut pause = tokio::time::interval(Duration::from_millis(10));
            while self.attempt_file(attempt, "").exists() {
                pause.tick().await;
            }
        });
        waited.await.expect("what a run was made of goes in time");
    }

    /// A file of an attempt.
    pub(crate) fn attempt_file(&self, attempt: protocol::AttemptRef, name: &str) -> PathBuf {
        self.folder.path().join("attempts").join(attempt.to_string()).join(name)
    }
}

/// Gives the same run for the same attempt, as the real one does.
fn intake(taken: Arc<Mutex<Vec<AttemptRecord>>>) -> Intake {
    Arc::new(move |record| {
        let mut taken = taken.lock().unwrap();
        let same = taken.iter().position(|known| known.attempt == record.attempt);
        let index = same.unwrap_or(taken.len());
        if same.is_none() {
            taken.push(record);
        }
        Box::pin(async move { Ok(RunId::new(Uuid::from_u128(index as u128 + 1))) })
    })
}
