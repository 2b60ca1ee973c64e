//! The stretches between changes: where they lie, how high, and what is normal there.

use super::noise::spread;
use crate::hodges_lehmann::median;

/// Standard deviations around a level that count as normal: 999 of 1,000 values of normal noise.
const NORMAL_BAND: f64 = 3.29;

/// A stretch of one level. What belongs to no level by itself, a spike, lies in the one around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// First value.
    pub start: usize,
    /// Behind the last value.
    pub end: usize,
    /// Values that it stands on, spikes aside.
    pub count: usize,
    /// Median of its values.
    pub median: f64,
    /// Robust standard deviation of its values: 1.4826 times their median absolute deviation.
    pub spread: f64,
    /// Lower end of what is normal here: the median less 3.29 spreads.
    pub low: f64,
    /// Upper end of the same.
    pub high: f64,
}

/// The levels of the `steady` values, which stand at the places `kept` of all.
pub(super) fn levels(steady: &[f64], kept: &[usize], starts: &[usize], all: usize) -> Vec<Level> {
    if steady.is_empty() {
        return Vec::new();
    }
    let edges: Vec<usize> =
        std::iter::once(0).chain(starts.iter().copied()).chain(std::iter::once(steady.len())).collect();
    let place = |index: usize| match index {
        0 => 0,
        index => kept.get(index).copied().unwrap_or(all),
    };
    let level = |edge: &[usize]| {
        let values = &steady[edge[0]..edge[1]];
        let median = median(values).expect("a level has a value");
        let spread = spread(values);
        Level {
            start: place(edge[0]),
            end: place(edge[1]),
            count: values.len(),
            median,
            spread,
            low: median - NORMAL_BAND * spread,
            high: median + NORMAL_BAND * spread,
        }
    };
    edges.windows(2).map(level).collect()
}
