//! The Dataset file of an attempt, from the job's header and the spooled samples. Never holds more than one batch and
//! a few bytes per sample instant in memory.

use std::io::Write;
use std::path::Path;

use dataset::{Dataset, DatasetWriter, WriteError};
use protocol::SampleBatch;

use super::{SampleReader, Spool, SpoolError};

/// The Dataset cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// The samples cannot be read again.
    #[error("cannot read the samples of the run")]
    Samples(#[from] SpoolError),
    /// The run is none that a reader would take, or the disk refuses.
    #[error("cannot write the run")]
    Write(#[from] WriteError),
}

/// Writes the run whose everything but the samples is `header`. Sources are spooled as they come, a Dataset ascends by
/// time: samples of two sources that crossed are put in order here.
pub fn assemble<W: Write>(out: W, header: &Dataset, samples: &Path) -> Result<W, AssembleError> {
    let mut order = Vec::new();
    for batch in SampleReader::open(samples)? {
        let SampleBatch { sequence, batches, .. } = batch?;
        order.extend(batches.iter().enumerate().map(|(place, metric)| (metric.timestamp, sequence, place)));
    }
    order.sort_unstable();
    let mut spool = Spool::open(samples, u64::MAX)?;
    let mut writer = DatasetWriter::begin(out, header)?;
    let mut held: Option<SampleBatch> = None;
    for (_, sequence, place) in order {
        let batch = match held.take() {
            Some(batch) if batch.sequence == sequence => batch,
            Some(_) | None => spool.read(sequence)?,
        };
        writer.batch(&batch.batches[place])?;
        held = Some(batch);
    }
    Ok(writer.finish()?)
}
