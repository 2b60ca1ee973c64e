//! Whether two samples differ by more than chance. Says nothing of how much, and assumes no shape of the noise.

use crate::normal::upper_tail;
use crate::ranks::{Ranking, distribution_cost, sum_distribution};

/// Additions up to which the exact distribution is computed: 50 against 50 values full of ties, some tens of milliseconds.
pub(crate) const EXACT_COST: usize = 40_000_000;

/// Result of a Mann-Whitney test of a first against a second sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// Pairs in which the first sample's value is the larger one; a tie counts one half.
    pub u: f64,
    /// Two-sided p-value: twice the smaller tail, at most 1.
    pub p: f64,
    /// Whether `p` comes from the permutation distribution (ties included) or from the normal approximation.
    pub exact: bool,
}

/// Two-sided test that neither sample tends to larger values; `None` where one of them is empty.
///
/// Exact, ties included, by the permutation distribution of the midranks' sum (Streitberg and Röhmel 1986) while that is
/// affordable, which it is up to 50 against 50 values; beyond, the normal approximation with tie and continuity
/// correction (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., section 4.1).
pub fn mann_whitney(first: &[f64], second: &[f64]) -> Option<MannWhitney> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let ranking = Ranking::of(first, second);
    let least_sum = first.len() * (first.len() + 1);
    let u = (ranking.first_sum - least_sum) as f64 / 2.0;
    // The smaller sample's distribution is the cheaper one, and its tails are the other's, mirrored.
    let chosen = first.len().min(second.len());
    let exact = distribution_cost(&ranking.doubled, chosen) <= EXACT_COST;
    let p = if exact {
        let sum = if chosen == first.len() {
            ranking.first_sum
        } else {
            ranking.doubled.iter().sum::<usize>() - ranking.first_sum
        };
        exact_p(&ranking.doubled, chosen, sum)
    } else {
        approximate_p(u, first.len() as f64, second.len() as f64, &ranking.ties)
    };
    Some(MannWhitney { u, p, exact })
}

fn exact_p(doubled_ranks: &[usize], chosen: usize, sum: usize) -> f64 {
    // Without ties every doubled rank is even, and half of the sums never occur.
    let step = if doubled_ranks.iter().all(|rank| rank % 2 == 0) { 2 } else { 1 };
    let scores: Vec<usize> = doubled_ranks.iter().map(|rank| rank / step).collect();
    let distribution = sum_distribution(&scores, chosen);
    let sum = sum / step;
    let lower: f64 = distribution[..=sum].iter().sum();
    let upper: f64 = distribution[sum..].iter().sum();
    (2.0 * lower.min(upper)).min(1.0)
}

fn approximate_p(u: f64, first: f64, second: f64, ties: &[usize]) -> f64 {
    let all = first + second;
    let correction: f64 = ties.iter().map(|&size| (size as f64).powi(3) - size as f64).sum();
    let variance = first * second / 12.0 * (all + 1.0 - correction / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    let distance = ((u - first * second / 2.0).abs() - 0.5).max(0.0);
    (2.0 * upper_tail(distance / variance.sqrt())).min(1.0)
}
