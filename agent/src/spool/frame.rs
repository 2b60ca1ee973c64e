//! Frames of a spool file: length, checksum, bytes. A frame that was cut short never reads as a whole one.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// Bytes before the payload: its length (4, little endian) and the first 8 bytes of its SHA-256.
pub(super) const HEADER_BYTES: u64 = 12;

/// A larger length can only stand in a damaged header.
const PAYLOAD_LIMIT_BYTES: usize = protocol::wire::MESSAGE_LIMIT_BYTES;

/// What stands at a position of a spool file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A whole frame's payload.
    Whole(Vec<u8>),
    /// The file ends here.
    End,
    /// The header or the payload is cut short, or the length is beyond any that was written.
    Short,
    /// Complete, yet its checksum says that these are not the bytes that were written.
    Damaged {
        /// Bytes of the payload.
        payload_bytes: u64,
    },
}

/// The frame around a payload; absent for a payload beyond the limit of a message.
pub(super) fn encode(payload: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(payload.len()).ok().filter(|_| payload.len() <= PAYLOAD_LIMIT_BYTES)?;
    let mut frame = Vec::with_capacity(HEADER_BYTES as usize + payload.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&checksum(payload));
    frame.extend_from_slice(payload);
    Some(frame)
}

/// Reads the frame at the reader's position.
pub(super) fn read(reader: &mut impl Read) -> io::Result<Frame> {
    let mut header = Vec::with_capacity(HEADER_BYTES as usize);
    reader.by_ref().take(HEADER_BYTES).read_to_end(&mut header)?;
    if header.is_empty() {
        return Ok(Frame::End);
    }
    let Some((length, expected)) = header.split_first_chunk::<4>().filter(|(_, rest)| rest.len() == 8) else {
        return Ok(Frame::Short);
    };
    let length = u32::from_le_bytes(*length);
    if length as usize > PAYLOAD_LIMIT_BYTES {
        return Ok(Frame::Short);
    }
    let mut payload = Vec::new();
    reader.by_ref().take(u64::from(length)).read_to_end(&mut payload)?;
    if payload.len() < length as usize {
        return Ok(Frame::Short);
    }
    if checksum(&payload) != expected {
        return Ok(Frame::Damaged { payload_bytes: u64::from(length) });
    }
    Ok(Frame::Whole(payload))
}

fn checksum(payload: &[u8]) -> [u8; 8] {
    let digest = Sha256::digest(payload);
    std::array::from_fn(|at| digest[at])
}
