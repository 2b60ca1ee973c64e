//! Series, their statistics and their thinned form hold what was measured and nothing else.

use std::collections::BTreeMap;

use dataset::{
    BatchMetric, Field, MetricPoint, RUN_PID, SeriesKey, SummaryBuilder, Timestamp, Unknown, Value,
    downsample, occurring, series,
};
use proptest::prelude::*;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_epoch_ms(ms)
}

fn batches() -> Vec<BatchMetric> {
    let point = |cpu: f64, rss: Option<u64>| MetricPoint {
        cpu_os_usage: Some(cpu),
        memory_rss: rss,
        ..MetricPoint::default()
    };
    let custom = MetricPoint {
        timestamp: Some(at(1500)),
        custom_metrics: BTreeMap::from([("fps".to_owned(), 60.0)]),
        ..MetricPoint::default()
    };
    let batch = |ms, metrics| BatchMetric { timestamp: at(ms), metrics, unknown: Unknown::new() };
    vec![
        batch(1000, BTreeMap::from([(7, point(10.0, Some(100))), (RUN_PID, custom)])),
        batch(2000, BTreeMap::from([(7, point(20.0, None))])),
        batch(3000, BTreeMap::from([(7, point(60.0, Some(300)))])),
    ]
}

fn key(pid: u32, field: Field) -> SeriesKey {
    SeriesKey { pid, value: Value::Field(field) }
}

#[test]
fn series_holds_what_was_measured_at_its_own_instant() {
    assert_eq!(series(&batches(), &key(7, Field::MemoryRss)), [(at(1000), 100.0), (at(3000), 300.0)]);
    let fps = SeriesKey { pid: RUN_PID, value: Value::Custom("fps".to_owned()) };
    assert_eq!(series(&batches(), &fps), [(at(1500), 60.0)]);
    assert_eq!(series(&batches(), &key(7, Field::CpuChromeUsage)), []);
    let expected = [fps, key(7, Field::CpuOsUsage), key(7, Field::MemoryRss)];
    assert_eq!(occurring(&batches()), expected.into());
}

#[test]
fn every_field_has_a_name_that_the_file_uses_and_a_definition() {
    for field in Field::ALL {
        let text = format!(r#"{{"{}": 3}}"#, field.name());
        let point: MetricPoint = serde_json::from_str(&text).unwrap();
        assert_eq!(field.of(&point), Some(3.0));
        assert!(point.unknown.is_empty());
        assert_eq!(Field::named(field.name()), Some(field));
        assert!(["percent", "bytes", "count"].contains(&field.definition().unit.as_str()));
        assert!(!field.meaning().is_empty());
    }
}

#[test]
fn summary_gives_each_process_and_field_its_own_figures() {
    let mut builder = SummaryBuilder::default();
    batches().iter().try_for_each(|batch| builder.add(batch)).unwrap();
    let rows = builder.finish();
    assert_eq!(rows.len(), 3);
    let cpu = rows.iter().find(|row| row.key == key(7, Field::CpuOsUsage)).unwrap();
    assert_eq!((cpu.count, cpu.avg, cpu.min, cpu.max), (3, 30.0, 10.0, 60.0));
    assert!((cpu.p50 - 20.0).abs() < 1e-9 && (cpu.p95 - 56.0).abs() < 1e-9 && (cpu.p99 - 59.2).abs() < 1e-9);
}

#[test]
fn thinned_series_keeps_its_spike_and_its_gap() {
    let mut samples: Vec<(Timestamp, f64)> =
        (0..10_000).map(|tick| (at(tick * 10), (tick % 7) as f64)).collect();
    samples[4321].1 = 99.0;
    samples.retain(|(when, _)| !(50_000..70_000).contains(&when.epoch_ms()));
    let thin = downsample(&samples, 200);
    assert!(thin.len() <= 200);
    assert!(thin.contains(&(at(43_210), 99.0)));
    assert!(!thin.iter().any(|(when, _)| (50_000..70_000).contains(&when.epoch_ms())));
}

proptest! {
    #[test]
    fn thinned_series_is_a_part_of_the_whole_with_its_ends_and_extremes(
        raw in prop::collection::vec((0_i64..10_000, -1e3..1e3_f64), 0..300), most in 0_usize..80,
    ) {
        let mut times = raw;
        times.sort_by_key(|(ms, _)| *ms);
        let samples: Vec<(Timestamp, f64)> = times.into_iter().map(|(ms, value)| (at(ms), value)).collect();
        let thin = downsample(&samples, most);
        prop_assert!(thin.len() <= most);
        prop_assert!(thin.is_sorted_by_key(|(when, _)| *when));
        prop_assert!(thin.iter().all(|sample| samples.contains(sample)));
        if most >= 4 && !samples.is_empty() {
            prop_assert_eq!(thin.first(), samples.first());
            prop_assert_eq!(thin.last(), samples.last());
            let extreme = |list: &[(Timestamp, f64)], pick: fn(f64, f64) -> f64| list.iter().map(|each| each.1).reduce(pick);
            prop_assert_eq!(extreme(&thin, f64::min), extreme(&samples, f64::min));
            prop_assert_eq!(extreme(&thin, f64::max), extreme(&samples, f64::max));
        }
    }
}
