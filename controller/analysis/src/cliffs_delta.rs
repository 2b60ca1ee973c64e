//! How completely two samples are apart. Says nothing of how far.

use crate::ranks::Ranking;

/// Share of pairs in which the first sample's value is larger, less the share in which it is smaller: −1 to 1, 0 where
/// neither prevails; `None` where one sample is empty. Cliff (1993).
pub fn cliffs_delta(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let (pairs, least) = ((first.len() * second.len()) as f64, first.len() * (first.len() + 1));
    let doubled_u = Ranking::of(first, second).first_sum - least;
    Some((doubled_u as f64 - pairs) / pairs)
}
