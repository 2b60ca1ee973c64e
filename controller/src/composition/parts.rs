//! What a controller is made of before anything runs: database, folders, clock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dataset::Timestamp;

use super::Config;
use crate::agent_api::AttemptFolders;
use crate::intake::RunStorageError;
use crate::lease::Clock;
use crate::store::{ObjectFolder, Store, StoreError};

/// Database and folders, opened.
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) objects: ObjectFolder,
    pub(super) folders: AttemptFolders,
    /// Held for as long as this lives.
    _lock: Option<File>,
}

/// Database or folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data folder.
    #[error("cannot make the data folder `{path}`")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another controller works in the folder.
    #[error(
        "another controller works in the data folder `{path}`; stop it, or give this one a folder of its own with `--data`"
    )]
    InUse {
        /// Which.
        path: PathBuf,
    },
    /// It cannot be found out whether another controller works in the folder.
    #[error("cannot lock `{path}`")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The folder of runs.
    #[error(transparent)]
    Objects(#[from] RunStorageError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Parts {
    pub(super) async fn open(config: &Config) -> Result<Self, OpenError> {
        let lock = lock(config)?;
        let store = open_store(&config.data, config.database_url.as_deref()).await?;
        let objects = ObjectFolder::open(&config.data)?;
        let folders = AttemptFolders::new(config.data.join("attempts"));
        Ok(Self { store, objects, folders, _lock: lock })
    }
}

/// Opens the database at `url`, or the one in the data folder.
pub async fn open_store(data: &Path, url: Option<&str>) -> Result<Store, OpenError> {
    make_folder(data)?;
    if let Some(url) = url {
        return Ok(Store::open(url).await?);
    }
    let folder =
        std::path::absolute(data).map_err(|source| OpenError::Folder { path: data.to_path_buf(), source })?;
    Ok(Store::open(&format!("sqlite://{}?mode=rwc", folder.join("perfsight.db").display())).await?)
}

/// Keeps a second controller out of the folder. Several may share one with a PostgreSQL server, which arbitrates between
/// them; on SQLite each would hand out the other's leases. Whoever only makes a token needs no lock.
fn lock(config: &Config) -> Result<Option<File>, OpenError> {
    if config.database_url.as_ref().is_some_and(|url| !url.starts_with("sqlite:")) {
        return Ok(None);
    }
    make_folder(&config.data)?;
    let path = config.data.join("controller.lock");
    let opened = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
    let file = opened.map_err(|source| OpenError::Lock { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: config.data.clone() }),
        Err(TryLockError::Error(source)) => Err(OpenError::Lock { path, source }),
    }
}

fn make_folder(data: &Path) -> Result<(), OpenError> {
    std::fs::create_dir_all(data).map_err(|source| OpenError::Folder { path: data.to_path_buf(), source })
}

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is where time enters the controller")]
pub fn system_clock() -> Clock {
    Arc::new(|| Timestamp::from_epoch_ms(jiff::Timestamp::now().as_millisecond()))
}
