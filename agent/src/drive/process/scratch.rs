//! The folder for what a browser leaves behind: profile, sockets, temporary files, files to upload. Never holds
//! anything that belongs to the run.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Beginning of the name of every such folder.
pub(crate) const PREFIX: &str = "perfsight-";

/// The file in it that names the attempt's folder.
pub(crate) const OWNER: &str = "owner";

/// Socket paths end at about 100 bytes; browsers add about 45 to the folder's, and this one takes 21 more.
#[cfg(unix)]
const LONGEST_PARENT: usize = 35;
#[cfg(unix)]
const SHORT_PARENT: &str = "/tmp";

/// A short path (browsers put sockets there), readable by its owner alone.
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
        let parent = short_enough(std::env::temp_dir());
        let attempt = |source| ScratchError { path: parent.clone(), source };
        let folder = private_folder().tempdir_in(&parent).map_err(attempt)?;
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
        remove_folder(&self.path)
    }
}

/// Every folder in which there may be some, of this agent or of one that was started in another environment.
pub(crate) fn parents() -> BTreeSet<PathBuf> {
    let usual = std::env::temp_dir();
    [short_enough(usual.clone()), usual].into()
}

/// Removes a folder that a guard or another agent may be removing too.
pub(crate) fn remove_folder(path: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Without a place of its own a browser would leave its sockets where they outlive it.
#[cfg(unix)]
fn short_enough(usual: PathBuf) -> PathBuf {
    if usual.as_os_str().len() <= LONGEST_PARENT { usual } else { PathBuf::from(SHORT_PARENT) }
}

#[cfg(not(unix))]
fn short_enough(usual: PathBuf) -> PathBuf {
    usual
}

fn private_folder() -> tempfile::Builder<'static, 'static> {
    let mut folder = tempfile::Builder::new();
    folder.prefix(PREFIX);
    #[cfg(unix)]
    folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    folder
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nobody_else_can_look_into_it() {
        let attempt = tempfile::tempdir().unwrap();
        let scratch = Scratch::make(attempt.path()).unwrap();
        let mode = std::fs::metadata(scratch.path()).unwrap().permissions().mode();
        scratch.remove().unwrap();
        assert_eq!(mode & 0o777, 0o700);
        scratch.remove().expect("what is gone already is fine");
    }

    #[test]
    fn long_folder_for_temporary_files_is_passed_over_since_sockets_would_not_fit() {
        assert_eq!(short_enough("/var/tmp".into()), Path::new("/var/tmp"));
        assert_eq!(
            short_enough("/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/".into()),
            Path::new("/tmp")
        );
    }
}
