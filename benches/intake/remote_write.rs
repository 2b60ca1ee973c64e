//! One message of Prometheus remote write (version 1): 480 series with one sample each. Encoded once; what changes from
//! message to message is replaced in place, so that the client costs next to nothing.

use crate::samples::{FIELDS, PROCESSES, SAMPLES};

/// A message whose times and values can be replaced.
pub(crate) struct Message {
    bytes: Vec<u8>,
    /// Where each sample's 8 bytes of value stand; its time follows after [`BETWEEN`] more.
    samples: Vec<usize>,
}

/// The tag of the time, between value and time.
const BETWEEN: usize = 1;
/// Bytes of a time: milliseconds since 1970 need 41 bits, 7 in each byte.
const TIME_BYTES: usize = 6;

impl Message {
    /// The series of one client.
    pub(crate) fn of(client: usize) -> Self {
        let mut body = Vec::new();
        let mut samples = Vec::new();
        for pid in 0..PROCESSES {
            for (field, _) in FIELDS {
                let mut series = Vec::new();
                for (name, value) in [
                    ("__name__", field.to_owned()),
                    ("client", client.to_string()),
                    ("job", "bench".to_owned()),
                    ("pid", (1000 + pid).to_string()),
                ] {
                    let mut label = Vec::new();
                    chunk(&mut label, 0x0a, name.as_bytes());
                    chunk(&mut label, 0x12, value.as_bytes());
                    chunk(&mut series, 0x0a, &label);
                }
                // Sample: a double (field 1), then a time (field 2).
                let mut sample = vec![0x09];
                sample.extend([0; 8]);
                sample.push(0x10);
                sample.extend([0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
                chunk(&mut series, 0x12, &sample);
                chunk(&mut body, 0x0a, &series);
                samples.push(body.len() - TIME_BYTES - BETWEEN - 8);
            }
        }
        assert_eq!(samples.len(), SAMPLES, "one sample of every series");
        let head = snappy_head(body.len());
        let samples = samples.into_iter().map(|at| at + head.len()).collect();
        Self { bytes: [head, body].concat(), samples }
    }

    /// The message with this number, at this time, epoch milliseconds.
    pub(crate) fn at(&self, number: u64, epoch_ms: u64) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        for (place, &at) in self.samples.iter().enumerate() {
            let value = ((number * 104_729 + place as u64 * 7919) % 10_000) as f64 / 100.0;
            bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
            for byte in 0..TIME_BYTES {
                let bits = (epoch_ms >> (7 * byte)) as u8 & 0x7f;
                let more = if byte + 1 < TIME_BYTES { 0x80 } else { 0 };
                bytes[at + 8 + BETWEEN + byte] = bits | more;
            }
        }
        bytes
    }
}

/// A field that holds bytes.
fn chunk(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    out.push(tag);
    varint(out, content.len());
    out.extend_from_slice(content);
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The head of a snappy block that holds so many bytes as one literal: remote write asks for the format, not for its gain.
fn snappy_head(length: usize) -> Vec<u8> {
    let mut head = Vec::new();
    varint(&mut head, length);
    // A literal whose length, less one, stands in the next three bytes.
    head.push(62 << 2);
    head.extend_from_slice(&((length - 1) as u32).to_le_bytes()[..3]);
    head
}
