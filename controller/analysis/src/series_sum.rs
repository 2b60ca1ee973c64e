//! Series of several processes as one, and one series in the pieces between its holes. Never connects what was not measured.

/// A step this much longer than usual is a hole in the measurement.
const HOLE: f64 = 2.5;
/// The step that this share of all steps does not exceed is the usual one.
const USUAL: f64 = 0.75;

/// The sum of two series, instant by instant: where only one of them has a sample, it is that one's alone. Both ascend.
pub fn sum(one: Vec<(i64, f64)>, other: Vec<(i64, f64)>) -> Vec<(i64, f64)> {
    if one.is_empty() {
        return other;
    }
    let mut sums = Vec::with_capacity(one.len().max(other.len()));
    let mut rest = other.into_iter().peekable();
    for (at, value) in one {
        while let Some(earlier) = rest.next_if(|(other, _)| *other < at) {
            sums.push(earlier);
        }
        let beside = rest.next_if(|(other, _)| *other == at).map_or(0.0, |(_, value)| value);
        sums.push((at, value + beside));
    }
    sums.extend(rest);
    sums
}

/// The series cut where it has holes, which its own usual step tells.
pub fn unbroken(points: &[(i64, f64)]) -> Vec<&[(i64, f64)]> {
    let Some(usual) = usual_step(points) else {
        return if points.is_empty() { Vec::new() } else { vec![points] };
    };
    let limit = HOLE * usual as f64;
    points.chunk_by(|(before, _), (at, _)| at.saturating_sub(*before) as f64 <= limit).collect()
}

/// The step between samples that three quarters of all steps do not exceed, ms; absent for fewer than two samples.
pub fn usual_step(points: &[(i64, f64)]) -> Option<i64> {
    let mut steps: Vec<i64> = points.windows(2).map(|pair| pair[1].0.saturating_sub(pair[0].0)).collect();
    let last = steps.len().checked_sub(1)?;
    let place = ((steps.len() as f64 * USUAL) as usize).min(last);
    Some(*steps.select_nth_unstable(place).1)
}
