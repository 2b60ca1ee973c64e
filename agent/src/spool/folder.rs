//! The folder of one attempt. Never holds anything of another, and is gone when the controller has the result.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use protocol::{AttemptNumber, AttemptRef, JobId};

/// An attempt's folder, `<job id>.<attempt number>` below the agent's data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptFolder {
    attempt: AttemptRef,
    path: PathBuf,
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} `{}`", path.display())]
pub struct FolderError {
    action: &'static str,
    path: PathBuf,
    #[source]
    source: io::Error,
}

impl AttemptFolder {
    /// Makes the folder of an attempt below `root`, with its `job` folder in it.
    pub fn create(root: &Path, attempt: AttemptRef) -> Result<Self, FolderError> {
        let path = root.join(format!("{}.{}", attempt.job, attempt.number.0));
        let folder = Self { attempt, path };
        let job = folder.job();
        fs::create_dir_all(&job).map_err(|source| failed("create the folder", &job, source))?;
        Ok(folder)
    }

    /// Every attempt's folder below `root`, oldest job first; anything else there is left alone.
    pub fn list(root: &Path) -> Result<Vec<Self>, FolderError> {
        fs::create_dir_all(root).map_err(|source| failed("create the folder", root, source))?;
        let listing = |source| failed("list the folder", root, source);
        let mut folders = Vec::new();
        for entry in fs::read_dir(root).map_err(listing)? {
            let path = entry.map_err(listing)?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(attempt) = name.and_then(parse_name) {
                folders.push(Self { attempt, path });
            }
        }
        folders.sort_by_key(|folder| folder.attempt);
        Ok(folders)
    }

    /// Whose folder this is.
    pub fn attempt(&self) -> AttemptRef {
        self.attempt
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the job may put its files.
    pub fn job(&self) -> PathBuf {
        self.path.join("job")
    }

    /// Where the samples are.
    pub fn samples(&self) -> PathBuf {
        self.path.join("samples.spool")
    }

    /// Keeps the last acknowledged sequence number. Not synced: a lost one is asked for again and costs a repetition.
    pub fn keep_acknowledged(&self, up_to: u64) -> Result<(), FolderError> {
        self.replace("acknowledged", up_to.to_string().as_bytes(), Durability::Written)
    }

    /// The last acknowledged sequence number; 0 where none was kept.
    pub fn acknowledged(&self) -> Result<u64, FolderError> {
        let text = self.read("acknowledged")?.unwrap_or_default();
        Ok(std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Removes the folder with all that is in it.
    pub fn remove(&self) -> Result<(), FolderError> {
        match fs::remove_dir_all(&self.path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(failed("remove the folder", &self.path, source))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The content of a file of ours; none where it does not exist.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, FolderError> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed("read", &path, source)),
        }
    }

    /// Puts a file in place whole or not at all.
    pub(super) fn replace(
        &self,
        name: &str,
        bytes: &[u8],
        durability: Durability,
    ) -> Result<(), FolderError> {
        let path = self.path.join(name);
        let unfinished = self.path.join(format!("{name}.unfinished"));
        let write = || {
            let mut file = fs::File::create(&unfinished)?;
            file.write_all(bytes)?;
            match durability {
                Durability::Written => {}
                Durability::Synced => file.sync_all()?,
            }
            fs::rename(&unfinished, &path)
        };
        write().map_err(|source| failed("write", &path, source))
    }
}

/// What must hold before a write counts as done.
#[derive(Clone, Copy)]
pub(super) enum Durability {
    /// It survives the agent.
    Written,
    /// It survives a loss of power.
    Synced,
}

fn parse_name(name: &str) -> Option<AttemptRef> {
    let (job, number) = name.rsplit_once('.')?;
    let job: JobId = job.parse().ok()?;
    Some(AttemptRef { job, number: AttemptNumber(number.parse().ok()?) })
}

fn failed(action: &'static str, path: &Path, source: io::Error) -> FolderError {
    FolderError { action, path: path.to_owned(), source }
}
