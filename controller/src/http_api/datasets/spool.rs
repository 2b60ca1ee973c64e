//! Decompresses what it is given into a file and hashes it on the way. Never holds more than a window of it.

use std::fs::File;
use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::media::Coding;
use crate::hex::hex;
use crate::intake::package::GROWS_FREELY;

/// Largest window of a zstd frame, as a power of two: 8 MiB, what RFC 9659 allows where zstd is a content coding.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How much may be spooled.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpoolLimits {
    /// Most bytes, as they come and as they become.
    pub bytes: u64,
    /// Largest factor between the two, beyond [`GROWS_FREELY`].
    pub expansion: u64,
}

/// A body that is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum SpoolError {
    /// Too many bytes, as they come or as they become.
    #[error("the upload is larger than {limit} bytes, the most that is taken")]
    TooLarge { limit: u64 },
    /// A bomb.
    #[error("the body becomes more than {limit} times as large as it came")]
    Expands { limit: u64 },
    /// It is not compressed as the sender says, or is cut short.
    #[error("the body is not whole and valid {coding}")]
    Corrupt { coding: &'static str, source: io::Error },
    /// The disk failed.
    #[error("cannot keep what arrives")]
    Disk(#[source] io::Error),
}

/// A body on its way to a file.
pub(super) struct Spool {
    decoder: Decoder,
    limits: SpoolLimits,
    came: u64,
}

/// What a body came to.
pub(super) struct Spooled {
    /// SHA-256 of the content, lower-case hex.
    pub sha256: String,
    /// Size of the content.
    pub bytes: u64,
}

enum Decoder {
    Identity(Sink),
    Gzip(Box<MultiGzDecoder<Sink>>),
    Zstd(zstd::stream::write::Decoder<'static, Sink>),
}

/// The file behind a decoder.
struct Sink {
    file: File,
    hasher: Sha256,
    bytes: u64,
    /// Bytes that may be there at most, for what has come so far.
    allowed: u64,
    /// What really failed, behind the error that a decoder carries out.
    failure: Option<Failure>,
}

enum Failure {
    Full,
    Disk(io::Error),
}

impl Spool {
    /// A spool into `file`.
    pub(super) fn new(file: File, coding: Coding, limits: SpoolLimits) -> io::Result<Self> {
        let sink = Sink { file, hasher: Sha256::new(), bytes: 0, allowed: 0, failure: None };
        let decoder = match coding {
            Coding::Identity => Decoder::Identity(sink),
            Coding::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(sink))),
            Coding::Zstd => {
                let mut decoder = zstd::stream::write::Decoder::new(sink)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Decoder::Zstd(decoder)
            }
        };
        Ok(Self { decoder, limits, came: 0 })
    }

    /// Takes the next bytes. Blocks.
    pub(super) fn write(&mut self, chunk: &[u8]) -> Result<(), SpoolError> {
        self.came += chunk.len() as u64;
        if self.came > self.limits.bytes {
            return Err(SpoolError::TooLarge { limit: self.limits.bytes });
        }
        let grown = self.came.saturating_mul(self.limits.expansion).max(GROWS_FREELY);
        self.sink().allowed = grown.min(self.limits.bytes);
        let written = match &mut self.decoder {
            Decoder::Identity(sink) => sink.write_all(chunk),
            Decoder::Gzip(decoder) => decoder.write_all(chunk),
            Decoder::Zstd(decoder) => decoder.write_all(chunk),
        };
        written.map_err(|source| self.failed(source))
    }

    /// Ends the body. Blocks.
    pub(super) fn finish(mut self) -> Result<Spooled, SpoolError> {
        let finished = match &mut self.decoder {
            Decoder::Identity(_) => Ok(()),
            Decoder::Gzip(decoder) => decoder.try_finish(),
            Decoder::Zstd(decoder) => decoder.do_finish(),
        };
        finished.map_err(|source| self.failed(source))?;
        let sink = self.sink();
        sink.file.flush().map_err(SpoolError::Disk)?;
        Ok(Spooled { sha256: hex(&std::mem::take(&mut sink.hasher).finalize()), bytes: sink.bytes })
    }

    fn sink(&mut self) -> &mut Sink {
        match &mut self.decoder {
            Decoder::Identity(sink) => sink,
            Decoder::Gzip(decoder) => decoder.get_mut(),
            Decoder::Zstd(decoder) => decoder.get_mut(),
        }
    }

    fn failed(&mut self, source: io::Error) -> SpoolError {
        let SpoolLimits { bytes, expansion } = self.limits;
        let coding = match self.decoder {
            Decoder::Identity(_) => "content",
            Decoder::Gzip(_) => "gzip",
            Decoder::Zstd(_) => "zstd with a window of at most 8 MiB",
        };
        let sink = self.sink();
        match sink.failure.take() {
            Some(Failure::Disk(source)) => SpoolError::Disk(source),
            Some(Failure::Full) if sink.allowed < bytes => SpoolError::Expands { limit: expansion },
            Some(Failure::Full) => SpoolError::TooLarge { limit: bytes },
            None => SpoolError::Corrupt { coding, source },
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes + bytes.len() as u64 > self.allowed {
            self.failure = Some(Failure::Full);
            return Err(io::Error::other("the body is too large"));
        }
        match self.file.write(bytes) {
            Ok(written) => {
                self.hasher.update(&bytes[..written]);
                self.bytes += written as u64;
                Ok(written)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.failure = Some(Failure::Disk(error));
                Err(io::Error::other("the disk failed"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
