//! An attempt's samples as they stream in: one JSON line per batch, on disk before they are acknowledged.
//! The live and the evidence copy; a run is made from the uploaded Dataset alone.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use dataset::{BatchMetric, Mark, ProcessInfo};
use protocol::SampleBatch;
use serde::{Deserialize, Serialize};

/// File of the samples within an attempt's folder.
pub(super) const FILE: &str = "samples.jsonl";
/// The most that one attempt may leave, bytes.
const MAX_BYTES: u64 = 8 << 30;

/// A batch as a line.
#[derive(Serialize)]
struct Line<'a> {
    sequence: u64,
    batches: &'a [BatchMetric],
    processes: &'a [ProcessInfo],
    marks: &'a [Mark],
}

/// All that reading on needs of a line.
#[derive(Deserialize)]
struct Numbered {
    sequence: u64,
}

/// The samples of one attempt.
#[derive(Debug)]
pub(super) struct SampleFile {
    file: File,
    bytes: u64,
    last: u64,
}

impl SampleFile {
    /// Opens or makes the file; a line that was cut off by a crash is removed.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let (bytes, last) = whole_lines(&file)?;
        let mut file = file;
        file.set_len(bytes)?;
        file.seek(SeekFrom::Start(bytes))?;
        Ok(Self { file, bytes, last })
    }

    /// Takes the next batch to disk and gives the last sequence number there. A repeated batch changes nothing, nor does
    /// one behind a gap: the number tells the agent where to go on.
    pub(super) fn append(&mut self, batch: &SampleBatch) -> io::Result<u64> {
        if batch.sequence != self.last + 1 {
            return Ok(self.last);
        }
        let SampleBatch { attempt: _, sequence, batches, processes, marks } = batch;
        let mut line = serde_json::to_vec(&Line { sequence: *sequence, batches, processes, marks })?;
        line.push(b'\n');
        if self.bytes + line.len() as u64 > MAX_BYTES {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the attempt has streamed more than 8 GiB",
            ));
        }
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // What came through in part must not stand before the next try.
            self.file.set_len(self.bytes)?;
            self.file.seek(SeekFrom::Start(self.bytes))?;
            return Err(error);
        }
        self.bytes += line.len() as u64;
        self.last = *sequence;
        Ok(self.last)
    }
}

fn whole_lines(file: &File) -> io::Result<(u64, u64)> {
    let mut reader = BufReader::new(file);
    let (mut bytes, mut last) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok((bytes, last));
        }
        let Ok(numbered) = serde_json::from_slice::<Numbered>(&line) else { return Ok((bytes, last)) };
        bytes += length as u64;
        last = numbered.sequence;
    }
}
