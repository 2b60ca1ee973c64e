//! Which of the best partitions at many prices holds: the one whose residuals tell the most for its changes. Never a level
//! of a single value.

use super::LEAST_VALUES;
use super::noise::{between_neighbors, grid};
use super::partition::partition;

/// Prices tried between the dearest and the cheapest.
const PRICES: i32 = 18;
/// The dearest price, of the variance of all values.
const DEAREST: f64 = 4.0;
/// The cheapest price, of the same.
const CHEAPEST: f64 = 0.002;
/// What a change costs in the criterion, in logarithms of the number of values: its place and its level, and that the
/// place was searched for.
const CHANGE_COST: f64 = 3.0;
/// Standard deviation, of the largest value, below which values differ by rounding alone.
const ROUNDED: f64 = 1e-12;
/// What a value can be off by, of the grid that the values lie on: the mean of a uniform rounding error.
const ROUNDING: f64 = 0.25;
/// Values below which a change costs more: so few of them fit two levels by chance.
const FEW: f64 = 8.0;
/// Distinct partitions without an improvement after which cheaper ones are not tried.
const PATIENCE: usize = 6;
/// Most that neighbors are allowed to depend on each other. Without a bound a history that walks at random explains away
/// every shift.
const MOST_DEPENDENT: f64 = 0.5;

/// First value of each level but the first, ascending.
pub(super) fn starts(values: &[f64]) -> Vec<usize> {
    let count = values.len() as f64;
    let scaled = scaled(values);
    if values.len() < LEAST_VALUES || scaled.is_empty() {
        return Vec::new();
    }
    let rounding = grid(&scaled) * ROUNDING;
    let mut best = (criterion(&scaled, &[], rounding), Vec::new());
    let (mut before, mut worse) = (Vec::new(), 0);
    for price in prices(&scaled) {
        let starts = settled(&scaled, partition(&scaled, price * 3.0 * count.ln()));
        if starts == before {
            continue;
        }
        let told = criterion(&scaled, &starts, rounding);
        before.clone_from(&starts);
        if told < best.0 {
            (best, worse) = ((told, starts), 0);
        } else {
            worse += 1;
        }
        if worse == PATIENCE {
            break;
        }
    }
    best.1
}

/// The values around their mean with the variance 1, so that no unit is too small or too large to be squared; nothing
/// where all are equal.
fn scaled(values: &[f64]) -> Vec<f64> {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let small: Vec<f64> = values.iter().map(|value| value / largest).collect();
    let count = values.len() as f64;
    let mean = small.iter().sum::<f64>() / count;
    let variance = small.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    if !variance.is_finite() || variance.sqrt() <= ROUNDED {
        return Vec::new();
    }
    small.iter().map(|value| (value - mean) / variance.sqrt()).collect()
}

/// A geometric path, dearest first. It goes down to the noise, which a huge change makes a tiny part of the variance.
fn prices(scaled: &[f64]) -> impl Iterator<Item = f64> {
    let ratio = (CHEAPEST / DEAREST).powf(1.0 / f64::from(PRICES - 1));
    let noise = between_neighbors(scaled).powi(2);
    let cheapest = if noise > 0.0 { CHEAPEST.min(noise) } else { CHEAPEST };
    let count = ((cheapest / DEAREST).ln() / ratio.ln()).round() as i32;
    (0..=count.clamp(PRICES - 1, 4 * PRICES)).map(move |step| DEAREST * ratio.powi(step))
}

/// Gives each single value to the neighboring level that it is nearer to.
fn settled(values: &[f64], mut starts: Vec<usize>) -> Vec<usize> {
    let mean = |from: usize, to: usize| values[from..to].iter().sum::<f64>() / (to - from) as f64;
    let mut index = 0;
    while index <= starts.len() {
        let edge = |index: usize| if index == 0 { 0 } else { starts[index - 1] };
        let (from, to) = (edge(index), starts.get(index).copied().unwrap_or(values.len()));
        if to - from > 1 || starts.is_empty() {
            index += 1;
            continue;
        }
        let after = starts.get(index).map(|_| {
            let end = starts.get(index + 1).copied().unwrap_or(values.len());
            (mean(to, end) - values[from]).abs()
        });
        let before = (index > 0).then(|| (mean(edge(index - 1), from) - values[from]).abs());
        let joins_before = before.zip(after).map_or(before.is_some(), |(before, after)| before <= after);
        starts.remove(if joins_before { index - 1 } else { index });
        index = index.saturating_sub(1);
    }
    starts
}

/// `2 n ln(mean |e|)` and about `3 ln n` per change; e are the residuals of the levels less what the one before explains.
fn criterion(values: &[f64], starts: &[usize], rounding: f64) -> f64 {
    let count = values.len() as f64;
    let residuals = residuals(values, starts);
    let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
    let products: f64 = residuals.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let dependent = if squares > 0.0 { (products / squares).clamp(0.0, MOST_DEPENDENT) } else { 0.0 };
    let rest = residuals[0].abs()
        + residuals.windows(2).map(|pair| (pair[1] - dependent * pair[0]).abs()).sum::<f64>();
    let mean = (rest / count + rounding).max(f64::MIN_POSITIVE);
    let change = CHANGE_COST * count.ln() * (1.0 + (FEW / count).powi(2));
    2.0 * count * mean.ln() + change * starts.len() as f64
}

fn residuals(values: &[f64], starts: &[usize]) -> Vec<f64> {
    let mut residuals = Vec::with_capacity(values.len());
    let ends = starts.iter().copied().chain(std::iter::once(values.len()));
    let mut from = 0;
    for to in ends {
        let level = values[from..to].iter().sum::<f64>() / (to - from) as f64;
        residuals.extend(values[from..to].iter().map(|value| value - level));
        from = to;
    }
    residuals
}
