//! The samples of one attempt on disk, in sequence. Never skips a sequence number and never drops a batch.
//!
//! Every append reaches the operating system before it returns, so a killed agent loses nothing. The disk itself is
//! synced once per mebibyte and not per batch: syncing would disturb what is being measured, and a loss of power
//! ends the attempt anyway.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use protocol::wire::{decode_samples, encode_samples};
use protocol::{FromWireError, SampleBatch};

use super::frame::{self, Frame, HEADER_BYTES};

const SYNC_EVERY_BYTES: u64 = 1 << 20;

/// One attempt's samples, open for writing and for reading again.
#[derive(Debug)]
pub struct Spool {
    file: File,
    path: PathBuf,
    /// Position of each frame; the frame of sequence number `n` is the `n - 1`st.
    offsets: Vec<u64>,
    end: u64,
    unsynced: u64,
    limit_bytes: u64,
}

/// The spool cannot take or give a batch.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// The disk refuses.
    #[error("cannot use the spool `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The attempt has measured more than it may keep.
    #[error("the spool is full: the attempt's samples need more than its limit of {limit_bytes} bytes")]
    Full {
        /// The limit.
        limit_bytes: u64,
    },
    /// A batch beyond what a message can carry.
    #[error("batch {sequence} is larger than a message may be")]
    TooLarge {
        /// Its sequence number.
        sequence: u64,
    },
    /// A caller that skips or repeats a sequence number.
    #[error("batch {found} was to be spooled where batch {expected} is next")]
    OutOfSequence {
        /// The next number.
        expected: u64,
        /// The number given.
        found: u64,
    },
    /// A batch that was never spooled.
    #[error("batch {sequence} is not in the spool")]
    Absent {
        /// The number asked for.
        sequence: u64,
    },
    /// Bytes amid the file that are not those that were written.
    #[error("the spool `{}` is damaged at byte {offset}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Start of the damaged frame.
        offset: u64,
    },
    /// A frame that holds no batch.
    #[error("cannot read a batch in the spool `{}`", path.display())]
    Decode {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: FromWireError,
    },
}

impl Spool {
    /// Opens or begins the spool at `path`. What a killed agent left half-written at the end is cut off.
    pub fn open(path: &Path, limit_bytes: u64) -> Result<Self, SpoolError> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|source| io_error(path, source))?;
        let mut reader = SampleReader::over(file.try_clone().map_err(|source| io_error(path, source))?, path);
        let mut offsets = Vec::new();
        let mut offset = 0;
        while reader.next_payload()?.is_some() {
            offsets.push(offset);
            offset = reader.position;
        }
        file.set_len(offset).map_err(|source| io_error(path, source))?;
        Ok(Self { file, path: path.to_owned(), offsets, end: offset, unsynced: 0, limit_bytes })
    }

    /// Adds the next batch. After an error nothing of it remains.
    pub fn append(&mut self, batch: SampleBatch) -> Result<(), SpoolError> {
        let sequence = batch.sequence;
        let expected = self.last() + 1;
        if sequence != expected {
            return Err(SpoolError::OutOfSequence { expected, found: sequence });
        }
        let frame = frame::encode(&encode_samples(batch)).ok_or(SpoolError::TooLarge { sequence })?;
        let grown = self.end + frame.len() as u64;
        if grown > self.limit_bytes {
            return Err(SpoolError::Full { limit_bytes: self.limit_bytes });
        }
        if let Err(source) = self.write(&frame) {
            // The next opening would cut a torn frame off; doing it now keeps this spool readable.
            self.file.set_len(self.end).map_err(|source| io_error(&self.path, source))?;
            return Err(io_error(&self.path, source));
        }
        self.offsets.push(self.end);
        self.end = grown;
        Ok(())
    }

    /// The batch with this sequence number.
    pub fn read(&mut self, sequence: u64) -> Result<SampleBatch, SpoolError> {
        let at = usize::try_from(sequence).ok().and_then(|number| number.checked_sub(1));
        let offset = at.and_then(|at| self.offsets.get(at)).copied();
        let offset = offset.ok_or(SpoolError::Absent { sequence })?;
        self.file.seek(SeekFrom::Start(offset)).map_err(|source| io_error(&self.path, source))?;
        match frame::read(&mut self.file).map_err(|source| io_error(&self.path, source))? {
            Frame::Whole(payload) => decode_samples(&payload)
                .map_err(|source| SpoolError::Decode { path: self.path.clone(), source }),
            Frame::End | Frame::Short | Frame::Damaged { .. } => {
                Err(SpoolError::Damaged { path: self.path.clone(), offset })
            }
        }
    }

    /// Sequence number of the last batch; 0 for none.
    pub fn last(&self) -> u64 {
        self.offsets.len() as u64
    }

    fn write(&mut self, frame: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(frame)?;
        self.unsynced += frame.len() as u64;
        if self.unsynced >= SYNC_EVERY_BYTES {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(())
    }
}

/// Reads a spool from its beginning, one batch in memory at a time.
#[derive(Debug)]
pub struct SampleReader {
    reader: BufReader<File>,
    path: PathBuf,
    position: u64,
}

impl SampleReader {
    /// Opens the spool at `path`.
    pub fn open(path: &Path) -> Result<Self, SpoolError> {
        let file = File::open(path).map_err(|source| io_error(path, source))?;
        Ok(Self::over(file, path))
    }

    fn over(file: File, path: &Path) -> Self {
        Self { reader: BufReader::new(file), path: path.to_owned(), position: 0 }
    }

    /// The next payload; none at the end and at a torn tail. Damage before the tail is an error, since cutting there
    /// would drop whole batches.
    fn next_payload(&mut self) -> Result<Option<Vec<u8>>, SpoolError> {
        let offset = self.position;
        match frame::read(&mut self.reader).map_err(|source| io_error(&self.path, source))? {
            Frame::Whole(payload) => {
                self.position += HEADER_BYTES + payload.len() as u64;
                Ok(Some(payload))
            }
            Frame::End | Frame::Short => Ok(None),
            Frame::Damaged { payload_bytes } => {
                let file = self.reader.get_ref().metadata().map_err(|source| io_error(&self.path, source))?;
                if offset + HEADER_BYTES + payload_bytes >= file.len() {
                    return Ok(None);
                }
                Err(SpoolError::Damaged { path: self.path.clone(), offset })
            }
        }
    }
}

impl Iterator for SampleReader {
    type Item = Result<SampleBatch, SpoolError>;

    fn next(&mut self) -> Option<Self::Item> {
        let payload = self.next_payload().transpose()?;
        Some(payload.and_then(|payload| {
            decode_samples(&payload).map_err(|source| SpoolError::Decode { path: self.path.clone(), source })
        }))
    }
}

fn io_error(path: &Path, source: io::Error) -> SpoolError {
    SpoolError::Io { path: path.to_owned(), source }
}
