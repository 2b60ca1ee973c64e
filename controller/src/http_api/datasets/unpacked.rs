//! Unpacks a zip that was received, for intake. Decides nothing about what it may hold.

use tempfile::TempDir;

use super::receive::{Received, blocking};
use super::refusal::{package, storage};
use crate::http_api::state::ApiState;
use crate::http_api::wire::error::ApiError;
use crate::intake::{self, Archive, Package, PackageError};

/// What a zip held.
pub(crate) struct Unpacked {
    /// For intake.
    pub package: Package,
    /// Where its files lie, until this is dropped.
    _folder: TempDir,
}

/// Unpacks what was received; nothing is left of a zip that is refused.
pub(crate) async fn unpack(received: &Received, state: &ApiState) -> Result<Unpacked, ApiError> {
    let limits = state.upload.of_packages(state.max_dataset_bytes);
    let objects = state.objects.clone();
    let folder = blocking(move || objects.incoming_folder()).await.map_err(storage)?;
    let path = received.file.path().to_owned();
    let unpacking = move || {
        let file = std::fs::File::open(path).map_err(PackageError::Received)?;
        Ok((intake::unpack(file, folder.path(), &limits)?, folder))
    };
    let (source, folder) = blocking(unpacking).await.map_err(|error| package(error, &state.objects))?;
    let archive = Archive {
        path: received.file.path().to_owned(),
        sha256: received.sha256.clone(),
        bytes: received.bytes,
    };
    Ok(Unpacked { package: Package { source, archive }, _folder: folder })
}
