//! Ends and removes what jobs of an agent left that died with its machine or its guard. Never runs beside a job.

use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use super::marker::Marker;
use super::reap::{ReapError, reap, survivors};
use super::scratch::{OWNER, PREFIX, parents, remove_folder};

const LIMIT: Duration = Duration::from_secs(10);

/// What was found and removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Processes that were ended.
    pub processes: usize,
    /// Folders that were removed.
    pub folders: usize,
}

/// Why something is left.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// Processes are left.
    #[error("cannot end the processes that an earlier agent left")]
    Reap(#[from] ReapError),
    /// Folders are left.
    #[error("cannot remove the folders that an earlier agent left")]
    Folders(#[from] io::Error),
}

/// Ends every process and removes every temporary folder of attempts whose folder lies in `data_folder`. Called at
/// the agent's start, when it holds that folder alone and runs no job.
pub async fn sweep(data_folder: &Path) -> Result<Swept, SweepError> {
    let data_folder = data_folder.canonicalize().unwrap_or_else(|_| data_folder.to_owned());
    let marker = Marker::DataFolder(data_folder.clone());
    let processes = survivors(&marker)?.len();
    reap(&marker, LIMIT).await?;
    let mut folders = 0;
    for parent in parents() {
        folders += remove_folders(&parent, &data_folder)?;
    }
    Ok(Swept { processes, folders })
}

fn remove_folders(parent: &Path, data_folder: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(parent)? {
        let path = entry?.path();
        let is_ours =
            path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
                && fs::read_to_string(path.join(OWNER))
                    .is_ok_and(|owner| Path::new(&owner).starts_with(data_folder));
        if is_ours {
            // The guard of a killed agent may be at it in this moment.
            remove_folder(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}
