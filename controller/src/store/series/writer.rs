//! Writes a series file while the samples pass by, holding at most one block per series.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use dataset::{BatchMetric, Field, LogLine};

use super::block::{self, BLOCK_POINTS};
use super::crc::crc32;
use super::{BlockRef, Index, IndexEntry, MAGIC, SeriesKey, VERSION};

/// zstd level of index and log.
const LEVEL: i32 = 3;

/// A file under way; [`SeriesWriter::finish`] makes it readable.
pub(crate) struct SeriesWriter<W> {
    out: W,
    written: u64,
    fields: HashMap<(u32, Field), usize>,
    customs: HashMap<u32, BTreeMap<String, usize>>,
    open: Vec<Open>,
    index: Index,
}

#[derive(Default)]
struct Open {
    at_ms: Vec<i64>,
    values: Vec<f64>,
}

impl<W: Write> SeriesWriter<W> {
    /// Begins a file.
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        out.write_all(&[VERSION])?;
        let written = MAGIC.len() as u64 + 1;
        Ok(Self {
            out,
            written,
            fields: HashMap::new(),
            customs: HashMap::new(),
            open: Vec::new(),
            index: Index::default(),
        })
    }

    /// Adds the points of a batch.
    pub(crate) fn batch(&mut self, batch: &BatchMetric) -> io::Result<()> {
        for (pid, point) in &batch.metrics {
            let at_ms = point.timestamp.unwrap_or(batch.timestamp).epoch_ms();
            for field in Field::ALL {
                if let Some(value) = field.of(point) {
                    let number = self.field(*pid, field);
                    self.push(number, at_ms, value)?;
                }
            }
            for (key, value) in &point.custom_metrics {
                let number = self.custom(*pid, key);
                self.push(number, at_ms, *value)?;
            }
        }
        Ok(())
    }

    /// Adds the log.
    pub(crate) fn logs(&mut self, logs: &[LogLine]) -> io::Result<()> {
        let json = serde_json::to_vec(logs)?;
        self.index.logs_total = logs.len() as u64;
        self.index.logs = Some(self.append(&zstd::bulk::compress(&json, LEVEL)?, json.len())?);
        Ok(())
    }

    /// Writes what is open, the index and the trailer.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        for number in 0..self.open.len() {
            self.close_block(number)?;
        }
        self.index.series.sort_by(|one, other| one.key.cmp(&other.key));
        let index = zstd::bulk::compress(&serde_json::to_vec(&self.index)?, LEVEL)?;
        let offset = self.written;
        self.out.write_all(&index)?;
        self.out.write_all(&offset.to_le_bytes())?;
        self.out.write_all(&(index.len() as u64).to_le_bytes())?;
        self.out.write_all(&crc32(&index).to_le_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn field(&mut self, pid: u32, field: Field) -> usize {
        if let Some(number) = self.fields.get(&(pid, field)) {
            return *number;
        }
        let number = self.begin(SeriesKey { pid, metric: field.name().to_owned(), custom: false });
        self.fields.insert((pid, field), number);
        number
    }

    fn custom(&mut self, pid: u32, key: &str) -> usize {
        if let Some(number) = self.customs.get(&pid).and_then(|numbers| numbers.get(key)) {
            return *number;
        }
        let number = self.begin(SeriesKey { pid, metric: key.to_owned(), custom: true });
        self.customs.entry(pid).or_default().insert(key.to_owned(), number);
        number
    }

    fn push(&mut self, number: usize, at_ms: i64, value: f64) -> io::Result<()> {
        let open = &mut self.open[number];
        open.at_ms.push(at_ms);
        open.values.push(value);
        if open.values.len() == BLOCK_POINTS { self.close_block(number) } else { Ok(()) }
    }

    fn begin(&mut self, key: SeriesKey) -> usize {
        self.index.series.push(IndexEntry { key, blocks: Vec::new() });
        self.open.push(Open::default());
        self.open.len() - 1
    }

    fn close_block(&mut self, number: usize) -> io::Result<()> {
        let open = std::mem::take(&mut self.open[number]);
        if open.values.is_empty() {
            return Ok(());
        }
        let bytes = block::encode(&open.at_ms, &open.values)?;
        let block = self.append(&bytes, open.values.len())?;
        self.index.series[number].blocks.push(block);
        Ok(())
    }

    fn append(&mut self, bytes: &[u8], count: usize) -> io::Result<BlockRef> {
        let too_large =
            |_| io::Error::new(io::ErrorKind::FileTooLarge, "a block of the series file exceeds 4 GiB");
        let length = u32::try_from(bytes.len()).map_err(too_large)?;
        let count = u32::try_from(count).map_err(too_large)?;
        let block = BlockRef { offset: self.written, length, count, crc: crc32(bytes) };
        self.out.write_all(bytes)?;
        self.written += u64::from(length);
        Ok(block)
    }
}
