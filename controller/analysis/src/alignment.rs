//! Series of different runs on one axis: stretches that belong together (an iteration, a phase) begin at the same place in
//! every run. Never invents a value between two samples, and never stretches time.

use std::collections::HashMap;

use dataset::{Iteration, Mark, Timestamp};

/// A stretch of one run, ms since its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What it is; the n-th of a name belongs to the n-th of that name in other runs.
    pub name: String,
    /// Start.
    pub start_ms: i64,
    /// End, after the start.
    pub end_ms: i64,
}

/// A place on the common axis for the stretches that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What they are.
    pub name: String,
    /// The how-manieth of its name, from 0.
    pub occurrence: usize,
    /// Start on the common axis, ms.
    pub start_ms: i64,
    /// Length of the longest of them, ms.
    pub length_ms: i64,
    /// Start and end in each run, ms since its start; absent where the run has none.
    pub places: Vec<Option<(i64, i64)>>,
}

/// Name of an iteration that is measured.
pub const ITERATION: &str = "iteration";
/// Name of an iteration that warms up.
pub const WARMUP: &str = "warm-up";

/// The iterations of a run that began at `start`. Warm-up and measured ones are counted apart, so that a run that warmed
/// up longer still shows its first measured iteration beside the others' first.
pub fn iteration_stretches(iterations: &[Iteration], start: Timestamp) -> Vec<Stretch> {
    let stretches = iterations.iter().map(|iteration| {
        let name = if iteration.warmup { WARMUP } else { ITERATION };
        stretch(name, iteration.started_at, iteration.ended_at, start)
    });
    apart(stretches.collect())
}

/// The phases of a run that began at `start`, the outermost ones: instants and phases inside of others are left out, since
/// each sample has one place.
pub fn phase_stretches(marks: &[Mark], start: Timestamp) -> Vec<Stretch> {
    let closed = marks.iter().filter_map(|mark| Some((mark, mark.ended_at?)));
    apart(closed.map(|(mark, end)| stretch(&mark.name, mark.started_at, end, start)).collect())
}

fn stretch(name: &str, from: Timestamp, to: Timestamp, start: Timestamp) -> Stretch {
    let since = |at: Timestamp| at.epoch_ms().saturating_sub(start.epoch_ms());
    Stretch { name: name.to_owned(), start_ms: since(from), end_ms: since(to) }
}

/// In the order of time, without those that are empty or begin inside of another; of two that begin together the longer
/// one stays.
fn apart(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by_key(|each| (each.start_ms, std::cmp::Reverse(each.end_ms)));
    let mut free = i64::MIN;
    stretches.retain(|each| {
        let keep = each.start_ms >= free && each.end_ms > each.start_ms;
        if keep {
            free = each.end_ms;
        }
        keep
    });
    stretches
}

/// One axis for the stretches of all runs, the order of the run at `reference` first. What the reference does not have is
/// put after what comes before it in its own run. Each slot is as long as the longest of its stretches.
pub fn slots(runs: &[Vec<Stretch>], reference: usize) -> Vec<Slot> {
    let mut found: Vec<Slot> = Vec::new();
    let mut places: HashMap<(&str, usize), usize> = HashMap::new();
    // The order as a chain: per slot the one after it, and before all of them the head.
    let mut after: Vec<Option<usize>> = Vec::new();
    let mut head = None;
    let reference_first = std::iter::once(reference).chain((0..runs.len()).filter(|run| *run != reference));
    for run in reference_first {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut before: Option<usize> = None;
        for stretch in &runs[run] {
            let count = counts.entry(stretch.name.as_str()).or_default();
            let slot = *places.entry((stretch.name.as_str(), *count)).or_insert_with(|| {
                let new = found.len();
                found.push(Slot {
                    name: stretch.name.clone(),
                    occurrence: *count,
                    start_ms: 0,
                    length_ms: 0,
                    places: vec![None; runs.len()],
                });
                let link = match before {
                    Some(before) => &mut after[before],
                    None => &mut head,
                };
                let next = link.replace(new);
                after.push(next);
                new
            });
            *count += 1;
            before = Some(slot);
            found[slot].places[run] = Some((stretch.start_ms, stretch.end_ms));
            let length_ms = stretch.end_ms.saturating_sub(stretch.start_ms);
            found[slot].length_ms = found[slot].length_ms.max(length_ms);
        }
    }
    in_order(found, &after, head)
}

/// The slots along their chain, one behind the other.
fn in_order(found: Vec<Slot>, after: &[Option<usize>], head: Option<usize>) -> Vec<Slot> {
    let mut found: Vec<Option<Slot>> = found.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(found.len());
    let (mut next, mut start_ms) = (head, 0);
    while let Some(place) = next {
        let slot = found[place].take().expect("a chain visits each slot once");
        let length_ms = slot.length_ms;
        ordered.push(Slot { start_ms, ..slot });
        start_ms = start_ms.saturating_add(length_ms);
        next = after[place];
    }
    ordered
}

/// The points of the run at `run` on the common axis, one piece a slot that holds any. Points are instants in ms since the
/// run's start with their values, ascending; what lies in no slot is left out.
pub fn aligned(points: &[(i64, f64)], slots: &[Slot], run: usize) -> Vec<Vec<(i64, f64)>> {
    let piece = |slot: &Slot| {
        let (start, end) = slot.places[run]?;
        let from = points.partition_point(|(at, _)| *at < start);
        let to = points.partition_point(|(at, _)| *at < end);
        let moved = points
            .get(from..to)?
            .iter()
            .map(|(at, value)| (at.saturating_sub(start).saturating_add(slot.start_ms), *value));
        Some(moved.collect::<Vec<_>>()).filter(|piece| !piece.is_empty())
    };
    slots.iter().filter_map(piece).collect()
}
