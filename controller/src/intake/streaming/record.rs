//! Records of a journal: length, checksum, bytes. A record that was cut short never reads as a whole one.

use std::io::{self, Read};

use dataset::Timestamp;
use sha2::{Digest, Sha256};

/// Bytes in front of the payload: its length (4, little endian) and the first 8 bytes of its SHA-256.
pub(super) const PREFIX_BYTES: u64 = 12;
/// Bytes in front of a record's text: kind, numbering, time (8) and number (8), little endian.
const HEAD_BYTES: usize = 18;
/// Longest text of a record, bytes; a larger length can only stand in a damaged record.
pub const MAX_TEXT_BYTES: usize = 4 << 20;

/// What a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// What the run is; the first record of every journal.
    Head,
    /// A frame with samples.
    Data,
    /// A frame with processes.
    Processes,
    /// A line of the log.
    Log,
    /// A value of a custom metric.
    Custom,
    /// An edge of a phase.
    Mark,
    /// A repetition of the scenario.
    Iteration,
    /// The client's end of the run.
    Stop,
    /// A frame that was not taken; the text says why. Its number, if it was next, is used up.
    Refused,
    /// The client came back.
    Resumed,
    /// Records were lost to a damaged disk; the text says how many bytes.
    Damaged,
    /// The run ended; the text says why.
    End,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its client said so.
    Stopped,
    /// Its client went away and did not come back in time.
    Disconnected,
    /// Its client said nothing for too long and did not come back in time.
    Idle,
    /// The controller ended in between, and the client did not come back in time.
    Recovered,
    /// It was as long as a run may be.
    RunFull,
    /// The disk took no more of it.
    DiskFailed,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it holds.
    pub kind: RecordKind,
    /// Whether the client numbers its frames.
    pub numbered: bool,
    /// When it came.
    pub at: Timestamp,
    /// Number of the last frame up to here; 0 before the first one.
    pub seq: u64,
    /// The frame as it came, or what the controller has to say.
    pub text: String,
}

/// What stands at a position of a journal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A whole record.
    Whole(Record),
    /// The journal ends here.
    End,
    /// The record is cut short, or its length is beyond any that was written.
    Short,
    /// Complete, yet these are not the bytes that were written.
    Damaged {
        /// Bytes of the payload.
        payload_bytes: u64,
    },
}

impl EndReason {
    const ALL: [Self; 6] =
        [Self::Stopped, Self::Disconnected, Self::Idle, Self::Recovered, Self::RunFull, Self::DiskFailed];

    /// The reason of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// As in the Dataset, e.g. `disconnected`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Disconnected => "disconnected",
            Self::Idle => "idle",
            Self::Recovered => "recovered",
            Self::RunFull => "run_full",
            Self::DiskFailed => "disk_failed",
        }
    }
}

impl RecordKind {
    const ALL: [Self; 12] = [
        Self::Head,
        Self::Data,
        Self::Processes,
        Self::Log,
        Self::Custom,
        Self::Mark,
        Self::Iteration,
        Self::Stop,
        Self::Refused,
        Self::Resumed,
        Self::Damaged,
        Self::End,
    ];

    /// Whether it holds a frame of the client's that was taken.
    pub const fn is_frame(self) -> bool {
        match self {
            Self::Data
            | Self::Processes
            | Self::Log
            | Self::Custom
            | Self::Mark
            | Self::Iteration
            | Self::Stop => true,
            Self::Head | Self::Refused | Self::Resumed | Self::Damaged | Self::End => false,
        }
    }

    fn byte(self) -> u8 {
        Self::ALL.iter().position(|kind| *kind == self).expect("every kind is listed") as u8
    }
}

impl Record {
    /// The record as bytes, appended to `bytes`.
    pub fn encode(&self, bytes: &mut Vec<u8>) {
        let mut payload = Vec::with_capacity(HEAD_BYTES + self.text.len());
        payload.push(self.kind.byte());
        payload.push(u8::from(self.numbered));
        payload.extend_from_slice(&self.at.epoch_ms().to_le_bytes());
        payload.extend_from_slice(&self.seq.to_le_bytes());
        payload.extend_from_slice(self.text.as_bytes());
        let length = u32::try_from(payload.len()).expect("a frame is far shorter than 4 GiB");
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&checksum(&payload));
        bytes.append(&mut payload);
    }

    /// Bytes that the record takes in a journal.
    pub(super) fn length(&self) -> u64 {
        PREFIX_BYTES + (HEAD_BYTES + self.text.len()) as u64
    }
}

/// Reads the record at the reader's position.
pub(super) fn read(reader: &mut impl Read) -> io::Result<Found> {
    let mut prefix = Vec::with_capacity(PREFIX_BYTES as usize);
    reader.by_ref().take(PREFIX_BYTES).read_to_end(&mut prefix)?;
    if prefix.is_empty() {
        return Ok(Found::End);
    }
    let Some((length, expected)) = prefix.split_first_chunk::<4>().filter(|(_, rest)| rest.len() == 8) else {
        return Ok(Found::Short);
    };
    let length = u32::from_le_bytes(*length) as usize;
    if !(HEAD_BYTES..=HEAD_BYTES + MAX_TEXT_BYTES).contains(&length) {
        return Ok(Found::Short);
    }
    let mut payload = Vec::new();
    reader.by_ref().take(length as u64).read_to_end(&mut payload)?;
    if payload.len() < length {
        return Ok(Found::Short);
    }
    let whole = if checksum(&payload) == expected { decode(&payload) } else { None };
    Ok(whole.map_or(Found::Damaged { payload_bytes: length as u64 }, Found::Whole))
}

fn decode(payload: &[u8]) -> Option<Record> {
    let kind = *RecordKind::ALL.get(usize::from(*payload.first()?))?;
    let numbered = *payload.get(1)? == 1;
    let at = i64::from_le_bytes(payload.get(2..10)?.try_into().ok()?);
    let seq = u64::from_le_bytes(payload.get(10..HEAD_BYTES)?.try_into().ok()?);
    let text = std::str::from_utf8(payload.get(HEAD_BYTES..)?).ok()?.to_owned();
    Some(Record { kind, numbered, at: Timestamp::from_epoch_ms(at), seq, text })
}

fn checksum(payload: &[u8]) -> [u8; 8] {
    let digest = Sha256::digest(payload);
    std::array::from_fn(|at| digest[at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(kind: usize, numbered: bool, at: i64, seq: u64, text: String) -> Record {
        let kind = RecordKind::ALL[kind % RecordKind::ALL.len()];
        Record { kind, numbered, at: Timestamp::from_epoch_ms(at), seq, text }
    }

    proptest! {
        #[test]
        fn a_record_comes_back_and_a_cut_one_does_not(
            kind in 0_usize..12, numbered: bool, at: i64, seq: u64, text in ".{0,40}", cut: prop::sample::Index,
        ) {
            let record = record(kind, numbered, at, seq, text);
            let mut bytes = Vec::new();
            record.encode(&mut bytes);
            prop_assert_eq!(record.length(), bytes.len() as u64);
            let cut = cut.index(bytes.len());
            let torn = read(&mut &bytes[..cut]).unwrap();
            prop_assert_eq!(torn, if cut == 0 { Found::End } else { Found::Short });
            prop_assert_eq!(read(&mut bytes.as_slice()).unwrap(), Found::Whole(record));
        }

        #[test]
        fn a_changed_byte_never_reads_as_a_record(at: prop::sample::Index, change in 1_u8..) {
            let record = record(1, true, 1_760_000_000_000, 7, r#"{"type":"data"}"#.to_owned());
            let mut bytes = Vec::new();
            record.encode(&mut bytes);
            let at = at.index(bytes.len());
            bytes[at] ^= change;
            prop_assert!(!matches!(read(&mut bytes.as_slice()).unwrap(), Found::Whole(_)));
        }
    }
}
