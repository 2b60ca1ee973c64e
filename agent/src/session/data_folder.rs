//! The folder that makes an agent the same after a restart. Never shared by two agents at once.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use protocol::{AgentId, Ids};

/// An agent's data folder, locked for as long as this lives.
#[derive(Debug)]
pub(super) struct DataFolder {
    path: PathBuf,
    agent: AgentId,
    _lock: File,
}

/// The data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// The disk refuses.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another agent runs on it.
    #[error("another agent uses the data folder `{}`; stop it, or give this one a folder of its own", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The file with the agent's id holds something else.
    #[error("`{}` does not hold an agent's id; remove it to be registered anew", path.display())]
    AgentId {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: uuid::Error,
    },
}

impl DataFolder {
    /// Opens or makes the folder, locks it, and reads or makes the agent's id.
    pub(super) fn open(path: &Path, ids: Ids) -> Result<Self, DataFolderError> {
        fs::create_dir_all(path).map_err(failed("create the folder", path))?;
        // Jobs hand this path to programs that run elsewhere.
        let path = &fs::canonicalize(path).map_err(failed("find the folder", path))?;
        let lock_path = path.join("agent.lock");
        let lock = private(&lock_path).map_err(failed("open", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DataFolderError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(failed("lock", &lock_path)(source)),
        }
        let agent = agent_id(&path.join("agent-id"), ids)?;
        Ok(Self { path: path.to_owned(), agent, _lock: lock })
    }

    pub(super) fn agent(&self) -> AgentId {
        self.agent
    }

    /// Where the attempts' folders are.
    pub(super) fn attempts(&self) -> PathBuf {
        self.path.join("attempts")
    }
}

fn agent_id(path: &Path, ids: Ids) -> Result<AgentId, DataFolderError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            text.trim().parse().map_err(|source| DataFolderError::AgentId { path: path.to_owned(), source })
        }
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            let agent = ids.agent();
            let unfinished = path.with_extension("unfinished");
            let write = || {
                let mut file = private(&unfinished)?;
                file.set_len(0)?;
                writeln!(file, "{agent}")?;
                file.sync_all()?;
                fs::rename(&unfinished, path)
            };
            write().map_err(failed("write", path))?;
            Ok(agent)
        }
        Err(source) => Err(failed("read", path)(source)),
    }
}

/// A file that only its owner may read and write.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DataFolderError {
    move |source| DataFolderError::Io { action, path: path.to_owned(), source }
}
