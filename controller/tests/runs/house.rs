//! A store with its folder, on either database, and a way in.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use analysis::Rules;
use controller::doors::Doors;
use controller::intake::{Context, IntakeError, Overrides, Source, StoredRun};
use controller::store::{DEFAULT_PROJECT, ObjectFolder, RunKeeper, Store};
use dataset::Timestamp;
use protocol::RunId;
use scenarios::BaselineRule;
use tempfile::TempDir;
use uuid::Uuid;

use crate::postgres::Postgres;
use crate::samples::Sample;

/// When everything in these tests is stored.
pub(crate) const NOW: Timestamp = Timestamp::from_epoch_ms(1_770_000_000_000);

/// A store, its folder and what keeps them alive.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) objects: ObjectFolder,
    pub(crate) keeper: RunKeeper,
    pub(crate) doors: Doors,
    pub(crate) folder: TempDir,
    pub(crate) server: Option<Postgres>,
    next: AtomicU64,
}

impl House {
    /// On `SQLite`.
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        Self::open(folder, &url, None).await
    }

    /// On a `PostgreSQL` server of its own.
    pub(crate) async fn postgres() -> Self {
        let server = Postgres::start();
        let url = server.url();
        Self::open(tempfile::tempdir().unwrap(), &url, Some(server)).await
    }

    async fn open(folder: TempDir, url: &str, server: Option<Postgres>) -> Self {
        let store = Store::open(url).await.unwrap();
        let objects = ObjectFolder::open(folder.path()).unwrap();
        let keeper = RunKeeper::new(store.clone(), objects.clone());
        let doors = Doors::new(keeper.clone(), store.clone(), Rules::default());
        Self { store, objects, keeper, doors, folder, server, next: AtomicU64::new(1) }
    }

    /// What a door knows of the next run.
    pub(crate) fn context(&self) -> Context {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Context {
            run: RunId::new(Uuid::from_u128(u128::from(number))),
            now: NOW,
            project: DEFAULT_PROJECT.to_owned(),
            origin: None,
            overrides: Overrides::default(),
            rule: BaselineRule::LastGood(5),
        }
    }

    /// Sends bytes through the doors.
    pub(crate) async fn send(&self, bytes: &[u8], context: Context) -> Result<StoredRun, IntakeError> {
        let path = self.folder.path().join(format!("incoming-{}", context.run));
        fs::write(&path, bytes).unwrap();
        let source = Source { dataset: path.clone(), attachments: Vec::new() };
        let stored = Box::pin(self.doors.store_run(source, context)).await;
        fs::remove_file(path).unwrap();
        stored
    }

    /// Stores a sample.
    pub(crate) async fn add(&self, sample: &Sample) -> RunId {
        self.send(&sample.bytes(), self.context()).await.unwrap().run
    }

    /// Names of the files under the runs' folder, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut folders = vec![self.folder.path().join("runs")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path: PathBuf = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        let runs = self.folder.path().join("runs");
        let mut names: Vec<String> =
            files.iter().map(|file| file.strip_prefix(&runs).unwrap().display().to_string()).collect();
        names.sort();
        names
    }
}
