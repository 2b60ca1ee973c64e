//! Reading of a Dataset, whole or batch by batch, through one set of rules; never holds more than one batch when it streams.

pub(crate) mod error;
mod gauge;
mod header;
mod visit;

use std::convert::Infallible;
use std::io::{BufReader, Read};

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

pub use error::{ReadError, StreamError};
pub use gauge::Limits;

use crate::{BatchMetric, Dataset, Flag};
use gauge::{Gauge, Metered};
use visit::{DocumentSeed, Walk};

/// A Dataset and what the reader has to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The Dataset in the current form.
    pub dataset: Dataset,
    /// What was mended, assumed or is missing; empty for a Dataset in order.
    pub flags: Vec<Flag>,
}

/// Reads a whole Dataset. Flags are left out: a door that takes in runs calls [`read_flagged`] instead.
pub fn read_dataset(bytes: &[u8]) -> Result<Dataset, ReadError> {
    read_flagged(bytes).map(|reading| reading.dataset)
}

/// Reads a whole Dataset with its flags.
pub fn read_flagged(bytes: &[u8]) -> Result<Reading, ReadError> {
    let mut batches = Vec::new();
    let mut keep = |batch| {
        batches.push(batch);
        Ok::<(), Infallible>(())
    };
    let walk = Walk::new(&mut keep, Gauge::open());
    let outcome = walk_document(walk, &mut serde_json::Deserializer::from_slice(bytes));
    let mut reading = outcome.map_err(|error| match error {
        StreamError::Read(error) => error,
        StreamError::Consumer(never) => match never {},
    })?;
    reading.dataset.report.metrics = batches;
    Ok(reading)
}

/// Reads a Dataset of any size from `input` in bounded memory (one batch and the header, see [`Limits`]).
///
/// Every batch goes to `on_batch` as it is read, in the file's order; the Dataset that comes back has empty
/// `report.metrics`. The keys of the file may come in any order, so the refusal of a Dataset may follow after batches
/// were handed out: until `Ok` comes back, whatever was built from them is provisional. An error of `on_batch` ends the
/// reading and comes back as [`StreamError::Consumer`].
pub fn stream_dataset<R: Read, E>(
    input: R,
    limits: Limits,
    mut on_batch: impl FnMut(BatchMetric) -> Result<(), E>,
) -> Result<Reading, StreamError<E>> {
    let gauge = Gauge::limited(limits);
    let metered = BufReader::new(Metered::new(input, gauge.clone()));
    let walk = Walk::new(&mut on_batch, gauge);
    walk_document(walk, &mut serde_json::Deserializer::from_reader(metered))
}

/// [`stream_dataset`] for a Dataset that lies in memory, in less time: where a value stands is looked for only once
/// something is wrong with it, in a second walk. Parts have no limits of their own here.
pub fn stream_slice<E>(
    bytes: &[u8],
    mut on_batch: impl FnMut(BatchMetric) -> Result<(), E>,
) -> Result<Reading, StreamError<E>> {
    let walk = Walk::new(&mut on_batch, Gauge::open()).without_paths();
    let found = walk_document(walk, &mut serde_json::Deserializer::from_slice(bytes));
    if !matches!(found, Err(StreamError::Read(_))) {
        return found;
    }
    let mut seen = |_| Ok(());
    let walk = Walk::new(&mut seen, Gauge::open());
    walk_document(walk, &mut serde_json::Deserializer::from_slice(bytes))
}

fn walk_document<'de, R: serde_json::de::Read<'de>, E>(
    mut walk: Walk<'_, E>,
    json: &mut serde_json::Deserializer<R>,
) -> Result<Reading, StreamError<E>> {
    let parsed: Result<Map<String, Value>, serde_json::Error> =
        DocumentSeed(&mut walk).deserialize(&mut *json).and_then(|header| json.end().map(|()| header));
    match parsed {
        Ok(header) => Ok(header::finish(header, &walk.keys)?),
        Err(error) => Err(walk.explain(error)),
    }
}
