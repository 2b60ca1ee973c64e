//! The one pass over a Dataset's bytes: hashed, compressed, checked, summed up and cut into columns as they go by.
//! Never holds more of them than one batch and the header.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::rc::Rc;

use dataset::{
    BatchMetric, Limits, Reading, SeriesSummary, StreamError, SummaryBuilder, SummaryError, stream_dataset,
};
use sha2::{Digest, Sha256};

use super::error::IntakeError;
use super::storage::{RunStorageError, Staging};

/// What one pass found.
pub(super) struct Passed<S> {
    /// Where the bytes were staged.
    pub staging: S,
    /// The Dataset without its series.
    pub reading: Reading,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// How many there were.
    pub bytes: u64,
    /// Summaries of its series.
    pub summaries: Vec<SeriesSummary>,
}

/// Reads `file` to its end. Blocks.
pub(super) fn pass<S: Staging>(file: File, staging: S) -> Result<Passed<S>, IntakeError> {
    let shared = Rc::new(RefCell::new(Shared { staging, hasher: Sha256::new(), bytes: 0, failure: None }));
    let mut summary = SummaryBuilder::default();
    let tee = Tee { file, shared: Rc::clone(&shared) };
    let outcome = stream_dataset(tee, Limits::default(), |batch: BatchMetric| {
        summary.add(&batch)?;
        shared.borrow_mut().staging.batch(&batch).map_err(Refused::Storage)
    });
    let shared = Rc::into_inner(shared).expect("the reader has been dropped").into_inner();
    if let Some(failure) = shared.failure {
        return Err(failure);
    }
    let reading = outcome.map_err(|error| match error {
        StreamError::Read(error) => IntakeError::Dataset(error),
        StreamError::Consumer(Refused::Summary(error)) => error.into(),
        StreamError::Consumer(Refused::Storage(error)) => error.into(),
    })?;
    let mut staging = shared.staging;
    staging.logs(&reading.dataset.report.logs)?;
    let sha256 = crate::hex::hex(&shared.hasher.finalize());
    Ok(Passed { staging, reading, sha256, bytes: shared.bytes, summaries: summary.finish() })
}

/// SHA-256 of a file, lower-case hex. Blocks.
pub(super) fn sha256_of(path: &std::path::Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(crate::hex::hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..count]);
    }
}

enum Refused {
    Summary(SummaryError),
    Storage(RunStorageError),
}

impl From<SummaryError> for Refused {
    fn from(error: SummaryError) -> Self {
        Self::Summary(error)
    }
}

struct Shared<S> {
    staging: S,
    hasher: Sha256,
    bytes: u64,
    /// What really failed behind the error that the parser carries out.
    failure: Option<IntakeError>,
}

/// Reads the file and passes on what it read.
struct Tee<S> {
    file: File,
    shared: Rc<RefCell<Shared<S>>>,
}

impl<S: Staging> Read for Tee<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut shared = self.shared.borrow_mut();
        let count = match self.file.read(buffer) {
            Ok(count) => count,
            Err(source) => {
                shared.failure = Some(IntakeError::Received { source });
                return Err(io::Error::other("reading ended"));
            }
        };
        shared.hasher.update(&buffer[..count]);
        shared.bytes += count as u64;
        if let Err(source) = shared.staging.dataset().write_all(&buffer[..count]) {
            shared.failure = Some(IntakeError::Storage(shared.staging.refused(source)));
            return Err(io::Error::other("writing ended"));
        }
        Ok(count)
    }
}
