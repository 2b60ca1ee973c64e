//! Changes of level in made-up series: what is found, what is not, and how often by mistake.

use std::f64::consts::TAU;

use analysis::{ChangeKind, History, Meaning, Rules, history};
use dataset::{Definition, Direction, PracticalLimit, Unknown};
use proptest::prelude::*;

/// Knuth's linear congruential generator: the same numbers on every machine and in every run of the tests.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (TAU * self.uniform()).cos()
    }
}

fn time(limit_percent: f64) -> Definition {
    Definition {
        unit: "ms".to_owned(),
        meaning: "made up".to_owned(),
        direction: Some(Direction::LowerIsBetter),
        aggregate: None,
        threshold: None,
        practical_limit: Some(PracticalLimit { percent: Some(limit_percent), absolute: None }),
        source: None,
        unknown: Unknown::new(),
    }
}

fn found(values: &[f64]) -> History {
    history(values, &time(2.0), &Rules::default())
}

/// Levels of so many values each, with normal noise of a standard deviation of 1.
fn steps(noise: &mut Noise, levels: &[(usize, f64)]) -> Vec<f64> {
    levels
        .iter()
        .flat_map(|&(count, level)| std::iter::repeat_n(level, count))
        .map(|level| level + noise.normal())
        .collect()
}

fn places(history: &History) -> Vec<usize> {
    history.changes.iter().map(|change| change.index).collect()
}

#[test]
fn a_step_is_found_where_it_is_with_its_size_and_meaning() {
    let values = steps(&mut Noise(1), &[(40, 100.0), (30, 112.0)]);
    let history = found(&values);
    assert_eq!(places(&history), [40]);
    let change = history.changes[0];
    assert!((change.before - 100.0).abs() < 1.0 && (change.after - 112.0).abs() < 1.0, "{change:?}");
    assert!((10.0..14.0).contains(&change.percent.unwrap()), "{change:?}");
    assert!(change.shift_low < 12.0 && 12.0 < change.shift_high && change.shift_low > 10.0, "{change:?}");
    assert_eq!((change.meaning, change.kind, change.matters), (Meaning::Worse, ChangeKind::Step, true));
    let levels: Vec<_> = history.levels.iter().map(|level| (level.start, level.end, level.count)).collect();
    assert_eq!(levels, [(0, 40, 40), (40, 70, 30)]);
    assert!(history.levels[1].low > 105.0 && history.levels[1].high < 119.0, "{:?}", history.levels);
}

#[test]
fn the_way_that_is_worse_is_the_metrics_own() {
    let values = steps(&mut Noise(2), &[(20, 60.0), (20, 40.0)]);
    let meaning = |direction| {
        let definition = Definition { direction, ..time(2.0) };
        history(&values, &definition, &Rules::default()).changes[0].meaning
    };
    assert_eq!(meaning(Some(Direction::LowerIsBetter)), Meaning::Better);
    assert_eq!(meaning(Some(Direction::HigherIsBetter)), Meaning::Worse);
    assert_eq!(meaning(None), Meaning::Neither);
}

#[test]
fn a_level_that_comes_back_has_recovered() {
    let values = steps(&mut Noise(3), &[(30, 100.0), (20, 115.0), (20, 100.0), (20, 85.0)]);
    let history = found(&values);
    assert_eq!(places(&history), [30, 50, 70]);
    let kinds: Vec<_> = history.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Step, ChangeKind::Recovered, ChangeKind::Step]);
}

#[test]
fn a_change_below_the_practical_limit_is_told_and_does_not_matter() {
    let values = steps(&mut Noise(4), &[(60, 1000.0), (60, 1008.0)]);
    let history = found(&values);
    assert_eq!(places(&history), [60]);
    assert!(!history.changes[0].matters && history.changes[0].limit > 19.0);
}

#[test]
fn one_or_two_values_far_off_are_spikes_and_change_no_level() {
    let mut values = steps(&mut Noise(5), &[(60, 100.0)]);
    values[20] = 160.0;
    values[40] = 30.0;
    values[41] = 31.0;
    let history = found(&values);
    assert_eq!((places(&history), history.spikes.as_slice()), (vec![], &[20, 40, 41][..]));
    assert_eq!((history.levels.len(), history.levels[0].end, history.levels[0].count), (1, 60, 57));
}

#[test]
fn the_last_value_alone_is_no_level_and_the_last_three_are() {
    let at_the_end = |count| places(&found(&steps(&mut Noise(6), &[(40, 100.0), (count, 112.0)])));
    assert_eq!(at_the_end(1), Vec::<usize>::new());
    assert_eq!(at_the_end(3), [40]);
}

#[test]
fn a_small_change_beside_a_huge_one_is_found() {
    let values = steps(&mut Noise(7), &[(40, 100.0), (40, 108.0), (40, 10_000.0)]);
    assert_eq!(places(&found(&values)), [40, 80]);
}

#[test]
fn values_that_do_not_vary_have_one_level_and_a_change_of_one_step_of_their_grid_is_a_change() {
    let constant = found(&[7.0; 50]);
    assert_eq!((constant.levels.len(), constant.changes.len(), constant.levels[0].median), (1, 0, 7.0));
    let values: Vec<f64> = (0..50).map(|index| if index < 25 { 7.0 } else { 8.0 }).collect();
    assert_eq!(places(&found(&values)), [25]);
}

#[test]
fn too_few_values_have_a_level_and_no_change() {
    for count in 0..6 {
        let values: Vec<f64> = (0..count).map(|index| if index < 3 { 1.0 } else { 9.0 }).collect();
        let history = found(&values);
        assert_eq!((history.changes.len(), history.levels.len()), (0, usize::from(count > 0)), "{count}");
    }
}

#[test]
fn no_number_is_taken_for_a_level() {
    let mut values = steps(&mut Noise(8), &[(30, 100.0), (30, 120.0)]);
    values[10] = f64::NAN;
    values[11] = f64::INFINITY;
    let history = found(&values);
    assert_eq!((places(&history), history.spikes.as_slice()), (vec![30], &[10, 11][..]));
    assert_eq!(found(&[f64::NAN; 9]).levels, []);
    let enormous: Vec<f64> =
        steps(&mut Noise(9), &[(30, 100.0), (30, 120.0)]).iter().map(|value| value * 1e300).collect();
    assert_eq!(places(&found(&enormous)), [30]);
}

/// Share of series without a change in which one is found, of 100.
fn false_alarms(mut series: impl FnMut(&mut Noise) -> Vec<f64>) -> usize {
    let mut noise = Noise(11);
    (0..100).filter(|_| !found(&series(&mut noise)).changes.is_empty()).count()
}

#[test]
fn what_only_varies_is_hardly_ever_taken_for_a_change() {
    const COUNT: usize = 200;
    let independent = |noise: &mut Noise| (0..COUNT).map(|_| 100.0 + noise.normal()).collect();
    assert!(false_alarms(independent) <= 2);
    let skewed = |noise: &mut Noise| (0..COUNT).map(|_| 100.0 * (0.3 * noise.normal()).exp()).collect();
    assert!(false_alarms(skewed) <= 2);
    let dependent = |noise: &mut Noise| {
        let mut before = 0.0;
        let mut next = || {
            before = 0.5 * before + noise.normal();
            100.0 + before
        };
        (0..COUNT).map(|_| next()).collect()
    };
    assert!(false_alarms(dependent) <= 4);
    let on_a_grid = |noise: &mut Noise| (0..COUNT).map(|_| (5.0 + 0.4 * noise.normal()).round()).collect();
    assert!(false_alarms(on_a_grid) <= 2);
    let with_outliers = |noise: &mut Noise| {
        let mut next = || noise.normal() * if noise.uniform() < 0.02 { 10.0 } else { 1.0 };
        (0..COUNT).map(|_| 100.0 + next()).collect()
    };
    assert!(false_alarms(with_outliers) <= 4);
}

#[test]
fn a_step_of_three_deviations_is_mostly_seen_after_five_runs() {
    let mut noise = Noise(12);
    let seen = |noise: &mut Noise| {
        let history = found(&steps(noise, &[(60, 100.0), (5, 103.0)]));
        history.changes.iter().any(|change| change.index.abs_diff(60) <= 2)
    };
    let share = (0..100).filter(|_| seen(&mut noise)).count();
    assert!(share >= 80, "{share} of 100");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn levels_cover_every_value_and_changes_lie_between_them(values in prop::collection::vec(-1e6_f64..1e6, 0..120)) {
        let history = found(&values);
        let mut end = 0;
        for level in &history.levels {
            prop_assert_eq!(level.start, end);
            prop_assert!(level.end > level.start && level.low <= level.median && level.median <= level.high);
            end = level.end;
        }
        prop_assert_eq!(end, values.len());
        let starts: Vec<usize> = history.levels.iter().skip(1).map(|level| level.start).collect();
        prop_assert_eq!(places(&history), starts);
    }

    #[test]
    fn another_unit_or_zero_gives_the_same_changes(
        seed in 1_u64..1000, factor in prop::sample::select(vec![0.001, 0.5, 4.0, 1e6]), shift in -1e3_f64..1e3,
    ) {
        let values = steps(&mut Noise(seed), &[(30, 100.0), (20, 106.0)]);
        let moved: Vec<f64> = values.iter().map(|value| value * factor + shift).collect();
        prop_assert_eq!(places(&found(&values)), places(&found(&moved)));
    }

    #[test]
    fn large_steps_are_found_from_either_end(seed in 1_u64..1000, backwards in any::<bool>()) {
        let mut values = steps(&mut Noise(seed), &[(30, 100.0), (30, 120.0), (30, 90.0)]);
        if backwards {
            values.reverse();
        }
        let found = places(&found(&values));
        for border in [30, 60] {
            prop_assert!(found.contains(&border), "{:?}", found);
        }
    }
}
