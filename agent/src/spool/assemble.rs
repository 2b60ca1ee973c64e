//! The Dataset file of an attempt, from the job's header and the spooled samples. Holds one batch in memory at a time.

use std::io::{self, Write};

use dataset::Dataset;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{SampleReader, SpoolError};

/// The Dataset cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// The samples cannot be read again.
    #[error("cannot read the samples of the run")]
    Samples(#[source] SpoolError),
    /// The job's own part cannot become JSON.
    #[error("cannot write the run as JSON")]
    Json(#[source] serde_json::Error),
    /// The disk refuses.
    #[error("cannot write the run's file")]
    Io(#[source] io::Error),
}

/// Writes the run whose everything but the samples is `header`, with the metrics last, as the format wants them.
pub fn write_dataset(
    out: &mut impl Write,
    header: &Dataset,
    samples: SampleReader,
) -> Result<(), AssembleError> {
    let Value::Object(mut envelope) = serde_json::to_value(header).map_err(AssembleError::Json)? else {
        return Ok(());
    };
    let mut report = match envelope.remove("report") {
        Some(Value::Object(report)) => report,
        Some(_) | None => Map::new(),
    };
    report.remove("metrics");
    out.write_all(b"{").map_err(AssembleError::Io)?;
    write_fields(out, &envelope)?;
    out.write_all(b"\"report\":{").map_err(AssembleError::Io)?;
    write_fields(out, &report)?;
    out.write_all(b"\"metrics\":[").map_err(AssembleError::Io)?;
    let mut first = true;
    for batch in samples {
        for metric in batch.map_err(AssembleError::Samples)?.batches {
            if !std::mem::take(&mut first) {
                out.write_all(b",").map_err(AssembleError::Io)?;
            }
            write_json(out, &metric)?;
        }
    }
    out.write_all(b"]}}").map_err(AssembleError::Io)
}

fn write_fields(out: &mut impl Write, fields: &Map<String, Value>) -> Result<(), AssembleError> {
    for (key, value) in fields {
        write_json(out, key)?;
        out.write_all(b":").map_err(AssembleError::Io)?;
        write_json(out, value)?;
        out.write_all(b",").map_err(AssembleError::Io)?;
    }
    Ok(())
}

fn write_json(out: &mut impl Write, value: &impl Serialize) -> Result<(), AssembleError> {
    serde_json::to_writer(out, value).map_err(AssembleError::Json)
}
