//! The files that come with a Dataset: those that it names have to be what it says. Reads them, writes none itself.

use std::collections::BTreeMap;

use dataset::{Attachment, Unknown};

use super::error::IntakeError;
use super::package::media_type;
use super::pass::sha256_of;
use super::source::IncomingFile;
use super::storage::Staging;

/// What becomes of a file that the Dataset does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// It is not stored.
    Dropped,
    /// It is stored like the others.
    Kept,
}

/// Stages the files, and says which of those that the Dataset names did not come.
pub(super) fn attach(
    staging: &mut impl Staging,
    named: &[Attachment],
    incoming: &[IncomingFile],
    unnamed: Unnamed,
) -> Result<Vec<String>, IntakeError> {
    let mut came: BTreeMap<&str, &IncomingFile> =
        incoming.iter().map(|file| (file.name.as_str(), file)).collect();
    let mut flags = Vec::new();
    for attachment in named {
        let Some(file) = came.remove(attachment.name.as_str()) else {
            flags.push(format!("the attachment `{}` is named and did not come", attachment.name));
            continue;
        };
        let found = sha256_of(&file.path).map_err(|source| IntakeError::Received { source })?;
        if found != attachment.sha256 {
            return Err(IntakeError::Attachment { name: attachment.name.clone(), found });
        }
        // The content is the one that was meant; of its size the file knows better than whoever described it.
        let attachment = Attachment { size_bytes: size_of(file)?, ..attachment.clone() };
        staging.attachment(&attachment, &file.path)?;
    }
    if unnamed == Unnamed::Kept {
        for file in came.into_values() {
            staging.attachment(&described(file)?, &file.path)?;
        }
    }
    Ok(flags)
}

/// What can be said of a file that nobody describes.
pub(crate) fn described(file: &IncomingFile) -> Result<Attachment, IntakeError> {
    let hashed = sha256_of(&file.path);
    Ok(Attachment {
        name: file.name.clone(),
        media_type: media_type(&file.name).to_owned(),
        size_bytes: size_of(file)?,
        sha256: hashed.map_err(|source| IntakeError::Received { source })?,
        unknown: Unknown::default(),
    })
}

/// Size, bytes.
fn size_of(file: &IncomingFile) -> Result<u64, IntakeError> {
    let found = std::fs::metadata(&file.path).map_err(|source| IntakeError::Received { source })?;
    Ok(found.len())
}
