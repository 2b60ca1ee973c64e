//! One folder per attempt: its samples and uploads. What an attempt leaves stays as evidence for a while, unless a run
//! was made of it.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use protocol::{AttemptNumber, AttemptRef, SampleBatch, UploadChunk, UploadKind};
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

/// The journal of a run that was streamed to its end, within an attempt's folder.
const STREAM: &str = "stream";
/// The journal of one that broke off: evidence alone.
const BROKEN_STREAM: &str = "stream.broken";

/// What an attempt has uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Uploads {
    pub(super) datasets: Vec<PathBuf>,
    pub(super) attachments: Vec<PathBuf>,
    /// Folder of the journal of a run that was streamed to its end.
    pub(super) stream: Option<PathBuf>,
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

    /// Says that samples of an attempt have come to disk by another door.
    pub(crate) fn has_grown(&self) {
        self.grown.send_modify(|batches| *batches += 1);
    }

    /// Folder of the journal of a run that was streamed to its end, where there is one.
    pub(crate) fn stream(&self, attempt: AttemptRef) -> Option<PathBuf> {
        Some(self.path(attempt).join(STREAM)).filter(|stream| stream.exists())
    }

    /// Whether a run of the attempt was streamed and ended, in whatever way.
    pub(crate) fn was_streamed(&self, attempt: AttemptRef) -> bool {
        self.stream(attempt).is_some() || self.path(attempt).join(BROKEN_STREAM).exists()
    }

    /// Takes over the folder of a streamed run's journal: the attempt's run if it came to its end, else evidence.
    pub(crate) fn take_stream(&self, attempt: AttemptRef, journal: &Path, is_whole: bool) -> io::Result<()> {
        let folder = self.path(attempt);
        std::fs::create_dir_all(&folder)?;
        std::fs::rename(journal, folder.join(if is_whole { STREAM } else { BROKEN_STREAM }))?;
        sync_folder(&folder)?;
        sync_folder(&self.root)
    }

    /// Attempts whose folders nobody has written to for longer than `keep`. What is not an attempt's is not ours.
    pub fn untouched(&self, keep: Duration, now: SystemTime) -> io::Result<Vec<AttemptRef>> {
        let entries = match std::fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut untouched = Vec::new();
        for entry in entries {
            let entry = entry?;
            let Some(attempt) = entry.file_name().to_str().and_then(attempt_of) else { continue };
            // A folder without a date has just been removed; a date in the future belongs to what is young.
            let age = last_written(&entry.path())?.and_then(|written| now.duration_since(written).ok());
            if age.is_some_and(|age| age > keep) {
                untouched.push(attempt);
            }
        }
        Ok(untouched)
    }

    /// Removes an attempt's folder; one that is not there is as good as removed.
    pub fn remove(&self, attempt: AttemptRef) -> io::Result<()> {
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
            stream: Some(folder.join(STREAM)).filter(|stream| stream.exists()),
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

/// The attempt that [`AttemptFolders::path`] gave this name.
fn attempt_of(name: &str) -> Option<AttemptRef> {
    let (job, number) = name.split_once('#')?;
    Some(AttemptRef { job: job.parse().ok()?, number: AttemptNumber(number.parse().ok()?) })
}

/// When a folder or anything in it was last written to; nothing for what is gone.
fn last_written(path: &Path) -> io::Result<Option<SystemTime>> {
    let there =
        |error: io::Error| if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) };
    let about = match std::fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) => return there(error),
    };
    let mut last = Some(about.modified()?);
    if about.is_dir() {
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return there(error),
        };
        for entry in entries {
            last = last.max(last_written(&entry?.path())?);
        }
    }
    Ok(last)
}

/// Makes a new name in `folder` survive a loss of power.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // A folder cannot be opened as a file on Windows, where new names are journaled by the file system.
    if cfg!(windows) { Ok(()) } else { std::fs::File::open(folder)?.sync_all() }
}

fn open_samples(folder: &Path) -> io::Result<SampleFile> {
    std::fs::create_dir_all(folder)?;
    SampleFile::open(folder)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn folders_are_as_young_as_the_youngest_file_in_them() {
        let root = tempfile::tempdir().unwrap();
        let folders = AttemptFolders::new(root.path());
        let job = "0193a2c4-0000-7000-8000-000000000001";
        let aged = |name: &str, age: Duration| {
            let folder = root.path().join(name);
            fs::create_dir_all(folder.join("dataset")).unwrap();
            let file = folder.join("dataset/.dataset.json.part");
            fs::write(&file, "{").unwrap();
            let now = fs::metadata(&file).unwrap().modified().unwrap();
            let then = now.checked_sub(age).unwrap();
            for path in [folder.join("dataset"), folder, file] {
                File::open(path).unwrap().set_modified(then).unwrap();
            }
            now
        };
        aged(&format!("{job}#1"), DAY * 8);
        aged("notes", DAY * 8);
        let now = aged(&format!("{job}#2"), DAY);
        let found = |keep, now| -> Vec<u32> {
            let mut numbers: Vec<_> =
                folders.untouched(keep, now).unwrap().iter().map(|attempt| attempt.number.0).collect();
            numbers.sort_unstable();
            numbers
        };

        assert_eq!(found(DAY * 7, now), [1]);
        assert_eq!(found(DAY * 7, now + DAY * 7), [1, 2]);
        assert_eq!(found(DAY * 7, now - DAY * 30), [0_u32; 0], "a clock that was set back removes nothing");
        let gone = AttemptFolders::new(root.path().join("none"));
        assert_eq!(gone.untouched(DAY, now).unwrap(), []);
    }
}
