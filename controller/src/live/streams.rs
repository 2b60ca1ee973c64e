//! The runs that are being received, and what they share. Never holds a frame: each run has a task of its own.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use dataset::Timestamp;
use protocol::{AttemptRef, RunId};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::run_task::Message;
use super::settings::Settings;
use crate::agent_api::AttemptFolders;
use crate::doors::Doors;
use crate::http_api::Clock;
use crate::intake::streaming::Head;
use crate::lease::DeskLink;
use crate::store::Store;

/// Journals that are written to at once; the disk serves no more of them any faster.
const WRITING_AT_ONCE: usize = 64;

/// The runs that are being received. Cheap to clone.
#[derive(Clone)]
pub struct Streams(Arc<Shared>);

/// What every stream uses.
pub(super) struct Shared {
    pub(super) settings: Settings,
    /// One folder per run.
    pub(super) folder: PathBuf,
    pub(super) store: Store,
    pub(super) doors: Doors,
    pub(super) clock: Clock,
    /// Where runs of attempts go.
    pub(super) attempts: AttemptFolders,
    pub(super) desk: DeskLink,
    pub(super) connections: Arc<Semaphore>,
    /// KiB of frames that wait for the disk.
    pub(super) in_flight: Arc<Semaphore>,
    pub(super) writing: Arc<Semaphore>,
    pub(super) shutdown: CancellationToken,
    pub(super) tasks: TaskTracker,
    runs: Mutex<BTreeMap<RunId, LiveRun>>,
}

/// Where the streams' journals are, and where their runs go.
#[derive(Clone, Debug)]
pub struct StreamParts {
    /// Folder of the journals, usually `<data>/streams`.
    pub folder: PathBuf,
    /// Rows.
    pub store: Store,
    /// The way in.
    pub doors: Doors,
    /// Where the time comes from.
    pub clock: Clock,
    /// Where runs of attempts go.
    pub attempts: AttemptFolders,
    /// Where attempts are leased.
    pub desk: DeskLink,
}

/// A run that is being received.
#[derive(Clone, Debug)]
pub(super) struct LiveRun {
    pub(super) head: Arc<Head>,
    pub(super) inbox: mpsc::Sender<Message>,
    pub(super) progress: watch::Receiver<Progress>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) state: LiveState,
    /// Bytes of the journal that may be read.
    pub(super) written: u64,
    pub(super) frames: u64,
    pub(super) last_frame: Option<Timestamp>,
}

/// What a run does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LiveState {
    /// Its client is connected.
    Streaming,
    /// Its client went away and may come back.
    Waiting,
    /// It has ended and is being stored.
    Storing,
}

impl LiveState {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Streaming => "streaming",
            Self::Waiting => "waiting",
            Self::Storing => "storing",
        }
    }
}

impl Streams {
    /// No streams yet; [`super::recover`] takes up those of before.
    pub fn new(parts: StreamParts, settings: Settings, shutdown: CancellationToken) -> Self {
        let StreamParts { folder, store, doors, clock, attempts, desk } = parts;
        Self(Arc::new(Shared {
            folder,
            store,
            doors,
            clock,
            attempts,
            desk,
            connections: Arc::new(Semaphore::new(settings.max_connections)),
            in_flight: Arc::new(Semaphore::new(settings.in_flight_bytes / 1024)),
            writing: Arc::new(Semaphore::new(WRITING_AT_ONCE)),
            shutdown,
            tasks: TaskTracker::new(),
            runs: Mutex::default(),
            settings,
        }))
    }

    /// Waits until every stream has written what it holds; after the shutdown was announced.
    pub async fn settled(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }
}

impl Shared {
    /// The run of this id, while it is being received.
    pub(super) fn run(&self, run: RunId) -> Option<LiveRun> {
        self.runs().get(&run).cloned()
    }

    /// The runs of a project, newest first.
    pub(super) fn runs_of(&self, project: &str) -> Vec<LiveRun> {
        let mut runs: Vec<LiveRun> =
            self.runs().values().filter(|run| run.head.project == project).cloned().collect();
        runs.sort_by_key(|run| std::cmp::Reverse((run.head.created_at, run.head.run)));
        runs
    }

    pub(super) fn enter(&self, run: LiveRun) {
        self.runs().insert(run.head.run, run);
    }

    pub(super) fn leave(&self, run: RunId) {
        self.runs().remove(&run);
    }

    /// Tells the desk that something of an attempt's run came.
    pub(super) async fn progressed(&self, attempt: AttemptRef) {
        self.attempts.has_grown();
        // A desk that is closed needs no sign of life: the controller ends.
        if let Ok(desk) = self.desk.desk()
            && desk.streamed(attempt).await.is_err()
        {
            tracing::debug!(job_id = %attempt.job, "the controller ends while a run is streamed");
        }
    }

    /// Folder of a run's journal.
    pub(super) fn folder_of(&self, run: RunId) -> PathBuf {
        self.folder.join(run.to_string())
    }

    fn runs(&self) -> std::sync::MutexGuard<'_, BTreeMap<RunId, LiveRun>> {
        self.runs.lock().expect("nobody panics while holding the list of runs")
    }
}

impl fmt::Debug for Streams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streams").field("folder", &self.0.folder).finish_non_exhaustive()
    }
}
