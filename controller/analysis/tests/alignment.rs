//! Stretches of several runs on one axis: small cases, and what holds for all of them.

use analysis::{Slot, Stretch, aligned, iteration_stretches, phase_stretches, slots, sum, unbroken};
use dataset::{Iteration, Mark, Timestamp, Unknown};
use proptest::prelude::*;

const START: Timestamp = Timestamp::from_epoch_ms(1_760_000_000_000);

fn at(ms: i64) -> Timestamp {
    Timestamp::from_epoch_ms(START.epoch_ms() + ms)
}

fn mark(name: &str, from: i64, to: Option<i64>) -> Mark {
    Mark {
        name: name.to_owned(),
        iteration: None,
        started_at: at(from),
        ended_at: to.map(at),
        unknown: Unknown::default(),
    }
}

/// Stretches of the given names and lengths, one directly behind the other.
fn run(stretches: &[(&str, i64)]) -> Vec<Stretch> {
    let mut start_ms = 0;
    let stretch = |(name, length): &(&str, i64)| {
        let each = Stretch { name: (*name).to_owned(), start_ms, end_ms: start_ms + length };
        start_ms = each.end_ms;
        each
    };
    stretches.iter().map(stretch).collect()
}

fn check(runs: &[&[(&str, i64)]], expected: &[(&str, i64, i64)]) {
    let runs: Vec<_> = runs.iter().map(|stretches| run(stretches)).collect();
    let slots = slots(&runs, 0);
    let found: Vec<(&str, i64, i64)> =
        slots.iter().map(|slot| (slot.name.as_str(), slot.start_ms, slot.length_ms)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_slot_is_as_long_as_the_longest_of_its_stretches() {
    check(
        &[&[("load", 10), ("scroll", 5)], &[("load", 4), ("scroll", 9)]],
        &[("load", 0, 10), ("scroll", 10, 9)],
    );
}

#[test]
fn what_the_reference_lacks_stands_behind_what_comes_before_it() {
    let reference: &[(&str, i64)] = &[("load", 1), ("scroll", 1)];
    check(
        &[reference, &[("login", 1), ("load", 1), ("scroll", 1)]],
        &[("login", 0, 1), ("load", 1, 1), ("scroll", 2, 1)],
    );
    check(
        &[reference, &[("load", 1), ("wait", 1), ("scroll", 1)]],
        &[("load", 0, 1), ("wait", 1, 1), ("scroll", 2, 1)],
    );
    check(
        &[reference, &[("load", 1), ("scroll", 1), ("load", 1)]],
        &[("load", 0, 1), ("scroll", 1, 1), ("load", 2, 1)],
    );
}

#[test]
fn the_references_order_holds_where_another_run_has_another_one() {
    check(&[&[("a", 1), ("b", 2)], &[("b", 1), ("a", 1)]], &[("a", 0, 1), ("b", 1, 2)]);
}

#[test]
fn runs_without_stretches_have_no_axis() {
    check(&[&[], &[]], &[]);
    check(&[&[], &[("load", 3)]], &[("load", 0, 3)]);
}

#[test]
fn points_move_with_their_stretch_and_what_lies_in_none_is_left_out() {
    let slots = slots(&[run(&[("load", 10), ("scroll", 5)]), run(&[("load", 4), ("scroll", 9)])], 0);
    let points = [(-1, 0.0), (0, 1.0), (3, 2.0), (4, 3.0), (12, 4.0), (13, 5.0)];
    assert_eq!(aligned(&points, &slots, 1), [vec![(0, 1.0), (3, 2.0)], vec![(10, 3.0), (18, 4.0)]]);
}

#[test]
fn phases_inside_of_others_instants_and_empty_ones_have_no_place_of_their_own() {
    let marks = [
        mark("inner", 10, Some(20)),
        mark("outer", 0, Some(100)),
        mark("instant", 30, None),
        mark("empty", 120, Some(120)),
        mark("next", 100, Some(110)),
    ];
    let found: Vec<(String, i64, i64)> = phase_stretches(&marks, START)
        .into_iter()
        .map(|each| (each.name, each.start_ms, each.end_ms))
        .collect();
    assert_eq!(found, [("outer".to_owned(), 0, 100), ("next".to_owned(), 100, 110)]);
}

#[test]
fn warm_up_and_measured_iterations_are_counted_apart() {
    let iteration = |index: u32, warmup| Iteration {
        index,
        warmup,
        started_at: at(i64::from(index) * 10),
        ended_at: at(i64::from(index) * 10 + 10),
        results: std::collections::BTreeMap::default(),
        unknown: Unknown::default(),
    };
    let runs = [
        iteration_stretches(&[iteration(0, true), iteration(1, false)], START),
        iteration_stretches(&[iteration(0, true), iteration(1, true), iteration(2, false)], START),
    ];
    let slots = slots(&runs, 0);
    let names: Vec<(&str, usize)> = slots.iter().map(|slot| (slot.name.as_str(), slot.occurrence)).collect();
    assert_eq!(names, [("warm-up", 0), ("warm-up", 1), ("iteration", 0)]);
    assert_eq!(slots[2].places, [Some((10, 20)), Some((20, 30))]);
}

#[test]
fn series_are_summed_where_both_were_measured_and_stand_alone_elsewhere() {
    let one = vec![(0, 1.0), (10, 2.0), (20, 3.0)];
    assert_eq!(
        sum(one, vec![(5, 10.0), (10, 20.0), (30, 40.0)]),
        [(0, 1.0), (5, 10.0), (10, 22.0), (20, 3.0), (30, 40.0)]
    );
    assert_eq!(sum(vec![(1, 1.0)], Vec::new()), [(1, 1.0)]);
    assert_eq!(sum(Vec::new(), vec![(1, 1.0)]), [(1, 1.0)]);
}

#[test]
fn a_series_is_cut_where_a_step_is_much_longer_than_usual() {
    let points = [(0, 0.0), (10, 1.0), (20, 2.0), (30, 2.5), (80, 3.0), (90, 4.0)];
    let pieces: Vec<usize> = unbroken(&points).into_iter().map(<[_]>::len).collect();
    assert_eq!(pieces, [4, 2]);
    assert_eq!(unbroken(&[(7, 1.0)]), [[(7, 1.0)]]);
    assert!(unbroken(&[]).is_empty());
}

fn any_run() -> impl Strategy<Value = Vec<Stretch>> {
    proptest::collection::vec((0_usize..4, 1_i64..50), 0..12).prop_map(|parts| {
        let names = ["load", "scroll", "type", "idle"];
        let parts: Vec<(&str, i64)> = parts.into_iter().map(|(name, length)| (names[name], length)).collect();
        run(&parts)
    })
}

proptest! {
    #[test]
    fn every_stretch_has_exactly_one_slot_and_slots_never_overlap(
        runs in proptest::collection::vec(any_run(), 1..5),
        reference in 0_usize..5,
    ) {
        let reference = reference % runs.len();
        let slots = slots(&runs, reference);
        for (place, run) in runs.iter().enumerate() {
            let mut found: Vec<(i64, i64)> = slots.iter().filter_map(|slot| slot.places[place]).collect();
            found.sort_unstable();
            let own: Vec<(i64, i64)> = run.iter().map(|each| (each.start_ms, each.end_ms)).collect();
            prop_assert_eq!(found, own);
        }
        let mut end = 0;
        for Slot { start_ms, length_ms, places, .. } in &slots {
            prop_assert_eq!(*start_ms, end);
            end += length_ms;
            let longest = places.iter().flatten().map(|(from, to)| to - from).max();
            prop_assert_eq!(longest, Some(*length_ms));
        }
        let order: Vec<(i64, i64)> = slots.iter().filter_map(|slot| slot.places[reference]).collect();
        prop_assert!(order.is_sorted(), "the reference's own order holds");
    }

    #[test]
    fn aligning_keeps_each_value_and_its_distance_from_the_stretchs_beginning(
        runs in proptest::collection::vec(any_run(), 1..4),
        values in proptest::collection::vec(-1e3_f64..1e3, 0..200),
    ) {
        let slots = slots(&runs, 0);
        let points: Vec<(i64, f64)> = values.iter().enumerate().map(|(at, value)| (at as i64, *value)).collect();
        for (place, run) in runs.iter().enumerate() {
            let mut back: Vec<(i64, f64)> = Vec::new();
            for piece in aligned(&points, &slots, place) {
                let slot = slots
                    .iter()
                    .find(|slot| slot.places[place].is_some() && (slot.start_ms..slot.start_ms + slot.length_ms).contains(&piece[0].0))
                    .unwrap();
                let (start, _) = slot.places[place].unwrap();
                back.extend(piece.iter().map(|(at, value)| (at - slot.start_ms + start, *value)));
            }
            back.sort_by_key(|(at, _)| *at);
            let end = run.last().map_or(0, |each| each.end_ms);
            let inside: Vec<(i64, f64)> = points.iter().filter(|(at, _)| *at < end).copied().collect();
            prop_assert_eq!(back, inside);
        }
    }

    #[test]
    fn a_sum_keeps_every_instant_and_the_total(
        one in proptest::collection::btree_map(0_i64..50, -100_i32..100, 0..30),
        other in proptest::collection::btree_map(0_i64..50, -100_i32..100, 0..30),
    ) {
        let series = |map: &std::collections::BTreeMap<i64, i32>| {
            map.iter().map(|(at, value)| (*at, f64::from(*value))).collect::<Vec<_>>()
        };
        let found = sum(series(&one), series(&other));
        let instants: std::collections::BTreeSet<i64> = one.keys().chain(other.keys()).copied().collect();
        prop_assert!(found.iter().map(|(at, _)| *at).eq(instants));
        let total: i32 = one.values().chain(other.values()).sum();
        let found: f64 = found.iter().map(|(_, value)| value).sum();
        prop_assert!((found - f64::from(total)).abs() < 1e-9);
    }
}
