//! What every handler is given. Never holds anything of one request.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use analysis::Rules;
use dataset::Timestamp;

use super::transport::upload_limits::UploadLimits;
use crate::doors::Doors;
use crate::intake::{MAX_DATASET_BYTES, RunStorageError};
use crate::store::{ObjectFolder, RunKeeper, Store};

/// Who may use the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever holds a token.
    Tokens,
    /// Whoever reaches the address; only ever on loopback.
    Open,
}

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that answers what `now` answers.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The instant.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Shared by all handlers; cheap to clone.
#[derive(Clone, Debug)]
pub struct ApiState {
    /// Rows.
    pub store: Store,
    /// Bytes.
    pub objects: ObjectFolder,
    /// The way in for uploads.
    pub doors: Doors,
    /// Largest Dataset that is taken, bytes.
    pub max_dataset_bytes: u64,
    /// What an upload may cost beside that.
    pub upload: UploadLimits,
    /// Who may ask.
    pub access: Access,
    /// Where the time comes from.
    pub clock: Clock,
}

impl ApiState {
    /// A state whose bytes lie in the folder `data` and whose runs are judged by the usual rules.
    pub fn open(store: Store, data: &Path, access: Access, clock: Clock) -> Result<Self, RunStorageError> {
        let objects = ObjectFolder::open(data)?;
        let keeper = RunKeeper::new(store.clone(), objects.clone());
        let doors = Doors::new(keeper, store.clone(), Rules::default());
        let (max_dataset_bytes, upload) = (MAX_DATASET_BYTES, UploadLimits::default());
        Ok(Self { store, objects, doors, max_dataset_bytes, upload, access, clock })
    }
}
