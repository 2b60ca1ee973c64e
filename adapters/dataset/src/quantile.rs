//! Percentiles by one method everywhere; never over unsorted values.

/// The `p` quantile (0 to 1) of values sorted ascending, interpolated linearly between the closest ranks:
/// type 7 of Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages". Absent for no values.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = p.clamp(0.0, 1.0) * last as f64;
    let below = rank.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some((high - low).mul_add(rank - rank.floor(), low))
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_interpolate_between_the_closest_ranks() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        let close =
            |p, expected: f64| assert!((quantile(&sorted, p).unwrap() - expected).abs() < 1e-12, "{p}");
        close(0.0, 1.0);
        close(0.25, 1.75);
        close(0.5, 2.5);
        close(0.95, 3.85);
        close(1.0, 4.0);
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.99), Some(7.0));
    }
}
