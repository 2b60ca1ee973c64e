//! Canonical writing of a Dataset, whole or batch by batch, `report.metrics` last; never writes what it would not read.

mod head;

use std::io::Write;

use crate::refusal::Refusal;
use crate::validate::{BatchRules, validate_header};
use crate::{BatchMetric, Dataset};

/// Writes one Dataset batch by batch, so that it never lies in memory whole.
///
/// A writer that is dropped before [`DatasetWriter::finish`] leaves a truncated file, which every reader refuses.
#[derive(Debug)]
pub struct DatasetWriter<W: Write> {
    out: W,
    rules: BatchRules,
}

/// Why a Dataset could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It holds something that a reader would refuse.
    #[error("cannot write a dataset that no reader accepts")]
    Refused(#[from] Refusal),
    /// The output failed.
    #[error("cannot write the dataset")]
    Output(#[from] std::io::Error),
    /// A value that JSON cannot express.
    #[error("cannot express the dataset as JSON")]
    Json(#[from] serde_json::Error),
}

/// Writes a whole Dataset and returns the output, flushed.
pub fn write_dataset<W: Write>(out: W, dataset: &Dataset) -> Result<W, WriteError> {
    let mut writer = DatasetWriter::begin(out, dataset)?;
    dataset.report.metrics.iter().try_for_each(|batch| writer.batch(batch))?;
    writer.finish()
}

impl<W: Write> DatasetWriter<W> {
    /// Checks and writes everything except `report.metrics`, which is ignored here even if it holds batches.
    /// Give a buffered `out`: it is written to in small pieces.
    pub fn begin(mut out: W, dataset: &Dataset) -> Result<Self, WriteError> {
        validate_header(dataset)?;
        out.write_all(&head::open(dataset)?)?;
        Ok(Self { out, rules: BatchRules::default() })
    }

    /// Checks and appends one batch; batches come ascending by time.
    pub fn batch(&mut self, batch: &BatchMetric) -> Result<(), WriteError> {
        let first = self.rules.count() == 0;
        self.rules.check(batch)?;
        if !first {
            self.out.write_all(b",")?;
        }
        serde_json::to_writer(&mut self.out, batch)?;
        Ok(())
    }

    /// Closes the document and returns the output, flushed.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.out.write_all(b"]}}")?;
        self.out.flush()?;
        Ok(self.out)
    }
}
