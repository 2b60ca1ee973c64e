//! Takes up the runs that were being received when the controller ended. Never touches one that another controller has.

use std::io;
use std::path::{Path, PathBuf};

use protocol::RunId;

use super::run_task::{Origin, start};
use super::streams::Streams;
use crate::intake::streaming::{Head, Journal, JournalError};

/// The folder of the journals cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The folder cannot be made or listed.
    #[error("cannot {action} the folder of streams `{}`", path.display())]
    Folder {
        /// What we tried.
        action: &'static str,
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl Streams {
    /// Takes up every unfinished run: its client may come back for as long as the resume window, then it is stored. Gives
    /// their number.
    pub async fn recover(&self) -> Result<usize, RecoverError> {
        let folder = self.shared().folder.clone();
        let found = tokio::task::spawn_blocking(move || unfinished(&folder)).await;
        let heads = found.expect("reading neither panics nor is it aborted")?;
        let number = heads.len();
        for head in heads {
            start(self.shared(), head, Origin::Recovered);
        }
        Ok(number)
    }
}

fn unfinished(folder: &Path) -> Result<Vec<Head>, RecoverError> {
    let failed = |action| {
        let path = folder.to_owned();
        move |source| RecoverError::Folder { action, path, source }
    };
    std::fs::create_dir_all(folder).map_err(failed("make"))?;
    let mut heads = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed("list"))? {
        let entry = entry.map_err(failed("list"))?;
        let named: Option<RunId> = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(run) = named else { continue };
        match Head::read(&entry.path()) {
            Ok(head) if head.run == run => heads.push(head),
            Ok(head) => {
                tracing::error!(run_id = %head.run, folder = %entry.path().display(), "a journal lies in another run's folder");
            }
            Err(JournalError::NoHead { .. }) => abandon(&entry.path()),
            // The folder was made and the journal was not; if anything else is in it, it stays.
            Err(JournalError::Io { source, .. })
                if source.kind() == io::ErrorKind::NotFound && std::fs::remove_dir(entry.path()).is_ok() => {}
            Err(error) => {
                tracing::error!(run_id = %run, error = crate::doors::chain(&error), "a journal cannot be read");
            }
        }
    }
    Ok(heads)
}

/// A run of which no client was ever told.
fn abandon(folder: &Path) {
    // Opening takes the lock, so that a journal that another controller is just beginning stays.
    if let Err(JournalError::NoHead { .. }) = Journal::open(folder, |_, _| {})
        && let Err(error) = std::fs::remove_dir_all(folder)
    {
        tracing::warn!(folder = %folder.display(), %error, "cannot remove a journal that was never begun");
    }
}
