//! A file that arrives in pieces: appended to a partial file, checked against its hash, then given its name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use protocol::{UploadChunk, UploadKind};
use sha2::{Digest, Sha256};

use crate::agent_api::file_name::is_plain;
use crate::hex::hex;
use crate::intake::MAX_DATASET_BYTES;

/// The largest attachment, bytes.
const MAX_ATTACHMENT_BYTES: u64 = 512 << 20;
/// The most files of one attempt.
const MAX_FILES: usize = 1_000;

/// A piece that is not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The name is not a plain file name.
    #[error("`{name}` is not a plain file name")]
    Name {
        /// The name.
        name: String,
    },
    /// The file is too large.
    #[error("`{name}` has {bytes} bytes; at most {limit} are taken")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The piece reaches beyond the end of its file.
    #[error("a piece of `{name}` reaches beyond the {total} bytes of the file")]
    BeyondEnd {
        /// The file.
        name: String,
        /// Its size.
        total: u64,
    },
    /// The attempt sends too many files.
    #[error("the attempt sends more than {MAX_FILES} files")]
    TooMany,
    /// The disk failed.
    #[error("cannot keep `{name}`")]
    Disk {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Takes a piece into `folder` and gives the number of bytes on disk. A repeated piece changes nothing, nor does one
/// behind a gap: the number tells the agent where to go on. 0 after the last piece means that the hash did not match.
pub(super) fn take_piece(folder: &Path, chunk: &UploadChunk) -> Result<u64, UploadError> {
    check(chunk)?;
    let disk = |source| UploadError::Disk { name: chunk.name.clone(), source };
    let folder = folder.join(kind_folder(chunk.kind));
    fs::create_dir_all(&folder).map_err(disk)?;
    let done = folder.join(&chunk.name);
    let hash = hex(&chunk.sha256);
    let note = folder.join(format!(".{}.sha256", chunk.name));
    if done.exists() && fs::read_to_string(&note).is_ok_and(|known| known == hash) {
        return Ok(chunk.total_bytes);
    }
    if fs::read_dir(&folder).map_err(disk)?.count() > MAX_FILES * 2 {
        return Err(UploadError::TooMany);
    }
    let partial = folder.join(format!(".{}.{}.part", chunk.name, &hash[..16]));
    let received = append(&partial, chunk).map_err(disk)?;
    if received < chunk.total_bytes {
        return Ok(received);
    }
    finish(&partial, &done, &note, &hash).map(|matches| if matches { received } else { 0 }).map_err(disk)
}

/// Where files of a kind stand within an attempt's folder.
pub(super) const fn kind_folder(kind: UploadKind) -> &'static str {
    match kind {
        UploadKind::Dataset => "dataset",
        UploadKind::Attachment => "attachments",
    }
}

/// The whole files of a kind in an attempt's folder, by name.
pub(super) fn whole_files(folder: &Path, kind: UploadKind) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder.join(kind_folder(kind))) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_plain) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn check(chunk: &UploadChunk) -> Result<(), UploadError> {
    let name = chunk.name.clone();
    if !is_plain(&name) {
        return Err(UploadError::Name { name });
    }
    let limit = match chunk.kind {
        UploadKind::Dataset => MAX_DATASET_BYTES,
        UploadKind::Attachment => MAX_ATTACHMENT_BYTES,
    };
    let total = chunk.total_bytes;
    if total > limit {
        return Err(UploadError::TooLarge { name, bytes: total, limit });
    }
    let end = chunk.offset_bytes.checked_add(chunk.bytes.len() as u64);
    if end.is_none_or(|end| end > total) {
        return Err(UploadError::BeyondEnd { name, total });
    }
    Ok(())
}

fn append(partial: &Path, chunk: &UploadChunk) -> io::Result<u64> {
    let mut file = OpenOptions::new().create(true).append(true).open(partial)?;
    let received = file.metadata()?.len();
    let end = chunk.offset_bytes + chunk.bytes.len() as u64;
    if chunk.offset_bytes > received || end <= received {
        return Ok(received);
    }
    let known = usize::try_from(received - chunk.offset_bytes).expect("a piece fits in memory");
    if let Err(error) = file.write_all(&chunk.bytes[known..]) {
        file.set_len(received)?;
        return Err(error);
    }
    if end == chunk.total_bytes {
        file.sync_all()?;
    }
    Ok(end)
}

/// Gives the file its name if its content is what was announced; otherwise it starts anew.
fn finish(partial: &Path, done: &Path, note: &Path, hash: &str) -> io::Result<bool> {
    if hash_of(partial)? != hash {
        fs::remove_file(partial)?;
        return Ok(false);
    }
    // Without the note the file counts as unknown, and is taken again.
    match fs::remove_file(note) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    fs::rename(partial, done)?;
    let mut note = File::create(note)?;
    note.write_all(hash.as_bytes())?;
    note.sync_all()?;
    Ok(true)
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..length]);
    }
}
