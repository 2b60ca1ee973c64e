//! A level against another one. Never divides by zero: a share of nothing is absent.

use serde::{Deserialize, Serialize};

/// A level against the reference's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// This one minus the reference, in the metric's unit.
    pub absolute: f64,
    /// The same in percent of the reference's magnitude; absent where that is zero.
    pub percent: Option<f64>,
}

impl Difference {
    /// `level` against `reference`.
    pub fn of(level: f64, reference: f64) -> Self {
        let absolute = level - reference;
        let percent = (reference != 0.0).then(|| absolute / reference.abs() * 100.0);
        Self { absolute, percent: percent.filter(|percent| percent.is_finite()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Difference;

    #[test]
    fn a_share_is_of_the_references_magnitude_and_of_zero_there_is_none() {
        assert_eq!(Difference::of(75.0, 50.0), Difference { absolute: 25.0, percent: Some(50.0) });
        assert_eq!(Difference::of(-40.0, -50.0), Difference { absolute: 10.0, percent: Some(20.0) });
        assert_eq!(Difference::of(3.0, 0.0), Difference { absolute: 3.0, percent: None });
    }
}
