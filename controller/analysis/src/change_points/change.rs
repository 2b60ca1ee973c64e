//! What a change of level means: how large, which way, and whether anybody need care. Never moves one.

use dataset::Direction;

use crate::hodges_lehmann::{hodges_lehmann, median};

/// Values on either side of a change that its size is told from; those far away say little of it.
const NEAR: usize = 20;

/// Where a level went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// To a level of its own.
    Step,
    /// Back to where it was before the change before.
    Recovered,
}

/// What a change is for whoever looks at the metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The wrong way.
    Worse,
    /// The right way.
    Better,
    /// The metric says of neither way that it is better.
    Neither,
}

/// A change from one level to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The first value of the new level.
    pub index: usize,
    /// The level before: median.
    pub before: f64,
    /// The level after: median.
    pub after: f64,
    /// `after` less `before` in percent of the magnitude of `before`; absent where that is zero.
    pub percent: Option<f64>,
    /// Lower end of the confidence interval of the Hodges-Lehmann shift over the nearest values.
    pub shift_low: f64,
    /// Upper end of the same.
    pub shift_high: f64,
    /// Worse or better.
    pub meaning: Meaning,
    /// A level of its own or one of before.
    pub kind: ChangeKind,
    /// Whether it is as large as the metric's practical limit, which `limit` is.
    pub matters: bool,
    /// The practical limit at the level before, in the metric's unit.
    pub limit: f64,
}

/// The changes at `starts` of the `steady` values, which stand at the places `kept` of all.
pub(super) fn changes(
    steady: &[f64],
    starts: &[usize],
    direction: Option<Direction>,
    (kept, limit, confidence): (&[usize], &dyn Fn(f64) -> f64, f64),
) -> Vec<Change> {
    let edges: Vec<usize> =
        std::iter::once(0).chain(starts.iter().copied()).chain(std::iter::once(steady.len())).collect();
    let level = |index: usize| median(&steady[edges[index]..edges[index + 1]]).expect("a level has a value");
    let change = |index: usize| {
        let (before, after) = (level(index), level(index + 1));
        let start = edges[index + 1];
        let old = &steady[edges[index].max(start.saturating_sub(NEAR))..start];
        let new = &steady[start..edges[index + 2].min(start + NEAR)];
        let shift = hodges_lehmann(new, old, confidence).expect("a level has a value");
        let limit = limit(before);
        let came_back =
            index > 0 && (after - level(index - 1)).abs() < limit && (after - before).abs() >= limit;
        Change {
            index: kept[start],
            before,
            after,
            percent: (before != 0.0).then(|| 100.0 * (after - before) / before.abs()),
            shift_low: shift.low,
            shift_high: shift.high,
            meaning: meaning(after - before, direction),
            kind: if came_back { ChangeKind::Recovered } else { ChangeKind::Step },
            matters: (after - before).abs() >= limit,
            limit,
        }
    };
    (0..starts.len()).map(change).collect()
}

fn meaning(shift: f64, direction: Option<Direction>) -> Meaning {
    match direction {
        Some(Direction::LowerIsBetter) if shift > 0.0 => Meaning::Worse,
        Some(Direction::HigherIsBetter) if shift < 0.0 => Meaning::Worse,
        Some(Direction::LowerIsBetter | Direction::HigherIsBetter) => Meaning::Better,
        None => Meaning::Neither,
    }
}
