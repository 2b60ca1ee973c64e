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
pub(crate) fn sum_distribution(scores: &[usize], chosen: usize) -> Vec<f64> {
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

/// Additions that [`sum_distribution`] makes.
pub(crate) fn distribution_cost(scores: &[usize], chosen: usize) -> usize {
    scores.len().saturating_mul(chosen).saturating_mul(largest_sum(scores, chosen))
}

fn largest_sum(scores: &[usize], chosen: usize) -> usize {
    let mut descending = scores.to_vec();
    descending.sort_unstable_by(|a, b| b.cmp(a));
    descending.iter().take(chosen).sum()
}
