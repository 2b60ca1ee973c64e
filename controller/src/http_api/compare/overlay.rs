//! One run's series on the common axis, cut at its holes and thinned to what a screen can show. Pure.

use analysis::{Slot, aligned, unbroken, usual_step};
use dataset::{Timestamp, downsample};

/// A page reports something now and then: a usual step of more than so many sampling intervals tells events from samples.
const EVENTS: f64 = 2.5;

/// What of the axis is wanted, and how finely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// First place, ms.
    pub(super) from: i64,
    /// Last place, ms.
    pub(super) to: i64,
    /// Points that a line may have.
    pub(super) points: usize,
}

/// A line as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawn {
    /// Samples in the window.
    pub(super) samples: usize,
    /// Whether nothing connects them.
    pub(super) events: bool,
    /// Places, ms.
    pub(super) at_ms: Vec<i64>,
    /// Values; none between two pieces.
    pub(super) values: Vec<Option<f64>>,
}

/// How a run's samples come to the axis.
#[derive(Clone, Copy, Debug)]
pub(super) enum Axis<'a> {
    /// As they are, from the run's start on.
    Start,
    /// Each stretch from its slot's start on.
    Slots(&'a [Slot], usize),
}

/// Draws points (ms since the run's start, ascending) whose run was sampled every `interval_ms`; `page` are those that the
/// page reports itself.
pub(super) fn drawn(points: &[(i64, f64)], axis: Axis<'_>, window: Window, page: Option<u64>) -> Drawn {
    let events = page.is_some_and(|interval_ms| {
        usual_step(points).is_none_or(|step| step as f64 > EVENTS * interval_ms as f64)
    });
    let whole = if events { vec![points] } else { unbroken(points) };
    let mut pieces: Vec<Vec<(i64, f64)>> = Vec::new();
    for piece in whole {
        match axis {
            Axis::Start => pieces.push(piece[piece.partition_point(|(at, _)| *at < 0)..].to_vec()),
            Axis::Slots(slots, run) => pieces.extend(aligned(piece, slots, run)),
        }
    }
    // A phase that comes in another order than in the reference lies further along the axis.
    pieces.sort_by_key(|piece| piece.first().map(|(at, _)| *at));
    let pieces: Vec<Vec<(i64, f64)>> =
        pieces.iter().map(|piece| seen(piece, window).to_vec()).filter(|piece| !piece.is_empty()).collect();
    let samples = pieces.iter().map(Vec::len).sum();
    let mut drawn = Drawn { samples, events, ..Drawn::default() };
    for piece in &thinned(pieces, samples, window.points) {
        drawn.append(piece);
    }
    drawn
}

/// The points in the window and one on each side, so that a line does not end before the edge.
fn seen(piece: &[(i64, f64)], window: Window) -> &[(i64, f64)] {
    let from = piece.partition_point(|(at, _)| *at < window.from);
    let to = piece.partition_point(|(at, _)| *at <= window.to);
    if from == piece.len() || to == 0 {
        return &[];
    }
    &piece[from.saturating_sub(1)..(to + 1).min(piece.len())]
}

fn thinned(pieces: Vec<Vec<(i64, f64)>>, samples: usize, points: usize) -> Vec<Vec<(i64, f64)>> {
    if samples <= points {
        return pieces;
    }
    // So many holes cannot be seen: each is narrower than a pixel.
    let pieces = if pieces.len() > points / 4 { vec![pieces.concat()] } else { pieces };
    let share = |piece: &Vec<(i64, f64)>| (piece.len() * points / samples).max(2);
    pieces.iter().map(|piece| thin(piece, share(piece))).collect()
}

fn thin(piece: &[(i64, f64)], most: usize) -> Vec<(i64, f64)> {
    let timed: Vec<(Timestamp, f64)> =
        piece.iter().map(|(at, value)| (Timestamp::from_epoch_ms(*at), *value)).collect();
    downsample(&timed, most).into_iter().map(|(at, value)| (at.epoch_ms(), value)).collect()
}

impl Drawn {
    /// Adds a piece; what lies between it and the one before is a gap.
    fn append(&mut self, piece: &[(i64, f64)]) {
        let (Some(last), Some((first, _))) = (self.at_ms.last().copied(), piece.first()) else {
            return self.extend(piece);
        };
        self.at_ms.push(i64::midpoint(last, *first));
        self.values.push(None);
        self.extend(piece);
    }

    fn extend(&mut self, piece: &[(i64, f64)]) {
        self.at_ms.extend(piece.iter().map(|(at, _)| *at));
        self.values.extend(piece.iter().map(|(_, value)| Some(*value)));
    }
}

#[cfg(test)]
mod tests {
    use analysis::{Stretch, slots};
    use proptest::prelude::*;

    use super::*;

    const ALL: Window = Window { from: i64::MIN, to: i64::MAX, points: 1_000 };

    fn every_second(from: i64, to: i64) -> Vec<(i64, f64)> {
        (from..to).map(|second| (second * 1000, second as f64)).collect()
    }

    #[test]
    fn a_hole_in_the_measurement_is_a_gap_in_the_line() {
        let points = [every_second(0, 5), every_second(20, 25)].concat();
        let drawn = drawn(&points, Axis::Start, ALL, None);
        assert_eq!(drawn.samples, 10);
        assert_eq!(drawn.values.iter().filter(|value| value.is_none()).count(), 1);
        assert_eq!((drawn.at_ms[4], drawn.at_ms[5], drawn.at_ms[6]), (4_000, 12_000, 20_000));
    }

    #[test]
    fn two_iterations_are_never_connected() {
        let stretch = |start_ms, end_ms| Stretch { name: "iteration".to_owned(), start_ms, end_ms };
        let slots = slots(&[vec![stretch(0, 5_000), stretch(5_000, 9_000)], vec![stretch(0, 8_000)]], 0);
        let drawn = drawn(&every_second(0, 9), Axis::Slots(&slots, 0), ALL, None);
        assert_eq!(
            (drawn.at_ms[4], drawn.at_ms[6]),
            (4_000, 8_000),
            "the second begins where the other run's first ends"
        );
        assert_eq!(drawn.values[5], None);
    }

    #[test]
    fn the_window_keeps_a_point_beyond_each_edge() {
        let window = Window { from: 2_500, to: 4_500, points: 100 };
        let drawn = drawn(&every_second(0, 9), Axis::Start, window, None);
        assert_eq!(drawn.at_ms, [2_000, 3_000, 4_000, 5_000]);
    }

    #[test]
    fn what_a_page_reports_now_and_then_are_events() {
        let points = [(0, 1.0), (9_000, 2.0), (30_000, 1.0)];
        let found = drawn(&points, Axis::Start, ALL, Some(1_000));
        assert!(found.events && found.values.iter().all(Option::is_some), "{found:?}");
        assert!(!drawn(&every_second(0, 5), Axis::Start, ALL, Some(1_000)).events);
    }

    proptest! {
        #[test]
        fn thinning_keeps_the_extremes_and_invents_nothing(
            steps in proptest::collection::vec((1_i64..5_000, -1e6_f64..1e6), 1..400),
            points in 8_usize..200,
        ) {
            let mut at = 0;
            let series: Vec<(i64, f64)> = steps.iter().map(|(step, value)| { at += step; (at, *value) }).collect();
            let found = drawn(&series, Axis::Start, Window { points, ..ALL }, None);
            prop_assert_eq!(found.at_ms.len(), found.values.len());
            prop_assert!(found.at_ms.windows(2).all(|pair| pair[0] <= pair[1]));
            for (at, value) in found.at_ms.iter().zip(&found.values) {
                if let Some(value) = value {
                    prop_assert!(series.contains(&(*at, *value)));
                }
            }
            if series.len() <= points {
                prop_assert_eq!(found.values.iter().flatten().count(), series.len());
            }
        }
    }
}
