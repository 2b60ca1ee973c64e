//! One block: instants and values of one series, lossless. Values are integers where a power of ten makes them so.
//!
//! The columns, before zstd: scale exponent (1 byte, 0 to 6; 255 for raw doubles), instants as delta varints of epoch
//! milliseconds, then values as delta varints of value times ten to the exponent, or as 8 bytes each, little endian.

use std::{fmt, io};

use zstd::bulk::{Compressor, Decompressor};

use super::varint::{put_deltas, take_deltas};

/// Points per block.
pub(super) const BLOCK_POINTS: usize = 4096;
/// The exponent that says that values stand as raw doubles.
const RAW: u8 = 255;
/// Integers beyond this cannot all be told apart as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// zstd level: what the format was measured with.
const LEVEL: i32 = 3;
/// No block decompresses to more: two varints of at most ten bytes a point, and the exponent.
const MAX_BYTES: usize = BLOCK_POINTS * 20 + 1;

/// Makes blocks. One serves a whole file: a compressor costs more to make than most blocks.
pub(super) struct Encoder(Compressor<'static>);

/// Reads blocks. One serves a whole file.
pub(super) struct Decoder(Decompressor<'static>);

impl Encoder {
    /// Ready for the first block.
    pub(super) fn new() -> io::Result<Self> {
        Compressor::new(LEVEL).map(Self)
    }

    /// Encodes and compresses.
    pub(super) fn encode(&mut self, at_ms: &[i64], values: &[f64]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(values.len() * 4);
        let scale = scale_of(values);
        bytes.push(scale.unwrap_or(RAW));
        put_deltas(&mut bytes, at_ms.iter().copied());
        if let Some(exponent) = scale {
            let factor = factor(exponent);
            put_deltas(&mut bytes, values.iter().map(|value| (value * factor).round() as i64));
        } else {
            bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        }
        self.0.compress(&bytes)
    }
}

impl Decoder {
    /// Ready for the first block.
    pub(super) fn new() -> io::Result<Self> {
        Decompressor::new().map(Self)
    }

    /// Decompresses and decodes `count` points; nothing where the bytes are not such a block.
    pub(super) fn decode(&mut self, compressed: &[u8], count: usize) -> Option<(Vec<i64>, Vec<f64>)> {
        let bytes = self.0.decompress(compressed, MAX_BYTES).ok()?;
        let (&exponent, mut rest) = bytes.split_first()?;
        let at_ms = take_deltas(&mut rest, count)?;
        let values: Vec<f64> = if exponent == RAW {
            rest.chunks_exact(8)
                .map(|bytes| f64::from_le_bytes(bytes.try_into().expect("chunks of 8 bytes")))
                .collect()
        } else {
            let factor = factor(exponent);
            take_deltas(&mut rest, count)?.into_iter().map(|value| value as f64 / factor).collect()
        };
        (values.len() == count).then_some((at_ms, values))
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

fn factor(exponent: u8) -> f64 {
    10_f64.powi(i32::from(exponent))
}

/// The smallest exponent with which every value comes back exactly.
fn scale_of(values: &[f64]) -> Option<u8> {
    (0..=6).find(|exponent| {
        let factor = factor(*exponent);
        values.iter().all(|value| {
            let scaled = (value * factor).round();
            // Through the integer and back, since negative zero has none of its own.
            scaled.abs() < EXACT && (scaled as i64 as f64 / factor).to_bits() == value.to_bits()
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_value_comes_back_bit_for_bit(points in proptest::collection::vec((any::<i64>(), any::<f64>()), 0..200)) {
            let (at, values): (Vec<i64>, Vec<f64>) = points.into_iter().unzip();
            let block = Encoder::new().unwrap().encode(&at, &values).unwrap();
            let (at_back, back) = Decoder::new().unwrap().decode(&block, at.len()).unwrap();
            prop_assert_eq!(at_back, at);
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back), bits(&values));
        }

        #[test]
        fn damaged_blocks_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), count in 0_usize..5000) {
            let mut decoder = Decoder::new().unwrap();
            let _ = decoder.decode(&bytes, count);
            // What was damaged leaves nothing behind.
            let block = Encoder::new().unwrap().encode(&[7], &[0.5]).unwrap();
            prop_assert_eq!(decoder.decode(&block, 1), Some((vec![7], vec![0.5])));
        }
    }

    #[test]
    fn percentages_with_two_decimals_become_integers() {
        let values: Vec<f64> = (0..1000).map(|index| f64::from(index) / 100.0).collect();
        assert_eq!(scale_of(&values), Some(2));
    }
}
