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
pub(crate) struct SpoolLimits {
    /// Most bytes, as they come and as they become.
    pub bytes: u64,
    /// Largest factor between the two, beyond [`GROWS_FREELY`].
    pub expansion: u64,
}

/// A body that is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SpoolError {
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
pub(crate) struct Spool {
    decoder: Decoder,
    limits: SpoolLimits,
    came: u64,
}

/// What a body came to.
pub(crate) struct Spooled {
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
    pub(crate) fn new(file: File, coding: Coding, limits: SpoolLimits) -> io::Result<Self> {
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
    pub(crate) fn write(&mut self, chunk: &[u8]) -> Result<(), SpoolError> {
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

    /// Whether nothing came.
    pub(crate) const fn is_empty(&self) -> bool {
        self.came == 0
    }

    /// Ends the body. Blocks.
    pub(crate) fn finish(mut self) -> Result<Spooled, SpoolError> {
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    const LIMITS: SpoolLimits = SpoolLimits { bytes: 1 << 20, expansion: 250 };

    fn coded(content: &[u8], coding: Coding) -> Vec<u8> {
        match coding {
            Coding::Identity => content.to_vec(),
            Coding::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
            Coding::Zstd => {
                let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
                encoder.include_checksum(true).unwrap();
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
        }
    }

    /// What a body that comes in pieces of `size` bytes leaves in its file.
    fn spooled(body: &[u8], coding: Coding, size: usize) -> Result<Vec<u8>, SpoolError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut spool = Spool::new(file.reopen().unwrap(), coding, LIMITS).unwrap();
        body.chunks(size).try_for_each(|piece| spool.write(piece))?;
        let Spooled { sha256, bytes } = spool.finish()?;
        let mut content = Vec::new();
        file.reopen().unwrap().read_to_end(&mut content).unwrap();
        assert_eq!((sha256, bytes), (hex(&Sha256::digest(&content)), content.len() as u64));
        Ok(content)
    }

    fn any_coding() -> impl Strategy<Value = Coding> {
        prop_oneof![Just(Coding::Identity), Just(Coding::Gzip), Just(Coding::Zstd)]
    }

    proptest! {
        #[test]
        fn what_was_compressed_is_spooled_whatever_pieces_it_comes_in(
            content in prop::collection::vec(0..20_u8, 0..3000), coding in any_coding(), size in 1..700_usize,
        ) {
            let body = coded(&content, coding);
            prop_assert_eq!(spooled(&body, coding, size).unwrap(), content);
        }

        #[test]
        fn a_mutated_body_gives_the_same_content_or_an_error(
            content in prop::collection::vec(0..20_u8, 1..3000), zipped in any::<bool>(),
            changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..5), cut in any::<Index>(),
        ) {
            let coding = if zipped { Coding::Gzip } else { Coding::Zstd };
            let mut body = coded(&content, coding);
            let whole = body.clone();
            for (at, byte) in changes {
                let place = at.index(body.len());
                body[place] = byte;
            }
            if body == whole {
                body.truncate(cut.index(whole.len()));
                prop_assert!(spooled(&body, coding, 100).is_err());
            } else if let Ok(found) = spooled(&body, coding, 100) {
                prop_assert_eq!(found, content, "a checksum vouches for what is accepted");
            }
        }
    }
}
