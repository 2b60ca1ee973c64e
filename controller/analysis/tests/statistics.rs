//! The statistics against tables, against brute force and against their own symmetries.

use analysis::{benjamini_hochberg, cliffs_delta, hodges_lehmann, mann_whitney, median};
use proptest::prelude::*;

fn range(from: u32, to: u32) -> Vec<f64> {
    (from..=to).map(f64::from).collect()
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 + 1e-9 * one.abs()
}

/// Every way to call `first.len()` of all values the first sample, counted one by one.
fn p_by_enumeration(first: &[f64], second: &[f64]) -> f64 {
    let all: Vec<f64> = first.iter().chain(second).copied().collect();
    let doubled_u = |chosen: u32| {
        let is_first = |index: usize| chosen >> index & 1 == 1;
        let mut sum = 0;
        for (i, a) in all.iter().enumerate().filter(|(i, _)| is_first(*i)) {
            for (_, b) in all.iter().enumerate().filter(|(j, _)| *j != i && !is_first(*j)) {
                sum += i32::from(a > b) + i32::from(a >= b);
            }
        }
        sum
    };
    let observed = doubled_u((1 << first.len()) - 1);
    let choices: Vec<i32> = (0..1_u32 << all.len())
        .filter(|chosen| chosen.count_ones() as usize == first.len())
        .map(doubled_u)
        .collect();
    let share = |holds: &dyn Fn(i32) -> bool| {
        choices.iter().filter(|u| holds(**u)).count() as f64 / choices.len() as f64
    };
    (2.0 * share(&|u| u <= observed).min(share(&|u| u >= observed))).min(1.0)
}

#[test]
fn complete_separation_has_the_p_value_of_two_orders_out_of_all() {
    for (size, orders) in [(3, 20.0), (5, 252.0), (10, 184_756.0)] {
        let result = mann_whitney(&range(1, size), &range(size + 1, 2 * size)).unwrap();
        assert!(result.exact && result.u == 0.0);
        assert!(close(result.p, 2.0 / orders), "{size}: {}", result.p);
    }
}

#[test]
fn p_values_are_those_of_the_published_tables() {
    // Critical values of U at the two-sided 5 % level: the largest U that is still significant.
    for (n, m, critical) in [(5, 5, 2), (6, 8, 8), (8, 8, 13), (10, 10, 23), (12, 9, 26), (20, 20, 127)] {
        assert!(p_of_u(n, m, critical) <= 0.05, "{n} {m} {critical}");
        assert!(p_of_u(n, m, critical + 1) > 0.05, "{n} {m} {critical}");
    }
}

/// p-value of two samples without ties whose U is `u`: the first `n` integers, the top ones of them moved up.
fn p_of_u(n: usize, m: usize, u: usize) -> f64 {
    let mut moves = u;
    let places: Vec<usize> = (0..n)
        .rev()
        .map(|place| {
            let step = moves.min(m);
            moves -= step;
            place + step
        })
        .collect();
    let of = |is_first: bool| -> Vec<f64> {
        (0..n + m).filter(|place| places.contains(place) == is_first).map(|place| place as f64).collect()
    };
    let result = mann_whitney(&of(true), &of(false)).expect("both samples have values");
    assert!((result.u - u as f64).abs() < 1e-9);
    result.p
}

#[test]
fn fifty_against_fifty_tied_values_are_tested_exactly_and_beyond_that_nearly_so() {
    let values = |count: u32, factor: u32| -> Vec<f64> {
        (0..count).map(|index| f64::from(index * factor % 17)).collect()
    };
    let exact = mann_whitney(&values(50, 5), &values(50, 3)).unwrap();
    assert!(exact.exact);
    let (first, second): (Vec<f64>, Vec<f64>) =
        (values(60, 5).iter().map(|value| value + 1.5).collect(), values(60, 3));
    let approximate = mann_whitney(&first, &second).unwrap();
    assert!(!approximate.exact);
    assert!(approximate.p > 0.0 && approximate.p < 1.0, "{}", approximate.p);
}

#[test]
fn equal_constants_never_differ() {
    for size in [5, 100] {
        let constant = vec![7.0; size];
        assert!(close(mann_whitney(&constant, &constant).unwrap().p, 1.0));
        let shift = hodges_lehmann(&constant, &constant, 0.95).unwrap();
        assert_eq!((shift.low, shift.estimate, shift.high), (0.0, 0.0, 0.0));
    }
}

#[test]
fn nothing_has_no_statistics() {
    assert_eq!(median(&[]), None);
    assert_eq!(mann_whitney(&[], &[1.0]), None);
    assert_eq!(cliffs_delta(&[1.0], &[]), None);
    assert_eq!(hodges_lehmann(&[], &[1.0], 0.95), None);
}

#[test]
fn interval_of_five_against_five_cuts_two_differences_off_each_end() {
    let shift = hodges_lehmann(&[11.0, 12.0, 13.0, 14.0, 15.0], &[0.0, 0.1, 0.2, 0.3, 0.4], 0.95).unwrap();
    assert!(close(shift.confidence, 1.0 - 8.0 / 252.0), "{}", shift.confidence);
    assert!(close(shift.estimate, 12.8));
    assert!(close(shift.low, 10.8) && close(shift.high, 14.8), "{shift:?}");
}

#[test]
fn interval_of_too_few_values_admits_its_lower_confidence() {
    let shift = hodges_lehmann(&[2.0, 3.0], &[1.0, 1.5], 0.95).unwrap();
    assert_eq!((shift.low, shift.high), (0.5, 2.0));
    assert!(close(shift.confidence, 1.0 - 2.0 / 6.0));
}

#[test]
fn thousands_of_values_keep_their_shift() {
    let values: Vec<f64> = range(1, 3_000);
    let moved: Vec<f64> = values.iter().map(|value| value + 500.0).collect();
    let shift = hodges_lehmann(&moved, &values, 0.95).unwrap();
    assert!((shift.estimate - 500.0).abs() < 3.0 && shift.low < 500.0 && shift.high > 500.0, "{shift:?}");
}

/// Small integers, so that ties are the rule.
fn tied(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec((-6_i32..6).prop_map(f64::from), sizes)
}

fn measured() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(-1e6..1e6_f64, 1..12)
}

proptest! {
    #[test]
    fn exact_p_is_that_of_enumeration(first in tied(1..7), second in tied(1..7)) {
        let result = mann_whitney(&first, &second).unwrap();
        prop_assert!(result.exact);
        prop_assert!(close(result.p, p_by_enumeration(&first, &second)));
    }

    #[test]
    fn exchanging_the_samples_mirrors_everything(first in tied(1..12), second in tied(1..12)) {
        let (there, back) = (mann_whitney(&first, &second).unwrap(), mann_whitney(&second, &first).unwrap());
        prop_assert!(close(there.p, back.p));
        prop_assert!(close(there.u + back.u, (first.len() * second.len()) as f64));
        prop_assert_eq!(cliffs_delta(&first, &second), cliffs_delta(&second, &first).map(|delta| -delta));
        let (there, back) =
            (hodges_lehmann(&first, &second, 0.9).unwrap(), hodges_lehmann(&second, &first, 0.9).unwrap());
        prop_assert!(close(there.estimate, -back.estimate));
        prop_assert!(close(there.low, -back.high));
    }

    #[test]
    fn order_and_monotone_maps_change_no_p_value(first in measured(), second in measured()) {
        let map = |values: &[f64]| values.iter().rev().map(|v| (v / 1e6).exp() * 3.0 + 1.0).collect::<Vec<_>>();
        let (plain, mapped) =
            (mann_whitney(&first, &second).unwrap(), mann_whitney(&map(&first), &map(&second)).unwrap());
        prop_assert!(close(plain.p, mapped.p) && close(plain.u, mapped.u));
    }

    #[test]
    fn delta_is_the_prevalence_over_all_pairs(first in tied(1..9), second in tied(1..9)) {
        let prevalence: i32 = first.iter().flat_map(|a| second.iter().map(move |b| i32::from(a > b) - i32::from(a < b))).sum();
        let expected = f64::from(prevalence) / (first.len() * second.len()) as f64;
        prop_assert!(close(cliffs_delta(&first, &second).unwrap(), expected));
    }

    #[test]
    fn interval_holds_its_estimate_and_grows_with_confidence(first in measured(), second in measured()) {
        let (narrow, wide) =
            (hodges_lehmann(&first, &second, 0.8).unwrap(), hodges_lehmann(&first, &second, 0.99).unwrap());
        prop_assert!(wide.low <= narrow.low && narrow.low <= narrow.estimate);
        prop_assert!(narrow.estimate <= narrow.high && narrow.high <= wide.high);
        prop_assert!(wide.confidence >= narrow.confidence);
    }

    #[test]
    fn adding_a_constant_moves_the_shift_by_it(first in measured(), second in measured(), by in -1e3..1e3_f64) {
        let moved: Vec<f64> = first.iter().map(|value| value + by).collect();
        let (plain, shifted) =
            (hodges_lehmann(&first, &second, 0.95).unwrap(), hodges_lehmann(&moved, &second, 0.95).unwrap());
        prop_assert!((shifted.estimate - plain.estimate - by).abs() < 1e-6);
    }

    #[test]
    fn adjusted_p_values_reject_what_the_step_up_procedure_rejects(
        p_values in proptest::collection::vec(0.0..1.0_f64, 0..20),
        alpha in 0.01..0.5_f64,
    ) {
        let adjusted = benjamini_hochberg(&p_values);
        let mut sorted = p_values.clone();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len() as f64;
        let last = (0..sorted.len()).rev().find(|&place| sorted[place] <= (place + 1) as f64 / count * alpha);
        for (p, adjusted) in p_values.iter().zip(&adjusted) {
            prop_assert!(*adjusted >= *p && *adjusted <= 1.0);
            prop_assert_eq!(*adjusted <= alpha, last.is_some_and(|place| *p <= sorted[place]));
        }
    }
}
