//! From a journal to the Dataset file that intake takes. Reads the journal twice and holds one record of it at a time;
//! the same journal always gives the same bytes.

use std::io::Write;
use std::path::Path;

use dataset::{Attachment, DatasetWriter, Timestamp, WriteError};

use super::gather::{Gathered, samples_of};
use super::header::header;
use super::journal::{Journal, JournalError, Records, head_of};

/// The Dataset cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// The journal cannot be read again.
    #[error("cannot read the journal of the run")]
    Journal(#[from] JournalError),
    /// It is none that a reader would take, or the disk refuses.
    #[error("cannot write the run")]
    Write(#[from] WriteError),
}

/// What belongs to a run and did not come through its stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// Files.
    pub attachments: Vec<Attachment>,
    /// The one among them that shows the page when a step failed.
    pub screenshot: Option<String>,
}

/// Writes the run whose journal is in `folder`. Give a buffered `out`. Blocks.
pub fn assemble<W: Write>(folder: &Path, out: W) -> Result<W, AssembleError> {
    assemble_with(folder, out, Beside::default())
}

/// [`assemble`] for a run that has files beside its stream. Blocks.
pub fn assemble_with<W: Write>(folder: &Path, out: W, beside: Beside) -> Result<W, AssembleError> {
    let mut records = Records::open(folder, 0)?;
    let head = head_of(&mut records, &Journal::path(folder))?;
    let first = records.offset();
    let mut gathered = Gathered::of(&head.start);
    for record in &mut records {
        gathered.take(&record?);
    }
    let ascending = gathered.counts.out_of_order == 0;
    let mut writer = DatasetWriter::begin(out, &header(&head, gathered, beside))?;
    records.seek(first)?;
    if ascending {
        for record in &mut records {
            if let Some(batch) = samples_of(&record?) {
                writer.batch(&batch)?;
            }
        }
    } else {
        for (_, position) in by_time(&mut records)? {
            records.seek(position)?;
            let record = records.next().transpose()?;
            if let Some(batch) = record.as_ref().and_then(samples_of) {
                writer.batch(&batch)?;
            }
        }
    }
    Ok(writer.finish()?)
}

/// Where the records with samples begin, ascending by time; in the order of arrival where the time is the same.
fn by_time(records: &mut Records) -> Result<Vec<(Timestamp, u64)>, JournalError> {
    let mut order = Vec::new();
    loop {
        let position = records.offset();
        let Some(record) = records.next().transpose()? else { break };
        if let Some(batch) = samples_of(&record) {
            order.push((batch.timestamp, position));
        }
    }
    order.sort_unstable();
    Ok(order)
}
