//! Numbers and changes as a performance engineer would say them. Never rounds what a verdict was computed from.

use std::fmt;

use dataset::Direction;

use crate::verdict::{InconclusiveReason, MetricVerdict};

/// The change of a metric, e.g. `11.8 % slower (9.9 to 13.6 %, 10 against 10 iterations)`; absent where it has no evidence.
pub(crate) fn change(metric: &MetricVerdict) -> Option<String> {
    let (measured, evidence) = (metric.measured.as_ref()?, metric.evidence.as_ref()?);
    let unit = metric.definition.unit.as_str();
    let rises = evidence.shift > 0.0;
    // Written in the direction of the shift, so that the interval reads from the smaller to the larger change.
    let sign = if rises { 1.0 } else { -1.0 };
    let ends = (sign * evidence.shift_low, sign * evidence.shift_high);
    let (near, far) = if rises { ends } else { (ends.1, ends.0) };
    let (size, interval) = if evidence.baseline_median == 0.0 {
        (amount(evidence.shift.abs(), unit), format!("{} to {}", amount(near, unit), amount(far, unit)))
    } else {
        let percent = |value: f64| value / evidence.baseline_median.abs() * 100.0;
        (
            format!("{:.1} %", percent(evidence.shift.abs())),
            format!("{:.1} to {:.1} %", percent(near), percent(far)),
        )
    };
    let (run, baseline) = (measured.values.len(), evidence.baseline_values.len());
    let word = comparative(unit, metric.definition.direction?, rises);
    Some(format!("{size} {word} ({interval}, {run} against {baseline} iterations)"))
}

/// `slower` and `faster` are for times; everything else is higher or lower, and says which of them is bad.
fn comparative(unit: &str, direction: Direction, rises: bool) -> &'static str {
    let time = matches!(unit, "ns" | "us" | "µs" | "ms" | "s" | "min" | "h");
    match (direction, rises) {
        (Direction::LowerIsBetter, true) if time => "slower",
        (Direction::LowerIsBetter, false) if time => "faster",
        (Direction::LowerIsBetter, true) => "higher, which is worse",
        (Direction::LowerIsBetter, false) => "lower, which is better",
        (Direction::HigherIsBetter, true) => "higher, which is better",
        (Direction::HigherIsBetter, false) => "lower, which is worse",
    }
}

/// A number with its unit and three significant digits; bytes from a thousand on in kB, MB or GB (powers of 1000).
pub fn amount(value: f64, unit: &str) -> String {
    if unit == "bytes" {
        let scale = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
        if let Some((size, name)) = scale.into_iter().find(|(size, _)| value.abs() >= *size) {
            return format!("{} {name}", figure(value / size));
        }
    }
    let unit = if unit == "percent" { "%" } else { unit };
    if unit == "count" || unit.is_empty() { figure(value) } else { format!("{} {unit}", figure(value)) }
}

/// A number with three significant digits, whole ones in full.
pub(crate) fn figure(value: f64) -> String {
    if value == 0.0 || (value.fract() == 0.0 && value.abs() < 1e6) {
        return format!("{}", value + 0.0);
    }
    let magnitude = value.abs().log10().floor();
    if (-4.0..9.0).contains(&magnitude) {
        format!("{value:.*}", (2.0 - magnitude).max(0.0) as usize)
    } else {
        format!("{value:.2e}")
    }
}

impl fmt::Display for InconclusiveReason {
    /// The end of a sentence such as "no verdict: …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBaseline => f.write_str("there is no baseline to compare with"),
            Self::TooFewIterations { run, baseline, needed } => {
                write!(f, "{run} against {baseline} iterations are too few, {needed} are needed on each side")
            }
            Self::FingerprintDiffers { keys } => {
                write!(f, "it was measured under other conditions than the baseline ({})", keys.join(", "))
            }
            Self::MissingInBaseline => f.write_str("the baseline did not measure it"),
            Self::MissingInRun => f.write_str("the run did not measure it"),
            Self::MachineBusier { run_percent, baseline_percent } => write!(
                f,
                "the rest of the machine used {} % of a core during the run and {} % during the baseline",
                figure(*run_percent),
                figure(*baseline_percent)
            ),
            Self::TooNoisy => f.write_str("the values spread too widely to tell"),
            Self::RunNotCompleted => f.write_str("the run did not come to its end"),
        }
    }
}
