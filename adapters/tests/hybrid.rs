//! Both sources stand side by side, each in its own fields, and a source that cannot be joined is said to be missing.

use std::collections::BTreeMap;
use std::time::Duration;

use adapters::{BrowserSample, Kept, PidMap, SystemSample, assemble};
use dataset::{BatchMetric, MetricPoint, Timestamp};
use proptest::prelude::*;

const TICK: Duration = Duration::from_millis(50);

fn at(ms: i64) -> Timestamp {
    Timestamp::from_epoch_ms(ms)
}

fn os(cpu: f64) -> MetricPoint {
    MetricPoint { cpu_os_usage: Some(cpu), memory_rss: Some(1000), ..MetricPoint::default() }
}

fn chrome(cpu: f64) -> MetricPoint {
    MetricPoint { cpu_chrome_usage: Some(cpu), js_heap_size: Some(7), ..MetricPoint::default() }
}

fn system(ms: i64, pids: &[u32]) -> SystemSample {
    SystemSample { at: at(ms), points: pids.iter().map(|pid| (*pid, os(1.0))).collect() }
}

fn browser(ms: i64, pids: &[u32]) -> BrowserSample {
    BrowserSample { at: at(ms), points: pids.iter().map(|pid| (*pid, chrome(2.0))).collect() }
}

#[test]
fn one_tick_is_one_batch_with_both_views_in_their_own_fields() {
    let sample = assemble(Some(system(1000, &[10, 11])), Some(browser(1020, &[11, 12])), &PidMap::Same, TICK);
    let both = MetricPoint { cpu_chrome_usage: Some(2.0), js_heap_size: Some(7), ..os(1.0) };
    let alone = MetricPoint { timestamp: Some(at(1020)), ..chrome(2.0) };
    assert_eq!(sample.batches.len(), 1);
    assert_eq!(sample.batches[0].timestamp, at(1000));
    assert_eq!(sample.batches[0].metrics, BTreeMap::from([(10, os(1.0)), (11, both), (12, alone)]));
    assert_eq!((sample.unplaced.len(), sample.fallback), (0, None));
}

#[test]
fn sources_read_at_different_instants_keep_their_instants() {
    let sample = assemble(Some(system(1000, &[10])), Some(browser(650, &[10])), &PidMap::Same, TICK);
    let instants: Vec<Timestamp> = sample.batches.iter().map(|batch| batch.timestamp).collect();
    assert_eq!(instants, [at(650), at(1000)]);
    assert_eq!(sample.batches[0].metrics[&10], chrome(2.0));
    assert_eq!(sample.batches[1].metrics[&10], os(1.0));
}

#[test]
fn explicit_map_places_processes_and_names_those_it_cannot() {
    let map = PidMap::Explicit(BTreeMap::from([(3, 11), (4, 11)]));
    let sample = assemble(Some(system(1000, &[11])), Some(browser(1000, &[0, 3, 4, 5])), &map, TICK);
    assert_eq!(sample.unplaced, [4, 5]);
    assert_eq!(sample.batches[0].metrics.keys().copied().collect::<Vec<_>>(), [0, 11]);
    assert_eq!(sample.batches[0].metrics[&11].cpu_chrome_usage, Some(2.0));
}

#[test]
fn without_a_map_one_source_is_kept_and_the_fallback_stated() {
    for (keep, used, cpu) in
        [(Kept::System, "system", (Some(1.0), None)), (Kept::Browser, "browser", (None, Some(2.0)))]
    {
        let sample =
            assemble(Some(system(1000, &[10])), Some(browser(1000, &[10])), &PidMap::None { keep }, TICK);
        let point = &sample.batches[0].metrics[&10];
        assert_eq!((point.cpu_os_usage, point.cpu_chrome_usage), cpu);
        let fallback = sample.fallback.unwrap();
        assert_eq!((fallback.wanted.as_str(), fallback.used.as_str()), ("hybrid", used));
        assert!(!fallback.reason.is_empty());
    }
}

#[test]
fn field_that_both_claim_is_kept_twice_and_never_overwritten() {
    let clash = Some(BrowserSample { at: at(1010), points: BTreeMap::from([(10, os(9.0))]) });
    let sample = assemble(Some(system(1000, &[10])), clash, &PidMap::Same, TICK);
    let values: Vec<_> = sample.batches.iter().map(|batch| batch.metrics[&10].cpu_os_usage).collect();
    assert_eq!(values, [Some(1.0), Some(9.0)]);
}

#[test]
fn source_that_is_silent_leaves_its_fields_absent() {
    let sample = assemble(Some(system(1000, &[10])), None, &PidMap::Same, TICK);
    assert_eq!(sample.batches[0].metrics[&10], os(1.0));
    assert_eq!(assemble(None, None, &PidMap::Same, TICK).batches, []);
}

fn readings(batches: &[BatchMetric]) -> Vec<(u32, u64, u64)> {
    let mut found: Vec<_> = batches
        .iter()
        .flat_map(|batch| &batch.metrics)
        .flat_map(|(pid, point)| {
            let os = point.cpu_os_usage.map(|cpu| (*pid, 0, cpu.to_bits()));
            os.into_iter().chain(point.cpu_chrome_usage.map(|cpu| (*pid, 1, cpu.to_bits())))
        })
        .collect();
    found.sort_unstable();
    found
}

proptest! {
    #[test]
    fn no_raw_value_is_lost_changed_or_copied(
        one in prop::collection::btree_map(0_u32..20, 0.0..100.0_f64, 0..12),
        other in prop::collection::btree_map(0_u32..20, 0.0..100.0_f64, 0..12),
        apart in -200_i64..200,
    ) {
        let system = SystemSample { at: at(1000), points: one.iter().map(|(pid, cpu)| (*pid, os(*cpu))).collect() };
        let browser =
            BrowserSample { at: at(1000 + apart), points: other.iter().map(|(pid, cpu)| (*pid, chrome(*cpu))).collect() };
        let sample = assemble(Some(system), Some(browser), &PidMap::Same, TICK);
        let mut expected: Vec<(u32, u64, u64)> = one.iter().map(|(pid, cpu)| (*pid, 0, cpu.to_bits()))
            .chain(other.iter().map(|(pid, cpu)| (*pid, 1, cpu.to_bits()))).collect();
        expected.sort_unstable();
        prop_assert_eq!(readings(&sample.batches), expected);
        prop_assert!(sample.batches.is_sorted_by_key(|batch| batch.timestamp));
        prop_assert_eq!(sample.batches.len(), if apart.abs() <= 50 { 1 } else { 2 });
    }
}
