//! Values that so many percent of all do not exceed. Never interpolates: each is one that was measured.

/// Smallest value that `percent` of all do not exceed; of at least one value.
pub(crate) fn quantile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
}
