//! Many questions at once: how sure each answer still is. Never drops or reorders a p-value.

/// Adjusted p-values in the order of the given ones: rejecting those at or below α keeps the expected share of false
/// rejections at or below α. Benjamini and Hochberg (1995), step-up form: the least of p(j)·m/j over the ranks j from i on.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (position, &index) in order.iter().enumerate().rev() {
        // The quotient first: it is at least 1, so that rounding cannot make an adjusted value the smaller one.
        least = least.min(p_values[index] * (p_values.len() as f64 / (position + 1) as f64));
        adjusted[index] = least;
    }
    adjusted
}
