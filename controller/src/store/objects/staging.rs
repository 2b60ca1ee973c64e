//! A run's bytes on their way in. Dropped before they are published, they are removed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use dataset::{Attachment, BatchMetric, LogLine, SeriesSummary};
use protocol::RunId;

use super::{ObjectFolder, sync_folder};
use crate::intake::{Archive, Extent, RunStorageError, Staging};
use crate::store::series::{Damaged, SeriesFile, SeriesWriter, summaries};

/// zstd level of Datasets. Their keys repeat so regularly that level 3 packs them no smaller and takes half as much CPU again.
const LEVEL: i32 = 1;

type Series = SeriesWriter<BufWriter<File>>;

/// Files of one run that nobody can see yet.
pub struct StagedRun {
    folder: ObjectFolder,
    run: RunId,
    path: PathBuf,
    dataset: Option<zstd::Encoder<'static, File>>,
    series: Option<Series>,
    attachments: Vec<Attachment>,
    archive: Option<Archive>,
}

impl StagedRun {
    pub(super) fn new(folder: ObjectFolder, run: RunId) -> Result<Self, RunStorageError> {
        let path = folder.staging_path(run);
        let mut staged =
            Self { folder, run, path, dataset: None, series: None, attachments: Vec::new(), archive: None };
        staged.begin().map_err(|source| staged.failed(source))?;
        Ok(staged)
    }

    /// The run that the bytes belong to.
    pub(crate) fn run(&self) -> RunId {
        self.run
    }

    /// Attachments that came with it.
    pub(crate) fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// The archive that it came as.
    pub(crate) fn came_as(&self) -> Option<&Archive> {
        self.archive.as_ref()
    }

    /// Writes everything through to the disk and moves it to where rows may name it; gives the Dataset's stored size, bytes.
    pub(crate) fn publish(&mut self) -> Result<u64, RunStorageError> {
        self.move_into_place().map_err(|source| self.failed(source))
    }

    /// Takes back what [`Self::publish`] did, where no row came to name it.
    pub(crate) fn unpublish(&self) -> Result<(), RunStorageError> {
        self.folder.remove_run(self.run).map_err(|source| self.failed(source))
    }

    fn begin(&mut self) -> io::Result<()> {
        // What an earlier process left under this id is not ours to mix with.
        remove_folder(&self.path)?;
        fs::create_dir_all(&self.path)?;
        let mut dataset = zstd::Encoder::new(File::create(self.path.join("dataset"))?, LEVEL)?;
        dataset.include_checksum(true)?;
        self.dataset = Some(dataset);
        self.series = Some(SeriesWriter::new(BufWriter::new(File::create(self.path.join("series"))?))?);
        Ok(())
    }

    fn move_into_place(&mut self) -> io::Result<u64> {
        let dataset = self.dataset.take().expect("a staged run is published once").finish()?;
        dataset.sync_all()?;
        let stored_bytes = dataset.metadata()?.len();
        // Not synced: the series file can be written anew from the Dataset, and its checksums tell when that is needed.
        self.finish_series()?;
        if !self.attachments.is_empty() {
            sync_folder(&self.path.join("files"))?;
            fs::rename(self.path.join("files"), self.folder.attachments_path(self.run))?;
        }
        if self.archive.is_some() {
            fs::rename(self.path.join("archive"), self.folder.archive_path(self.run))?;
        }
        fs::rename(self.path.join("series"), self.folder.series_path(self.run))?;
        fs::rename(self.path.join("dataset"), self.folder.dataset_path(self.run))?;
        sync_folder(&self.folder.runs)?;
        Ok(stored_bytes)
    }

    /// Once it is finished, the series file takes nothing more.
    fn finish_series(&mut self) -> io::Result<()> {
        match self.series.take() {
            Some(series) => series.finish().map(drop),
            None => Ok(()),
        }
    }

    fn copy_attachment(&self, attachment: &Attachment, file: &Path) -> io::Result<()> {
        let files = self.path.join("files");
        fs::create_dir_all(&files)?;
        copy(file, &files.join(&attachment.name))
    }

    fn failed(&self, source: io::Error) -> RunStorageError {
        self.folder.failed("write", source)
    }

    fn series(&mut self) -> &mut Series {
        self.series.as_mut().expect("samples and log come before the summaries")
    }
}

impl Staging for StagedRun {
    fn dataset(&mut self) -> &mut (dyn Write + Send) {
        self.dataset.as_mut().expect("bytes come before the run is published")
    }

    fn batch(&mut self, batch: &BatchMetric) -> Result<Extent, RunStorageError> {
        let series = self.series();
        let written = series.batch(batch).map(|()| series.extent());
        written.map_err(|source| self.failed(source))
    }

    fn logs(&mut self, logs: &[LogLine]) -> Result<(), RunStorageError> {
        self.series().logs(logs).map_err(|source| self.failed(source))
    }

    fn summaries(&mut self) -> Result<Vec<SeriesSummary>, RunStorageError> {
        self.finish_series().map_err(|source| self.failed(source))?;
        let read = SeriesFile::open(&self.path.join("series")).and_then(|mut file| summaries(&mut file));
        read.map_err(|damage| match damage {
            Damaged::Unreadable { source } => self.folder.failed("read", source),
            Damaged::Content => self.folder.failed("read back", io::Error::other(damage)),
        })
    }

    fn attachment(&mut self, attachment: &Attachment, file: &Path) -> Result<(), RunStorageError> {
        self.copy_attachment(attachment, file).map_err(|source| self.failed(source))?;
        self.attachments.push(attachment.clone());
        Ok(())
    }

    fn archive(&mut self, archive: &Archive) -> Result<(), RunStorageError> {
        copy(&archive.path, &self.path.join("archive")).map_err(|source| self.failed(source))?;
        self.archive = Some(archive.clone());
        Ok(())
    }

    fn refused(&self, source: io::Error) -> RunStorageError {
        self.failed(source)
    }
}

impl Drop for StagedRun {
    fn drop(&mut self) {
        // After publishing there is an empty folder, before it whatever had come; the sweep at start takes what remains.
        if let Err(error) = remove_folder(&self.path) {
            tracing::warn!(run_id = %self.run, %error, "cannot remove what was staged");
        }
    }
}

/// A copy that has reached the disk.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = File::create_new(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

/// Removes a folder with everything in it, if it is there.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
