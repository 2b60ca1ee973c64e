//! How many bytes one part of a file may take before it is given up; never counts the file as a whole.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// How large the parts of a streamed Dataset may be; together they bound the memory that reading takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Everything except `report.metrics`, bytes of JSON.
    pub header_bytes: u64,
    /// One batch, bytes of JSON.
    pub batch_bytes: u64,
}

impl Default for Limits {
    /// 64 MiB of header (its log is the bulk) and 4 MiB per batch (some thousand processes).
    fn default() -> Self {
        Self { header_bytes: 64 << 20, batch_bytes: 4 << 20 }
    }
}

/// The bytes left for the part that is being read. Buffering in front of the parser blurs it by one buffer.
#[derive(Clone, Debug)]
pub(super) struct Gauge {
    left: Rc<Cell<u64>>,
    header_left: u64,
    pub(super) limits: Limits,
    in_batches: bool,
}

impl Gauge {
    /// For input that already lies in memory.
    pub(super) fn open() -> Self {
        Self::limited(Limits { header_bytes: u64::MAX, batch_bytes: u64::MAX })
    }

    pub(super) fn limited(limits: Limits) -> Self {
        Self { left: Rc::new(Cell::new(limits.header_bytes)), header_left: 0, limits, in_batches: false }
    }

    pub(super) fn begin_batches(&mut self) {
        self.header_left = self.left.get();
        self.in_batches = true;
        self.begin_batch();
    }

    pub(super) fn begin_batch(&mut self) {
        self.left.set(self.limits.batch_bytes);
    }

    pub(super) fn end_batches(&mut self) {
        self.left.set(self.header_left);
        self.in_batches = false;
    }

    pub(super) const fn in_batches(&self) -> bool {
        self.in_batches
    }

    /// The limit that has been reached, if one has.
    pub(super) fn reached(&self) -> Option<u64> {
        let limit = if self.in_batches { self.limits.batch_bytes } else { self.limits.header_bytes };
        (self.left.get() == 0).then_some(limit)
    }
}

/// Input that ends with an error when its gauge is down.
pub(super) struct Metered<R> {
    input: R,
    gauge: Gauge,
}

impl<R> Metered<R> {
    pub(super) const fn new(input: R, gauge: Gauge) -> Self {
        Self { input, gauge }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.gauge.left.get();
        if left == 0 {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let taken = self.input.read(&mut buffer[..room])?;
        self.gauge.left.set(left - taken as u64);
        Ok(taken)
    }
}
