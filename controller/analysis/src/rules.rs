//! The constants of a judgment and why they are what they are. Never read from a place that the verdict does not store.

use dataset::PracticalLimit;

use crate::verdict::Rules;

impl Default for Rules {
    /// What is applied where nobody chose otherwise.
    fn default() -> Self {
        Self {
            // One false rejection in a hundred is what somebody who is woken by them still tolerates.
            alpha: 0.01,
            // The near end of this interval has to clear the practical limit, which is stricter than it sounds: at 10
            // against 10 iterations with 2 % spread it stands about 2 % before the estimate, room for a run's own level.
            confidence: 0.95,
            // The least number at which one metric alone can reach p < 0.01: two orders out of 252.
            min_iterations: 5,
            // Five standard deviations of a level that drifts by 1 % between runs; what drifts more needs a limit of its own.
            default_limit: PracticalLimit { percent: Some(5.0), absolute: None },
        }
    }
}
