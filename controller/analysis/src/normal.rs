//! The tails of the normal distribution. Never used where an exact distribution is affordable.

use std::f64::consts::PI;

/// From here on the continued fraction needs fewer terms than the series.
const SERIES_END: f64 = 2.5;
/// Terms of the continued fraction: enough for 14 digits from [`SERIES_END`] on.
const FRACTION_TERMS: u32 = 80;

/// Probability that a standard normal variable lies at `z` or above.
pub(crate) fn upper_tail(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let tail = 0.5 * if x < SERIES_END { 1.0 - error_function(x) } else { complement(x) };
    if z < 0.0 { 1.0 - tail } else { tail }
}

/// Abramowitz and Stegun 7.1.6, for 0 ≤ x.
fn error_function(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    let mut odd = 1.0;
    while term > sum * f64::EPSILON {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    2.0 / PI.sqrt() * (-x * x).exp() * sum
}

/// One minus the error function: Abramowitz and Stegun 7.1.14, evaluated from its end.
fn complement(x: f64) -> f64 {
    let denominator = (1..=FRACTION_TERMS).rev().fold(x, |rest, k| x + 0.5 * f64::from(k) / rest);
    (-x * x).exp() / (PI.sqrt() * denominator)
}

#[cfg(test)]
mod tests {
    use super::upper_tail;

    #[test]
    fn tails_are_those_of_the_tables() {
        let table = [
            (0.0, 0.5),
            (1.0, 0.158_655_253_931_457_05),
            (1.959_963_984_540_054, 0.025),
            (2.575_829_303_548_901, 0.005),
            (3.6, 1.591_085_901_575_34e-4),
            (5.0, 2.866_515_718_791_94e-7),
        ];
        for (z, tail) in table {
            assert!((upper_tail(z) - tail).abs() < 1e-11 * tail + 1e-15, "{z}: {}", upper_tail(z));
            assert!((upper_tail(-z) - (1.0 - tail)).abs() < 1e-14);
        }
    }
}
