//! Midranks and the permutation distribution of their sum. Never approximates.

use std::cmp::Ordering;

/// Two samples ranked together. Ranks are doubled, so that the midrank of a tie stays an integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ranking {
    /// Doubled midranks of both samples, ascending.
    pub(crate) doubled: Vec<usize>,
    /// Sum of the first sample's doubled midranks.
    pub(crate) first_sum: usize,
    /// Size of every group of equal values, ascending by value.
    pub(crate) ties: Vec<usize>,
}

impl Ranking {
    /// Ranks `first` and `second` together; equal values share the mean of their ranks.
    pub(crate) fn of(first: &[f64], second: &[f64]) -> Self {
        let mut tagged: Vec<(f64, bool)> = first.iter().map(|&value| (value, true)).collect();
        tagged.extend(second.iter().map(|&value| (value, false)));
        tagged.sort_by(|a, b| ascending(a.0, b.0));
        let mut ranking = Self { doubled: Vec::with_capacity(tagged.len()), first_sum: 0, ties: Vec::new() };
        let mut before = 0;
        for group in tagged.chunk_by(|a, b| ascending(a.0, b.0) == Ordering::Equal) {
            // Ranks before+1 ..= before+len: twice their mean is the sum of the two ends.
            let rank = 2 * before + group.len() + 1;
            before += group.len();
            ranking.doubled.extend(std::iter::repeat_n(rank, group.len()));
            ranking.first_sum += rank * group.iter().filter(|(_, is_first)| *is_first).count();
            ranking.ties.push(group.len());
        }
        ranking
    }
}

/// Orders measured values; the two zeros are equal, which `f64::total_cmp` alone denies.
pub(crate) fn ascending(a: f64, b: f64) -> Ordering {
    (a + 0.0).total_cmp(&(b + 0.0))
}

/// Probability of every sum of `chosen` of the given scores when each subset is equally likely; the index is the sum.
///
/// The shift algorithm of Streitberg and Röhmel (1986): one score after the other either joins the subset or not. Only
/// non-negative numbers are added, so that the relative error stays near that of one rounding per score.
///
/// Ranks without ties have a faster way: [`untied`].
pub(crate) fn sum_distribution(scores: &[usize], chosen: usize) -> Vec<f64> {
    if scores.iter().copied().eq(1..=scores.len())
        && let Some(counts) = untied(scores.len(), chosen)
    {
        return counts;
    }
    shifted(scores, chosen)
}

fn shifted(scores: &[usize], chosen: usize) -> Vec<f64> {
    let largest = largest_sum(scores, chosen);
    let mut ways = vec![vec![0.0_f64; largest + 1]; chosen + 1];
    ways[0][0] = 1.0;
    for (seen, &score) in scores.iter().enumerate() {
        for taken in (0..chosen.min(seen + 1)).rev() {
            let (fewer, more) = ways.split_at_mut(taken + 1);
            let targets = more[0].iter_mut().skip(score);
            targets.zip(&fewer[taken]).for_each(|(target, source)| *target += source);
        }
    }
    let counts = ways.pop().expect("there is a row for every size from 0 to `chosen`");
    let total: f64 = counts.iter().sum();
    counts.into_iter().map(|count| count / total).collect()
}

/// The same for the ranks from 1 to `ranks`, each once, by whole numbers: the ways to reach the sums are the coefficients of a
/// Gaussian binomial, the product of (1 − q^(others + i)) / (1 − q^i) for i up to `chosen` (Andrews, The Theory of
/// Partitions, section 3.2). Nothing where the ways are too many to be counted in 128 bits.
fn untied(ranks: usize, chosen: usize) -> Option<Vec<f64>> {
    let others = ranks.checked_sub(chosen)?;
    let mut ways = vec![0_u128; chosen * others + 1];
    ways[0] = 1;
    for part in 1..=chosen {
        for sum in part..ways.len() {
            ways[sum] = ways[sum].checked_add(ways[sum - part])?;
        }
        for sum in (others + part..ways.len()).rev() {
            ways[sum] -= ways[sum - others - part];
        }
    }
    let total = ways.iter().try_fold(0_u128, |total, ways| total.checked_add(*ways))?;
    // No sum is smaller than that of the first ranks.
    let mut probabilities = vec![0.0; chosen * (chosen + 1) / 2];
    probabilities.extend(ways.iter().map(|ways| *ways as f64 / total as f64));
    Some(probabilities)
}

/// Additions that [`sum_distribution`] makes at most.
pub(crate) fn distribution_cost(scores: &[usize], chosen: usize) -> usize {
    scores.len().saturating_mul(chosen).saturating_mul(largest_sum(scores, chosen))
}

fn largest_sum(scores: &[usize], chosen: usize) -> usize {
    let mut descending = scores.to_vec();
    descending.sort_unstable_by(|a, b| b.cmp(a));
    descending.iter().take(chosen).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_the_shift_algorithm_count_the_same_ways() {
        for (ranks, chosen) in [(1, 1), (2, 1), (7, 3), (12, 6), (20, 9), (60, 30), (5, 5)] {
            let fast = untied(ranks, chosen).unwrap();
            let scores: Vec<usize> = (1..=ranks).collect();
            let slow = shifted(&scores, chosen);
            assert_eq!(fast.len(), slow.len());
            for (one, other) in fast.iter().zip(&slow) {
                assert!((one - other).abs() <= 1e-12 * other.abs(), "{ranks} {chosen}: {one} {other}");
            }
        }
    }

    #[test]
    fn what_128_bits_cannot_hold_is_left_to_the_other_way() {
        assert!(untied(200, 100).is_none());
    }
}
