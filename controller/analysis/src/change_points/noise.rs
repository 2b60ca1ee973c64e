//! How much a series varies from value to value. Never mistakes a change of level for noise.

use crate::hodges_lehmann::median;

/// A normal distribution's standard deviation over its median absolute deviation.
const NORMAL: f64 = 1.4826;

/// Standard deviation of the values around their median, robust against outliers; 0 of nothing.
pub(super) fn spread(values: &[f64]) -> f64 {
    let Some(center) = median(values) else { return 0.0 };
    let apart: Vec<f64> = values.iter().map(|value| (value - center).abs()).collect();
    NORMAL * median(&apart).unwrap_or(0.0)
}

/// Standard deviation of the noise, from the differences of neighbors, which a few changes of level hardly touch.
pub(super) fn between_neighbors(values: &[f64]) -> f64 {
    let differences: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let apart: Vec<f64> = differences.iter().map(|difference| difference.abs()).collect();
    NORMAL * median(&apart).unwrap_or(0.0) / std::f64::consts::SQRT_2
}

/// The step of the grid that the values lie on: the least distance of two that differ; 0 where all are equal.
pub(super) fn grid(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0.0);
    let least = steps.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 0.0 }
}
