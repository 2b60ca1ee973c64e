//! Removes what a crash left between a file and its row. Never touches a file that a row names.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use protocol::RunId;

use super::ObjectFolder;
use super::staging::remove_folder;
use crate::intake::RunStorageError;

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files and folders of runs that no row names.
    pub orphans: usize,
    /// Uploads that never came to their end.
    pub unfinished: usize,
}

impl ObjectFolder {
    /// Ids of the runs that have any file here.
    pub(crate) fn runs_with_files(
        &self,
        now: SystemTime,
        min_age: Duration,
    ) -> Result<Vec<RunId>, RunStorageError> {
        let list = || -> io::Result<Vec<RunId>> {
            let mut runs = HashSet::new();
            for entry in fs::read_dir(&self.runs)? {
                let entry = entry?;
                if old_enough(&entry, now, min_age)? {
                    runs.extend(run_of(&entry));
                }
            }
            Ok(runs.into_iter().collect())
        };
        list().map_err(|source| self.failed("list", source))
    }

    /// Removes uploads that never came to their end.
    pub(crate) fn sweep_staging(&self, now: SystemTime, min_age: Duration) -> Result<usize, RunStorageError> {
        let sweep = || -> io::Result<usize> {
            let mut removed = 0;
            for entry in fs::read_dir(self.runs.join("staging"))? {
                let entry = entry?;
                if old_enough(&entry, now, min_age)? {
                    // A body that was being received is a file, a run that was being staged a folder.
                    if entry.file_type()?.is_dir() {
                        remove_folder(&entry.path())?;
                    } else {
                        remove_file(&entry.path())?;
                    }
                    removed += 1;
                }
            }
            Ok(removed)
        };
        sweep().map_err(|source| self.failed("sweep", source))
    }

    /// Removes every file of a run.
    pub(crate) fn remove_run(&self, run: RunId) -> io::Result<()> {
        remove_file(&self.dataset_path(run))?;
        remove_file(&self.series_path(run))?;
        remove_file(&self.archive_path(run))?;
        remove_folder(&self.attachments_path(run))
    }

    /// [`Self::remove_run`] with its error told for the log.
    pub(crate) fn remove_orphan(&self, run: RunId) -> Result<(), RunStorageError> {
        self.remove_run(run).map_err(|source| self.failed("remove", source))
    }
}

/// A file that another controller is just putting into place has no row yet either.
fn old_enough(entry: &DirEntry, now: SystemTime, min_age: Duration) -> io::Result<bool> {
    let modified = entry.metadata()?.modified()?;
    Ok(now.duration_since(modified).unwrap_or_default() >= min_age)
}

fn run_of(entry: &DirEntry) -> Option<RunId> {
    entry.file_name().to_str()?.split('.').next()?.parse().ok()
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
