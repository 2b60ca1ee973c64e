//! Reads series back, block by block, and believes nothing that a checksum does not confirm.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use dataset::LogLine;

use super::block::Decoder;
use super::crc::crc32;
use super::window::{Stretch, Thinner, Window};
use super::{BlockRef, Index, MAGIC, SeriesKey, TRAILER_BYTES, VERSION};

/// Largest index and largest log that are read, bytes.
const MAX_INDEX_BYTES: usize = 256 * 1024 * 1024;

/// An open series file.
#[derive(Debug)]
pub(crate) struct SeriesFile {
    file: File,
    index: Index,
    decoder: Decoder,
}

/// The points of one series, ascending by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Points {
    /// Instants, epoch milliseconds.
    pub at_ms: Vec<i64>,
    /// Values.
    pub values: Vec<f64>,
}

/// The file cannot be used; it is written anew from the Dataset.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    /// It cannot be read.
    #[error("cannot read the series file")]
    Unreadable {
        /// What the system said.
        #[from]
        source: io::Error,
    },
    /// Its content is not what was written, or of another version.
    #[error("the series file is damaged or of another version")]
    Content,
}

impl SeriesFile {
    /// Opens a file and reads its index.
    pub(crate) fn open(path: &Path) -> Result<Self, Damaged> {
        let mut file = File::open(path)?;
        let mut head = [0_u8; 9];
        file.read_exact(&mut head)?;
        if head[..8] != *MAGIC || head[8] != VERSION {
            return Err(Damaged::Content);
        }
        let end = file.metadata()?.len();
        let mut trailer = [0_u8; TRAILER_BYTES as usize];
        file.seek(SeekFrom::Start(end.checked_sub(TRAILER_BYTES).ok_or(Damaged::Content)?))?;
        file.read_exact(&mut trailer)?;
        let number = |range: std::ops::Range<usize>| {
            u64::from_le_bytes(trailer[range].try_into().expect("the ranges below are 8 bytes long"))
        };
        let crc = u32::from_le_bytes(trailer[16..].try_into().expect("the trailer ends with 4 bytes"));
        let length = u32::try_from(number(8..16)).map_err(|_| Damaged::Content)?;
        let place = BlockRef { offset: number(0..8), length, count: 0, crc, times: None };
        if place.offset + u64::from(length) + TRAILER_BYTES != end {
            return Err(Damaged::Content);
        }
        let bytes = inflated(&read_block(&mut file, place)?)?;
        let index = serde_json::from_slice(&bytes).map_err(|_| Damaged::Content)?;
        Ok(Self { file, index, decoder: Decoder::new()? })
    }

    /// Every series with its number of samples, sorted.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&SeriesKey, u64)> {
        let count = |blocks: &[BlockRef]| blocks.iter().map(|block| u64::from(block.count)).sum();
        self.index.series.iter().map(move |entry| (&entry.key, count(&entry.blocks)))
    }

    /// The points of a series; none where there is no such series.
    pub(crate) fn points(&mut self, key: &SeriesKey) -> Result<Points, Damaged> {
        let mut points = Points::default();
        self.each_block(key, |at_ms, values| {
            points.at_ms.extend(at_ms);
            points.values.extend(values);
        })?;
        Ok(points)
    }

    /// The values of a series, ascending by time; none where there is no such series.
    pub(super) fn values(&mut self, key: &SeriesKey) -> Result<Vec<f64>, Damaged> {
        let mut all = Vec::new();
        self.each_block(key, |_, values| all.extend(values))?;
        Ok(all)
    }

    /// A stretch of a series, read from the blocks that hold it and from no other.
    pub(crate) fn window(&mut self, key: &SeriesKey, window: Window) -> Result<Stretch, Damaged> {
        let mut thinner = Thinner::new(window);
        for place in needed(self.blocks(key), window) {
            let (at_ms, values) = self.read(place)?;
            thinner.block(&at_ms, &values);
        }
        Ok(thinner.finish())
    }

    /// Earliest and latest instant of a series, epoch milliseconds.
    pub(crate) fn extent(&mut self, key: &SeriesKey) -> Result<Option<(i64, i64)>, Damaged> {
        let mut extent: Option<(i64, i64)> = None;
        for place in self.blocks(key).to_vec() {
            let times = match place.times {
                Some(times) => Some(times),
                None => ends(&self.read(place)?.0),
            };
            let Some((first, last)) = times else { continue };
            extent = Some(extent.map_or((first, last), |(least, most)| (least.min(first), most.max(last))));
        }
        Ok(extent)
    }

    fn each_block(
        &mut self,
        key: &SeriesKey,
        mut take: impl FnMut(Vec<i64>, Vec<f64>),
    ) -> Result<(), Damaged> {
        for place in self.blocks(key).to_vec() {
            let (at_ms, values) = self.read(place)?;
            take(at_ms, values);
        }
        Ok(())
    }

    /// Where a series lies; nowhere where there is no such series.
    fn blocks(&self, key: &SeriesKey) -> &[BlockRef] {
        // The writer sorts them.
        let place = self.index.series.binary_search_by(|entry| entry.key.cmp(key));
        place.map_or(&[], |place| &self.index.series[place].blocks)
    }

    fn read(&mut self, place: BlockRef) -> Result<(Vec<i64>, Vec<f64>), Damaged> {
        let bytes = read_block(&mut self.file, place)?;
        self.decoder.decode(&bytes, place.count as usize).ok_or(Damaged::Content)
    }

    /// How many log lines there are.
    pub(crate) fn logs_total(&self) -> u64 {
        self.index.logs_total
    }

    /// The log.
    pub(crate) fn logs(&mut self) -> Result<Vec<LogLine>, Damaged> {
        let Some(place) = self.index.logs else { return Ok(Vec::new()) };
        let bytes = inflated(&read_block(&mut self.file, place)?)?;
        serde_json::from_slice(&bytes).map_err(|_| Damaged::Content)
    }
}

/// Earliest and latest of some instants.
pub(super) fn ends(at_ms: &[i64]) -> Option<(i64, i64)> {
    at_ms.iter().min().copied().zip(at_ms.iter().max().copied())
}

/// The blocks of a window, and on either side the one with the nearest sample beyond it.
fn needed(blocks: &[BlockRef], window: Window) -> Vec<BlockRef> {
    let before = |block: &BlockRef| block.times.is_some_and(|(_, last)| last < window.from_ms);
    let behind = |block: &BlockRef| block.times.is_some_and(|(first, _)| first > window.to_ms);
    let from = blocks.iter().take_while(|block| before(block)).count().saturating_sub(1);
    let to = blocks.len() - blocks.iter().rev().take_while(|block| behind(block)).count().saturating_sub(1);
    blocks.get(from..to).unwrap_or_default().to_vec()
}

fn read_block(file: &mut File, place: BlockRef) -> Result<Vec<u8>, Damaged> {
    file.seek(SeekFrom::Start(place.offset))?;
    let mut bytes = Vec::new();
    file.by_ref().take(u64::from(place.length)).read_to_end(&mut bytes)?;
    let whole = bytes.len() == place.length as usize && crc32(&bytes) == place.crc;
    whole.then_some(bytes).ok_or(Damaged::Content)
}

fn inflated(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    zstd::bulk::decompress(bytes, MAX_INDEX_BYTES).map_err(|_| Damaged::Content)
}
