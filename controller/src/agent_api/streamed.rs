//! The Dataset of an attempt whose run was streamed: made of its journal and its files once its result has come, since
//! only then every file is there. Never changes the journal; the same files always give the same bytes.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use dataset::WriteError;
use protocol::{AttemptOutcome, AttemptRef, UploadKind};

use crate::agent_api::upload::kind_folder;
use crate::intake::streaming::{AssembleError, Beside, assemble_with};
use crate::intake::{IncomingFile, IntakeError, described};
use crate::lease::ResultError;

/// Name of the Dataset.
const NAME: &str = "dataset.json";

/// No Dataset can be made of what was streamed.
#[derive(Debug, thiserror::Error)]
pub(super) enum StreamedError {
    #[error("cannot read or write the attempt's files")]
    Files(#[from] io::Error),
    #[error("cannot describe the attempt's files")]
    Describe(#[from] IntakeError),
    #[error("cannot make a Dataset of what was streamed")]
    Assemble(#[from] AssembleError),
}

impl StreamedError {
    /// Whether trying again is pointless decides which.
    pub(super) fn into_result(self, attempt: AttemptRef) -> ResultError {
        let is_permanent = matches!(&self, Self::Assemble(AssembleError::Write(WriteError::Refused(_))));
        let source = Box::new(self);
        if is_permanent {
            ResultError::Unusable { attempt, source }
        } else {
            ResultError::Store { attempt, source }
        }
    }
}

/// Writes the Dataset of the run whose journal is in `stream`, a folder in the attempt's; gives its path. Blocks.
pub(super) fn dataset_of_stream(
    stream: &Path,
    attachments: &[PathBuf],
    outcome: &AttemptOutcome,
) -> Result<PathBuf, StreamedError> {
    let files = attachments.iter().map(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        described(&IncomingFile { name, path: path.clone() })
    });
    let attachments = files.collect::<Result<Vec<_>, _>>()?;
    // A picture that never came is not named.
    let screenshot =
        screenshot(outcome).filter(|named| attachments.iter().any(|file| file.name == **named)).cloned();
    let folder = stream.with_file_name(kind_folder(UploadKind::Dataset));
    fs::create_dir_all(&folder)?;
    let (partial, whole) = (folder.join(format!(".{NAME}.part")), folder.join(NAME));
    let out = BufWriter::new(File::create(&partial)?);
    let out = assemble_with(stream, out, Beside { attachments, screenshot })?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&partial, &whole)?;
    Ok(whole)
}

fn screenshot(outcome: &AttemptOutcome) -> Option<&String> {
    match outcome {
        AttemptOutcome::StepFailed(step) => step.screenshot.as_ref(),
        AttemptOutcome::Completed | AttemptOutcome::Canceled | AttemptOutcome::Infrastructure { .. } => None,
    }
}
