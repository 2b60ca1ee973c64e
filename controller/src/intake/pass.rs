//! The one pass over a Dataset's bytes: hashed, compressed, checked, summed up and cut into columns as they go by.
//! Never holds more of them than the header, one batch and the samples of one series.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::rc::Rc;

use dataset::{BatchMetric, Limits, Reading, SeriesSummary, StreamError, stream_dataset, stream_slice};
use sha2::{Digest, Sha256};

use super::error::IntakeError;
use super::storage::{Extent, Staging};

/// Most samples of one series: 128 MiB of numbers, which is what summing it up holds at once.
pub(super) const MAX_SAMPLES: u64 = 16 << 20;
/// Most series of one run; a browser with 500 processes gives 15,000.
pub(super) const MAX_SERIES: usize = 100_000;

/// A Dataset of at most so many bytes is read at once; no part of it can be larger than a part may be.
const SMALL_BYTES: u64 = 4 << 20;

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
    let length = file.metadata().map_err(|source| IntakeError::Received { source })?.len();
    if length <= SMALL_BYTES { pass_small(file, staging) } else { pass_large(file, staging) }
}

fn pass_small<S: Staging>(mut file: File, mut staging: S) -> Result<Passed<S>, IntakeError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|source| IntakeError::Received { source })?;
    if let Err(source) = staging.dataset().write_all(&bytes) {
        return Err(IntakeError::Storage(staging.refused(source)));
    }
    let reading = stream_slice(&bytes, |batch| within_limits(staging.batch(&batch)?));
    let hash = Sha256::digest(&bytes);
    passed(staging, reading.map_err(refused)?, (&hash, bytes.len() as u64))
}

fn pass_large<S: Staging>(file: File, staging: S) -> Result<Passed<S>, IntakeError> {
    let shared = Rc::new(RefCell::new(Shared { staging, hasher: Sha256::new(), bytes: 0, failure: None }));
    let tee = Tee { file, shared: Rc::clone(&shared) };
    let outcome = stream_dataset(tee, Limits::default(), |batch: BatchMetric| {
        let extent = shared.borrow_mut().staging.batch(&batch)?;
        within_limits(extent)
    });
    let shared = Rc::into_inner(shared).expect("the reader has been dropped").into_inner();
    if let Some(failure) = shared.failure {
        return Err(failure);
    }
    let hash = shared.hasher.finalize();
    passed(shared.staging, outcome.map_err(refused)?, (&hash, shared.bytes))
}

/// What is to be done once the last byte was read.
fn passed<S: Staging>(
    mut staging: S,
    reading: Reading,
    (hash, bytes): (&[u8], u64),
) -> Result<Passed<S>, IntakeError> {
    staging.logs(&reading.dataset.report.logs)?;
    let summaries = staging.summaries()?;
    Ok(Passed { staging, reading, sha256: crate::hex::hex(hash), bytes, summaries })
}

fn refused(error: StreamError<IntakeError>) -> IntakeError {
    match error {
        StreamError::Read(error) => IntakeError::Dataset(error),
        StreamError::Consumer(error) => error,
    }
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

/// What bounds the memory that a run takes on its way in, whatever it holds.
const fn within_limits(extent: Extent) -> Result<(), IntakeError> {
    if extent.longest > MAX_SAMPLES {
        return Err(IntakeError::TooManySamples { limit: MAX_SAMPLES });
    }
    if extent.series > MAX_SERIES {
        return Err(IntakeError::TooManySeries { limit: MAX_SERIES });
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_would_not_fit_in_memory_is_refused_for_good() {
        let most = Extent { series: MAX_SERIES, longest: MAX_SAMPLES };
        assert!(within_limits(most).is_ok());
        let long = within_limits(Extent { longest: MAX_SAMPLES + 1, ..most }).unwrap_err();
        assert!(matches!(long, IntakeError::TooManySamples { .. }) && long.is_permanent());
        let many = within_limits(Extent { series: MAX_SERIES + 1, ..most }).unwrap_err();
        assert!(matches!(many, IntakeError::TooManySeries { .. }) && many.is_permanent());
    }
}
