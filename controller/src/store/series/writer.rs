//! Writes a series file while the samples pass by. Never holds more than one block per series, nor more than
//! [`MAX_OPEN_POINTS`] in all.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use dataset::{BatchMetric, Field, LogLine};

use super::block::{BLOCK_POINTS, Encoder};
use super::crc::crc32;
use super::reader::ends;
use super::{BlockRef, Index, IndexEntry, MAGIC, SeriesKey, VERSION};
use crate::intake::Extent;

/// Points in memory, 16 bytes each: with more, every block is closed as it is, so that a run of very many series stays small.
const MAX_OPEN_POINTS: usize = 1 << 20;
/// zstd level of index and log.
const LEVEL: i32 = 3;

/// A file under way; [`SeriesWriter::finish`] makes it readable.
pub(crate) struct SeriesWriter<W> {
    out: W,
    written: u64,
    fields: HashMap<(u32, Field), usize>,
    customs: HashMap<u32, BTreeMap<String, usize>>,
    open: Vec<Open>,
    open_points: usize,
    longest: u64,
    index: Index,
    encoder: Encoder,
}

#[derive(Default)]
struct Open {
    /// Points of the series so far, closed blocks among them.
    total: u64,
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
            open_points: 0,
            longest: 0,
            index: Index::default(),
            encoder: Encoder::new()?,
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

    /// How much there is so far.
    pub(crate) fn extent(&self) -> Extent {
        Extent { series: self.open.len(), longest: self.longest }
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
        self.close_blocks()?;
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
        open.total += 1;
        self.longest = self.longest.max(open.total);
        self.open_points += 1;
        if open.values.len() == BLOCK_POINTS {
            self.close_block(number)
        } else if self.open_points >= MAX_OPEN_POINTS {
            self.close_blocks()
        } else {
            Ok(())
        }
    }

    fn close_blocks(&mut self) -> io::Result<()> {
        (0..self.open.len()).try_for_each(|number| self.close_block(number))
    }

    fn begin(&mut self, key: SeriesKey) -> usize {
        self.index.series.push(IndexEntry { key, blocks: Vec::new() });
        self.open.push(Open::default());
        self.open.len() - 1
    }

    fn close_block(&mut self, number: usize) -> io::Result<()> {
        let open = &mut self.open[number];
        let (at_ms, values) = (std::mem::take(&mut open.at_ms), std::mem::take(&mut open.values));
        if values.is_empty() {
            return Ok(());
        }
        self.open_points -= values.len();
        let bytes = self.encoder.encode(&at_ms, &values)?;
        let mut block = self.append(&bytes, values.len())?;
        block.times = ends(&at_ms);
        self.index.series[number].blocks.push(block);
        Ok(())
    }

    fn append(&mut self, bytes: &[u8], count: usize) -> io::Result<BlockRef> {
        let too_large =
            |_| io::Error::new(io::ErrorKind::FileTooLarge, "a block of the series file exceeds 4 GiB");
        let length = u32::try_from(bytes.len()).map_err(too_large)?;
        let count = u32::try_from(count).map_err(too_large)?;
        let block = BlockRef { offset: self.written, length, count, crc: crc32(bytes), times: None };
        self.out.write_all(bytes)?;
        self.written += u64::from(length);
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use dataset::{MetricPoint, Timestamp};

    use super::*;

    #[test]
    fn very_many_series_never_hold_more_than_the_bound_and_lose_no_point() {
        // Enough processes that no block fills up before the bound is reached.
        let processes = (MAX_OPEN_POINTS / (BLOCK_POINTS / 8)) as u32;
        let point = MetricPoint { cpu_os_usage: Some(1.0), ..MetricPoint::default() };
        let metrics: BTreeMap<u32, MetricPoint> = (0..processes).map(|pid| (pid, point.clone())).collect();
        let mut batch = BatchMetric {
            timestamp: Timestamp::from_epoch_ms(0),
            metrics,
            unknown: dataset::Unknown::default(),
        };
        let mut writer = SeriesWriter::new(io::sink()).unwrap();
        let ticks = BLOCK_POINTS as i64 / 8 + 10;
        for tick in 0..ticks {
            batch.timestamp = Timestamp::from_epoch_ms(tick);
            writer.batch(&batch).unwrap();
            assert!(writer.open_points < MAX_OPEN_POINTS);
        }
        assert_eq!(writer.extent(), Extent { series: processes as usize, longest: ticks as u64 });
        writer.close_blocks().unwrap();
        let kept: u64 =
            writer.index.series.iter().flat_map(|entry| &entry.blocks).map(|b| u64::from(b.count)).sum();
        assert_eq!((kept, writer.open_points), (u64::from(processes) * ticks as u64, 0));
    }
}
