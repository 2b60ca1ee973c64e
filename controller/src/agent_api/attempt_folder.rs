//! One folder per attempt: its samples and uploads. What an attempt leaves stays as evidence, unless a run was made of it.

use std::io;
use std::path::{Path, PathBuf};

use protocol::{AttemptRef, SampleBatch, UploadChunk, UploadKind};
use tokio::sync::watch;

use crate::agent_api::samples::{self, SampleFile};
use crate::agent_api::upload::{UploadError, take_piece, whole_files};

/// Where the attempts' folders are.
#[derive(Clone, Debug)]
pub struct AttemptFolders {
    root: PathBuf,
    /// Counts the batches of all attempts.
    grown: watch::Sender<u64>,
}

/// What an attempt has uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uploads {
    pub(super) datasets: Vec<PathBuf>,
    pub(super) attachments: Vec<PathBuf>,
}

impl AttemptFolders {
    /// Folders below `root`, usually `<data>/attempts`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), grown: watch::Sender::new(0) }
    }

    /// The folder of an attempt, `<root>/<job>#<number>`.
    pub fn path(&self, attempt: AttemptRef) -> PathBuf {
        self.root.join(attempt.to_string())
    }

    /// The file of an attempt's samples: JSON lines with `batches`, `processes` and `marks`.
    pub fn samples(&self, attempt: AttemptRef) -> PathBuf {
        self.path(attempt).join(samples::FILE)
    }

    /// Changes whenever samples of any attempt have come to disk.
    pub fn grown(&self) -> watch::Receiver<u64> {
        self.grown.subscribe()
    }

    /// Removes an attempt's folder; one that is not there is as good as removed.
    pub(super) fn remove(&self, attempt: AttemptRef) -> io::Result<()> {
        match std::fs::remove_dir_all(self.path(attempt)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// What an attempt has uploaded as a whole.
    pub(super) fn uploads(&self, attempt: AttemptRef) -> io::Result<Uploads> {
        let folder = self.path(attempt);
        Ok(Uploads {
            datasets: whole_files(&folder, UploadKind::Dataset)?,
            attachments: whole_files(&folder, UploadKind::Attachment)?,
        })
    }
}

/// An attempt that is streaming.
#[derive(Debug)]
pub(super) struct OpenAttempt {
    folder: PathBuf,
    samples: Option<SampleFile>,
    grown: watch::Sender<u64>,
}

impl OpenAttempt {
    pub(super) fn new(folders: &AttemptFolders, attempt: AttemptRef) -> Self {
        Self { folder: folders.path(attempt), samples: None, grown: folders.grown.clone() }
    }

    /// Takes samples to disk; gives the last sequence number there.
    pub(super) fn samples(&mut self, batch: &SampleBatch) -> io::Result<u64> {
        let samples = match &mut self.samples {
            Some(samples) => samples,
            None => self.samples.insert(open_samples(&self.folder)?),
        };
        let last = samples.append(batch)?;
        self.grown.send_modify(|batches| *batches += 1);
        Ok(last)
    }

    /// Takes a piece of a file to disk; gives the number of bytes there.
    pub(super) fn upload(&self, chunk: &UploadChunk) -> Result<u64, UploadError> {
        take_piece(&self.folder, chunk)
    }
}

fn open_samples(folder: &Path) -> io::Result<SampleFile> {
    std::fs::create_dir_all(folder)?;
    SampleFile::open(folder)
}
