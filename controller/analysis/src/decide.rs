//! From the numbers of one metric to its word. Never looks at anything but the numbers and the rules.

use dataset::Direction;

use crate::verdict::{Evidence, InconclusiveReason, Measured, Rules, Verdict};

/// More iterations than this are never asked for; a rule that needs them is a rule that nothing passes.
const MOST_NEEDED: usize = 50;

/// The word on one metric of `family` metrics tested together, with its reason where it is `Inconclusive`.
///
/// A run's level moves by a percent or more between two runs of the same page, and the spread inside a run does not show
/// it. So certainty that there is *some* shift is not enough: the whole interval has to lie beyond the practical limit.
pub(crate) fn decide(
    measured: &Measured,
    evidence: &Evidence,
    direction: Direction,
    rules: &Rules,
    family: usize,
) -> (Verdict, Option<InconclusiveReason>) {
    let limit = evidence.practical_limit;
    let (least_worse, most_worse) = match direction {
        Direction::LowerIsBetter => (evidence.shift_low, evidence.shift_high),
        Direction::HigherIsBetter => (-evidence.shift_high, -evidence.shift_low),
    };
    let (worse, better) = (least_worse > limit, most_worse < -limit);
    let certain = evidence.p_adjusted <= rules.alpha;
    if worse && certain {
        (Verdict::Regressed, None)
    } else if better && certain {
        (Verdict::Improved, None)
    } else if least_worse >= -limit && most_worse <= limit {
        (Verdict::Unchanged, None)
    } else {
        let too_few = (worse || better).then(|| too_few(measured, evidence, rules, family)).flatten();
        (Verdict::Inconclusive, Some(too_few.unwrap_or(InconclusiveReason::TooNoisy)))
    }
}

/// The reason, where not even complete separation of the two sides could pass the test over so many metrics.
fn too_few(
    measured: &Measured,
    evidence: &Evidence,
    rules: &Rules,
    family: usize,
) -> Option<InconclusiveReason> {
    let (run, baseline) = (measured.values.len(), evidence.baseline_values.len());
    let passes = |run, baseline| least_p(run, baseline) * family as f64 <= rules.alpha;
    if passes(run, baseline) {
        return None;
    }
    let needed = (rules.min_iterations..MOST_NEEDED).find(|&size| passes(size, size)).unwrap_or(MOST_NEEDED);
    Some(InconclusiveReason::TooFewIterations { run, baseline, needed })
}

/// Two-sided p-value of complete separation: the two extreme ones of all ways to choose a side.
fn least_p(run: usize, baseline: usize) -> f64 {
    (1..=run).fold(2.0, |p, k| p * k as f64 / (baseline + k) as f64)
}
