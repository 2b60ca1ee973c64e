//! From which size on a change matters to somebody. Never lets a change below the instrument's resolution count.

use dataset::{Definition, PracticalLimit};

/// Changes below this share of the level are rounding, not measurement.
const ROUNDING: f64 = 1e-9;

/// The smallest change that counts, in the metric's unit: the definition's own limit, else `default`.
///
/// A percentage is of the magnitude of `level`, the baseline's median. Where percent and absolute are both given a change
/// must pass both, so the larger one holds. Where no absolute limit is named, the resolution of the unit's usual
/// instrument is the floor: without it a metric that never varies, or whose level is zero, would alert on one clock tick.
pub fn practical_limit(definition: &Definition, default: PracticalLimit, level: f64) -> f64 {
    let named = definition.practical_limit.unwrap_or_default();
    let limit = if usable(named.percent).or(usable(named.absolute)).is_some() { named } else { default };
    let relative = usable(limit.percent).map_or(0.0, |percent| percent / 100.0 * level.abs());
    let floor = usable(limit.absolute).unwrap_or_else(|| resolution(&definition.unit));
    relative.max(floor).max(ROUNDING * level.abs())
}

/// Smallest difference that the usual instrument of a unit can tell, in that unit; 0 for units that we do not know.
fn resolution(unit: &str) -> f64 {
    match unit {
        // Browsers round `performance.now()` to 100 µs on pages without cross-origin isolation.
        "s" => 0.000_1,
        "ms" => 0.1,
        "us" | "µs" => 100.0,
        // Memory is handed out in pages.
        "bytes" => 4096.0,
        // A kernel accounts processor time in ticks of 10 ms: one percent of a second.
        "percent" | "%" => 1.0,
        // Half of one, so that one more is beyond it.
        "count" => 0.5,
        _ => 0.0,
    }
}

fn usable(limit: Option<f64>) -> Option<f64> {
    limit.filter(|value| value.is_finite() && *value >= 0.0)
}
