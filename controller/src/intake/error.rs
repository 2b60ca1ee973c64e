//! Why a run was not stored. Nothing of it is kept then.

use std::io;

use dataset::ReadError;
use protocol::RunId;

use super::storage::RunStorageError;

/// A run was not stored.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The Dataset cannot be accepted.
    #[error(transparent)]
    Dataset(#[from] ReadError),
    /// One of its series is longer than a series may be.
    #[error("a series of the run holds more than {limit} samples; raise its interval or split the run")]
    TooManySamples {
        /// The limit.
        limit: u64,
    },
    /// It holds more series than one run may.
    #[error("the run holds more than {limit} series; measure fewer processes or fewer metrics of each")]
    TooManySeries {
        /// The limit.
        limit: usize,
    },
    /// What the sender says over the Dataset cannot be accepted.
    #[error("`{parameter}` {fault}")]
    Override {
        /// Which parameter.
        parameter: &'static str,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// The client id is the key of other content.
    #[error(
        "the client id `{client_id}` belongs to run {run}, which has other content; send new content under a new client id"
    )]
    ClientIdTaken {
        /// Which id.
        client_id: String,
        /// The run that has it.
        run: RunId,
    },
    /// A file that came with the Dataset is not the one that the Dataset describes.
    #[error("the attachment `{name}` is not the file that the Dataset describes: its SHA-256 is {found}")]
    Attachment {
        /// Its name.
        name: String,
        /// SHA-256 of what came, lower-case hex.
        found: String,
    },
    /// What the door received cannot be read back.
    #[error("cannot read what was received")]
    Received {
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It could not be stored; sending it again may help.
    #[error(transparent)]
    Storage(#[from] RunStorageError),
}

impl IntakeError {
    /// Whether sending the same again is pointless.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Dataset(_)
            | Self::TooManySamples { .. }
            | Self::TooManySeries { .. }
            | Self::Override { .. }
            | Self::ClientIdTaken { .. }
            | Self::Attachment { .. } => true,
            Self::Received { .. } | Self::Storage(_) => false,
        }
    }

    /// The word under which operators count it.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Dataset(ReadError::TooLarge { .. } | ReadError::TooManyKeys { .. })
            | Self::TooManySamples { .. }
            | Self::TooManySeries { .. } => "too_large",
            Self::Dataset(
                ReadError::NotJson { .. } | ReadError::NewerVersion { .. } | ReadError::Refused(_),
            )
            | Self::Attachment { .. } => "format",
            Self::Dataset(ReadError::MissingMetadata { .. }) | Self::Override { .. } => "metadata",
            Self::ClientIdTaken { .. } => "client_id_taken",
            Self::Dataset(ReadError::Input(_)) | Self::Received { .. } => "unreadable",
            Self::Storage(RunStorageError::Full { .. }) => "storage_full",
            Self::Storage(RunStorageError::File { .. }) => "file",
            Self::Storage(RunStorageError::Database { .. }) => "database",
        }
    }
}
