//! Samples of every shape.

use dataset::{BatchMetric, LogLevel, LogLine, Mark, MetricPoint, ProcessInfo, ProcessType};
use proptest::collection::{btree_map, vec};
use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, ZERO};
use proptest::option;
use proptest::prelude::*;
use protocol::SampleBatch;

use super::{attempt, instant, text, unknown};

pub(crate) fn sample_batch() -> impl Strategy<Value = SampleBatch> {
    (attempt(), 1..=u64::MAX, vec(batch(), 0..3), vec(process(), 0..3), vec(mark(), 0..3)).prop_map(
        |(attempt, sequence, batches, processes, marks)| SampleBatch {
            attempt,
            sequence,
            batches,
            processes,
            marks,
        },
    )
}

pub(crate) fn log_line() -> impl Strategy<Value = LogLine> {
    let level =
        prop_oneof![Just(LogLevel::Debug), Just(LogLevel::Info), Just(LogLevel::Warn), Just(LogLevel::Error)];
    (instant(), level, text(), text(), unknown()).prop_map(|(timestamp, level, source, text, unknown)| {
        LogLine { timestamp, level, source, text, unknown }
    })
}

fn batch() -> impl Strategy<Value = BatchMetric> {
    (instant(), btree_map(any::<u32>(), point(), 0..4), unknown())
        .prop_map(|(timestamp, metrics, unknown)| BatchMetric { timestamp, metrics, unknown })
}

fn point() -> impl Strategy<Value = MetricPoint> {
    let operating_system = (option::of(number()), option::of(any::<u64>()), option::of(any::<u64>()));
    let browser = (option::of(number()), option::of(any::<u64>()), option::of(any::<u64>()));
    let rest = (option::of(any::<u64>()), option::of(number()), btree_map(text(), number(), 0..3), unknown());
    (option::of(instant()), operating_system, browser, rest).prop_map(
        |(timestamp, (cpu_os_usage, memory_rss, memory_footprint), browser, rest)| {
            let (cpu_chrome_usage, memory_private, js_heap_size) = browser;
            let (dom_nodes, gpu_usage, custom_metrics, unknown) = rest;
            MetricPoint {
                timestamp,
                cpu_os_usage,
                memory_rss,
                memory_footprint,
                cpu_chrome_usage,
                memory_private,
                js_heap_size,
                dom_nodes,
                gpu_usage,
                custom_metrics,
                unknown,
            }
        },
    )
}

pub(super) fn process() -> impl Strategy<Value = ProcessInfo> {
    let kind = prop_oneof![
        Just(ProcessType::Browser),
        Just(ProcessType::Renderer),
        Just(ProcessType::Gpu),
        Just(ProcessType::Network),
        Just(ProcessType::Utility),
        Just(ProcessType::Other)
    ];
    let page = (option::of(text()), option::of(text()), option::of(number()), option::of(any::<u64>()));
    let seen = (option::of(instant()), option::of(instant()));
    (any::<u32>(), text(), kind, page, seen, unknown()).prop_map(
        |(pid, name, proc_type, page, (first_seen, last_seen), unknown)| {
            let (title, url, cpu_usage, memory_usage) = page;
            ProcessInfo {
                pid,
                name,
                proc_type,
                title,
                url,
                cpu_usage,
                memory_usage,
                first_seen,
                last_seen,
                unknown,
            }
        },
    )
}

fn mark() -> impl Strategy<Value = Mark> {
    (text(), option::of(any::<u32>()), instant(), option::of(instant()), unknown()).prop_map(
        |(name, iteration, started_at, ended_at, unknown)| Mark {
            name,
            iteration,
            started_at,
            ended_at,
            unknown,
        },
    )
}

fn number() -> impl Strategy<Value = f64> {
    POSITIVE | NEGATIVE | NORMAL | ZERO
}
