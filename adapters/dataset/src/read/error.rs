//! Why a Dataset could not be read; never the reader's own confusion.

use crate::refusal::{Fault, Refusal};

/// Why a Dataset could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The input itself failed.
    #[error("cannot read the dataset")]
    Input(#[source] std::io::Error),
    /// The text is no JSON, ends too early or nests deeper than 128 levels.
    #[error("the dataset is not valid JSON near `{near}`")]
    NotJson {
        /// Path of the last place that was understood; `.` is the beginning.
        near: String,
        /// What the parser says, with line and column.
        #[source]
        source: serde_json::Error,
    },
    /// Written by a later major version of the format.
    #[error(
        "the dataset has schema_version {found}, newer than {supported}, the last one known here; update PerfSight"
    )]
    NewerVersion {
        /// What the file says.
        found: String,
        /// The newest major version that is read.
        supported: u32,
    },
    /// Required metadata is absent or empty.
    #[error("{path} is required and missing")]
    MissingMetadata {
        /// Path of the field.
        path: String,
    },
    /// A value that the format does not allow.
    #[error(transparent)]
    Refused(Refusal),
    /// One part is larger than the limits allow.
    #[error("{part} is larger than the {limit_bytes} bytes allowed for it")]
    TooLarge {
        /// Path of the part that was being read.
        part: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// More different custom metric keys than anybody could look at.
    #[error("more than {limit} different custom metric keys")]
    TooManyKeys {
        /// The limit.
        limit: usize,
    },
}

/// Why a streamed reading ended early.
#[derive(Debug, thiserror::Error)]
pub enum StreamError<E> {
    /// The Dataset could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Whoever takes the batches refused one.
    #[error("the reader of the batches gave up")]
    Consumer(#[source] E),
}

impl From<Refusal> for ReadError {
    fn from(refusal: Refusal) -> Self {
        if refusal.fault == Fault::Missing {
            Self::MissingMetadata { path: refusal.path }
        } else {
            Self::Refused(refusal)
        }
    }
}
