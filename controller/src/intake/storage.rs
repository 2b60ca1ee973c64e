//! What intake asks of storage: a place for bytes, and one step in which a run becomes visible as a whole.

use std::error::Error;
use std::future::Future;
use std::io::{self, Write};
use std::path::Path;

use dataset::{Attachment, BatchMetric, LogLine, SeriesSummary};
use protocol::RunId;

use super::package::Archive;
use super::record::{NewRun, RunRecord};

/// Storage did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RunStorageError {
    /// There is no room left.
    #[error("the controller's disk is full; free some space in {place} and send the run again")]
    Full {
        /// Where, in words.
        place: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written or read.
    #[error("cannot {action} a file in `{place}`")]
    File {
        /// What we tried, e.g. `write`.
        action: &'static str,
        /// The folder.
        place: String,
        /// What the system said.
        source: io::Error,
    },
    /// The database refused.
    #[error("the database could not keep the run")]
    Database {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// What identifies a repeated upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The project.
    pub project: String,
    /// The id that the sender chose.
    pub client_id: Option<String>,
    /// SHA-256 of the content, lower-case hex.
    pub content_sha256: String,
}

/// What became of a run that was to be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// It is stored.
    New(Box<RunRecord>),
    /// The same content was stored before.
    Duplicate(Box<RunRecord>),
    /// Its client id is a key, and this run of other content carries it. Nothing was kept.
    ClientIdTaken(RunId),
}

/// How much a run holds so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Number of series.
    pub series: usize,
    /// Samples of the longest one.
    pub longest: u64,
}

/// The bytes of a run on their way in. Dropped before [`RunStorage::keep`], it leaves nothing.
pub trait Staging: Send {
    /// Takes the Dataset's bytes as they come.
    fn dataset(&mut self) -> &mut (dyn Write + Send);

    /// Takes the next sample batch, for reading charts without the Dataset; says how much there is now.
    fn batch(&mut self, batch: &BatchMetric) -> Result<Extent, RunStorageError>;

    /// Takes the log.
    fn logs(&mut self, logs: &[LogLine]) -> Result<(), RunStorageError>;

    /// One summary per series, after the last batch and the log. Holds the samples of one series at a time.
    fn summaries(&mut self) -> Result<Vec<SeriesSummary>, RunStorageError>;

    /// Takes a copy of a file that belongs beside the Dataset.
    fn attachment(&mut self, attachment: &Attachment, file: &Path) -> Result<(), RunStorageError>;

    /// Takes a copy of the archive that the run came as.
    fn archive(&mut self, archive: &Archive) -> Result<(), RunStorageError>;

    /// What a failed write to [`Self::dataset`] means.
    fn refused(&self, source: io::Error) -> RunStorageError;
}

/// Where runs are kept.
pub trait RunStorage: Send + Sync + 'static {
    /// Bytes on their way in.
    type Staging: Staging + 'static;

    /// Opens a place for the bytes of a run. Blocks.
    fn stage(&self, run: RunId) -> Result<Self::Staging, RunStorageError>;

    /// The run of the same content, if there is one.
    fn existing(
        &self,
        identity: &Identity,
    ) -> impl Future<Output = Result<Option<RunRecord>, RunStorageError>> + Send;

    /// Makes the run visible, bytes first: after a crash at any point there is the whole run or none.
    fn keep(
        &self,
        staged: Self::Staging,
        run: NewRun,
    ) -> impl Future<Output = Result<Kept, RunStorageError>> + Send;
}
