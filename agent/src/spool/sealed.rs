//! What an ended attempt leaves for the controller: its result and its files. Never changes once it is written.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use protocol::wire::{CHUNK_BYTES, decode_result, encode_result};
use protocol::{AttemptOutcome, AttemptResult, FromWireError, UploadChunk, UploadKind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::assemble::{AssembleError, assemble};
use super::folder::Durability;
use super::{AttemptFolder, FolderError};
use crate::drive::job::JobReport;

const DATASET: &str = "dataset.json";
const FILES: &str = "uploads.json";
const RESULT: &str = "result.pb";

/// An ended attempt's result and files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// What is to be uploaded, in this order.
    pub files: Vec<SealedFile>,
}

/// A file to upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// Whether it is the Dataset; an attachment otherwise.
    pub is_dataset: bool,
    /// Plain file name, unique within the attempt.
    pub name: String,
    /// Where it is, relative to the attempt's folder.
    path: PathBuf,
    /// Size, bytes.
    pub total_bytes: u64,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
}

/// The attempt's files cannot be made ready or read again.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The attempt's folder refuses.
    #[error("cannot keep the attempt's result")]
    Folder(#[from] FolderError),
    /// The Dataset cannot be written.
    #[error("cannot assemble the attempt's Dataset")]
    Assemble(#[source] AssembleError),
    /// A file refuses.
    #[error("cannot use the file `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// An attachment outside the attempt's folder, or without a name that can travel.
    #[error("the attachment `{}` is not a file in the job's folder", path.display())]
    Stray {
        /// The file.
        path: PathBuf,
    },
    /// Two files that the controller could not tell apart.
    #[error("two files of the run are called `{name}`")]
    SameName {
        /// The name.
        name: String,
    },
    /// The kept list of files is not what was written.
    #[error("cannot read the attempt's list of files")]
    List(#[source] serde_json::Error),
    /// The kept result is not what was written.
    #[error("cannot read the attempt's result")]
    Result(#[source] FromWireError),
}

/// Assembles the Dataset, hashes every file, and keeps the result so that it survives a restart. Blocks.
pub fn seal(folder: &AttemptFolder, report: JobReport) -> Result<Sealed, SealError> {
    let JobReport { outcome, dataset, attachments } = report;
    let mut files: Vec<SealedFile> = Vec::with_capacity(1 + attachments.len());
    if let Some(header) = dataset {
        let path = folder.path().join(DATASET);
        let at = |source| SealError::File { path: path.clone(), source };
        let out = BufWriter::new(File::create(&path).map_err(at)?);
        let out = assemble(out, &header, &folder.samples()).map_err(SealError::Assemble)?;
        out.get_ref().sync_all().map_err(at)?;
        files.push(describe(folder, true, PathBuf::from(DATASET))?);
    }
    for attachment in attachments {
        let file = describe(folder, false, inside(folder, &attachment)?)?;
        if files.iter().any(|earlier| earlier.name == file.name) {
            return Err(SealError::SameName { name: file.name });
        }
        files.push(file);
    }
    let sealed = Sealed { outcome, files };
    sealed.keep(folder)?;
    Ok(sealed)
}

impl Sealed {
    /// Keeps result and list; the result comes last, so that its presence says that all is there.
    pub fn keep(&self, folder: &AttemptFolder) -> Result<(), SealError> {
        let list = serde_json::to_vec(&self.files).map_err(SealError::List)?;
        folder.replace(FILES, &list, Durability::Synced)?;
        let result = AttemptResult { attempt: folder.attempt(), outcome: self.outcome.clone() };
        Ok(folder.replace(RESULT, &encode_result(result), Durability::Synced)?)
    }

    /// What was kept; none where the attempt had not ended.
    pub fn load(folder: &AttemptFolder) -> Result<Option<Self>, SealError> {
        let Some(result) = folder.read(RESULT)? else { return Ok(None) };
        let AttemptResult { attempt: _, outcome } = decode_result(&result).map_err(SealError::Result)?;
        let list = folder.read(FILES)?.unwrap_or_default();
        let files = serde_json::from_slice(&list).map_err(SealError::List)?;
        Ok(Some(Self { outcome, files }))
    }
}

/// The piece of a file that begins at `offset_bytes`; empty at the end of the file.
pub fn read_chunk(
    folder: &AttemptFolder,
    file: &SealedFile,
    offset_bytes: u64,
) -> Result<UploadChunk, SealError> {
    let path = folder.path().join(&file.path);
    let read = || {
        let mut content = File::open(&path)?;
        content.seek(SeekFrom::Start(offset_bytes))?;
        let mut bytes = Vec::new();
        content.take(CHUNK_BYTES as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|source| SealError::File { path: path.clone(), source })?;
    Ok(UploadChunk {
        attempt: folder.attempt(),
        kind: if file.is_dataset { UploadKind::Dataset } else { UploadKind::Attachment },
        name: file.name.clone(),
        offset_bytes,
        bytes,
        total_bytes: file.total_bytes,
        sha256: file.sha256,
    })
}

fn describe(folder: &AttemptFolder, is_dataset: bool, path: PathBuf) -> Result<SealedFile, SealError> {
    let whole = folder.path().join(&path);
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| SealError::Stray { path: whole.clone() })?.to_owned();
    let (total_bytes, sha256) = digest(&whole).map_err(|source| SealError::File { path: whole, source })?;
    Ok(SealedFile { is_dataset, name, path, total_bytes, sha256 })
}

/// The path relative to the attempt's folder of a regular file in the job's folder.
fn inside(folder: &AttemptFolder, attachment: &Path) -> Result<PathBuf, SealError> {
    let stray = || SealError::Stray { path: attachment.to_owned() };
    let job = folder.job();
    let relative = if attachment.is_absolute() {
        attachment.strip_prefix(&job).map_err(|_| stray())?
    } else {
        attachment
    };
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let regular = job.join(relative).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    if plain && regular { Ok(Path::new("job").join(relative)) } else { Err(stray()) }
}

fn digest(path: &Path) -> io::Result<(u64, [u8; 32])> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut total = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((total, hash.finalize().into()));
        }
        hash.update(&buffer[..read]);
        total += read as u64;
    }
}
