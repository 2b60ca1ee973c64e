//! The folder for what a browser leaves behind: profile, sockets, temporary files, files to upload. Never holds
//! anything that belongs to the run.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Beginning of the name of every such folder.
pub(crate) const PREFIX: &str = "perfsight-";

/// The file in it that names the attempt's folder.
pub(crate) const OWNER: &str = "owner";

/// A short path (browsers put sockets there, whose paths are limited to about 100 bytes), readable by its owner alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scratch {
    path: PathBuf,
}

/// The folder for temporary files cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot make the browser's folder for temporary files in `{path}`")]
pub struct ScratchError {
    path: PathBuf,
    source: io::Error,
}

impl Scratch {
    /// Makes one for the attempt whose own folder is given.
    pub fn make(attempt_folder: &Path) -> Result<Self, ScratchError> {
        let parent = std::env::temp_dir();
        let attempt = |source| ScratchError { path: parent.clone(), source };
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir().map_err(attempt)?;
        std::fs::write(folder.path().join(OWNER), attempt_folder.as_os_str().as_encoded_bytes())
            .map_err(attempt)?;
        for name in ["tmp", "uploads"] {
            std::fs::create_dir(folder.path().join(name)).map_err(attempt)?;
        }
        Ok(Self { path: folder.keep() })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// For `TMPDIR` of the browser.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.path.join("tmp")
    }

    /// For files that a page is given.
    pub(crate) fn uploads(&self) -> PathBuf {
        self.path.join("uploads")
    }

    /// A new profile folder's path, for the given start of the browser.
    pub(crate) fn profile(&self, start: u32) -> PathBuf {
        self.path.join(format!("profile{start}"))
    }

    /// Removes it; what is gone already is fine.
    pub fn remove(&self) -> io::Result<()> {
        match std::fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
