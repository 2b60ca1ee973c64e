//! Series as integer columns in one file per run, so that a chart reads columns and never the Dataset. Derived from the
//! Dataset alone: a lost or damaged file is written anew from it.
//!
//! The file: `PSSERIES`, version (1 byte), blocks, index, and a trailer of index offset (8 bytes), index length (8 bytes)
//! and CRC-32 of the index (4 bytes), little endian. A block is zstd over columns; see [`block`]. The index is JSON over
//! zstd: per series its key and its blocks with offset, length, count, CRC-32, first and last instant.

mod varint;
mod crc;
mod block;
mod writer;
mod window;
mod reader;
mod summaries;

pub use reader::Damaged;
pub(crate) use reader::{Points, SeriesFile};
pub(crate) use summaries::summaries;
pub(crate) use window::{Stretch, Window};
pub(crate) use writer::SeriesWriter;

use dataset::{Field, Value};
use serde::{Deserialize, Serialize};

/// First bytes of every file.
const MAGIC: &[u8; 8] = b"PSSERIES";
/// The version that this code writes; a reader refuses any other and the file is written anew.
const VERSION: u8 = 1;
/// Bytes after the index.
const TRAILER_BYTES: u64 = 20;

/// Which series.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct SeriesKey {
    /// Process id; [`dataset::RUN_PID`] for the run as a whole.
    pub pid: u32,
    /// Name of a built-in field or of a custom metric.
    pub metric: String,
    /// Whether it is a custom metric.
    pub custom: bool,
}

impl SeriesKey {
    /// What is measured, as a Dataset names it.
    pub(crate) fn value(&self) -> Value {
        let field = Field::named(&self.metric).filter(|_| !self.custom);
        field.map_or_else(|| Value::Custom(self.metric.clone()), Value::Field)
    }
}

/// Where a block lies.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct BlockRef {
    offset: u64,
    length: u32,
    count: u32,
    crc: u32,
    /// Earliest and latest instant, epoch milliseconds; absent for what holds no points, and in files of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<(i64, i64)>,
}

/// One line of the index.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct IndexEntry {
    key: SeriesKey,
    blocks: Vec<BlockRef>,
}

/// The index.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Index {
    series: Vec<IndexEntry>,
    logs: Option<BlockRef>,
    logs_total: u64,
}
