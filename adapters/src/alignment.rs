//! The derived view of series that were sampled at different instants, on common time buckets; never changes,
//! stretches or invents a raw sample.

use std::time::Duration;

use dataset::Timestamp;

/// Equally long stretches of time that series are compared on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buckets {
    start: Timestamp,
    width_ms: u64,
    count: usize,
}

/// Why there are no such buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlignmentError {
    /// A bucket must be at least 1 ms wide.
    #[error("a bucket of less than 1 ms holds no sample")]
    TooNarrow,
    /// Too many rows to hold.
    #[error("{count} buckets are more than {limit}; take wider ones")]
    TooMany {
        /// Buckets that the series would need.
        count: u64,
        /// Most buckets.
        limit: u64,
    },
}

/// All series at the center of one bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct AlignedRow {
    /// Middle of the bucket, rounded down to a millisecond.
    pub center: Timestamp,
    /// One value per series, in their order; absent where no sample lies within half a bucket of the center.
    pub values: Vec<Option<f64>>,
}

impl Buckets {
    /// Most buckets of one view.
    pub const MAX: u64 = 1_000_000;

    /// Buckets of `width` that cover every sample of every series (each ascending by time), starting at the first one.
    pub fn covering(series: &[&[(Timestamp, f64)]], width: Duration) -> Result<Self, AlignmentError> {
        let width_ms = u64::try_from(width.as_millis()).unwrap_or(u64::MAX);
        if width_ms == 0 {
            return Err(AlignmentError::TooNarrow);
        }
        let first = series.iter().filter_map(|samples| samples.first()).map(|sample| sample.0).min();
        let last = series.iter().filter_map(|samples| samples.last()).map(|sample| sample.0).max();
        let (Some(start), Some(last)) = (first, last) else {
            return Ok(Self { start: Timestamp::from_epoch_ms(0), width_ms, count: 0 });
        };
        let needed = last.epoch_ms().abs_diff(start.epoch_ms()) / width_ms + 1;
        match usize::try_from(needed) {
            Ok(count) if needed <= Self::MAX => Ok(Self { start, width_ms, count }),
            Ok(_) | Err(_) => Err(AlignmentError::TooMany { count: needed, limit: Self::MAX }),
        }
    }

    /// Twice the center of a bucket, ms since the epoch: twice, so that odd widths have an exact center.
    fn doubled_center(&self, position: usize) -> i128 {
        2 * i128::from(self.start.epoch_ms()) + (2 * position as i128 + 1) * i128::from(self.width_ms)
    }
}

/// Puts series (each ascending by time) on common buckets: per bucket and series the sample nearest to the bucket's
/// center, the earlier of two that are equally near, and nothing where the nearest is farther than half a bucket.
pub fn align(series: &[&[(Timestamp, f64)]], buckets: Buckets) -> Vec<AlignedRow> {
    let row = |position| {
        let doubled = buckets.doubled_center(position);
        let values = series.iter().map(|samples| nearest(samples, doubled, buckets.width_ms)).collect();
        let center = i64::try_from(doubled.div_euclid(2)).unwrap_or(i64::MAX);
        AlignedRow { center: Timestamp::from_epoch_ms(center), values }
    };
    (0..buckets.count).map(row).collect()
}

/// Distances are doubled throughout, as the center is.
fn nearest(samples: &[(Timestamp, f64)], doubled_center: i128, width_ms: u64) -> Option<f64> {
    let doubled = |sample: &(Timestamp, f64)| 2 * i128::from(sample.0.epoch_ms());
    let after = samples.partition_point(|sample| doubled(sample) < doubled_center);
    // Of several samples at one instant the first counts.
    let before = after.checked_sub(1).map(|last| {
        let at = samples[last].0;
        &samples[samples.partition_point(|sample| sample.0 < at)]
    });
    let candidates = before.into_iter().chain(samples.get(after));
    let (distance, value) = candidates
        .map(|sample| ((doubled(sample) - doubled_center).abs(), sample.1))
        .reduce(|near, next| if next.0 < near.0 { next } else { near })?;
    (distance <= i128::from(width_ms)).then_some(value)
}
