//! A store with a suite, a queue that only listens, and a storage that fails where it is told.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use controller::lease::LeaseStorage;
use controller::schedule::{
    DueSchedule, Queue, QueueError, Replaced, ScheduleId, ScheduleSpec, ScheduleStorage,
    ScheduleStorageError, Settlement, SuiteRunId, Tick,
};
use controller::store::Store;
use controller::store::schedules::{NewSchedule, NewSuite, SuiteRunEntry, SuiteRunFilter};
use dataset::Timestamp;
use protocol::JobId;
use scenarios::SuiteSource;
use uuid::Uuid;

use crate::postgres::Postgres;

/// One promise on both databases.
pub(crate) async fn on_both<F: AsyncFn(Store)>(promise: F) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path())).await.unwrap();
    promise(store.clone()).await;
    store.close().await.unwrap();
    let server = Postgres::start();
    let store = Store::open(&server.url()).await.unwrap();
    promise(store.clone()).await;
    store.close().await.unwrap();
}

pub(crate) fn sqlite(folder: &std::path::Path) -> String {
    format!("sqlite://{}?mode=rwc", folder.join("perfsight.db").display())
}

/// Keeps a suite of this text.
pub(crate) async fn keep(store: &Store, name: &str, entries: &str) {
    let text = format!("# as it was sent\nname: {name}\nentries: {entries}\n");
    let source = SuiteSource { name: format!("{name}.yaml"), text, ..SuiteSource::default() };
    let new = NewSuite { project: "default".to_owned(), name: name.to_owned(), description: None, source };
    store.keep_suite(&new, None, ("ada", Timestamp::from_epoch_ms(0))).await.unwrap();
}

/// Makes a schedule with its suite `night`, of two jobs.
pub(crate) async fn scheduled(store: &Store, spec: ScheduleSpec, now: Timestamp) -> ScheduleId {
    keep(store, "night", "[idle, scroll]").await;
    let id = ScheduleId(Uuid::from_u128(7));
    let new = NewSchedule { id, project: "default".to_owned(), spec };
    store.create_schedule(&new, ("ada", now)).await.unwrap();
    id
}

/// Every suite run, oldest first.
pub(crate) async fn suite_runs(store: &Store) -> Vec<SuiteRunEntry> {
    let filter = SuiteRunFilter { project: "default".to_owned(), ..SuiteRunFilter::default() };
    let (mut runs, total) = store.suite_runs(&filter, 0, 100_000).await.unwrap();
    assert_eq!(runs.len() as u64, total);
    runs.reverse();
    runs
}

/// Every tick, oldest first.
pub(crate) async fn ticks(store: &Store, schedule: ScheduleId) -> Vec<Tick> {
    let (mut ticks, total) = store.schedule_ticks(schedule, 0, 100_000).await.unwrap();
    assert_eq!(ticks.len() as u64, total);
    ticks.reverse();
    ticks
}

/// Ends every job that is open.
pub(crate) async fn end_all(store: &Store, now: Timestamp) {
    for run in suite_runs(store).await.iter().rev().take(3) {
        for cell in &run.cells {
            if !cell.state.is_over() {
                store.cancel(cell.cell.job, "its work is done", now).await.unwrap();
            }
        }
    }
}

/// A queue that notes what it is told and cancels in the store.
pub(crate) struct ListeningQueue {
    pub(crate) store: Store,
    pub(crate) canceled: Mutex<Vec<JobId>>,
    pub(crate) submitted: AtomicUsize,
}

impl ListeningQueue {
    pub(crate) fn of(store: &Store) -> Self {
        Self { store: store.clone(), canceled: Mutex::default(), submitted: AtomicUsize::new(0) }
    }
}

impl Queue for ListeningQueue {
    async fn submitted(&self) -> Result<(), QueueError> {
        self.submitted.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn cancel(&self, job: JobId, reason: &str) -> Result<(), QueueError> {
        self.canceled.lock().unwrap().push(job);
        self.store.cancel(job, reason, Timestamp::from_epoch_ms(1)).await.unwrap();
        Ok(())
    }
}

/// The store of a controller that ends at every other step: before it has written, or before it learns that it has.
pub(crate) struct FailingStorage {
    pub(crate) store: Store,
    pub(crate) steps: AtomicUsize,
}

impl ScheduleStorage for FailingStorage {
    async fn due(&self, now: Timestamp) -> Result<Vec<DueSchedule>, ScheduleStorageError> {
        self.store.due(now).await
    }

    async fn settle(&self, settlement: &Settlement, now: Timestamp) -> Result<bool, ScheduleStorageError> {
        let ended = || ScheduleStorageError { attempted: "live on", source: "it was killed".into() };
        match self.steps.fetch_add(1, Ordering::Relaxed) % 3 {
            0 => Err(ended()),
            1 => {
                self.store.settle(settlement, now).await?;
                Err(ended())
            }
            _ => self.store.settle(settlement, now).await,
        }
    }

    async fn replaced(&self) -> Result<Vec<Replaced>, ScheduleStorageError> {
        self.store.replaced().await
    }

    async fn gave_way(&self, run: SuiteRunId) -> Result<(), ScheduleStorageError> {
        self.store.gave_way(run).await
    }
}
