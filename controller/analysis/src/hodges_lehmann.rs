//! How much two samples differ, and how sure that is. Assumes no shape of the noise, only that both have the same.

use crate::mann_whitney::EXACT_COST;
use crate::normal::upper_tail;
use crate::ranks::{ascending, distribution_cost, sum_distribution};

/// Values per side beyond which a side is replaced by that many of its evenly spaced order statistics: memory grows with
/// the product of the sizes. The interval becomes wider than it need be, never narrower.
const LARGEST_SIDE: usize = 1_000;

/// A shift between two samples, in their unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// Median of all differences, first minus second.
    pub estimate: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Confidence that the interval reaches; below the one asked for where the samples are too small for it.
    pub confidence: f64,
}

/// Median of the values; `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| ascending(*a, *b));
    median_of_sorted(&sorted)
}

/// Hodges-Lehmann shift of `first` against `second` with its distribution-free interval; `None` where one is empty.
///
/// The interval's ends are ordered pairwise differences, counted off by the exact distribution of U without ties (which
/// keeps the confidence where there are ties, Lehmann 1975) or, for large samples, by its normal approximation. Hollander,
/// Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., sections 4.2 and 4.3.
pub fn hodges_lehmann(first: &[f64], second: &[f64], confidence: f64) -> Option<Shift> {
    let (first, second) = (thinned(first), thinned(second));
    let mut differences: Vec<f64> = first.iter().flat_map(|a| second.iter().map(move |b| a - b)).collect();
    differences.sort_by(|a, b| ascending(*a, *b));
    let estimate = median_of_sorted(&differences)?;
    let (cut, tail) = cut(first.len(), second.len(), (1.0 - confidence) / 2.0);
    Some(Shift {
        estimate,
        low: differences[cut],
        high: differences[differences.len() - 1 - cut],
        confidence: 1.0 - 2.0 * tail,
    })
}

/// How many differences to cut off each end so that each loses at most `tail`, and what it loses in fact.
fn cut(first: usize, second: usize, tail: f64) -> (usize, f64) {
    let lower_tail = lower_tail_of_u(first, second);
    let mut cut = 0;
    // At least the middle difference stays, whatever confidence was asked for.
    while 2 * (cut + 1) < first * second && lower_tail(cut + 1) <= tail {
        cut += 1;
    }
    (cut, lower_tail(cut))
}

/// P(U ≤ u) for samples without ties; U is the number of pairs in which the first sample's value is the larger one.
fn lower_tail_of_u(first: usize, second: usize) -> Box<dyn Fn(usize) -> f64> {
    let chosen = first.min(second);
    let ranks: Vec<usize> = (1..=first + second).collect();
    if distribution_cost(&ranks, chosen) <= EXACT_COST {
        let least = chosen * (chosen + 1) / 2;
        let mut sum = 0.0;
        let cumulative: Vec<f64> = sum_distribution(&ranks, chosen)[least..]
            .iter()
            .map(|probability| {
                sum += probability;
                sum
            })
            .collect();
        return Box::new(move |u| cumulative.get(u).copied().unwrap_or(1.0));
    }
    let pairs = (first * second) as f64;
    let deviation = (pairs * (first + second + 1) as f64 / 12.0).sqrt();
    Box::new(move |u| upper_tail((pairs / 2.0 - u as f64 - 0.5) / deviation))
}

/// The values in order, or [`LARGEST_SIDE`] evenly spaced ones of them.
fn thinned(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| ascending(*a, *b));
    if sorted.len() <= LARGEST_SIDE {
        return sorted;
    }
    (0..LARGEST_SIDE).map(|place| sorted[(2 * place + 1) * sorted.len() / (2 * LARGEST_SIDE)]).collect()
}

fn median_of_sorted(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted[middle - 1];
    // Half of each: their sum could overflow.
    Some(lower / 2.0 + upper / 2.0)
}
