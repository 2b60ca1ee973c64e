//! Thinning of a series for a chart: extremes stay, gaps stay; never a value that was not measured.

use std::time::Duration;

use crate::Timestamp;

/// At most `most` of the samples: the first, the last, and of each of equally long stretches of time between them the
/// smallest and the largest. A stretch without samples stays empty, so a gap longer than a stretch stays a gap.
/// `samples` ascend by time; with room for fewer than four the first (and the last, if there is room) is kept.
pub fn downsample(samples: &[(Timestamp, f64)], most: usize) -> Vec<(Timestamp, f64)> {
    if samples.len() <= most {
        return samples.to_vec();
    }
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return Vec::new() };
    match most {
        0 => return Vec::new(),
        1 => return vec![*first],
        2 | 3 => return vec![*first, *last],
        4.. => {}
    }
    let inner = &samples[1..samples.len() - 1];
    let buckets = (most - 2) / 2;
    let span = last.0.since(first.0).max(Duration::from_millis(1));
    let bucket = |at: Timestamp| {
        let position = at.since(first.0).as_millis() * buckets as u128 / span.as_millis();
        usize::try_from(position).unwrap_or(usize::MAX).min(buckets - 1)
    };
    let mut kept = vec![*first];
    for stretch in inner.chunk_by(|one, other| bucket(one.0) == bucket(other.0)) {
        kept.extend(extremes(stretch));
    }
    kept.push(*last);
    kept
}

/// The smallest and the largest sample of a stretch, in the order of time; one where they are the same.
fn extremes(stretch: &[(Timestamp, f64)]) -> Vec<(Timestamp, f64)> {
    let by_value = |one: &usize, other: &usize| stretch[*one].1.total_cmp(&stretch[*other].1);
    let smallest = (0..stretch.len()).min_by(by_value);
    let largest = (0..stretch.len()).max_by(by_value);
    let mut positions: Vec<usize> = smallest.into_iter().chain(largest).collect();
    positions.sort_unstable();
    positions.dedup();
    positions.into_iter().map(|position| stretch[position]).collect()
}
