//! How sure the median of a run's values is. Assumes no shape of the noise.

use crate::ranks::ascending;

/// The distribution-free confidence interval of the median: the innermost two order statistics that hold it with at least
/// `confidence`; `None` where even the extremes do not, which for 95 % is below six values.
///
/// Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2. Above 1,000 values the normal approximation counts
/// off the order statistics.
pub fn median_interval(values: &[f64], confidence: f64) -> Option<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| ascending(*a, *b));
    let cut = cut(sorted.len(), (1.0 - confidence) / 2.0)?;
    Some((sorted[cut], sorted[sorted.len() - 1 - cut]))
}

/// How many values lie outside on each side.
fn cut(count: usize, tail: f64) -> Option<usize> {
    if count > 1_000 {
        let count = count as f64;
        // 1.96 standard deviations for 95 %; more than that for whoever asks for more is not asked here.
        return Some((count / 2.0 - 0.98 * count.sqrt() - 1.0).max(0.0) as usize);
    }
    // P(at most k of `count` values lie below the median), k from 0 on.
    let mut probability = 0.5_f64.powi(i32::try_from(count).ok()?);
    let mut sum = probability;
    if count == 0 || sum > tail {
        return None;
    }
    let mut cut = 0;
    loop {
        probability *= (count - cut) as f64 / (cut + 1) as f64;
        sum += probability;
        if sum > tail {
            return Some(cut);
        }
        cut += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_published_table() {
        let check = |count: u32, expected: Option<(f64, f64)>| {
            let values: Vec<f64> = (1..=count).rev().map(f64::from).collect();
            assert_eq!(median_interval(&values, 0.95), expected, "{count}");
        };
        check(0, None);
        check(5, None);
        check(6, Some((1.0, 6.0)));
        check(8, Some((1.0, 8.0)));
        check(9, Some((2.0, 8.0)));
        check(10, Some((2.0, 9.0)));
        check(20, Some((6.0, 15.0)));
        check(100, Some((40.0, 61.0)));
    }

    #[test]
    fn the_interval_narrows_on_where_the_counting_ends() {
        let share = |count: u32| {
            let values: Vec<f64> = (1..=count).map(f64::from).collect();
            let (low, high) = median_interval(&values, 0.95).unwrap();
            (high - low) / f64::from(count)
        };
        assert!(share(1_001) <= share(900) && share(1_001) > 0.9 * share(1_000));
        assert!(share(5_000) < share(1_001));
    }
}
