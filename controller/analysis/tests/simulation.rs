//! What the default rules do to simulated runs: false alarms and found slow-downs, by counting.
//! `cargo test -p analysis --test simulation -- --nocapture` prints the figures.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use analysis::{Rules, Side, Verdict, judge};
use dataset::{Definition, Direction, PracticalLimit};

const METRICS: usize = 7;
const ITERATIONS: usize = 10;

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

/// How a metric of level 100 varies.
#[derive(Clone, Copy)]
struct Model {
    name: &'static str,
    /// Spread between the iterations of a run, percent.
    spread: f64,
    /// Spread of the level between runs, percent.
    drift: f64,
    /// Whether values have a long upper tail.
    skewed: bool,
}

const QUIET: Model = Model { name: "Gaussian, 2 %", spread: 2.0, drift: 0.0, skewed: false };
const SKEWED: Model = Model { name: "lognormal, 5 %", spread: 5.0, drift: 0.0, skewed: true };
const DRIFTING: Model = Model { name: "Gaussian, 2 %, drift 1 %", spread: 2.0, drift: 1.0, skewed: false };
const UNSTEADY: Model = Model { name: "Gaussian, 2 %, drift 2 %", spread: 2.0, drift: 2.0, skewed: false };

fn run(noise: &mut Noise, model: Model, limit: f64, slower: f64) -> Side {
    let definition = Definition {
        unit: "ms".to_owned(),
        meaning: "simulated".to_owned(),
        direction: Some(Direction::LowerIsBetter),
        aggregate: None,
        threshold: None,
        practical_limit: Some(PracticalLimit { percent: Some(limit), absolute: None }),
        source: None,
        unknown: dataset::Unknown::default(),
    };
    let mut side = Side { completed: true, ..Side::default() };
    for index in 0..METRICS {
        let factor = if index == 0 { 1.0 + slower / 100.0 } else { 1.0 };
        let level = 100.0 * factor * (1.0 + model.drift / 100.0 * noise.normal());
        let value = |noise: &mut Noise| {
            let deviation = model.spread / 100.0 * noise.normal();
            level * if model.skewed { deviation.exp() } else { 1.0 + deviation }
        };
        let values = (0..ITERATIONS).map(|_| value(noise)).collect();
        side.values.insert(format!("metric_{index}"), values);
        side.definitions.insert(format!("metric_{index}"), definition.clone());
    }
    side
}

/// Runs out of `pairs` in which any metric regressed, and in which the first one did.
fn count(seed: u64, model: Model, limit: f64, slower: f64, pairs: usize) -> (usize, usize) {
    let mut noise = Noise(seed);
    let (mut any, mut planted) = (0, 0);
    for _ in 0..pairs {
        let (baseline, run) = (run(&mut noise, model, limit, 0.0), run(&mut noise, model, limit, slower));
        let verdict = judge(&run, Some(&baseline), &Rules::default());
        any += usize::from(verdict.verdict == Verdict::Regressed);
        planted += usize::from(
            verdict.metrics.iter().any(|m| m.metric == "metric_0" && m.verdict == Verdict::Regressed),
        );
    }
    (any, planted)
}

#[test]
fn a_thousand_identical_pairs_raise_no_more_alarms_than_the_rate_allows() {
    for (model, limit) in [(QUIET, 3.0), (SKEWED, 5.0), (DRIFTING, 5.0), (UNSTEADY, 10.0)] {
        let (alarms, _) = count(11, model, limit, 0.0, 1_000);
        println!("same page, {}, limit {limit} %: {alarms} of 1000 runs regressed", model.name);
        assert!(alarms <= 10, "{alarms}");
    }
}

#[test]
fn a_limit_of_three_times_the_drift_breaks_the_rate() {
    let (alarms, _) = count(11, DRIFTING, 3.0, 0.0, 1_000);
    println!("same page, {}, limit 3 %: {alarms} of 1000 runs regressed", DRIFTING.name);
    assert!((11..=30).contains(&alarms), "{alarms}");
}

#[test]
fn sixty_runs_each_against_the_one_before_raise_at_most_one_alarm() {
    for model in [QUIET, SKEWED, DRIFTING] {
        let mut noise = Noise(29);
        let runs: Vec<Side> = (0..60).map(|_| run(&mut noise, model, 5.0, 0.0)).collect();
        let alarms = runs
            .windows(2)
            .filter(|pair| judge(&pair[1], Some(&pair[0]), &Rules::default()).verdict == Verdict::Regressed)
            .count();
        println!("60 runs in a row, {}, limit 5 %: {alarms} regressed", model.name);
        assert!(alarms <= 1, "{alarms}");
    }
}

#[test]
fn slow_downs_are_found_with_the_stated_power() {
    let mut found = BTreeMap::new();
    for model in [QUIET, DRIFTING] {
        for limit in [3.0, 5.0] {
            for slower in [5_u32, 10, 20] {
                let (_, hits) = count(47, model, limit, f64::from(slower), 100);
                println!("{slower} % slower, {}, limit {limit} %: found in {hits} of 100 runs", model.name);
                found.insert((model.name, limit as u32, slower), hits);
            }
        }
    }
    for model in [QUIET, DRIFTING] {
        // 19 of 20, as promised.
        assert!(found[&(model.name, 3, 10)] >= 95, "{found:?}");
        assert!(found[&(model.name, 5, 10)] >= 95, "{found:?}");
        assert!(found[&(model.name, 5, 20)] == 100, "{found:?}");
    }
    // A slow-down of just the practical limit is by definition one that nobody wants to hear of.
    assert!(found[&(QUIET.name, 5, 5)] <= 10, "{found:?}");
}
