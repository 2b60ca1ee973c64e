//! Whether the machine was busier with other work on one side than on the other: then a time that moved says nothing of
//! the page. Looks at two metrics that agents measure beside the judged ones; without them nothing is assumed.

use crate::hodges_lehmann::median;
use crate::verdict::{InconclusiveReason, MetricVerdict, Side, Verdict};

/// CPU time of everything but the browser in an iteration, ms.
const OTHERS: &str = "cpu_time.others";
/// Length of an iteration, ms.
const LENGTH: &str = "iteration_time";
/// A difference in other work from which on times are not comparable, percent of one core. On a quiet machine the figure
/// moves by a few percent between two runs; a quarter of a core is somebody else at work.
const NOTICEABLE_PERCENT: f64 = 25.0;

/// One side had noticeably more other work on its machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Busier {
    run_percent: f64,
    baseline_percent: f64,
}

/// Compares the other work of the two sides; nothing if it was alike, or not measured.
pub(crate) fn busier(run: &Side, baseline: &Side) -> Option<Busier> {
    let (run_percent, baseline_percent) = (other_work(run)?, other_work(baseline)?);
    let apart = (run_percent - baseline_percent).abs() > NOTICEABLE_PERCENT;
    apart.then_some(Busier { run_percent, baseline_percent })
}

/// Median over the iterations, percent of one core.
fn other_work(side: &Side) -> Option<f64> {
    let (others, lengths) = (side.values.get(OTHERS)?, side.values.get(LENGTH)?);
    let shares: Vec<f64> = others
        .iter()
        .zip(lengths)
        .filter(|(_, length)| **length > 0.0)
        .map(|(others, length)| 100.0 * others / length)
        .collect();
    median(&shares)
}

impl Busier {
    /// Whether this may be why the metric moved: a worse time on the busier machine, or a better one on the quieter.
    /// Memory and counts do not depend on who else is at work.
    pub(crate) fn explains(&self, metric: &MetricVerdict) -> bool {
        let independent = matches!(metric.definition.unit.as_str(), "bytes" | "count");
        !independent
            && match metric.verdict {
                Verdict::Regressed => self.run_percent > self.baseline_percent,
                Verdict::Improved => self.run_percent < self.baseline_percent,
                Verdict::Unchanged | Verdict::Inconclusive => false,
            }
    }

    pub(crate) fn reason(&self) -> InconclusiveReason {
        let Self { run_percent, baseline_percent } = *self;
        InconclusiveReason::MachineBusier { run_percent, baseline_percent }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use dataset::{Aggregate, Definition, Direction};

    use super::*;
    use crate::{Rules, judge};

    fn definition(unit: &str) -> Definition {
        Definition {
            unit: unit.to_owned(),
            meaning: "what it says".to_owned(),
            direction: Some(Direction::LowerIsBetter),
            aggregate: Some(Aggregate::Median),
            threshold: None,
            practical_limit: None,
            source: None,
            unknown: dataset::Unknown::new(),
        }
    }

    /// Ten iterations of 1 s in which `time` and `memory` stood at `level` and others used `others_ms`.
    fn side(level: f64, others_ms: f64) -> Side {
        let around = |level: f64| (0..10).map(|index| level + f64::from(index) * 0.001 * level).collect();
        Side {
            values: BTreeMap::from([
                ("time".to_owned(), around(level)),
                ("memory".to_owned(), around(level)),
                (OTHERS.to_owned(), vec![others_ms; 10]),
                (LENGTH.to_owned(), vec![1000.0; 10]),
            ]),
            definitions: BTreeMap::from([
                ("time".to_owned(), definition("ms")),
                ("memory".to_owned(), definition("bytes")),
            ]),
            fingerprint: BTreeMap::new(),
            completed: true,
        }
    }

    fn words(run: &Side, baseline: &Side) -> (Verdict, Verdict) {
        let verdict = judge(run, Some(baseline), &Rules::default());
        let word = |name: &str| {
            verdict.metrics.iter().find(|metric| metric.metric == name).map(|metric| metric.verdict)
        };
        (word("time").expect("judged"), word("memory").expect("judged"))
    }

    #[test]
    fn slower_times_on_a_busier_machine_are_inconclusive_and_memory_is_judged_all_the_same() {
        let (quiet, slower) = (side(100_000.0, 50.0), side(120_000.0, 60.0));
        assert_eq!(words(&slower, &quiet), (Verdict::Regressed, Verdict::Regressed));
        let busier = side(120_000.0, 900.0);
        assert_eq!(words(&busier, &quiet), (Verdict::Inconclusive, Verdict::Regressed));
        assert_eq!(words(&quiet, &busier), (Verdict::Inconclusive, Verdict::Improved));
    }

    #[test]
    fn slower_times_on_a_quieter_machine_are_believed() {
        assert_eq!(words(&side(120_000.0, 50.0), &side(100_000.0, 900.0)).0, Verdict::Regressed);
    }

    #[test]
    fn machines_that_tell_nothing_of_others_are_taken_as_alike() {
        let mut busier = side(120_000.0, 900.0);
        busier.values.remove(OTHERS);
        assert_eq!(words(&busier, &side(100_000.0, 50.0)).0, Verdict::Regressed);
    }
}
