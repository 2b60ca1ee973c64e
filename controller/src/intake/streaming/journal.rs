//! The journal of a streamed run: one append-only file. Never names a record as kept that is not on disk, and never lets
//! two controllers write to one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use dataset::Timestamp;
use protocol::{AttemptRef, RunId};
use serde::{Deserialize, Serialize};

use super::hello::{Client, Start};
use super::record::{self, Found, PREFIX_BYTES, Record, RecordKind};

/// Name of the journal within the folder of a run.
const FILE: &str = "journal";

/// What a run is; the first record of its journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Id of the run, fixed from the first frame on.
    pub run: RunId,
    /// The attempt at a job whose run it is; absent for a run that a person began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<AttemptRef>,
    /// Project that the run belongs to.
    pub project: String,
    /// SHA-256 of the secret with which the client goes on with the run, lower-case hex.
    pub resume_sha256: String,
    /// When it began.
    pub created_at: Timestamp,
    /// Who sends it.
    pub client: Client,
    /// What the client says of it.
    pub start: Start,
}

impl Head {
    /// The head of the journal in `folder`. Blocks.
    pub fn read(folder: &Path) -> Result<Self, JournalError> {
        head_of(&mut Records::open(folder, 0)?, &Journal::path(folder))
    }
}

/// The journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk refuses.
    #[error("cannot {action} the journal `{}`", path.display())]
    Io {
        /// What we tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another controller writes to it.
    #[error("another controller writes to the journal `{}`", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It was never begun: no client was told of this run.
    #[error("the journal `{}` does not say which run it is", path.display())]
    NoHead {
        /// The file.
        path: PathBuf,
    },
}

impl JournalError {
    /// Whether there is a journal already.
    fn is_taken(&self) -> bool {
        match self {
            Self::Io { source, .. } => source.kind() == io::ErrorKind::AlreadyExists,
            Self::InUse { .. } => true,
            Self::NoHead { .. } => false,
        }
    }

    /// Whether the disk has no room left.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Io { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Self::InUse { .. } | Self::NoHead { .. } => false,
        }
    }
}

/// A journal, open for appending. Every method blocks.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    bytes: u64,
}

impl Journal {
    /// Begins a journal in `folder`, which is made. It is on disk when this returns; after an error there is none.
    pub fn create(folder: &Path, head: &Head) -> Result<Self, JournalError> {
        Self::begin(folder, head).inspect_err(|error| {
            if !error.is_taken()
                && let Err(error) = fs::remove_dir_all(folder)
            {
                tracing::warn!(folder = %folder.display(), %error, "a journal that could not be begun stays");
            }
        })
    }

    fn begin(folder: &Path, head: &Head) -> Result<Self, JournalError> {
        let path = Self::path(folder);
        let failed = |action| {
            let path = path.clone();
            move |source| JournalError::Io { action, path, source }
        };
        fs::create_dir_all(folder).map_err(failed("make a folder for"))?;
        let file = OpenOptions::new().read(true).append(true).create_new(true).open(&path);
        let file = file.map_err(failed("create"))?;
        lock(&file, &path)?;
        let mut journal = Self { file, path: path.clone(), bytes: 0 };
        let text = serde_json::to_string(head).expect("a head is plain JSON");
        let record = Record { kind: RecordKind::Head, numbered: false, at: head.created_at, seq: 0, text };
        let mut bytes = Vec::new();
        record.encode(&mut bytes);
        journal.append(&bytes)?;
        journal.sync()?;
        sync_folder(folder).map_err(failed("keep"))?;
        folder.parent().map_or(Ok(()), sync_folder).map_err(failed("keep"))?;
        Ok(journal)
    }

    /// Opens the journal in `folder` and hands its records to `replay`, the head aside. What a crash left half-written
    /// at the end is cut off.
    pub fn open(folder: &Path, mut replay: impl FnMut(&Head, &Record)) -> Result<(Self, Head), JournalError> {
        let path = Self::path(folder);
        let failed = |action| {
            let path = path.clone();
            move |source| JournalError::Io { action, path, source }
        };
        let file = OpenOptions::new().read(true).append(true).open(&path).map_err(failed("open"))?;
        lock(&file, &path)?;
        let mut records = Records::open(folder, 0)?;
        let head = head_of(&mut records, &path)?;
        let mut last: Option<(bool, u64, Timestamp)> = None;
        for record in &mut records {
            let record = record?;
            last = Some((record.numbered, record.seq, record.at));
            replay(&head, &record);
        }
        let (bytes, damaged) = (records.position, records.lost);
        file.set_len(bytes).map_err(failed("cut"))?;
        let mut journal = Self { file, path: path.clone(), bytes };
        if damaged > 0 {
            tracing::error!(run_id = %head.run, bytes = damaged, "the journal of a run was damaged; the run goes on without these bytes");
            let (numbered, seq, at) = last.unwrap_or((false, 0, head.created_at));
            let record = Record { kind: RecordKind::Damaged, numbered, at, seq, text: damaged.to_string() };
            let mut bytes = Vec::new();
            record.encode(&mut bytes);
            journal.append(&bytes)?;
        }
        // What was read back may have been in the system's memory alone.
        journal.sync()?;
        Ok((journal, head))
    }

    /// Appends whole records. After an error nothing of them remains.
    pub fn append(&mut self, records: &[u8]) -> Result<(), JournalError> {
        if let Err(source) = self.file.write_all(records) {
            // The next opening would cut a torn record off; doing it now keeps this journal readable.
            self.file.set_len(self.bytes).map_err(|source| self.failed("mend", source))?;
            return Err(self.failed("write to", source));
        }
        self.bytes += records.len() as u64;
        Ok(())
    }

    /// Makes what was appended survive a loss of power.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        self.file.sync_data().map_err(|source| self.failed("write through", source))
    }

    /// Bytes of whole records.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where the journal of a run's folder is.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    fn failed(&self, action: &'static str, source: io::Error) -> JournalError {
        JournalError::Io { action, path: self.path.clone(), source }
    }
}

/// Reads a journal from a position on, one record in memory at a time; ends at the end and at what is torn or damaged.
#[derive(Debug)]
pub struct Records {
    reader: BufReader<File>,
    path: PathBuf,
    /// Where the next record begins.
    position: u64,
    /// Bytes behind a damaged record.
    lost: u64,
}

impl Records {
    /// Opens the journal in `folder` at a position where a record begins.
    pub fn open(folder: &Path, position: u64) -> Result<Self, JournalError> {
        let path = Journal::path(folder);
        let failed = |source| JournalError::Io { action: "read", path: path.clone(), source };
        let file = File::open(&path).map_err(failed)?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        reader.seek(SeekFrom::Start(position)).map_err(failed)?;
        Ok(Self { reader, path, position, lost: 0 })
    }

    /// Where the next record begins.
    pub fn offset(&self) -> u64 {
        self.position
    }

    /// Goes to another place where a record begins.
    pub fn seek(&mut self, position: u64) -> Result<(), JournalError> {
        self.reader.seek(SeekFrom::Start(position)).map_err(|source| self.failed(source))?;
        self.position = position;
        Ok(())
    }

    /// Whole record at this position; none at the end, at a torn tail and at damage.
    fn next_record(&mut self) -> Result<Option<Record>, JournalError> {
        let offset = self.position;
        match record::read(&mut self.reader).map_err(|source| self.failed(source))? {
            Found::Whole(record) => {
                self.position += record.length();
                Ok(Some(record))
            }
            Found::End | Found::Short => Ok(None),
            Found::Damaged { payload_bytes } => {
                let length = self.reader.get_ref().metadata().map_err(|source| self.failed(source))?.len();
                if offset + PREFIX_BYTES + payload_bytes < length {
                    self.lost = length - offset;
                }
                Ok(None)
            }
        }
    }

    fn failed(&self, source: io::Error) -> JournalError {
        JournalError::Io { action: "read", path: self.path.clone(), source }
    }
}

impl Iterator for Records {
    type Item = Result<Record, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_record().transpose()
    }
}

/// The head of the journal in `folder`.
pub(super) fn head_of(records: &mut Records, path: &Path) -> Result<Head, JournalError> {
    let first = records.next_record()?.filter(|record| record.kind == RecordKind::Head);
    let head = first.and_then(|record| serde_json::from_str(&record.text).ok());
    head.ok_or_else(|| JournalError::NoHead { path: path.to_owned() })
}

fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => {
            Err(JournalError::Io { action: "lock", path: path.to_owned(), source })
        }
    }
}

/// Makes a new name in `folder` survive a loss of power.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // A folder cannot be opened as a file on Windows, where new names are journaled by the file system.
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}
