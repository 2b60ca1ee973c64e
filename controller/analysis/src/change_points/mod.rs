//! When the level of a series of run values changed: spikes set aside, levels found, changes told in words of better and
//! worse. Deterministic, without random numbers: the same values give the same changes. Never judges a single run.
//!
//! The design: isolated spikes are set aside; for a geometric path of penalties the best partition into constant levels is
//! found exactly; of the path's partitions the one with the least information criterion holds, whose noise has one
//! coefficient of autocorrelation. Slopes are seen as stairs.

mod noise;
mod spikes;
mod partition;
mod select;
mod level;
mod change;

pub use change::{Change, ChangeKind, Meaning};
pub use level::Level;

use crate::limit::practical_limit;
use crate::verdict::Rules;
use dataset::Definition;

/// Values below which nothing is said of a change: two levels of three values each.
pub const LEAST_VALUES: usize = 6;

/// What became of a series over time. Places are indices into the values that were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Stretches of one level, in order, without a hole; empty where there are no values.
    pub levels: Vec<Level>,
    /// One between each two levels, in order.
    pub changes: Vec<Change>,
    /// Single values far from their neighbors, which belong to no level, ascending.
    pub spikes: Vec<usize>,
}

/// Finds the levels of `values`, oldest first, and what their changes mean for a metric of this definition.
///
/// Values that are no number count as spikes. A change at the very last value is never told: one run is no level.
pub fn history(values: &[f64], definition: &Definition, rules: &Rules) -> History {
    let spikes = spikes::spikes(values);
    let mut is_spike = vec![false; values.len()];
    for &spike in &spikes {
        is_spike[spike] = true;
    }
    let kept: Vec<usize> = (0..values.len()).filter(|&place| !is_spike[place]).collect();
    let steady: Vec<f64> = kept.iter().map(|&place| values[place]).collect();
    let starts = select::starts(&steady);
    let levels = level::levels(&steady, &kept, &starts, values.len());
    let limit = |level: f64| practical_limit(definition, rules.default_limit, level);
    let changes = change::changes(&steady, &starts, definition.direction, (&kept, &limit, rules.confidence));
    History { levels, changes, spikes }
}
