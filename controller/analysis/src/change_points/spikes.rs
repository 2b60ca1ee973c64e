//! Single values, or two in a row, far from neighbors that agree with each other. Never takes the start of a new level for
//! one: the values at the ends stay.

use super::noise::{between_neighbors, grid, spread};
use crate::hodges_lehmann::median;

/// Neighbors looked at on either side.
const NEIGHBORS: usize = 5;
/// Neighbors that there must be on either side.
const LEAST_NEIGHBORS: usize = 3;
/// How far a spike is from the medians of its neighbors, in standard deviations of the noise.
const FAR: f64 = 5.0;
/// Longest spike, in values.
const LONGEST: usize = 2;

/// Places of the spikes, ascending; values that are no number are among them.
pub(super) fn spikes(values: &[f64]) -> Vec<usize> {
    let (places, finite): (Vec<usize>, Vec<f64>) = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
        .map(|(place, value)| (place, *value))
        .unzip();
    // Values on a grid differ by whole steps of it, and most of them not at all.
    let noise = between_neighbors(&finite).max(grid(&finite) / 2.0);
    let mut found: Vec<usize> = (0..values.len()).filter(|&place| !values[place].is_finite()).collect();
    let mut start = 0;
    while start < finite.len() {
        let length = (1..=LONGEST).find(|&length| is_spike(&finite, start, length, noise));
        let taken = length.unwrap_or(0);
        found.extend(&places[start..start + taken]);
        start += taken.max(1);
    }
    found.sort_unstable();
    found
}

fn is_spike(values: &[f64], start: usize, length: usize, noise: f64) -> bool {
    let end = start + length;
    if start < LEAST_NEIGHBORS || end + LEAST_NEIGHBORS > values.len() {
        return false;
    }
    let before = &values[start.saturating_sub(NEIGHBORS)..start];
    let after = &values[end..(end + NEIGHBORS).min(values.len())];
    let (Some(left), Some(right)) = (median(before), median(after)) else { return false };
    // Neighbors that vary more than the series as a whole make a distance less remarkable.
    let noise = noise.max(spread(before)).max(spread(after));
    let agree = (left - right).abs() <= 2.0 * noise;
    let (low, high) = (left.min(right) - FAR * noise, left.max(right) + FAR * noise);
    let spike = &values[start..end];
    agree && (spike.iter().all(|value| *value > high) || spike.iter().all(|value| *value < low))
}
