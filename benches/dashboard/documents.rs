//! Datasets for a laboratory of years: many small runs, and a few that lasted an hour. Never random: the same number gives
//! the same bytes.

use std::fmt::Write;

use serde_json::{Value, json};

/// From one run to the next, ms: 100,000 of them fill less than a year.
const APART_MS: u64 = 300_000;
/// Scenarios of the laboratory; the first is the one whose trend is looked at.
pub(crate) const SCENARIOS: u64 = 20;
/// Releases, each with as many runs as the others.
pub(crate) const RELEASES: u64 = 50;
const DEVICES: u64 = 12;
const TAGS: [&str; 8] = ["nightly", "smoke", "gpu", "canary", "arm", "long", "memory", "startup"];
const TYPES: [&str; 4] = ["Browser", "GPU", "Network", "Renderer"];

/// Name of a scenario.
pub(crate) fn scenario(number: u64) -> String {
    format!("scenario-{number:02}")
}

/// Name of a release.
pub(crate) fn release(number: u64) -> String {
    format!("7.{number}.0")
}

/// One small run of a nightly suite, by its place among `count`, the last of which took place at `end`, epoch ms.
pub(crate) fn small(number: u64, count: u64, end: u64) -> String {
    let began = end - (count - number) * APART_MS;
    let iterations: Vec<Value> = (0..=6)
        .map(|index| {
            let at = began + index * 500;
            let noise = (noise(number * 7 + index) % 200) as f64 / 100.0;
            json!({"index": index, "warmup": index == 0, "started_at": at, "ended_at": at + 500,
                "results": {"step_time": 40.0 + noise, "frame_time_p95": 16.0 + noise / 4.0}})
        })
        .collect();
    let (scenario, release) = (scenario(number % SCENARIOS), release(number * RELEASES / count));
    let tags =
        json!([format!("release:{release}"), TAGS[(number % 8) as usize], TAGS[(number / 8 % 8) as usize]]);
    let title = format!("{scenario} on {release}, {number}");
    document(
        &json!({
            "created_at": began, "title": title, "iterations": iterations, "outcome": {"status": "completed"},
            "meta": meta(began, 4_000, &scenario, number, &tags), "processes": processes(2),
        }),
        2,
        4,
    )
}

/// A run with so many processes over so many seconds, six series each, that began at `began`, epoch ms.
pub(crate) fn long(began: u64, processes_count: u64, seconds: u64) -> String {
    let number = began / 1000;
    let length = seconds * 1000 / 11;
    let iterations: Vec<Value> = (0..=10)
        .map(|index| {
            let at = began + index * length;
            json!({"index": index, "warmup": index == 0, "started_at": at, "ended_at": at + length,
                "results": {"step_time": 40.0 + (noise(number + index) % 200) as f64 / 100.0}})
        })
        .collect();
    let marks: Vec<Value> = (0..=10)
        .map(|index| {
            let at = began + index * length;
            json!({"name": "work", "iteration": index, "started_at": at, "ended_at": at + length / 2})
        })
        .collect();
    let meta = meta(began, seconds * 1000, "hour", number, &json!(["release:7.0.0"]));
    document(
        &json!({
            "created_at": began, "title": format!("an hour, {number}"), "iterations": iterations, "marks": marks,
            "outcome": {"status": "completed"}, "meta": meta, "processes": processes(processes_count),
        }),
        processes_count,
        seconds,
    )
}

fn meta(began: u64, length_ms: u64, scenario: &str, number: u64, tags: &Value) -> Value {
    json!({
        "test_context": {"scenario_name": scenario, "tags": tags, "build_id": format!("b{number}")},
        "env": {"os": "Debian GNU/Linux 12", "platform": "linux", "arch": "x86_64",
            "device_name": format!("lab-{:02}", number % DEVICES), "device_class": "lab", "browser_name": "chromium",
            "browser_version": "156.0", "fingerprint": {"browser_version": "156.0"}},
        "collection": {"mode": "hybrid", "metric_standard": "chrome", "interval_ms": 1000, "started_at": began,
            "ended_at": began + length_ms, "duration_seconds": length_ms as f64 / 1000.0},
        "definitions": {
            "step_time": {"unit": "ms", "meaning": "one step", "direction": "lower_is_better"},
            "frame_time_p95": {"unit": "ms", "meaning": "time between frames", "direction": "lower_is_better"},
        },
    })
}

fn processes(count: u64) -> Vec<Value> {
    let of_type = |number: u64| TYPES[usize::try_from(number).map_or(3, |place| place.min(3))];
    (0..count)
        .map(|number| json!({"pid": 4300 + number, "name": "chromium", "proc_type": of_type(number), "title": format!("Tab {number}")}))
        .collect()
}

/// The whole text: the report, then a batch a second.
fn document(report: &Value, processes: u64, seconds: u64) -> String {
    let began = report["created_at"].as_u64().expect("a report of ours says when it began");
    let report = report.to_string();
    let report = report.strip_suffix('}').expect("a report is an object");
    let mut text = format!(r#"{{"schema_version":1,"exported_at":{began},"report":{report},"metrics":["#);
    for tick in 0..seconds {
        let comma = if tick == 0 { "" } else { "," };
        let at = began + tick * 1000;
        write!(text, r#"{comma}{{"timestamp":{at},"metrics":{{"#).expect("a string takes what is written");
        for number in 0..processes {
            let comma = if number == 0 { "" } else { "," };
            write!(text, "{comma}{}", point(number, tick, processes))
                .expect("a string takes what is written");
        }
        text.push_str("}}");
    }
    text.push_str("]}}");
    text
}

/// Half of the values move slowly, half are noisy.
fn point(number: u64, tick: u64, processes: u64) -> String {
    let noise = noise(tick * processes + number);
    let cpu = (noise % 4_000) as f64 / 100.0;
    let chrome = (noise / 4_096 % 4_000) as f64 / 100.0;
    let rss = (120 << 20) + tick * 4096 + (noise % 16) * 4096;
    let heap = (20 << 20) + (tick % 64) * 65_536;
    let (private, nodes) = (rss / 2, 1_500 + tick / 16);
    format!(
        r#""{}":{{"cpu_os_usage":{cpu},"memory_rss":{rss},"cpu_chrome_usage":{chrome},"memory_private":{private},"js_heap_size":{heap},"dom_nodes":{nodes}}}"#,
        4300 + number,
    )
}

/// Digits without a pattern that a compressor could find (splitmix64, Steele et al. 2014).
fn noise(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
