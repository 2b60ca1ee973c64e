//! What each refusal of an upload means to its sender. Tells what they can mend from what only the operator can.

use dataset::ReadError;

use super::spool::SpoolError;
use crate::doors::chain;
use crate::http_api::wire::error::{ApiError, Code};
use crate::intake::{IntakeError, PackageError, RunStorageError};
use crate::store::ObjectFolder;

/// A run that intake did not take.
pub(crate) fn refused(error: IntakeError) -> ApiError {
    let code = match error {
        IntakeError::Storage(error) => return storage(error),
        IntakeError::Received { .. } => return ApiError::internal("read the upload", error),
        IntakeError::Dataset(ref error) => match error {
            // What was received lies in a file of ours: that it cannot be read is no fault of the Dataset.
            ReadError::Input(_) => Code::Internal,
            ReadError::MissingMetadata { .. } => Code::Parameter,
            ReadError::TooLarge { .. } | ReadError::TooManyKeys { .. } => Code::TooLarge,
            ReadError::NotJson { .. } | ReadError::NewerVersion { .. } | ReadError::Refused(_) => {
                Code::Format
            }
        },
        IntakeError::TooManySamples { .. } | IntakeError::TooManySeries { .. } => Code::TooLarge,
        IntakeError::Override { .. } => Code::Parameter,
        IntakeError::ClientIdTaken { .. } => Code::Exists,
        IntakeError::Attachment { .. } => Code::Format,
    };
    ApiError::new(code, chain(&error))
}

/// A body that was not spooled.
pub(crate) fn spooling(error: SpoolError, objects: &ObjectFolder) -> ApiError {
    let code = match error {
        SpoolError::Disk(source) => return storage(objects.failed("write", source)),
        SpoolError::TooLarge { .. } | SpoolError::Expands { .. } => Code::TooLarge,
        SpoolError::Corrupt { .. } => Code::Format,
    };
    ApiError::new(code, chain(&error))
}

/// A zip that was not unpacked.
pub(crate) fn package(error: PackageError, objects: &ObjectFolder) -> ApiError {
    if let PackageError::Disk(source) = error {
        return storage(objects.failed("write", source));
    }
    if matches!(error, PackageError::Received(_)) {
        return ApiError::internal("read the upload", error);
    }
    let code = if error.is_too_large() { Code::TooLarge } else { Code::Format };
    ApiError::new(code, chain(&error))
}

/// What could not be kept.
pub(crate) fn storage(error: RunStorageError) -> ApiError {
    match &error {
        RunStorageError::Full { .. } => ApiError::new(Code::StorageFull, error.to_string()),
        RunStorageError::File { .. } => ApiError::internal("store the upload", error),
        RunStorageError::Database { .. } => ApiError::database(error),
    }
}
