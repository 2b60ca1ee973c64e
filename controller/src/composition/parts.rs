//! What a controller is made of before anything runs: database, folders, clock.

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
        source: std::io::Error,
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
        let store = open_store(&config.data, config.database_url.as_deref()).await?;
        let objects = ObjectFolder::open(&config.data)?;
        Ok(Self { store, objects, folders: AttemptFolders::new(config.data.join("attempts")) })
    }
}

/// Opens the database at `url`, or the one in the data folder.
pub async fn open_store(data: &Path, url: Option<&str>) -> Result<Store, OpenError> {
    std::fs::create_dir_all(data).map_err(|source| OpenError::Folder { path: data.to_path_buf(), source })?;
    let own;
    let url = match url {
        Some(url) => url,
        None => {
            let folder = std::path::absolute(data)
                .map_err(|source| OpenError::Folder { path: data.to_path_buf(), source })?;
            own = format!("sqlite://{}?mode=rwc", folder.join("perfsight.db").display());
            &own
        }
    };
    Ok(Store::open(url).await?)
}

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is where time enters the controller")]
pub fn system_clock() -> Clock {
    Arc::new(|| Timestamp::from_epoch_ms(jiff::Timestamp::now().as_millisecond()))
}
