//! What an attempt has measured so far, by whichever door it came: lines of its agent's, or the journal of a streamed run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use protocol::AttemptRef;
use serde_json::Value;

use super::event::LiveEvent;
use super::sample_lines::{Lines, read_lines};
use super::tail::{Piece, read_on};
use crate::agent_api::AttemptFolders;
use crate::intake::streaming::{Journal, JournalError, Records};

/// Reads from `position` on. `streaming` is the folder of a run that is being streamed, with the bytes of its journal that
/// may be read. `id` gives the id of an event behind which a reader goes on at a position. Blocks.
pub(super) fn read_attempt(
    attempts: &AttemptFolders,
    attempt: AttemptRef,
    streaming: Option<(PathBuf, u64)>,
    position: u64,
    id: impl Fn(u64) -> String,
) -> io::Result<Lines> {
    let journal = match streaming {
        Some(streaming) => Some(streaming),
        None => match attempts.stream(attempt) {
            Some(folder) => Some((folder.clone(), length(&folder)?)),
            None => None,
        },
    };
    match journal {
        Some((_, until)) if until <= position => Ok(Lines { position, ..Lines::default() }),
        Some((folder, until)) => match journal_events(&folder, position, until, id) {
            Ok(lines) => Ok(lines),
            // It is just being handed over, or its run is stored.
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Ok(Lines { position, ..Lines::default() })
            }
            Err(error) => Err(io::Error::other(error)),
        },
        None => read_lines(&attempts.samples(attempt), position, id),
    }
}

fn journal_events(
    folder: &Path,
    position: u64,
    until: u64,
    id: impl Fn(u64) -> String,
) -> Result<Lines, JournalError> {
    let mut records = Records::open(folder, position)?;
    let Piece { events, lost } = read_on(&mut records, until, &id)?;
    if lost {
        // E.g. an id of another attempt: the reader is told, and given everything.
        return Ok(Lines { events: vec![LiveEvent::at("reset", &id(0), &Value::Null)], position: 0 });
    }
    Ok(Lines { events, position: records.offset() })
}

fn length(folder: &Path) -> io::Result<u64> {
    match fs::metadata(Journal::path(folder)) {
        Ok(about) => Ok(about.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}
