//! The folder beside the database that holds bytes: Datasets as they came (zstd), series files, attachments, archives.
//!
//! `runs/<id>.json.zst`, `runs/<id>.series`, `runs/<id>.files/<name>`, `runs/<id>.zip`; what is under way lies in
//! `runs/staging/<id>/`.
//! A file is in place before the row that names it, so a crash leaves at most a file that no row names.

mod staging;
mod charts;
mod sums;
mod sweep;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use protocol::RunId;

pub use charts::{ChartError, ThinnedSeries};
pub(crate) use charts::{SeriesStretch, SeriesWish, TooMany};
pub use staging::StagedRun;
pub use sums::{SumOf, SummedSeries};
pub use sweep::Swept;

use crate::intake::RunStorageError;

/// The folder. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ObjectFolder {
    runs: PathBuf,
}

impl ObjectFolder {
    /// Opens (and, where it is missing, makes) the folder `data`.
    pub fn open(data: &Path) -> Result<Self, RunStorageError> {
        let folder = Self { runs: data.join("runs") };
        std::fs::create_dir_all(folder.runs.join("staging"))
            .map_err(|source| folder.failed("create", source))?;
        Ok(folder)
    }

    /// Opens a place for the bytes of a run. Blocks.
    pub(crate) fn stage(&self, run: RunId) -> Result<StagedRun, RunStorageError> {
        StagedRun::new(self.clone(), run)
    }

    /// A file for bytes that are being received; removed when it is dropped. Blocks.
    pub(crate) fn incoming(&self) -> Result<tempfile::NamedTempFile, RunStorageError> {
        tempfile::NamedTempFile::new_in(self.runs.join("staging"))
            .map_err(|source| self.failed("write", source))
    }

    /// A folder for what is unpacked from bytes that were received; removed when it is dropped. Blocks.
    pub(crate) fn incoming_folder(&self) -> Result<tempfile::TempDir, RunStorageError> {
        tempfile::TempDir::new_in(self.runs.join("staging")).map_err(|source| self.failed("write", source))
    }

    /// The Dataset as it came. Blocks, as does reading from it.
    pub(crate) fn dataset(&self, run: RunId) -> Result<impl Read + Send + use<>, RunStorageError> {
        let open = || zstd::Decoder::new(File::open(self.dataset_path(run))?);
        open().map_err(|source| self.failed("read", source))
    }

    /// Opens an attachment. Blocks.
    pub(crate) fn attachment(&self, run: RunId, name: &str) -> Result<File, RunStorageError> {
        File::open(self.attachments_path(run).join(name)).map_err(|source| self.failed("read", source))
    }

    /// Opens the archive that a run came as. Blocks.
    pub(crate) fn archive(&self, run: RunId) -> Result<File, RunStorageError> {
        File::open(self.archive_path(run)).map_err(|source| self.failed("read", source))
    }

    /// Where the series file of a run lies, if it has one.
    pub(crate) fn series_path(&self, run: RunId) -> PathBuf {
        self.runs.join(format!("{run}.series"))
    }

    /// Where the Dataset of a run lies.
    fn dataset_path(&self, run: RunId) -> PathBuf {
        self.runs.join(format!("{run}.json.zst"))
    }

    fn archive_path(&self, run: RunId) -> PathBuf {
        self.runs.join(format!("{run}.zip"))
    }

    fn attachments_path(&self, run: RunId) -> PathBuf {
        self.runs.join(format!("{run}.files"))
    }

    /// Where a run's bytes lie until they are complete.
    fn staging_path(&self, run: RunId) -> PathBuf {
        self.runs.join("staging").join(run.to_string())
    }

    /// Key under which the rows name a run's Dataset, relative to the data folder.
    pub(crate) fn dataset_key(run: RunId) -> String {
        format!("runs/{run}.json.zst")
    }

    /// Key under which the rows name the archive that a run came as, relative to the data folder.
    pub(crate) fn archive_key(run: RunId) -> String {
        format!("runs/{run}.zip")
    }

    /// Key under which the rows name an attachment, relative to the data folder.
    pub(crate) fn attachment_key(run: RunId, name: &str) -> String {
        format!("runs/{run}.files/{name}")
    }

    /// What a failed file operation means to whoever sent the run.
    pub(crate) fn failed(&self, action: &'static str, source: io::Error) -> RunStorageError {
        let place = self.runs.display().to_string();
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            RunStorageError::Full { place: format!("`{place}`"), source }
        } else {
            RunStorageError::File { action, place, source }
        }
    }
}

/// Makes a rename in `folder` survive a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // A folder cannot be opened as a file on Windows, where renames are journaled by the file system.
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let data = tempfile::tempdir().unwrap();
        let folder = ObjectFolder::open(data.path()).unwrap();
        let full = File::options().write(true).open("/dev/full").unwrap().write_all(b"x").unwrap_err();
        assert!(matches!(folder.failed("write", full), RunStorageError::Full { .. }));
        let missing = File::open(data.path().join("none")).unwrap_err();
        assert!(matches!(folder.failed("read", missing), RunStorageError::File { .. }));
    }
}
